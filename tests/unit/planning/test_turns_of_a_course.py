"""All sessions of a course chosen in one program, against every course there is where there are few."""

from dataclasses import replace
from functools import cache
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiform.planning.calendar import steps
from filiform.planning.model import Model, Returns, Unit, keeps, worth
from filiform.planning.turns import Follows, Stretch, turns

RETURNS = Returns((100, 60, 30), {"a": 15, "b": 40})
RESTS = (0, 7, 14, 21)


def a_unit(name, *, strength=0, need="a", cost=10, tie=0, pair=True):
    sides = ("left", "right") if pair else ("midline",)
    found = {need: strength} if strength else {}
    return Unit(tuple((name, side) for side in sides), face=True, strengths=found, cost=cost, tie=tie)


def a_model(units, *, apart=(), total=(0, 40)):
    return Model(tuple(units), tuple(apart), (0, 40), (0, 40), total, RETURNS)


def a_stretch(units, days, rests, *, shut=(), **more):
    skins = tuple(dict.fromkeys(unit.sites, rests[unit.sites[0][0]]) for unit in units)
    return Stretch(a_model(units, **more), tuple(days), skins, tuple(shut))


def settles(one, other):
    """Return whether two sessions, each a stretch, a day and its units, may follow each other."""
    (first, day, units), (second, later, others) = one, other
    for a, b in product(units, others):
        shared = first.skins[a].keys() & second.skins[b].keys()
        if any(abs(later - day) < max(first.skins[a][site], second.skins[b][site]) for site in shared):
            return False
    return True


def allowed(stretches, course, follows):
    """Return whether a course, by stretch and session, keeps one core a stretch, every rest and what grows."""
    every = [
        (stretch, day, units)
        for stretch, sessions in zip(stretches, course, strict=True)
        for day, units in zip(stretch.days, sessions, strict=True)
    ]
    for stretch, sessions in zip(stretches, course, strict=True):
        core = {index for index, apart in enumerate(stretch.every) if apart == 1}
        if len({units & core for units in sessions}) > 1:
            return False
    grows = all(rule.unit not in course[rule.stretch][0] or rule.fuller & course[0][0] for rule in follows)
    return grows and all(settles(one, other) for one, other in combinations(every, 2))


def value(stretches, course):
    return sum(
        worth([stretch.model.units[index] for index in sorted(units)], stretch.model.returns)
        for stretch, sessions in zip(stretches, course, strict=True)
        for units in sessions
    )


def every_session(stretch):
    """Return for each session every choice that keeps its limits."""
    indices = range(len(stretch.model.units))
    kept = [
        frozenset(some)
        for count in range(len(indices) + 1)
        for some in combinations(indices, count)
        if keeps(stretch.model, frozenset(some))
    ]
    shut = stretch.shut or [frozenset()] * len(stretch.days)
    return [[some for some in kept if not some & closed] for closed in shut]


def best_of_all(stretches, follows=()):
    """Return the worth of the best course there is, by trying each, or None."""
    by_stretch = [list(product(*every_session(stretch))) for stretch in stretches]
    values = [value(stretches, course) for course in product(*by_stretch) if allowed(stretches, course, follows)]
    return max(values, default=None)


@cache
def names():
    return ("p", "q", "r", "s")


@st.composite
def small_courses(draw):
    """Two or three sessions in one stretch or two, of up to four points that rest for up to three weeks."""
    chosen = names()[: draw(st.integers(2, 4))]
    rests = {name: draw(st.sampled_from(RESTS)) for name in chosen}
    units = [
        a_unit(
            name,
            strength=draw(st.integers(0, 90)),
            need=draw(st.sampled_from(("a", "b"))),
            cost=draw(st.integers(0, 40)),
            tie=place,
            pair=draw(st.booleans()),
        )
        for place, name in enumerate(chosen)
    ]
    apart = draw(st.lists(st.sampled_from(list(combinations(range(len(units)), 2))), max_size=2, unique=True))
    most = draw(st.integers(2, 8))
    total = (draw(st.integers(0, min(2, most))), most)
    days = list(range(0, 7 * draw(st.integers(2, 3)), 7))
    shut = [frozenset(draw(st.sets(st.integers(0, len(units) - 1), max_size=1))) for _ in days]
    if len(days) < 3 or draw(st.booleans()):
        return [a_stretch(units, days, rests, shut=shut, apart=apart, total=total)], ()
    fuller = a_stretch(units, days[1:], rests, shut=shut[1:], apart=apart, total=total)
    light = a_stretch(units, days[:1], rests, shut=shut[:1], apart=apart, total=(0, min(3, most)))
    steady = [index for index, every in enumerate(fuller.every) if every == 1]
    return [fuller, light], tuple(Follows(1, index, frozenset({index})) for index in steady)


@settings(max_examples=80, deadline=None)
@given(small_courses())
def test_no_course_is_better_where_each_can_be_tried(small):
    stretches, follows = small
    found, known = turns(stretches, follows), best_of_all(stretches, follows)
    assert (found is None) is (known is None)
    if found is None:
        return
    assert allowed(stretches, found.chosen, follows)
    assert value(stretches, found.chosen) == found.worth == known == found.bound


def test_what_rests_two_weeks_takes_turns_in_a_weekly_course():
    strong, other = a_unit("p", strength=90), a_unit("q", strength=80)
    found = turns([a_stretch([strong, other], range(0, 35, 7), {"p": 14, "q": 14}, total=(2, 2))])
    assert [sorted(units) for units in found.chosen[0]] == [[0], [1], [0], [1], [0]]


def test_rests_of_two_and_of_three_weeks_each_keep_their_own_rhythm():
    units = [a_unit("p", strength=90), a_unit("q", strength=80, need="b")]
    found = turns([a_stretch(units, range(0, 42, 7), {"p": 14, "q": 21})])
    taken = found.chosen[0]
    assert sum(0 in units for units in taken) == 3
    assert sum(1 in units for units in taken) == 2


def test_what_was_needled_before_the_course_is_left_out_until_it_has_settled():
    unit = a_unit("p", strength=90)
    found = turns([a_stretch([unit], range(0, 21, 7), {"p": 14}, shut=[frozenset({0}), frozenset(), frozenset()])])
    assert sum(0 in units for units in found.chosen[0]) == 1
    assert 0 not in found.chosen[0][0]


def test_a_light_start_has_only_what_the_full_sessions_have_too():
    units = [a_unit("p", strength=50, cost=0), a_unit("q", strength=90, cost=0)]
    fuller = a_stretch(units, (7, 14), {"p": 0, "q": 0}, shut=[frozenset({0}), frozenset({0})])
    light = a_stretch(units, (0,), {"p": 0, "q": 0}, total=(0, 2))
    rules = [Follows(1, index, frozenset({index})) for index in (0, 1)]
    assert [sorted(units) for units in turns([fuller, light], rules).chosen[1]] == [[1]]


def test_a_site_of_the_light_start_rests_before_the_first_full_session():
    units = [a_unit("p", strength=90)]
    fuller, light = a_stretch(units, (7, 14), {"p": 14}), a_stretch(units, (0,), {"p": 14})
    (second, third), (first,) = turns([fuller, light]).chosen
    assert (first, second, third) == ({0}, set(), {0})


def test_where_no_session_keeps_its_limits_there_is_no_course():
    assert turns([a_stretch([a_unit("p", strength=90)], (0, 7), {"p": 0}, total=(3, 4))]) is None


@pytest.mark.parametrize(("rest", "every"), [(0, 1), (7, 1), (8, 2), (14, 2), (15, 3), (99, 4)])
def test_a_site_comes_again_after_as_many_sessions_as_its_rest_needs(rest, every):
    assert steps((0, 7, 14, 21), rest) == every


def test_the_same_course_is_chosen_each_time():
    units = [a_unit(name, strength=strength) for name, strength in zip(names(), (40, 41, 42, 43), strict=True)]
    stretch = a_stretch(units, range(0, 56, 7), dict.fromkeys(names(), 14), total=(4, 4))
    assert turns([stretch]) == turns([replace(stretch)])
