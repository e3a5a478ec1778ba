"""What no linter knows about the house."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "filiform"
MODULES = [path for path in SRC.rglob("*.py") if "migrations" not in path.parts]
TEXTS = {".py", ".md", ".toml", ".ts", ".css", ".html", ".txt", ".json", ".sh", ".typ", ".in", ""}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_no_module_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_no_drawer_is_named_for_nothing() -> None:
    drawers = {"utils", "helpers", "common", "core", "base", "misc", "services", "managers"}
    assert [path for path in MODULES if path.stem in drawers or path.parent.name in drawers] == []


def test_packages_export_nothing() -> None:
    assert [path for path in SRC.rglob("__init__.py") if path.read_text().strip()] == []


def test_views_reach_records_only_through_the_clinic() -> None:
    assert [path for path in (SRC / "web").rglob("views.py") if re.search(r"\.objects\b", path.read_text())] == []


def test_only_the_edges_read_the_clock() -> None:
    clock = re.compile(r"\b(datetime\.now|date\.today|time\.time|timezone\.now|localdate)\(")
    core = [path for path in MODULES if path.relative_to(SRC).parts[0] not in {"web", "cli"}]
    assert [path for path in core if clock.search(path.read_text())] == []


def test_only_the_loader_opens_fact_files() -> None:
    opens = re.compile(r"importlib\.resources|tomllib")
    allowed = {SRC / "knowledge" / "load.py", SRC / "intake" / "read.py", SRC / "planning" / "own_protocol.py"}
    core = [
        path
        for path in MODULES
        if path.relative_to(SRC).parts[0] in {"knowledge", "intake", "points", "safety", "planning"}
    ]
    assert [path for path in core if path not in allowed and opens.search(path.read_text())] == []


def test_lock_files_name_no_address() -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "frontend" / "package-lock.json"]
    assert [lock for lock in locks if re.search(r"://|index-url|find-links", lock.read_text())] == []


def test_readme_opens_with_the_two_commands() -> None:
    first = (ROOT / "README.md").read_text().splitlines()[:10]
    assert any(line.startswith("make serve") for line in first)
    assert any(line.startswith("make test") for line in first)


def test_the_lint_job_and_the_tests_are_what_lands_a_change() -> None:
    run = (ROOT / ".ci" / "run").read_text()
    assert "make check" in run
    assert "make test" in run


def test_nothing_is_left_open_in_the_code() -> None:
    left = re.compile(r"\b(TODO|FIXME|XXX|NotImplemented\b)|pragma: no cover|pytest\.mark\.skip|xfail\(")
    files = [path for path in tracked() if path.suffix in {".py", ".ts"} and path != Path(__file__)]
    assert [path for path in files if left.search(path.read_text())] == []


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    machine = re.compile(r"(?<![\w.])/(work|root|opt|farm)/|pypi\.org|registry\.npmjs|deb\.debian\.org")
    files = [path for path in tracked() if path.suffix in TEXTS and path != Path(__file__)]
    assert [path for path in files if machine.search(path.read_text(errors="ignore"))] == []
