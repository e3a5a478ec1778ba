"""Several front photos at the terminal: one face of all of them, or the photo that does not go with the first."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from filiform.cli.main import main
from filiform.photo.changes import CHANGES

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data"
FACE = DATA / "composite_f_multi.jpg"
OTHER = DATA / "composite_m_white.jpg"
INTAKE = ROOT / "docs" / "examples" / "intake.toml"


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in args], catch_exceptions=False)


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same face as a second photo shows it: turned a little and brighter."""
    with Image.open(FACE) as image:
        turned, _ = CHANGES["turned by 5 degrees"](np.asarray(image.convert("RGB")))
    brighter, _ = CHANGES["gamma 0.5"](turned)
    path = tmp_path_factory.mktemp("shots") / "again.png"
    Image.fromarray(brighter).save(path)
    return path


def document(*args: object) -> dict:
    done = run(*args, "--json", "-", "--quiet")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_two_photos_give_one_face_with_smaller_rings_of_a_second_photo(again: Path) -> None:
    alone, both = document("place", FACE), document("place", FACE, "--also", again)
    assert (alone["face"]["shots"], both["face"]["shots"]) == (1, 2)
    assert "also" not in alone
    assert [photo["sha256"] for photo in both["also"]] != [both["photo"]["sha256"]]
    assert both["face"]["gates"][-1] == {
        "gate": "same_person",
        "value": pytest.approx(0.4, abs=0.4),
        "limit": 2.0,
        "passed": True,
        "say": "",
    }
    sites = {(site["id"], site["side"]): site for site in alone["sites"]}
    for site in both["sites"]:
        before = sites[site["id"], site["side"]]
        assert np.hypot(site["x_px"] - before["x_px"], site["y_px"] - before["y_px"]) < 12
        if before["error_terms"]["second_mm"]:
            assert site["error_terms"]["second_mm"] < before["error_terms"]["second_mm"]


def test_terms_of_a_ring_add_up_to_it() -> None:
    for site in document("place", FACE)["sites"]:
        terms = site["error_terms"]
        parts = [terms[name] for name in ("place_mm", "measures_mm", "pose_mm", "expression_mm", "drawn_mm")]
        assert np.hypot.reduce(parts) == pytest.approx(site["error_mm"], abs=0.15)


def test_another_person_is_refused_and_nothing_is_placed(tmp_path: Path) -> None:
    out = tmp_path / "refused.json"
    done = run("place", FACE, "--also", OTHER, "--json", out, "--quiet")
    assert done.exit_code == 3
    assert "same_person: 2.389, limit 2." in done.stderr
    assert "Photo 2: Its face above the mouth differs from the first photo by 2.4 mm; up to 2.0 works." in done.stderr
    assert json.loads(out.read_text(encoding="utf-8"))["sites"] == []


def test_the_same_photo_twice_is_not_taken() -> None:
    done = run("place", FACE, "--also", FACE)
    assert done.exit_code == 2
    assert "is a photo that was already given" in done.stderr


def test_a_plan_may_rest_on_several_photos(again: Path) -> None:
    plan = document("propose", FACE, "--also", again, "--intake", INTAKE, "--on", "2026-11-22")
    assert plan["needles"]
    assert len(plan["also"]) == 1
