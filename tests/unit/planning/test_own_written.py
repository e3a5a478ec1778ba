"""What a clinic's own protocol changes, and the file it is written to and read from."""

import tomllib
from typing import Any

from filiform.knowledge import load
from filiform.planning.own_protocol import protocol_from, protocol_of
from filiform.planning.own_written import changes, written

FACTS = load.knowledge()
GENTLE: dict[str, Any] = {
    "id": "own_gentle_v1",
    "extends": "light",
    "label": 'Gentle "first" visits',
    "why": "For people who have never been needled",
    "face_needles": [6, 12],
    "weights": {"needle": 0.5},
    "sizes": [{"gauge_mm": 0.12, "length_mm": 15}, {"gauge_mm": 0.20, "length_mm": 30}],
}


def test_it_says_what_it_changes() -> None:
    own = protocol_of(GENTLE, FACTS)
    assert ("face needles", "8 to 20", "6 to 12") in changes(own, FACTS)
    assert ("weights, needle", "0.25", "0.5") in changes(own, FACTS)
    assert {field for field, *_ in changes(own, FACTS)} == {"face needles", "weights, needle", "sizes"}


def test_a_protocol_written_to_a_file_is_read_back_the_same() -> None:
    text = written(GENTLE)
    assert tomllib.loads(text) == GENTLE
    assert protocol_from(text, FACTS) == protocol_of(GENTLE, FACTS)
