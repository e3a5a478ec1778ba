"""What the command line writes, says and returns when all is well, or when the answer is an honest no."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from filiform.cli.main import COMMANDS, main

ROOT = Path(__file__).parents[3]
FACE = ROOT / "tests" / "data" / "composite_f_multi.jpg"
INTAKE = ROOT / "docs" / "examples" / "intake.toml"
PROGRAM = [sys.executable, "-c", "from filiform.cli.main import main; main()"]


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_help_names_every_command_and_loads_none() -> None:
    loaded = "import sys; from filiform.cli.main import main; main(['--help'], standalone_mode=False); "
    heavy = "print({'numpy', 'ortools', 'PIL', 'ai_edge_litert', 'django'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded + heavy], capture_output=True, text=True, check=True)
    assert all(name in done.stdout for name in COMMANDS)
    assert done.stdout.strip().endswith("set()")


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_place_writes_whole_files_and_says_so_beside_the_output(tmp_path: Path) -> None:
    result = run("place", FACE, "--json", tmp_path / "a.json", "--png", tmp_path / "a.png")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "Wrote" in result.stderr
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert document["schema"] == "filiform.placement/1"
    assert len(document["sites"]) > 50
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.format == "PNG"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "a.png"]


def test_place_without_outputs_says_what_it_found_and_how_to_write_it() -> None:
    result = run("place", FACE)
    assert result.exit_code == 0
    assert "sites placed" in result.stdout
    assert "Use --json FILE" in result.stdout


def test_a_typed_distance_sets_the_scale() -> None:
    result = run("place", FACE, "--ipd-mm", "62", "--json", "-")
    assert json.loads(result.stdout)["face"]["scale"]["method"] == "typed"


def test_the_same_input_gives_the_same_proposal_but_for_the_time_it_took() -> None:
    words = ["propose", FACE, "--intake", INTAKE, "--on", "2026-11-22", "--json", "-"]
    first, second = (json.loads(run(*words).stdout) for _ in range(2))
    del first["solve_s"], second["solve_s"]
    assert json.dumps(first) == json.dumps(second)
    assert first["status"] in {"optimal", "feasible"}
    assert 20 <= first["face_needles"] <= 40
    assert 3 <= first["body_needles"] <= 12


def test_a_proposal_is_drawn_and_printed(tmp_path: Path) -> None:
    outputs = ["--png", tmp_path / "map.png", "--pdf", tmp_path / "sheet.pdf", "--paper", "letter"]
    result = run("propose", FACE, "--intake", INTAKE, "--on", "2026-11-22", *outputs)
    assert result.exit_code == 0
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_the_drawn_face_gives_a_proposal_without_pixels() -> None:
    result = run("propose", "--no-photo", "--intake", INTAKE, "--on", "2026-11-22", "--json", "-")
    document = json.loads(result.stdout)
    assert document["photo"] is None
    assert all(needle["position_px"] is None for needle in document["needles"])


def test_no_proposal_is_status_3_with_its_reasons_in_the_file_and_on_standard_error(tmp_path: Path) -> None:
    intake = tmp_path / "intake.toml"
    intake.write_text('[patient]\nborn = 1990-01-01\n[[condition]]\nwhat = "vaccination_fever"\n', encoding="utf-8")
    out = tmp_path / "out.json"
    result = run("propose", FACE, "--intake", intake, "--json", out, "--png", tmp_path / "map.png")
    assert result.exit_code == 3
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["status"] == "none"
    assert document["conflict"]["because"]
    assert document["conflict"]["say"] in result.stderr
    assert not (tmp_path / "map.png").exists()


def test_a_refused_photo_is_status_3_for_a_proposal_too(tmp_path: Path) -> None:
    photo = tmp_path / "grey.png"
    Image.new("RGB", (400, 400), "grey").save(photo)
    result = run("propose", photo, "--intake", INTAKE, "--json", tmp_path / "out.json")
    assert result.exit_code == 3
    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert document["status"] == "none"
    assert [reason["gate"] for reason in document["refused"]["reasons"]] == ["faces"]


def test_an_older_picture_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    photo, older = tmp_path / "grey.png", tmp_path / "map.png"
    Image.new("RGB", (400, 400), "grey").save(photo)
    older.write_bytes(b"older")
    result = run("place", photo, "--png", older)
    assert result.exit_code == 3
    assert "The older file of that name was left as it was." in result.stderr


def test_progress_is_shown_on_a_terminal_only_and_never_in_the_result() -> None:
    shown = on_a_terminal(*PROGRAM, "place", str(FACE), "--json", "-")
    assert "Finding the face ..." in shown
    quiet = on_a_terminal(*PROGRAM, "place", str(FACE), "--json", "-", "--quiet")
    assert "Finding" not in quiet
    piped = subprocess.run([*PROGRAM, "place", str(FACE), "--json", "-"], capture_output=True, text=True, check=True)
    assert piped.stderr == ""
    assert json.loads(piped.stdout)["refused"] is None


def on_a_terminal(*command: str) -> str:
    """Return what a command shows on a terminal that watches its standard error."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs) as running:
        os.close(theirs)
        said = b""
        while part := _read(ours):
            said += part
        assert running.wait() == 0
    os.close(ours)
    return said.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1024)
    except OSError:  # the other end is closed
        return b""


def test_doctor_finds_everything_here() -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert "Everything needed is here." in result.output


def test_evidence_says_the_certainty_first() -> None:
    result = run("evidence", "glabellar_lines")
    assert result.exit_code == 0
    assert "Certainty that needles help: low" in result.output.splitlines()[0]
    assert "No clinician has reviewed" in result.output


def test_evidence_lists_every_need_and_knows_a_near_word() -> None:
    assert "no study found  " in run("evidence").output
    refused = run("evidence", "frown")
    assert refused.exit_code == 2
    assert "frown" in refused.stderr


def test_a_fact_is_shown_by_its_id_and_a_kind_as_a_list() -> None:
    assert "Zusanli" in run("knowledge", "show", "ST36").output
    assert "anticoagulant" in run("knowledge", "show", "conditions").output
    assert run("knowledge", "show", "nothing_like_it").exit_code == 2


def test_facts_are_counted_and_what_waits_for_a_clinician_is_listed() -> None:
    assert "207  points" in run("knowledge", "check").output
    rows = json.loads(run("knowledge", "due", "--on", "2026-11-22", "--json").output)
    assert {"ST36"} <= {row["id"] for row in rows}
    assert "wait for a clinician" in run("knowledge", "due").output
