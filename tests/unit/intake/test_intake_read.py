"""What an intake may say, and how it is told that it may not."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from filiform.errors import InputError
from filiform.intake.intake import Intake
from filiform.intake.read import MOST_CHARACTERS, intake, intake_of, intake_text, widened
from filiform.knowledge.load import knowledge

TODAY = date(2026, 11, 22)
EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "intake.toml"
BORN = "[patient]\nborn = 1978-03-02\n"


def read(text: str) -> Intake:
    return intake(text, knowledge(), today=TODAY)


def refusal(text: str) -> InputError:
    with pytest.raises(InputError) as refused:
        read(text)
    return refused.value


def test_the_example_in_the_manual_is_read() -> None:
    answered = read(EXAMPLE.read_text(encoding="utf-8"))
    assert answered.patient.born == date(1978, 3, 2)
    assert [concern.what for concern in answered.concern] == ["nasolabial_folds", "glabellar_lines", "dull_complexion"]
    assert answered.procedure[0].on == date(2026, 10, 14)


def test_a_birth_date_is_all_that_must_be_said() -> None:
    answered = read(BORN)
    assert answered.patient.sex == "unknown"
    assert answered.health.stress == 0


def test_an_intake_survives_storage_as_json() -> None:
    answered = read(EXAMPLE.read_text(encoding="utf-8"))
    assert Intake.model_validate_json(answered.model_dump_json()) == answered


def test_a_form_is_read_like_a_file_and_its_problems_name_the_fields() -> None:
    with pytest.raises(InputError) as refused:
        intake_of(
            {"patient": {"born": date(2087, 1, 1)}, "concern": [{"what": "acne"}, {"what": "acne scar"}]},
            knowledge(),
            today=TODAY,
        )
    assert refused.value.problems == {
        "patient.born": "Birth date 2087 lies ahead. Did you mean 1987?",
        "concern.1.what": 'Unknown word "acne scar". Did you mean "acne_scars"?',
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "patient: Missing: a table [patient]"),
        ("[patient]\nsex = 'male'\n", "line 1, patient, born: Missing: born, a date without quotes"),
        ("[patient]\nborn = 2087-03-02\n", "line 2, patient, born: Birth date 2087 lies ahead. Did you mean 1987?"),
        ("[patient]\nborn = 2026-12-01\n", "Birth date 2026-12-01 lies ahead."),
        ("[patient]\nborn = 1878-03-02\n", "Birth date 1878 is before 1900. Did you mean 1978?"),
        ("[patient]\nborn = '1978-03-02'\n", 'born must be a date without quotes, like 1978-03-02, not "1978-03-02".'),
        ("[patient]\nborn = 1978-03-02T10:00:00\n", "born must be a date without quotes"),
        ("patient = 3\n", "This must be a table [patient], not 3."),
        (BORN + "heigth_cm = 170\n", 'line 3, patient, heigth_cm: Unknown key "heigth_cm". Did you mean "height_cm"?'),
        (BORN + "skin_type = '3'\n", 'skin_type must be a Fitzpatrick type, a whole number from 1 to 6, not "3".'),
        (BORN + "skin_type = true\n", "not true"),
        (
            BORN + "sex = 'femal'\n",
            'sex must be female, male, intersex or unknown, not "femal". Did you mean "female"?',
        ),
        (BORN + "[healt]\nstress = 1\n", 'line 3, healt: Unknown key "healt". Did you mean "health"?'),
        (BORN + "[health]\nstres = 1\n", 'Unknown key "stres". Did you mean "stress"?'),
        (BORN + "[health]\nstress = 5\n", "stress must be a whole number from 0 (none) to 4 (severe), not 5."),
        (BORN + "[concern]\nwhat = 'acne'\n", "line 3, concern: Write [[concern]] with two brackets"),
        (BORN + "[[concern]]\nwhat = 'acn'\n", 'line 4, concern 1, what: Unknown word "acn". Did you mean "acne"?'),
        (BORN + "[[concern]]\nwhat = 'Nasolabial fold'\n", 'Did you mean "nasolabial_folds"?'),
        (BORN + "[[concern]]\nwhat = 'digestive'\n", '"digestive" belongs under [health], as digestive = 0 to 4.'),
        (BORN + "[[concern]]\nwhat = 'acne'\nseverity = 1.5\n", "severity must be a whole number"),
        (BORN + "[[concern]]\nwhat = 'acne'\nregion = 'cheeks'\n", 'Unknown region "cheeks". Did you mean "cheek"?'),
        (BORN + "[[concern]]\nwhat = 'acne'\nregion = 'leg'\n", '"leg" is not on the head or neck.'),
        (BORN + "[[condition]]\nwhat = 'botulinum_toxin'\n", '"botulinum_toxin" belongs under [[procedure]].'),
        (BORN + "[[condition]]\nwhat = 'pregnancy'\nregion = 'cheeks'\n", 'Unknown region "cheeks".'),
        (
            BORN + "[[procedure]]\nwhat = 'filler'\nbanned = ['GV2']\n",
            'line 5, procedure 1, banned 1: Unknown point "GV2"',
        ),
        (BORN + "[[condition]]\nwhat = 'xylophone'\n", "Nearest known words: "),
        (
            BORN + "[[procedure]]\nwhat = 'filler'\non = 2026-11-23\n",
            "line 5, procedure 1, on: The date 2026-11-23 lies",
        ),
        (BORN + "[[procedure]]\nwhat = 'filler'\non = '2026-12'\n", "The date 2026-12 lies ahead."),
        (BORN + "[[procedure]]\nwhat = 'filler'\non = 1977-01-01\n", "before the birth date 1978-03-02"),
        (BORN + "[[procedure]]\nwhat = 'filler'\non = '1978-02'\n", "before the birth date 1978-03-02"),
        (BORN + "[[procedure]]\nwhat = 'filler'\non = 'last year'\n", "on must be a date like 2026-10-14"),
        (BORN + "[wish]\nresult = 'strong'\n", "result must be subtle, moderate or marked"),
        ("banned = 'GV26'\n" + BORN, 'banned must be a list of points, like ["GV26"], not "GV26".'),
        ("banned = ['gv26']\n" + BORN, 'line 1, banned 1: Unknown point "gv26". Did you mean "GV26"?'),
        ("banned = ['yintang']\n" + BORN, 'Did you mean "EX-HN3"?'),
        ("banned = [26]\n" + BORN, "A point must be a word in quotes"),
        ("[patient]\nborn = \n", "line 2 is not TOML"),
        ("[patient\n", "line 1 is not TOML"),
        ("a = [", "line 1 is not TOML"),
        ("a = " + "[" * 9000, "nested too deeply"),
        ("a = " + "9" * 9000, "thousands of digits"),
        ("#" * (MOST_CHARACTERS + 1), "too many"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line_and_the_nearest_word(text: str, said: str) -> None:
    assert said in str(refusal(text))


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        (BORN + "sex = 'male'\n[[condition]]\nwhat = 'pregnancy'\n", "line 5, condition 1, what", "(line 3)"),
        (BORN + "sex = 'male'\n[health]\nmenstrual = 2\n", "line 5, health, menstrual", "(line 3)"),
        (
            BORN + "[[concern]]\nwhat='acne'\nseverity=1\n[[concern]]\nwhat='acne'\nseverity=3\n",
            "line 8, concern 2, severity",
            "(line 5)",
        ),
        (
            BORN + "[[concern]]\nwhat='acne'\nside='left'\n[[concern]]\nwhat='acne'\nregion='cheek'\n",
            "line 7, concern 2, what",
            "(line 4)",
        ),
        (
            BORN + "[[condition]]\nwhat='hypotension'\n[[condition]]\nwhat='hypertension'\n",
            "line 6, condition 2, what",
            "(line 4)",
        ),
        (BORN + "[[condition]]\nwhat='minor'\n", "line 4, condition 1, what", "(line 2)"),
        (BORN + "[[condition]]\nwhat='keloid'\n[[condition]]\nwhat='keloid'\n", "line 5, condition 2", "(line 3)"),
        (BORN + "[[procedure]]\nwhat='filler'\non=1960-01-01\n", "line 5, procedure 1, on", "(line 2)"),
    ],
)
def test_a_contradiction_names_both_places(text: str, one: str, other: str) -> None:
    said = str(refusal(text))
    assert one in said
    assert other in said


def test_a_treatment_before_the_birth_is_told_in_words_a_form_can_show() -> None:
    text = f"{BORN}[[procedure]]\nwhat = 'botulinum_toxin'\non = 1975-01-01\n"
    assert "The treatment of 1975-01-01 is before the birth date 1978-03-02. Mend the one that is wrong." in str(
        refusal(text)
    )


def test_the_left_and_the_right_may_differ() -> None:
    answered = read(
        BORN + "[[concern]]\nwhat='acne'\nseverity=1\nside='left'\n[[concern]]\nwhat='acne'\nseverity=3\nside='right'\n"
    )
    assert [concern.severity for concern in answered.concern] == [1, 3]


def test_a_repeated_procedure_on_another_day_is_no_contradiction() -> None:
    row = "[[procedure]]\nwhat='botulinum_toxin'\nregion='glabella'\non="
    assert len(read(f"{BORN}{row}2026-03-01\n{row}'2026-07'\n").procedure) == 2


def test_a_procedure_without_a_region_or_with_a_group_is_read() -> None:
    text = BORN + "[[procedure]]\nwhat='peel'\non='undisclosed'\n[[procedure]]\nwhat='filler'\nregion='lips'\n"
    assert [done.region for done in read(text).procedure] == [None, "lips"]


def test_a_region_never_narrows_a_condition_that_holds_for_the_whole_person() -> None:
    row = "[[condition]]\nwhat='anticoagulant'\ndetail='apixaban'\nregion='cheek_lateral'\nside='left'\n"
    answered = read(BORN + row)
    assert (answered.condition[0].region, answered.condition[0].side) == (None, "both")
    said = "apixaban (stated for cheek_lateral left, counts for the whole person)"
    assert answered.condition[0].detail == said
    assert widened(answered) == (f"anticoagulant: {said}.",)


def test_a_region_stays_with_a_condition_that_takes_one() -> None:
    answered = read(BORN + "[[condition]]\nwhat='moles'\nregion='cheek'\n")
    assert answered.condition[0].region == "cheek"
    assert widened(answered) == ()


def test_points_banned_below_a_procedure_are_banned_from_the_plan() -> None:
    text = "banned = ['GV26', 'LI4']\n" + BORN + "[[procedure]]\nwhat='filler'\nbanned=['GV26', 'ST3']\n"
    assert read(text).banned == ("GV26", "LI4", "ST3")


def test_all_problems_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = "[patient]\nborn = 2087-01-01\nskin_type = 9\n[[concern]]\nwhat = 'acn'\nseverity = 'much'\n[heath]\n"
    refused = refusal(text)
    assert str(refused).splitlines()[0] == "Intake: 5 things to mend:"
    assert [line.split(",")[0].strip() for line in str(refused).splitlines()[1:]] == [
        "line 2",
        "line 3",
        "line 5",
        "line 6",
        "line 7",
    ]
    assert set(refused.problems) == {
        "patient.born",
        "patient.skin_type",
        "concern.0.what",
        "concern.0.severity",
        "heath",
    }


def test_windows_lines_and_a_mark_of_byte_order_are_no_matter() -> None:
    data = b"\xef\xbb\xbf" + BORN.replace("\n", "\r\n").encode()
    assert read(intake_text(data)).patient.born == date(1978, 3, 2)


def test_a_file_that_is_not_utf8_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match="line 3 is not UTF-8"):
        intake_text(BORN.encode() + 'detail = "Lévy"'.encode("latin-1"))


def test_a_huge_file_is_refused_by_its_size() -> None:
    with pytest.raises(InputError, match="too many"):
        intake_text(b"#" * (MOST_CHARACTERS + 1))


def test_lines_are_counted_past_quoted_lines() -> None:
    text = BORN + '[[condition]]\nwhat = "keloid"\ndetail = """\n[[concern]]\nwhat = "x"\n"""\nsidee = "left"\n'
    assert "line 9, condition 1, sidee" in str(refusal(text))


def test_what_was_typed_is_repeated_short_and_on_one_line() -> None:
    said = str(refusal(BORN + f'[[concern]]\nwhat = "a\\nb{"c" * 70}"\n'))
    assert len(said.splitlines()) == 1
    assert "c" * 50 not in said


LINES = st.lists(
    st.sampled_from(
        [
            *BORN.splitlines(),
            "[[concern]]",
            "what = 'acne'",
            "what = 3",
            "severity = 9",
            "[[condition]]",
            "what = 'pregnancy'",
            "sex = 'male'",
            "[concern.x]",
            "[[patient]]",
            "banned = [[1]]",
            "patient.born = 1900-01-01",
            "on = 0001-01-01",
            "[[procedure]]",
            "what = 'filler'",
            "on = '0000-01'",
            "born = 0001-01-01",
            "height_cm = nan",
            "'' = 1",
            "health = 07:32:00",
        ]
    )
).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | LINES.map(str.encode))
@example(b"\x00")
@example(b"a = 1\r")
@example(b'"\\ud800" = 1')
def test_no_bytes_do_anything_but_read_or_be_refused(data: bytes) -> None:
    with suppress(InputError):
        assert isinstance(read(intake_text(data)), Intake)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["what", "born", "on", "x", ""]), inner, max_size=3)
        ),
        max_leaves=8,
    ).flatmap(
        lambda value: st.dictionaries(
            st.sampled_from(["patient", "concern", "health", "condition", "procedure", "banned", "wish"]),
            st.just(value),
            max_size=7,
        )
    )
)
def test_no_form_does_anything_but_be_read_or_refused(document: dict[str, object]) -> None:
    with suppress(InputError):
        assert isinstance(intake_of(document, knowledge(), today=TODAY), Intake)


def test_an_intake_with_every_key_once_is_read_as_others_write_it() -> None:
    answered = read(
        """
[patient]
born = 1978-03-02
sex = "female"                       # female | male | intersex | unknown
skin_type = 3
[[concern]]
what = "nasolabial_folds"
severity = 2
region = "nasolabial"
side = "both"
[health]
digestive = 1
anxiety = 3
stress = 3
[[condition]]
what = "anticoagulant"
detail = "apixaban"
region = "cheek_lateral"
side = "left"
[[procedure]]
what = "botulinum_toxin"
region = "glabella"
on = 2026-10-14
banned = ["GV26"]
[wish]
result = "moderate"
comfort = "ordinary"
"""
    )
    assert answered.banned == ("GV26",)
    assert answered.procedure[0].on == date(2026, 10, 14)
    assert answered.condition[0].what == "anticoagulant"
