"""A clinic's own protocol: read line by line, refused with what to do."""

import pytest

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.planning.frame import protocol
from filiform.planning.own_protocol import protocol_from, protocol_of, with_protocol

FACTS = load.knowledge()
NAMED = 'id = "our_evening"\nlabel = "Evening session"\nwhy = "Short sessions after work"\n'


def refusal(more, head=NAMED):
    with pytest.raises(InputError) as told:
        protocol_from(head + more, FACTS)
    return told.value


def test_what_a_clinic_does_not_state_is_that_of_the_protocol_it_extends():
    own = protocol_from(NAMED + "face_needles = [20, 30]\n[weights]\nneedle = 0.1\n", FACTS)
    whole, default = protocol("our_evening", with_protocol(FACTS, own)), protocol("default", FACTS)
    assert whole.face_needles == (20, 30)
    assert whole.weights == default.weights | {"needle": 0.1}
    assert (whole.body_needles, whole.sizes, whole.phases) == (default.body_needles, default.sizes, default.phases)


def test_it_may_extend_the_light_one():
    own = protocol_from(NAMED + 'extends = "light"\n', FACTS)
    whole = protocol("our_evening", with_protocol(FACTS, own))
    assert whole.face_needles == protocol("light", FACTS).face_needles
    assert whole.findings_outrank_minimum


def test_a_plan_names_it_as_the_clinics_own():
    assert protocol_from(NAMED, FACTS).school == "the clinic's own protocol"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("face_needles = [20, 41]", "line 4, face_needles: 41 needles in the face: at most 40. "),
        ("retention_min = [15, 45]", "45 minutes: at most 30. Trials that state it"),
        ("interval_days = 1", "1 days: at least 2. "),
        ("spacing_mm = 5.0", "5 mm: at least 8. "),
        ("sessions = [5, 30]", "30 sessions: at most 20. "),
        ("[settling_days]\nline = 3", "line 5, settling_days, line: 3 days: at least 7 for lines"),
        ("[weights]\nbruise = -1", "-1 points: at least 0. "),
        ("[[sizes]]\ngauge_mm = 0.5\nlength_mm = 30", "0.5 mm of gauge: at most 0.25. "),
    ],
)
def test_what_no_clinic_may_loosen_is_refused_with_the_reason(line, said):
    assert said in str(refusal(line))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('extends = "defalt"', 'line 4, extends: Unknown word "defalt". Did you mean "default"?'),
        ('points = ["ST4", "LI21"]', 'Unknown word "LI21". Did you mean "LI20"?'),
        ("fase_needles = [1, 2]", 'line 4, fase_needles: Unknown key "fase_needles". Did you mean "face_needles"?'),
        ("[weights]\nneedel = 0.1", 'line 5, weights, needel: Unknown word "needel". Did you mean "needle"?'),
        ("face_needles = [30, 20]", "has the most before the fewest; write [20, 30]"),
        ("face_needles = 30", "line 4, face_needles: face_needles must be two whole numbers"),
        ('zone_order = ["legs", "armz"]', 'Did you mean "arms"?'),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_give(line, said):
    assert said in str(refusal(line))


def test_everything_wrong_is_told_at_once_in_the_order_of_the_lines():
    told = str(refusal('spacing_mm = 1.0\nextends = "lite"\n'))
    assert told.startswith("Protocol: 2 things to mend:\n  line 4")
    assert "line 5" in told


def test_what_is_not_toml_says_where():
    assert "line 4 is not TOML" in str(refusal("= 3"))


def test_the_name_of_a_shipped_protocol_is_taken():
    head = NAMED.replace("our_evening", "light")
    assert "is the name of a protocol that is already there" in str(refusal("", head))


def test_a_missing_name_is_asked_for():
    assert "Missing: id, a short name like our_evening." in str(refusal("", 'label = "x"\nwhy = "y"\n'))


def test_a_form_gets_each_problem_beside_its_field():
    document = {"id": "our_evening", "label": "Evening", "why": "Short", "face_needles": [20, 50]}
    with pytest.raises(InputError) as told:
        protocol_of(document, FACTS)
    assert list(told.value.problems) == ["face_needles"]
