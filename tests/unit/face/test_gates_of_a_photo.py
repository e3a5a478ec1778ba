"""Each limit speaks its sentence with the numbers, and only the refusing ones refuse."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from filiform.face.detector import Box
from filiform.face.engine import Engine
from filiform.face.face import Face
from filiform.face.find import found_face
from filiform.face.frame import front
from filiform.face.gates import gate, gates, persons, refusing
from filiform.face.mesh import Mesh
from filiform.knowledge.models import GateLimit, Knowledge
from filiform.photo.photo import Photo


def box(side_px: float, score: float = 0.9) -> Box:
    return Box(100.0, 100.0, side_px, 0.0, score)


def turned(landmarks_px: np.ndarray, axis: int, degrees: float) -> np.ndarray:
    angle, others = np.radians(degrees), [one for one in range(3) if one != axis]
    points = landmarks_px - landmarks_px.mean(axis=0)
    turn = np.eye(3)
    turn[np.ix_(others, others)] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    return points @ turn.T


@pytest.fixture(scope="module")
def face(
    engine: Engine,
    gate_facts: Knowledge,
    face_mesh: Mesh,
    picture: Callable[[str], Image.Image],
    as_photo: Callable[[Image.Image], Photo],
) -> Face:
    found = found_face(as_photo(picture("composite_f_multi")), engine, gate_facts, face_mesh)
    assert isinstance(found, Face)
    return found


def test_a_turned_head_is_told_by_how_much(gate_facts: Knowledge) -> None:
    told = gate(gate_facts.gates["yaw"], -22.3)
    assert not told.passed
    assert (told.value, told.limit) == (-22.3, 10)
    assert told.say == "Head turned 22 degrees; up to 10 works. Turn to the camera."


@pytest.mark.parametrize(("axis", "name"), [(1, "yaw"), (0, "pitch")])
@pytest.mark.parametrize("degrees", [-22.0, 22.0])
def test_a_head_turned_in_space_breaks_its_gate(
    axis: int, name: str, degrees: float, *, face: Face, face_mesh: Mesh, gate_facts: Knowledge
) -> None:
    _, pose = front(turned(face.landmarks_px, axis, degrees), 0.3, face_mesh)
    values = {"yaw": pose.yaw_deg, "pitch": pose.pitch_deg, "roll": pose.roll_deg}
    broken = [one.gate for one in gates(values, gate_facts.gates.values()) if not one.passed]
    assert broken == [name]


@pytest.mark.parametrize("name", ["yaw", "pitch", "roll"])
def test_a_limit_itself_still_works(name: str, gate_facts: Knowledge) -> None:
    limit = gate_facts.gates[name]
    assert limit.most is not None
    assert gate(limit, limit.most).passed
    assert not gate(limit, -limit.most - 0.01).passed


def test_a_passed_gate_says_nothing(gate_facts: Knowledge) -> None:
    assert gate(gate_facts.gates["interpupillary_px"], 200).say == ""


def test_a_closed_eye_is_refused_and_a_raised_brow_only_warns(gate_facts: Knowledge) -> None:
    found = gates({"closed_eyes": 0.7, "brow_raised": 0.9, "brow_lowered": 0.9}, gate_facts.gates.values())
    assert not any(one.passed for one in found)
    assert [one.gate for one in refusing(found, gate_facts.gates)] == ["closed_eyes"]


def test_every_gate_for_placing_is_measured(face: Face, gate_facts: Knowledge) -> None:
    placing = [limit.id for limit in gate_facts.gates.values() if limit.use == "place"]
    assert [one.gate for one in face.gates] == placing


def test_the_contract_of_the_limits_is_kept(gate_facts: Knowledge) -> None:
    most = {key: gate_facts.gates[key].most for key in ("yaw", "pitch", "roll")}
    assert most == {"yaw": 10, "pitch": 12, "roll": 25}
    assert gate_facts.gates["interpupillary_px"].least == 120
    assert gate_facts.gates["measure_interpupillary_px"].least == 300
    assert gate_facts.gates["measure_yaw"].most == 4


def test_every_gate_says_what_to_do_in_whole_words(gate_facts: Knowledge) -> None:
    for limit in gate_facts.gates.values():
        said = limit.say.format(value=1.0, limit=2.0)
        assert said[0].isupper() or said[0].isdigit()
        assert said.endswith(".")
        assert limit.why


def test_a_limit_may_be_a_range() -> None:
    limit = GateLimit(id="faces", use="place", unit="faces", least=1, most=1, say="{value:.0f} {limit:.0f}", why="one")
    assert [gate(limit, count).passed for count in (0, 1, 2)] == [False, True, False]
    assert gate(limit, 3).say == "3 1"


def test_a_face_less_than_a_third_as_large_is_in_the_background() -> None:
    assert persons([box(30, 0.99), box(100), box(34)]) == (box(100), box(34))
    assert persons([]) == ()
