"""Every page at every size, and what the whole clinic costs while it rests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGES = [
    "/",
    "/patients/new/",
    "/patients/1/",
    "/patients/1/edit/",
    "/visits/1/intake/",
    "/visits/1/photo/",
    "/visits/2/findings/",
    "/visits/2/plan/",
    "/visits/4/plan/",
    "/visits/4/sign/",
    "/plans/1/",
    "/people/",
    "/about/",
]
MOST_IDLE_MIB = 350


@pytest.mark.parametrize("width", [360, 820, 1440])
def test_every_page_fits_its_window(opened: Callable[..., Any], width: int) -> None:
    watch = opened(viewport={"width": width, "height": 900})
    for path in PAGES:
        watch.go(path)
        watch.fits()
    watch.quiet()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "dark")])
def test_every_page_is_accessible(opened: Callable[..., Any], width: int, scheme: str) -> None:
    watch = opened(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for path in PAGES:
        watch.go(path)
        watch.accessible()


def test_the_sign_in_page_is_accessible_and_names_the_demo(opened: Callable[..., Any]) -> None:
    watch = opened(sign_in=False)
    page = watch.go("/login/")
    watch.accessible()
    assert "Demo clinic" in page.inner_text("main")
    watch.quiet()


def test_a_page_weighs_less_than_150_kb_without_its_photo(opened: Callable[..., Any]) -> None:
    watch = opened()
    page = watch.go("/visits/2/plan/")
    sizes = page.evaluate(
        "performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))"
        ".map(e => [e.name, e.encodedBodySize])"
    )
    weight = sum(size for name, size in sizes if not name.endswith(".jpg"))
    assert weight < 150_000, sizes


def children(pid: int) -> list[int]:
    found = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and parent(path) == pid]
    return [pid, *(deeper for child in found for deeper in children(child))]


def parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return -1


def test_the_web_processes_stay_small_while_idle(clinic: Any, opened: Callable[..., Any]) -> None:
    opened().go("/visits/2/plan/")
    resident_kib = {}
    for pid in children(clinic.process.pid):
        command = Path(f"/proc/{pid}/cmdline").read_text()
        if "granian" in command:
            status = Path(f"/proc/{pid}/status").read_text()
            resident_kib[pid] = int(status.split("VmRSS:")[1].split()[0])
    assert resident_kib
    assert sum(resident_kib.values()) / 1024 < MOST_IDLE_MIB
