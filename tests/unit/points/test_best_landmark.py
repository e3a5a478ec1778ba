"""The bar for constructions: one landmark and one offset, chosen on other people."""

from dataclasses import replace

import numpy as np
import pytest

from filiform.face.drawn import drawn_face
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.points.best_landmark import best_landmark_misses, person
from filiform.points.validation import Marked, agreements, side_by_side

MESH = mesh(load.document("mesh.json"))
DRAWN = drawn_face(MESH)


def faces(count=20):
    """People with landmarks scattered by 10 px; the mark always stands 2 px beside the corner of the mouth."""
    rng = np.random.default_rng(4)
    for number in range(count):
        landmarks_px = DRAWN.landmarks_px + rng.normal(0, 10, (478, 3))
        landmarks_px[[61, 291]] = DRAWN.landmarks_px[[61, 291]] + rng.normal(0, 10, (2, 3))
        right, left = landmarks_px[61, :2] + [-2, 1], landmarks_px[291, :2] + [2, 1]
        places = {("ST4", "right"): tuple(right), ("ST4", "left"): tuple(left)}
        yield Marked(f"set/{number:03d}_a.jpg", 2.0, places), replace(DRAWN, landmarks_px=landmarks_px)


def test_a_landmark_that_always_stands_the_same_way_from_the_mark_is_found_on_both_sides():
    found = list(best_landmark_misses(list(faces()), MESH))
    assert len(found) == 40
    assert max(one.distance_mm for one in found) == pytest.approx(0, abs=1e-9)


def test_a_mark_that_stands_nowhere_near_a_landmark_is_missed_by_everyone():
    rng = np.random.default_rng(5)
    blurred = [
        (replace(one, places={key: tuple(np.add(at, rng.normal(0, 20, 2))) for key, at in one.places.items()}), face)
        for one, face in faces()
    ]
    (row,) = agreements(best_landmark_misses(blurred, MESH))
    assert row.mean_mm > 8  # 20 px are 10 mm; what was learnt on others cannot know it


def test_two_photos_of_one_person_are_never_learnt_from_and_tried_on():
    assert person("frl_london/003_03.jpg") == person("frl_smiling/003_08.jpg") == "003"
    assert person("nasa/astronaut.jpg") == "astronaut"
    only = [(replace(one, photo="001_a.jpg"), face) for one, face in faces(2)]
    assert list(best_landmark_misses(only, MESH)) == []


def test_the_table_has_a_column_for_each_way_of_placing():
    rows = agreements(best_landmark_misses(list(faces()), MESH))
    text = side_by_side({"ours": (), "best": rows}, ["ST4"])
    assert text.splitlines() == ["| point | ours | best |", "|---|---|---|", "| ST4 |  | 0.0 (0.0) |"]
