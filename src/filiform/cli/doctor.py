"""The command that says what is installed, what is missing and what to do about it."""

import hashlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Literal

import click

from filiform.errors import KnowledgeError
from filiform.knowledge import load

MODEL_SHA256 = "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff"
LEAST_FREE_BYTES = 1024**3
OLDEST_PYTHON = (3, 11)
REINSTALL = "Run `make serve` once: it installs what is pinned."
NEEDED = {
    "numpy": ("numpy", "numbers"),
    "ai-edge-litert": ("ai_edge_litert", "runs the face model"),
    "ortools": ("ortools", "chooses the needles"),
    "pillow": ("PIL", "reads and draws pictures"),
    "pillow-heif": ("pillow_heif", "reads HEIC photos"),
    "typst": ("typst", "sets the sheet to print"),
    "django": ("django", "the clinic's pages"),
    "granian": ("granian", "serves the pages"),
}
OPTIONAL = {
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "browser tests", "apt-get install chromium"),
    "postgres": (("postgres", "initdb"), "a server database and its tests", "apt-get install postgresql"),
    "node": (("node",), "building the pages", "make serve brings its own when there is none"),
}
State = Literal["ok", "missing", "optional"]


@dataclass(frozen=True)
class Check:
    """One thing looked at, its state and what to do."""

    name: str
    state: State
    say: str


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Say what is installed, what is missing and what to do; status 2 when something needed is missing."""
    found = list(checks())
    for check in found:
        click.echo(f"{check.state:9s} {check.name:15s} {check.say}")
    missing = sum(check.state == "missing" for check in found)
    click.echo("Everything needed is here." if not missing else f"{missing} needed and missing.")
    if missing:
        ctx.exit(2)


def checks() -> Iterator[Check]:
    """Yield every check, the needed ones first."""
    yield _python()
    yield from (_package(name, module, use) for name, (module, use) in NEEDED.items())
    yield _model()
    yield _facts()
    yield _pages()
    yield _disk()
    yield from (_program(name, *about) for name, about in OPTIONAL.items())


def _python() -> Check:
    is_new = sys.version_info[:2] >= OLDEST_PYTHON
    say = sys.version.split()[0] if is_new else "3.11 or newer is needed: install it and run `make serve` again."
    return Check("python", "ok" if is_new else "missing", say)


def _package(name: str, module: str, use: str) -> Check:
    try:
        number = version(name)
    except PackageNotFoundError:
        return Check(name, "missing", f"({use}) {REINSTALL}")
    if importlib.util.find_spec(module) is None:
        return Check(name, "missing", f"{number} is listed but cannot be loaded ({use}). {REINSTALL}")
    return Check(name, "ok", f"{number}, {use}")


def _model() -> Check:
    model = files("filiform.face") / "model" / "face_landmarker.task"
    if not model.is_file():
        return Check("face model", "missing", "The file face_landmarker.task is not there: install the program again.")
    if hashlib.sha256(model.read_bytes()).hexdigest() != MODEL_SHA256:
        return Check("face model", "missing", "The file is not the one measured: install the program again.")
    return Check("face model", "ok", f"sha256 {MODEL_SHA256[:12]}...")


def _facts() -> Check:
    try:
        facts = load.knowledge()
    except KnowledgeError as error:
        return Check("facts", "missing", f"{error}")
    counts = f"{len(facts.points)} points, {len(facts.rules)} rules, {len(facts.protocols)} protocols"
    return Check("facts", "ok", f"{counts}; sha256 {load.digest()[:12]}...")


def _pages() -> Check:
    built = Path(__file__).parents[3] / "frontend" / "dist"
    is_built = built.is_dir() or "FILIFORM_FRONTEND" in os.environ
    say = "built" if is_built else "The pages are not built: run `make serve`. The terminal needs none."
    return Check("front end", "ok" if is_built else "optional", say)


def _disk() -> Check:
    where = Path(os.environ.get("FILIFORM_VAR", "var")).absolute()
    while not where.exists():
        where = where.parent
    free = shutil.disk_usage(where).free
    say = f"{free / 1024**3:.1f} GiB free for the clinic's data"
    if free < LEAST_FREE_BYTES:
        return Check("disk", "missing", f"{say}: make room, photos need 1 GiB.")
    return Check("disk", "ok", say)


def _program(name: str, programs: tuple[str, ...], use: str, how: str) -> Check:
    path = next((found for program in programs if (found := shutil.which(program))), None)
    return Check(name, "ok" if path else "optional", f"{use}" if path else f"not here ({use}); {how}")
