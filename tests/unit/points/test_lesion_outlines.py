"""Needles around a drawn lesion: on a ring outside it, at equal distances, pointing to its middle."""

from dataclasses import replace
from math import dist

import numpy as np
import pytest

from filiform.errors import InputError
from filiform.face.drawn import drawn_face
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.points.lesion import counts, outline, surrounds
from filiform.points.place import placement

FACTS = load.knowledge()
NET = mesh(load.document("mesh.json"))
FACE = drawn_face(NET)
PLACED = {(site.id, site.side): site for site in placement(FACE, FACTS, NET).sites}


def square(middle: tuple[float, float], half_mm: float) -> list[tuple[float, float]]:
    half_px = half_mm / FACE.scale.mm_per_px
    x, y = middle
    return [(x + a * half_px, y + b * half_px) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]


def at(point: str, side: str = "left") -> tuple[float, float]:
    site = PLACED[point, side]
    return site.x_px, site.y_px


def ring(kind: str = "scar", point: str = "ST2", half_mm: float = 4.0, side: str = "left"):
    drawn = outline(kind, square(at(point, side), half_mm), FACE, FACTS, NET)
    return drawn, surrounds([drawn], FACE, FACTS, NET)


def test_needles_stand_around_the_outline_at_equal_distances_and_aim_at_its_middle():
    _, found = ring()
    line = found["FX-SCR", "left"]
    for count, row in line.needles.items():
        assert len(row) == count
        gaps = [dist(one.position_mm, other.position_mm) for one, other in zip(row, (*row[1:], row[0]), strict=True)]
        assert max(gaps) - min(gaps) < 0.25 * max(gaps), "chords of equal parts of a rounded square"
        assert all(4 <= gap <= 10 for gap in gaps)
        assert np.mean([site.position_mm for site in row], axis=0) == pytest.approx(line.aim_mm, abs=1.5)


def test_every_needle_keeps_the_distance_of_the_facts_outside_the_outline():
    drawn, found = ring(half_mm=6.0)
    corners = np.array([FACE.landmarks_mm[list(c.triangle)].T @ c.weights for c in drawn.corners])
    along = np.linspace(0, 1, 60)[:, None]
    border = np.concatenate([a + along * (b - a) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)])
    for row in found["FX-SCR", "left"].needles.values():
        for site in row:
            away_mm = float(np.linalg.norm(border - site.position_mm, axis=1).min())
            assert away_mm == pytest.approx(FACTS.points["FX-SCR"].surround.distance_mm, abs=0.6)


def test_a_larger_lesion_takes_more_needles_and_never_more_or_fewer_than_the_facts_say():
    rule = FACTS.points["FX-ACS"].surround
    assert counts(rule, 25.0) == (4, 5)
    assert counts(rule, 44.0) == (5, 6, 7, 8)
    assert counts(rule, 120.0) == (8,)
    assert counts(rule, 15.0) == (4,)


def test_a_lesion_on_the_other_side_has_the_mirrored_ring():
    _, left = ring()
    _, right = ring(side="right")
    for count, row in left["FX-SCR", "left"].needles.items():
        there = np.array([site.position_mm for site in right["FX-SCR", "right"].needles[count]])
        for site in row:
            x, y, z = site.position_mm
            assert float(np.linalg.norm(there - (-x, y, z), axis=1).min()) < 1.0


def test_a_lesion_across_the_middle_is_midline_and_every_lesion_lies_in_the_region_it_was_drawn_in():
    _, found = ring("pigment", "EX-HN3", 6.0, side="midline")
    assert list(found) == [("FX-MEL", "midline")]
    assert FACTS.regions[found["FX-MEL", "midline"].region].groups == ("forehead",)
    assert FACTS.regions[ring()[1]["FX-SCR", "left"].region].groups == ("cheek",)


def test_dents_of_an_outline_do_not_draw_needles_into_it():
    x, y = at("ST2")
    full = square((x, y), 8.0)
    dented = [*full[:2], (x, y), *full[2:]]
    rings = [surrounds([outline("scar", c, FACE, FACTS, NET)], FACE, FACTS, NET) for c in (full, dented)]
    one, other = (found["FX-SCR", "left"].length_mm for found in rings)
    assert one == pytest.approx(other, rel=0.05)


@pytest.mark.parametrize(
    ("kind", "corners", "says"),
    [
        ("freckle", square(at("ST2"), 4.0), "no lesion that is needled around"),
        ("scar", square(at("ST2"), 4.0)[:2], "3 to 200 corners"),
        ("scar", [(-500.0, 0.0), (-400.0, 0.0), (-400.0, 50.0)], "not on the face"),
    ],
)
def test_an_outline_that_cannot_be_meant_is_refused_with_what_is_wrong(kind, corners, says):
    with pytest.raises(InputError, match=says):
        outline(kind, corners, FACE, FACTS, NET)


def test_a_lesion_that_is_too_wide_is_refused():
    with pytest.raises(InputError, match="at most 60 mm"):
        ring(half_mm=23.0)


def test_no_needle_goes_into_the_eye_or_into_another_lesion_and_one_side_takes_one_of_a_kind():
    eye = FACE.landmarks_px[[159, 145]].mean(axis=0)
    on_lid = outline("scar", square((eye[0], eye[1] + 8), 2.0), FACE, FACTS, NET)
    with pytest.raises(InputError, match="would go into the opening of the eye"):
        surrounds([on_lid], FACE, FACTS, NET)
    one = outline("scar", square(at("ST2"), 4.0), FACE, FACTS, NET)
    x, y = at("ST2")
    near = outline("pigment", square((x, y + 10 / FACE.scale.mm_per_px), 4.0), FACE, FACTS, NET)
    with pytest.raises(InputError, match="into another lesion"):
        surrounds([one, near], FACE, FACTS, NET)
    with pytest.raises(InputError, match="Two outlines of FX-SCR lie on the left side"):
        surrounds([one, replace(one)], FACE, FACTS, NET)
