"""A whole course at the terminal: what it writes, what it refuses, and how it ends."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image
from pydantic import TypeAdapter

from filiform.cli.main import main
from filiform.exchange.course_document import CourseDocument

ROOT = Path(__file__).parents[3]
FACE = ROOT / "tests" / "data" / "composite_f_multi.jpg"
INTAKE = ROOT / "docs" / "examples" / "intake.toml"
OWN = 'id = "our_evening"\nlabel = "Evening"\nwhy = "After work"\nface_needles = [20, 24]\n'


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["course", *(str(word) for word in words)])


def planned(*words: object) -> Result:
    return run("--no-photo", "--intake", INTAKE, "--start", "2026-11-22", *words)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    drawn = ["--png", folder / "a.png", "--svg", folder / "a.svg", "--pdf", folder / "a.pdf"]
    result = planned("--json", folder / "a.json", *drawn)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    return folder


def test_a_course_is_written_as_json_picture_and_page(written: Path) -> None:
    document = json.loads((written / "a.json").read_text("utf-8"))
    assert (document["schema"], document["status"]) == ("filiform.course/1", "planned")
    assert len(document["sessions"]) == document["length"]["sessions"]
    assert document["objective"] <= document["bound"] + 0.001 <= document["gains"]
    assert (written / "a.svg").read_text("utf-8").startswith("<svg")
    assert (written / "a.pdf").read_bytes().startswith(b"%PDF")
    with Image.open(written / "a.png") as picture:
        assert picture.format == "PNG"


def test_the_same_course_is_the_same_bytes(written: Path, tmp_path: Path) -> None:
    assert planned("--json", tmp_path / "b.json", "--pdf", tmp_path / "b.pdf").exit_code == 0
    assert (tmp_path / "b.json").read_bytes() == (written / "a.json").read_bytes()
    assert (tmp_path / "b.pdf").read_bytes() == (written / "a.pdf").read_bytes()


def test_without_outputs_the_course_is_told(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text(OWN, "utf-8")
    result = planned("--protocol-file", own)
    assert result.exit_code == 0
    assert "Protocol our_evening." in result.stdout
    assert "points under the weights; the best is at most" in result.stdout
    assert len(re.findall(r"^  \d+\. 20\d\d-", result.stdout, re.MULTILINE)) >= 5


def test_sessions_that_were_done_are_not_planned_again(written: Path, tmp_path: Path) -> None:
    first = json.loads((written / "a.json").read_text("utf-8"))["sessions"][0]["proposal"]
    as_json, as_toml = tmp_path / "first.json", tmp_path / "first.toml"
    as_json.write_text(json.dumps(first), "utf-8")
    sites = sorted({f"{one['site']} {one['side']}".removesuffix(" midline") for one in first["needles"]})
    as_toml.write_text(f"[[session]]\non = 2026-11-22\nsites = {json.dumps(sites)}\n", "utf-8")
    said = [
        json.loads(run("--no-photo", "--intake", INTAKE, "--start", "2026-11-29", "--done", done, "--json", "-").stdout)
        for done in (as_json, as_toml)
    ]
    assert said[0] == said[1]
    assert said[0]["sessions"][0]["number"] == 2
    assert said[0]["done"][0]["on"] == "2026-11-22"


def test_a_photo_is_read_with_every_option_that_a_proposal_has(tmp_path: Path) -> None:
    moves = tmp_path / "moves.toml"
    moves.write_text("", "utf-8")
    options = ["--careful", "--corrections", moves, "--ipd-mm", "62"]
    result = run(FACE, "--intake", INTAKE, "--start", "2026-11-22", *options, "--json", "-")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["photo"]["sha256"]


def test_a_course_that_nothing_will_allow_is_status_3_with_its_reason(tmp_path: Path) -> None:
    asked = tmp_path / "intake.toml"
    asked.write_text(INTAKE.read_text("utf-8") + '\n[[condition]]\nwhat = "pregnancy"\n', "utf-8")
    out = tmp_path / "out.json"
    result = run("--no-photo", "--intake", asked, "--json", out, "--pdf", tmp_path / "out.pdf")
    assert result.exit_code == 3
    document = json.loads(out.read_text("utf-8"))
    assert document["status"] == "none"
    assert document["conflict"]["say"] in result.stderr
    assert not (tmp_path / "out.pdf").exists()


def test_a_photo_without_a_face_is_status_3(tmp_path: Path) -> None:
    photo = tmp_path / "grey.png"
    Image.new("RGB", (400, 400), "grey").save(photo)
    result = run(photo, "--intake", INTAKE, "--json", tmp_path / "out.json")
    assert result.exit_code == 3
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["refused"]["reasons"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--intake", INTAKE], "Give a PHOTO, or --no-photo"),
        ([FACE, "--no-photo", "--intake", INTAKE], "exclude each other"),
        (["--no-photo", "--intake", INTAKE, "--careful"], "need a PHOTO"),
        (["--no-photo", "--intake", INTAKE, "--left45", FACE], "need a PHOTO"),
        (["--no-photo", "--intake", INTAKE, "--protocol", "lite"], 'Did you mean "light"?'),
        (["--no-photo", "--intake", INTAKE, "--stop-rule", "never"], "no rule to stop"),
        (["--no-photo", "--intake", INTAKE, "--start", "soon"], "not a date"),
        (["--no-photo", "--intake", "absent.toml"], "absent.toml"),
        (["--no-photo", "--intake", INTAKE, "--done", FACE], "UTF-8"),
    ],
)
def test_what_can_be_mended_is_status_2_and_says_how(words: list[object], says: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[session]]\non = 2026-11-22\n", "give on = 2026-11-22 and sites"),
        ('[[session]]\non = 2026-11-22\nsites = ["ST99 left"]\n', 'unknown point "ST99"'),
        ('[[session]]\non = 2026-11-22\nsites = ["GV20 left"]\n', "no such side"),
        ("sites = [", "neither JSON nor TOML"),
        ("{}", "has no session"),
        ('{"schema": "filiform.proposal/1"}', "needles"),
        ('{"schema": "filiform.proposal/1", "on": "soon", "needles": []}', "on"),
    ],
)
def test_a_session_that_was_done_is_checked(text: str, says: str, tmp_path: Path) -> None:
    done = tmp_path / "done.toml"
    done.write_text(text, "utf-8")
    result = planned("--done", done)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_course_keeps_its_schema(written: Path) -> None:
    document = json.loads((written / "a.json").read_text("utf-8"))
    assert TypeAdapter(CourseDocument).validate_python(document) == document
