"""Sites moved by hand at the terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from filiform.cli.main import main

FACE = Path(__file__).parents[2] / "data" / "composite_f_multi.jpg"
MOVE = """[[correction]]
point = "ST2"
side = "left"
triangle = [330, 348, 329]
weights = [0.26, 0.48, 0.26]
on = 2026-11-22
by = "AB"
"""


def placed(tmp_path: Path, *options: str) -> dict[str, dict[str, object]]:
    out = tmp_path / "placement.json"
    answer = CliRunner().invoke(main, ["place", str(FACE), "--json", str(out), "--quiet", *options])
    assert answer.exit_code == 0, answer.output
    return {f"{site['id']}-{site['side']}": site for site in json.loads(out.read_text())["sites"]}


def test_a_placement_takes_the_moves_of_a_file(tmp_path: Path) -> None:
    moves = tmp_path / "moves.toml"
    moves.write_text(MOVE)
    before, after = placed(tmp_path), placed(tmp_path, "--corrections", str(moves))
    site = after.pop("ST2-left")
    assert site["corrected"] is True
    assert site["anchor"] == {"triangle": [330, 348, 329], "weights": [0.26, 0.48, 0.26]}
    rule = before.pop("ST2-left")
    assert site["rule_px"] == [rule["x_px"], rule["y_px"]]
    assert after == before


@pytest.mark.parametrize(("text", "said"), [("point = 1", "The corrections"), (MOVE + "x = 2", "The corrections")])
def test_a_file_of_moves_that_cannot_be_read_is_told_before_the_photo_is_looked_at(
    tmp_path: Path, text: str, said: str
) -> None:
    moves = tmp_path / "moves.toml"
    moves.write_text(text)
    answer = CliRunner().invoke(main, ["place", str(FACE), "--corrections", str(moves)])
    assert answer.exit_code == 2
    assert said in answer.output
