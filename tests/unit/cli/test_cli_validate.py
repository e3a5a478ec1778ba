"""The commands that measure again, on a folder of two marked photos and a second photo of each."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from filiform.cli.main import main
from filiform.knowledge import load
from filiform.photo.changes import CHANGES

DATA = Path(__file__).parents[2] / "data"
PERSONS = {"london_025_neutral.jpg": "a-025", "london_037_neutral.jpg": "b-037"}


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["validate", *(str(one) for one in args)], catch_exceptions=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marked")
    rows = []
    for name, person in PERSONS.items():
        (path / name).write_bytes((DATA / name).read_bytes())
        with Image.open(DATA / name) as image:
            again, _ = CHANGES["turned by 5 degrees"](np.asarray(image.convert("RGB")))
        Image.fromarray(again).save(path / f"again_{name}", quality=90)
        rows += [{"file": name, "person": person}, {"file": f"again_{name}", "person": person}]
    (path / "manifest.json").write_text(json.dumps({"files": rows}))
    (path / "anchors.json").write_text((DATA / "london_marks.json").read_text())
    with (path / "people.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("person", "sex"), ("a-025", "female"), ("b-037", "male")])
    return path


def test_placed_points_are_held_against_marks_and_the_tables_of_rings_are_named(folder: Path) -> None:
    done = run("placement", folder)
    assert done.exit_code == 0
    assert "| LI20 | 4 |" in done.stdout
    assert "`filiform validate rings FOLDER`" in done.stderr


def test_rings_are_fitted_shown_on_people_left_out_and_written(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "rings.toml"
    done = run("rings", folder, "--labels", folder / "people.csv", "--write", out)
    assert done.exit_code == 0
    assert "| second photos | the other series | 2 |" in done.stdout
    assert "| second photos | four of five folds of persons | 2 |" in done.stdout
    assert "| sex: female | 0 | 0 |" in done.stdout
    assert "| against one pass |" in done.stdout
    written = load._toml(out)["ring"]
    assert {row["id"] for row in written} <= load.knowledge().points.keys()
    assert len(written) > 50


def test_labels_without_persons_are_told(folder: Path) -> None:
    done = run("rings", folder, "--labels", DATA / "README.md")
    assert done.exit_code == 2
    assert "has no column person" in done.stderr


def test_a_folder_without_lists_is_told(tmp_path: Path) -> None:
    (tmp_path / "anchors.json").write_text("[]")
    (tmp_path / "manifest.json").write_text("{}")
    done = run("rings", tmp_path)
    assert done.exit_code == 2
    assert "The lists of photos cannot be read" in done.stderr
