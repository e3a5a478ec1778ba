"""A practitioner's own changes: only what was touched, and what it breaks is said at once."""

from dataclasses import replace

import pytest

from filiform.errors import InputError
from filiform.planning.edit import added, broken, differences, kept, key, locked, removed
from filiform.planning.keep import Keep
from filiform.planning.treatment import session

NAMES = "ABCD"
PAIR = ("left", "right")


@pytest.fixture
def case(a):
    points = [a.point(name) for name in NAMES]
    points += [a.point("NEAR", indications={"acne": 1}), a.body_point("LEG", default_use=False)]
    points.append(a.point("PRONE", supine=False))
    placed = [site for i, name in enumerate(NAMES) for site in a.pair(name, 20 + 12 * (i % 2), 30 - 12 * i)]
    placed += a.pair("NEAR", 25, 30)
    facts = a.facts(*points, face=(2, 8), body=(0, 2))
    return a.case(facts, a.intake("nasolabial_folds"), *placed)


@pytest.fixture
def proposal(case):
    return session(case)


def sites(proposal):
    return [key(needle) for needle in proposal.needles]


def test_a_suggestion_breaks_no_limit(proposal, case):
    assert broken(proposal, case) == ()


def test_taking_a_needle_out_leaves_every_other_as_it_was(proposal):
    gone = key(proposal.needles[0])
    after = removed(proposal, gone)
    assert sites(after) == sites(proposal)[1:]
    assert [replace(one, order=0) for one in after.needles] == [replace(one, order=0) for one in proposal.needles[1:]]
    assert [one.order for one in after.needles] == list(range(1, len(after.needles) + 1))
    assert sum(item.count for item in after.tray) == len(after.needles)


def test_a_side_left_alone_is_said_at_once(proposal, case):
    after = removed(proposal, ("A", "left"))
    assert broken(after, case) == ("A right stands without its other side.",)


def test_a_side_that_a_finding_leaves_alone_breaks_nothing(a, case):
    closed = a.finding("rule", ("A", "left"))
    with_finding = a.case(case.facts, case.intake, *case.placement.sites, found=(closed,))
    proposal = session(with_finding)
    assert ("A", "right") in sites(proposal)
    assert broken(proposal, with_finding) == ()


def test_a_wish_for_one_side_leaves_nobody_alone(a, case):
    one_sided = a.case(case.facts, a.intake({"what": "nasolabial_folds", "side": "left"}), *case.placement.sites)
    assert broken(session(one_sided), one_sided) == ()


def test_a_locked_needle_says_so_and_can_be_freed(proposal):
    held = locked(proposal, ("A", "left"))
    assert [key(one) for one in held.needles if one.locked] == [("A", "left")]
    assert locked(held, ("A", "left"), lock=False) == proposal


def test_a_needle_put_in_by_hand_is_locked_and_finds_its_place_in_the_order(proposal, case):
    after = added(proposal, ("LEG", "left"), case)
    assert sites(after)[0] == ("LEG", "left"), "legs come first"
    assert after.needles[0].locked
    assert sites(after)[1:] == sites(proposal)
    assert broken(after, case) == ("LEG left stands without its other side.",)


def test_a_needle_put_in_by_hand_keeps_the_order_of_a_school(a, case):
    school = a.facts(*case.facts.points.values(), face=(2, 8), body=(0, 2), zone_order=("cheeks", "mouth", "legs"))
    others = replace(case, frame=school.protocols["default"])
    after = added(session(others), ("LEG", "left"), others)
    zones = [needle.zone for needle in after.needles]
    assert zones[-1] == "legs", "this school begins with the face"
    assert sites(after)[:-1] == sites(session(others))


def test_a_needle_put_in_by_hand_takes_a_size_of_the_tray_where_one_fits(proposal, case):
    after = added(proposal, ("NEAR", "left"), case)
    assert {item.needle for item in after.tray} == {item.needle for item in proposal.tray}


def test_what_is_put_in_too_close_or_too_much_or_where_a_finding_forbids_is_said(a, case, proposal):
    close = added(proposal, ("NEAR", "left"), case)
    said = broken(close, case)
    assert "A left and NEAR left are 5 mm apart; needles keep 8 mm." in said
    assert "9 needles in the face; a full session has 2 to 8." in said
    assert "Nose-to-mouth fold: 9 needles; 8 are the most." in said or any("8 are the most" in line for line in said)
    prone = added(proposal, ("PRONE", "left"), case)
    assert any(line.startswith("PRONE left: Cannot be needled lying") for line in broken(prone, case))
    banned = a.case(case.facts, case.intake.model_copy(update={"banned": ("A",)}), *case.placement.sites)
    assert "A left: The patient does not want this point." in broken(proposal, banned)


def test_all_needles_together_have_a_limit_too(a, case, proposal):
    few = a.finding("few", scope="session", kind="limit", max_total=6)
    limited = a.case(case.facts, case.intake, *case.placement.sites, found=(few,))
    assert "8 needles in all; a full session has 2 to 6." in broken(proposal, limited)


@pytest.mark.parametrize("edit", [removed, locked])
def test_what_is_not_in_the_plan_cannot_be_changed(edit, proposal):
    with pytest.raises(InputError, match="NEAR left is not in this plan"):
        edit(proposal, ("NEAR", "left"))


@pytest.mark.parametrize(
    ("site", "says"),
    [
        (("A", "left"), "A left is already in this plan"),
        (("XX", "left"), "XX left is no site of the atlas"),
        (("A", "midline"), "A midline is no site of the atlas"),
    ],
)
def test_what_cannot_be_put_in_is_refused_with_the_reason(site, says, proposal, case):
    with pytest.raises(InputError, match=says):
        added(proposal, site, case)


def test_a_site_without_a_safe_depth_cannot_be_put_in_even_by_hand(a, case, proposal):
    shallow = a.point("Z").needling.model_copy(update={"depth_mm": (0.0, 0.0)})
    facts = replace(case.facts, points={**case.facts.points, "Z": a.point("Z", needling=shallow)})
    with pytest.raises(InputError, match="no depth is safe"):
        added(proposal, ("Z", "left"), replace(case, facts=facts))


def test_suggest_again_keeps_what_is_locked_and_leaves_out_what_was_taken_out(proposal, case):
    held = locked(added(proposal, ("LEG", "left"), case), ("B", "left"))
    edited = removed(removed(held, ("A", "left")), ("A", "right"))
    again = session(case, kept(edited, banned=[("A", "left"), ("A", "right")]))
    found = set(sites(again))
    assert {("LEG", "left"), ("B", "left"), ("B", "right")} <= found
    assert not {("A", "left"), ("A", "right")} & found
    assert ("LEG", "right") not in found, "what was put in on one side stays on one side"
    assert {key(one) for one in again.needles if one.locked} == {("LEG", "left"), ("B", "left")}


def test_a_side_taken_out_leaves_the_other_where_it_was(proposal, case):
    again = session(case, kept(removed(proposal, ("A", "left")), banned=[("A", "left")]))
    assert ("A", "right") in sites(again)
    fresh = session(case, Keep(banned=frozenset({("A", "left")})))
    assert ("A", "right") not in sites(fresh)


def test_suggest_again_changes_nothing_that_it_need_not(proposal, case):
    again = session(case, kept(proposal))
    assert differences(proposal, again) == differences(proposal, proposal)


def test_the_previous_plan_stays_unless_another_is_clearly_better(a):
    points = [a.point("A", side="midline"), a.point("B", side="midline")]
    placed = [a.site("A", "midline", 0, 0), a.site("B", "midline", 0, 5)]
    case = a.case(a.facts(*points), a.intake("nasolabial_folds"), *placed)
    for name in "AB":
        again = session(case, Keep(previous=frozenset({(name, "midline")})))
        assert sites(again) == [(name, "midline")]


def test_two_sites_locked_too_close_stay_and_are_said(a):
    points = [a.point("A", side="midline"), a.point("B", side="midline")]
    placed = [a.site("A", "midline", 0, 0), a.site("B", "midline", 0, 5)]
    case = a.case(a.facts(*points, face=(1, 1)), a.intake("nasolabial_folds"), *placed)
    again = session(case, Keep(locked=frozenset({("A", "midline"), ("B", "midline")})))
    assert len(again.needles) == 2
    assert broken(again, case) == (
        "2 needles in the face; a full session has 1 to 1.",
        "B and A are 5 mm apart; needles keep 8 mm.",
    )


def test_differences_name_what_came_what_went_and_what_is_needled_otherwise(proposal):
    other = replace(proposal.needles[1], inserted_mm=1.0)
    after = replace(proposal, needles=(other, *proposal.needles[2:]))
    found = differences(proposal, after)
    assert (found.added, found.removed, found.changed) == ((), (key(proposal.needles[0]),), (key(other),))
    assert differences(after, proposal).added == (key(proposal.needles[0]),)
