"""Several photos of one person as one face."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from filiform.face.face import Face, Gate, Pose, Refusal, Scale
from filiform.face.frame import TO_HEAD, front, rotation
from filiform.face.mesh import mesh
from filiform.face.shots import apart_mm, fused, mean_shape
from filiform.knowledge import load
from filiform.points.error import shots_share
from filiform.points.place import placement

DATA = Path(__file__).parents[2] / "data"
FACTS, MESH = load.knowledge(), mesh(load.document("mesh.json"))
COMPOSITES = json.loads((DATA / "composite_landmarks.json").read_text())["faces"]
NOISE_PX = 0.7


def a_face(landmarks_px, *, mm_per_px: float = 0.2, smile: float = 0.0) -> Face:
    landmarks_mm, pose = front(landmarks_px, mm_per_px, MESH)
    scores = {"mouthSmileLeft": smile, "mouthSmileRight": smile}
    return Face(landmarks_px, landmarks_mm, pose, Scale(mm_per_px, 0.05, "typed"), (), scores)


def composite(name: str = "f_white", **options) -> Face:
    return a_face(np.array(COMPOSITES[name]), **options)


def turned(face: Face, pose: Pose) -> Face:
    """The same head turned, twice as large, elsewhere on another photo."""
    seen = face.landmarks_mm @ rotation(pose).T * TO_HEAD / 0.1 + [900.0, 700.0, 0.0]
    return a_face(seen, mm_per_px=0.1)


def noisy(count: int) -> list[Face]:
    random = np.random.default_rng(5)
    return [
        a_face(np.array(COMPOSITES["f_white"]) + random.normal(0, NOISE_PX, (478, 3)) * (1, 1, 0)) for _ in range(count)
    ]


def misses_mm(found: list[Face]) -> float:
    """From the true shape, seen from the front: the place and turn of the first photo are its own."""
    return float(np.mean([apart_mm(one, composite(), MESH) for one in found]))


def test_a_photo_with_itself_is_the_same_face():
    one = composite()
    both = fused(one, [one], FACTS.gates, MESH)
    assert both.shots == 2
    assert np.abs(both.landmarks_px - one.landmarks_px).max() < 1e-9
    assert np.abs(both.landmarks_mm - one.landmarks_mm).max() < 1e-9
    assert both.gates == (Gate("same_person", 0.0, 2.0, passed=True),)


def test_one_photo_alone_stays_as_it_is():
    one = composite()
    assert fused(one, [], FACTS.gates, MESH) is one


def test_a_second_photo_turned_and_twice_as_large_is_laid_back_on_the_first():
    one = composite()
    both = fused(one, [turned(one, Pose(8.0, -5.0, 12.0))], FACTS.gates, MESH)
    assert np.abs(both.landmarks_px - one.landmarks_px).max() < 1e-6
    assert both.pose.yaw_deg == pytest.approx(one.pose.yaw_deg)
    assert both.scale == one.scale


@pytest.mark.parametrize("count", [2, 4])
def test_the_mean_of_photos_lies_nearer_to_the_true_shape(count):
    shots = noisy(24)
    groups = [shots[start : start + count] for start in range(0, 24, count)]
    means = [fused(group[0], group[1:], FACTS.gates, MESH) for group in groups]
    assert misses_mm(means) == pytest.approx(misses_mm(shots) / count**0.5, rel=0.12)


def test_a_stray_place_among_three_counts_less():
    calm = np.zeros((2, 478, 3))
    stray = np.full((478, 3), [0.0, 20.0, 0.0])
    assert mean_shape([*calm, stray])[0, 1] == pytest.approx(20.0 * 0.1 / 2.1)
    assert mean_shape([calm[0], calm[1] + 1.5])[0] == pytest.approx([0.75, 0.75, 0.75])


def test_another_person_is_refused_with_the_number_of_the_photo():
    same, other = composite(), composite("m_white")
    refused = fused(same, [same, other], FACTS.gates, MESH)
    assert isinstance(refused, Refusal)
    (reason,) = refused.reasons
    assert (reason.gate, reason.limit) == ("same_person", 2.0)
    assert reason.value == pytest.approx(apart_mm(same, other, MESH))
    assert reason.value == pytest.approx(2.41, abs=0.01)
    assert reason.say.startswith(
        f"Photo 3: Its face above the mouth differs from the first photo by {reason.value:.1f}"
    )


def test_a_photo_that_breaks_its_own_limits_says_which_photo_it_was():
    blurred = Gate("blur", 2.0, 1.2, passed=False, say="The eyes are blurred.")
    refused = fused(composite(), [Refusal((blurred,))], FACTS.gates, MESH)
    assert refused == Refusal((replace(blurred, say="Photo 2: The eyes are blurred."),))


def test_the_most_smiling_photo_counts_for_the_ring():
    both = fused(composite(smile=0.05), [composite(smile=0.3)], FACTS.gates, MESH)
    assert both.blendshapes == {"mouthSmileLeft": 0.3, "mouthSmileRight": 0.3}


def test_more_photos_shrink_the_repeat_and_never_the_error():
    one = composite()
    both = fused(one, [one], FACTS.gates, MESH)
    assert [shots_share(count) for count in (1, 2, 3)] == pytest.approx([1.0, 0.75**0.5, (2 / 3) ** 0.5])
    alone, mean = (placement(face, FACTS, MESH).sites for face in (one, both))
    assert [site.error_mm for site in mean] == pytest.approx([site.error_mm for site in alone])
    assert all(
        a.terms.second_mm * 0.75**0.5 == pytest.approx(b.terms.second_mm)
        for a, b in zip(alone, mean, strict=True)
        if b.terms.second_mm
    )
    assert np.median([site.repeat_mm for site in mean]) < np.median([site.repeat_mm for site in alone])
