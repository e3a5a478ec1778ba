"""Lesions outlined at the terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from filiform.cli.main import main

FACE = Path(__file__).parents[2] / "data" / "composite_f_multi.jpg"
INTAKE = """[patient]
born = 1985-05-02
first_visit = false

[[concern]]
what = "acne_scars"
severity = 3
"""


def proposed(tmp_path: Path, *options: str):
    intake = tmp_path / "intake.toml"
    intake.write_text(INTAKE)
    return CliRunner().invoke(
        main, ["propose", str(FACE), "--intake", str(intake), "--on", "2026-11-02", "--quiet", *options]
    )


def test_an_outlined_scar_is_needled_around(tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    placed = tmp_path / "places.json"
    CliRunner().invoke(main, ["place", str(FACE), "--json", str(placed), "--quiet"])
    sites = json.loads(placed.read_text())["sites"]
    x, y = next((site["x_px"], site["y_px"]) for site in sites if (site["id"], site["side"]) == ("ST2", "left"))
    corners = ";".join(f"{x + a:.0f},{y + b:.0f}" for a, b in ((-6, -6), (6, -6), (6, 6), (-6, 6)))
    answer = proposed(tmp_path, "--lesion", f"acne-scar:{corners}", "--json", str(out))
    assert answer.exit_code == 0, answer.output
    row = [needle for needle in json.loads(out.read_text())["needles"] if needle["site"] == "FX-ACS"]
    assert 4 <= len(row) <= 8
    assert {(needle["side"], needle["of"]) for needle in row} == {("left", len(row))}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("acne-scar", "is no outline"),
        ("acne-scar:1,2;3", "is not a place on the photo"),
        ("mole:400,500;410,500;410,510", "no lesion that is needled around"),
    ],
)
def test_an_outline_that_cannot_be_read_is_refused_with_how_to_write_it(tmp_path: Path, typed: str, said: str) -> None:
    answer = proposed(tmp_path, "--lesion", typed)
    assert answer.exit_code == 2
    assert said in " ".join(answer.output.split())
