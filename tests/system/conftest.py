"""A whole clinic in its own folder, and a browser beside it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
START_S = 90
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Clinic:
    """A clinic that runs: where it is, and the process that `filiform serve` started."""

    address: str
    process: subprocess.Popen[bytes]
    folder: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """Start the clinic as its users do, with the demo, and stop it at the end."""
    assert (ROOT / "frontend" / "dist" / "app.js").is_file(), "the pages are not built: npm --prefix frontend run build"
    port, folder = _free_port(), tmp_path_factory.mktemp("clinic")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "FILIFORM", "PG"))
    }
    command = [str(Path(sys.executable).parent / "filiform"), "serve", "--port", str(port)]
    log = folder / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            command, env=environment | {"FILIFORM_VAR": str(folder)}, cwd=folder, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        yield Clinic(_address(process, log), process, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Return where the clinic is, once it says so."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        if said := re.search(r"http://localhost:\d+", log.read_text()):
            return said[0]
        time.sleep(0.1)
    raise AssertionError(f"filiform serve said: {log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium; it ends with the module, because Django refuses the database beside its event loop."""
    found = shutil.which("chromium")
    assert found, "Chromium is missing: sudo apt-get install --no-install-recommends chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield running
        running.close()


@dataclass
class Watched:
    """A page whose every request and complaint is written down."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        return self.page

    def accessible(self) -> None:
        """Ask axe about the page that is shown."""
        if not self.page.evaluate("'axe' in window"):
            self.page.add_script_tag(path=str(ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"))
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        said = [(fault["id"], [node["html"][:160] for node in fault["nodes"]][:3]) for fault in found["violations"]]
        assert said == [], self.page.url

    def fits(self) -> None:
        """Nothing sticks out of the window sideways."""
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{self.page.url} is {over} px too wide"

    def quiet(self) -> None:
        """Nothing was asked of any other computer, and nothing broke."""
        assert [address for address in self.requests if not address.startswith((self.address, "blob:", "data:"))] == []
        assert self.complaints == []


Opened = Callable[..., Watched]


@pytest.fixture
def opened(clinic: Clinic, browser: Browser) -> Iterator[Opened]:
    """Return a function that opens a watched page, signed in unless told otherwise."""
    contexts: list[BrowserContext] = []

    def watched(*, sign_in: bool = True, **options: object) -> Watched:
        context = browser.new_context(**{"bypass_csp": True, **options})  # type: ignore[arg-type]  # axe is injected
        contexts.append(context)
        watch = Watched(context.new_page(), clinic.address)
        watch.page.on("request", lambda request: watch.requests.append(request.url))
        watch.page.on("pageerror", lambda error: watch.complaints.append(str(error)))
        watch.page.on(
            "console", lambda said: watch.complaints.append(said.text) if said.type in {"error", "warning"} else None
        )
        if sign_in:
            watch.go("/login/")
            watch.page.fill("#id_username", "demo")
            watch.page.fill("#id_password", "needle-demo-2026")
            watch.page.click("main button[type=submit]")
            watch.page.wait_for_url(f"{clinic.address}/")
        return watch

    yield watched
    for context in contexts:
        context.close()
