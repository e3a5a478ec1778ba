"""Side photos and the card at the terminal: what is used is told, what is not is told with its number."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from filiform.cli.main import main
from filiform.face.card import CELLS, marker_cells
from filiform.face.face import Pose
from filiform.face.rendered import rendering, scanned_head

DATA = Path(__file__).parents[2] / "data"
FACE = str(DATA / "composite_m_white.jpg")


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args), catch_exceptions=False)


@pytest.fixture(scope="module")
def cheek(tmp_path_factory: pytest.TempPathFactory) -> str:
    scan = DATA / "head_scan"
    head = scanned_head(scan / "head.glb", np.asarray(Image.open(scan / "colour.jpg")), mm_per_unit=48.0)
    path = tmp_path_factory.mktemp("side") / "left.png"
    Image.fromarray(rendering(head, Pose(-45.0, 0.0, 0.0), px_per_mm=3.0).pixels).save(path)
    return str(path)


def test_a_side_photo_is_told_with_its_limits_and_what_it_shows_is_on_it(cheek: str, tmp_path: Path) -> None:
    out = tmp_path / "placed.json"
    done = run("place", FACE, "--left45", cheek, "--json", str(out), "--quiet")
    assert done.exit_code == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    (view,) = document["views"]
    assert view["view"] == "left45"
    gates = {gate["gate"]: gate for gate in view["gates"]}
    told = {one["reason"] for one in document["withheld"] if one["id"] == "ST7" and one["side"] == "left"}
    if view["used"]:
        assert not told
        png = tmp_path / "placed.png"
        assert run("place", FACE, "--left45", cheek, "--png", str(png), "--quiet").exit_code == 0
        assert run("place", FACE, "--png", str(tmp_path / "front.png"), "--quiet").exit_code == 0
        with Image.open(png) as three, Image.open(tmp_path / "front.png") as one:
            assert three.width > one.width + 500
        assert gates["side_residual"]["value"] <= gates["side_residual"]["limit"]
    else:
        (reason,) = told
        assert "which was not used" in reason
        assert "was not used. " in done.stderr
    assert "needs the right 45-degree view" in {one["reason"] for one in document["withheld"]}


def test_exchanged_side_photos_are_told_and_not_used(cheek: str, tmp_path: Path) -> None:
    out = tmp_path / "placed.json"
    done = run("place", FACE, "--right45", cheek, "--json", str(out), "--quiet")
    assert done.exit_code == 0
    assert "side_cheek" in done.stderr
    assert "may be exchanged" in done.stderr
    document = json.loads(out.read_text(encoding="utf-8"))
    assert [view["used"] for view in document["views"]] == [False]
    assert {site["view"] for site in document["sites"]} == {"front"}


def test_without_side_photos_the_document_has_no_views(tmp_path: Path) -> None:
    out = tmp_path / "placed.json"
    assert run("place", FACE, "--json", str(out), "--quiet").exit_code == 0
    assert "views" not in json.loads(out.read_text(encoding="utf-8"))


def test_a_card_in_the_photo_gives_the_scale_and_the_iris_stands_beside_it(tmp_path: Path) -> None:
    photo, out = np.array(Image.open(FACE)), tmp_path / "placed.json"
    cell = 13
    marker = np.kron(np.pad(1 - marker_cells(), 1, constant_values=1), np.ones((cell, cell), np.uint8)) * 255
    photo[20 : 20 + len(marker), 380 : 380 + len(marker)] = marker[..., None]
    Image.fromarray(photo).save(tmp_path / "card.png")
    done = run("place", str(tmp_path / "card.png"), "--card", "--json", str(out), "--quiet")
    assert done.exit_code == 0
    face = json.loads(out.read_text(encoding="utf-8"))["face"]
    assert face["scale"]["method"] == "card"
    assert face["scale"]["mm_per_px"] == pytest.approx(30 / (CELLS * cell), rel=0.01)
    assert [scale["method"] for scale in face["scales"]] == ["card", "iris"]
    assert face["scales"][0]["relative_error"] < face["scales"][1]["relative_error"]


def test_a_card_that_was_announced_and_is_missing_is_told() -> None:
    done = run("place", FACE, "--card", "--quiet")
    assert done.exit_code == 0
    assert "No card was found on the photo" in done.stderr
    assert "from the iris" in done.stdout


def test_the_card_is_written_as_a_pdf(tmp_path: Path) -> None:
    done = run("card", "--pdf", str(tmp_path / "card.pdf"), "--paper", "letter")
    assert done.exit_code == 0
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")
