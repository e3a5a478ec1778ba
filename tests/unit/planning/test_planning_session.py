"""What a session holds, what it leaves out and why, on small cases."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiform.errors import InputError
from filiform.planning.keep import Keep
from filiform.planning.proposal import NoProposal, Proposal
from filiform.planning.treatment import session
from filiform.planning.written import ADJUNCT, FILLER, LITTLE

NAMES = ("A", "B", "C", "D", "E")
SIDES = {"left": "right", "right": "left"}
any_sites = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(sorted(SIDES))), max_size=6)


def sites_of(proposal):
    assert isinstance(proposal, Proposal)
    return {(needle.site, needle.side) for needle in proposal.needles}


def why_out(proposal):
    return {(row.site, row.side): (row.rule, row.reason) for row in proposal.left_out}


def five_pairs(a, **changes):
    points = [a.point(name, **changes) for name in NAMES]
    placed = [site for i, name in enumerate(NAMES) for site in a.pair(name, 20 + 10 * (i % 2), 40 - 10 * i)]
    return points, placed


def test_both_sides_of_a_point_are_needled_together(a):
    points, placed = five_pairs(a)
    proposal = session(a.case(a.facts(*points, face=(2, 3)), a.intake("nasolabial_folds"), *placed))
    assert len(sites_of(proposal)) == 2
    assert len({needle.site for needle in proposal.needles}) == 1


def test_where_a_finding_closes_one_side_the_other_stands_alone_and_says_so(a):
    facts = a.facts(a.point("A"))
    found = (a.finding("filler_recent", ("A", "left")),)
    proposal = session(a.case(facts, a.intake("nasolabial_folds"), *a.pair("A", 20, 0), found=found))
    assert sites_of(proposal) == {("A", "right")}
    assert "One side only. Because of filler_recent." in proposal.needles[0].cautions
    assert why_out(proposal)["A", "left"] == ("filler_recent", "Because of filler_recent.")


def test_a_wish_for_one_side_is_needled_there_only(a):
    wish = {"what": "nasolabial_folds", "side": "left"}
    proposal = session(a.case(a.facts(a.point("A")), a.intake(wish), *a.pair("A", 20, 0)))
    assert sites_of(proposal) == {("A", "left")}
    assert proposal.needles[0].cautions == ("One side only. The wish names the left side.",)


def test_a_wish_for_the_middle_takes_the_sites_beside_it_in_pairs(a):
    wish = {"what": "nasolabial_folds", "side": "midline"}
    proposal = session(a.case(a.facts(a.point("A")), a.intake(wish), *a.pair("A", 20, 0)))
    assert sites_of(proposal) == {("A", "left"), ("A", "right")}


def test_a_wish_for_one_side_still_takes_body_points_on_both(a):
    point = a.body_point("Z", indications={"nasolabial_folds": 3})
    proposal = session(a.case(a.facts(point), a.intake({"what": "nasolabial_folds", "side": "left"})))
    assert sites_of(proposal) == {("Z", "left"), ("Z", "right")}


def test_a_site_in_the_named_region_goes_before_one_elsewhere(a):
    points = [a.point("A", region="chin", indications={"acne": 2}), a.point("B", indications={"acne": 2})]
    placed = [*a.pair("A", 20, 0), *a.pair("B", 20, 20)]
    wish = {"what": "acne", "region": "jaw"}  # a group that chin belongs to
    proposal = session(a.case(a.facts(*points, face=(0, 2)), a.intake(wish), *placed))
    assert sites_of(proposal) == {("A", "left"), ("A", "right")}


def test_two_needles_keep_the_spacing_and_the_loser_says_to_whom(a):
    points = [a.point("A"), a.point("B", indications={"nasolabial_folds": 2})]
    placed = [*a.pair("A", 20, 0), *a.pair("B", 25.5, 0)]
    proposal = session(a.case(a.facts(*points), a.intake("nasolabial_folds"), *placed))
    assert sites_of(proposal) == {("A", "left"), ("A", "right")}
    assert why_out(proposal)["B", "left"] == ("spacing", "5 mm from A left; needles keep 8 mm apart.")


def test_a_pair_is_out_where_only_its_other_side_is_too_close(a):
    points = [a.point("A", side="midline"), a.point("B", indications={"nasolabial_folds": 2})]
    placed = [a.site("A", "midline", 0, 0), a.site("B", "left", 6, 0), a.site("B", "right", -12, 0)]
    proposal = session(a.case(a.facts(*points), a.intake("nasolabial_folds"), *placed))
    assert sites_of(proposal) == {("A", "midline")}
    assert why_out(proposal)["B", "right"][1] == "The other side lies 6 mm from A; needles keep 8 mm apart."


def test_a_pair_whose_sides_lie_too_close_is_not_needled(a):
    placed = a.pair("A", 3, 0)
    refused = session(a.case(a.facts(a.point("A")), a.intake("nasolabial_folds"), *placed))
    assert not sites_of(refused)
    assert why_out(refused)["A", "left"] == ("spacing", "Left and right lie 6 mm apart, nearer than 8 mm.")


def test_of_sites_the_photo_does_not_show_a_side_of_a_region_takes_two(a):
    points = [a.point(name) for name in NAMES]
    hidden = tuple(a.withheld(name, side, "needs the 45-degree view.") for name in NAMES for side in ("left", "right"))
    proposal = session(a.case(a.facts(*points), a.intake("nasolabial_folds"), withheld=hidden))
    assert proposal.face_needles == 4
    assert "Find by touch: needs the 45-degree view." in proposal.needles[0].cautions
    assert proposal.needles[0].position_px is None
    assert proposal.needles[0].error_mm is None
    assert any(rule == "region_full" for rule, _ in why_out(proposal).values())


def test_a_region_takes_so_many_needles_and_no_more(a):
    points, placed = five_pairs(a)
    facts = a.facts(*points, face=(0, 10), region_needles_most=4)
    assert session(a.case(facts, a.intake("nasolabial_folds"), *placed)).face_needles == 4


@pytest.mark.parametrize(
    ("changes", "rule"),
    [({"supine": False}, "posture"), ({"default_use": False}, "not_default")],
)
def test_points_for_another_posture_or_outside_the_default_set_stay_out(a, changes, rule):
    points = [a.point("A", **changes), a.point("B")]
    placed = [*a.pair("A", 20, 0), *a.pair("B", 20, 30)]
    proposal = session(a.case(a.facts(*points), a.intake("nasolabial_folds"), *placed))
    assert sites_of(proposal) == {("B", "left"), ("B", "right")}
    assert why_out(proposal)["A", "left"][0] == rule


def test_a_point_without_a_safe_depth_is_never_needled(a):
    needling = a.point("A").needling.model_copy(update={"depth_mm": (0.0, 0.0)})
    points = [a.point("A", needling=needling), a.point("B")]
    placed = [*a.pair("A", 20, 0), *a.pair("B", 20, 30)]
    proposal = session(a.case(a.facts(*points), a.intake("nasolabial_folds"), *placed))
    assert why_out(proposal)["A", "left"] == ("depth", "No depth is safe to plan here.")


def test_a_lesion_is_never_needled_by_itself(a):
    points = [a.point("A", side="lesion"), a.point("B")]
    proposal = session(a.case(a.facts(*points), a.intake("nasolabial_folds"), *a.pair("B", 20, 0)))
    assert {site for site, _ in sites_of(proposal)} == {"B"}


def test_what_fills_the_protocols_least_says_that_it_does(a):
    points = [a.point("A"), a.point("B", indications={"dull_complexion": 1}), a.point("C", indications={"acne": 3})]
    placed = [site for i, name in enumerate("ABC") for site in a.pair(name, 20, 20 * i)]
    proposal = session(a.case(a.facts(*points, face=(6, 8)), a.intake("nasolabial_folds"), *placed))
    cautions = {needle.site: needle.cautions for needle in proposal.needles}
    assert cautions == {"A": (), "B": (ADJUNCT,), "C": (FILLER,)}
    assert not session(a.case(a.facts(*points, face=(0, 8)), a.intake("nasolabial_folds"), *placed)).face_needles > 2, (
        "nothing is padded without need"
    )


def test_a_needle_that_serves_a_wish_but_only_for_the_protocols_least_says_so(a):
    points = [a.point(name, side="midline", indications={"nasolabial_folds": 1}) for name in NAMES]
    placed = [a.site(name, "midline", 0, 15 * i) for i, name in enumerate(NAMES)]
    wish = {"what": "nasolabial_folds", "severity": 1}
    free = session(a.case(a.facts(*points), a.intake(wish), *placed))
    assert all(needle.gain > 0 for needle in free.needles)
    full = session(
        a.case(
            a.facts(*points, face=(5, 5)), a.intake(wish, wish={"comfort": "sensitive", "result": "subtle"}), *placed
        )
    )
    assert any(LITTLE in needle.cautions for needle in full.needles if needle.gain < 0)


def test_a_need_that_no_needle_serves_is_named(a):
    case = a.case(a.facts(a.point("A")), a.intake("nasolabial_folds", "acne"), *a.pair("A", 20, 0))
    assert session(case).unserved == ("acne",)


def test_the_gain_of_a_needle_is_what_the_objective_loses_without_its_point(a):
    points = [a.point("A", side="midline"), a.point("B", side="midline", indications={"acne": 3})]
    placed = [a.site("A", "midline", 0, 0), a.site("B", "midline", 0, 30)]
    both = session(a.case(a.facts(*points), a.intake("nasolabial_folds", "acne"), *placed))
    gains = {needle.site: needle.gain for needle in both.needles}
    alone = session(a.case(a.facts(points[1]), a.intake("nasolabial_folds", "acne"), placed[1]))
    assert gains["A"] == pytest.approx(both.objective - alone.objective, abs=0.011)


def test_each_further_site_for_a_need_adds_less(a):
    points = [a.point(name, side="midline") for name in NAMES]
    placed = [a.site(name, "midline", 0, 15 * i) for i, name in enumerate(NAMES)]
    totals = [
        session(a.case(a.facts(*points[:count]), a.intake("nasolabial_folds"), *placed)).objective
        for count in range(1, 6)
    ]
    steps = [totals[0], *(after - before for before, after in pairwise(totals))]
    assert steps == sorted(steps, reverse=True)


@settings(max_examples=25, deadline=None)
@given(
    banned=st.sets(st.sampled_from(NAMES)),
    closed=st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(["left", "right"]))),
)
def test_a_refused_point_and_a_closed_site_never_appear(a, banned, closed):
    points, placed = five_pairs(a)
    intake = a.intake("nasolabial_folds", banned=tuple(sorted(banned)))
    proposal = session(a.case(a.facts(*points), intake, *placed, found=(a.finding("rule", *closed),)))
    assert not sites_of(proposal) & closed
    assert not {site for site, _ in sites_of(proposal)} & banned


@settings(max_examples=25, deadline=None)
@given(closed=any_sites)
def test_a_mirrored_patient_gets_the_mirrored_plan_of_equal_worth(a, closed):
    points, placed = five_pairs(a)
    over = {"left": "right", "right": "left"}
    mirrored = [
        replace(site, side=over[site.side], position_mm=(-site.position_mm[0], *site.position_mm[1:]))
        for site in placed
    ]
    facts, wish = a.facts(*points), {"what": "nasolabial_folds", "side": "left"}
    here = session(a.case(facts, a.intake(wish, "acne"), *placed, found=(a.finding("rule", *closed),)))
    there_closed = [(site, SIDES[side]) for site, side in closed]
    there = session(
        a.case(facts, a.intake(wish | {"side": "right"}, "acne"), *mirrored, found=(a.finding("rule", *there_closed),))
    )
    assert here.objective == pytest.approx(there.objective)
    assert {(site, SIDES[side]) for site, side in sites_of(here)} == sites_of(there)


def test_the_same_case_gives_the_same_session_but_for_the_time_it_took(a):
    points, placed = five_pairs(a)
    case = a.case(a.facts(*points), a.intake("nasolabial_folds", health={"stress": 2}), *placed)
    assert replace(session(case), solve_s=0.0) == replace(session(case), solve_s=0.0)


def test_where_the_least_cannot_be_reached_the_fewest_findings_are_named(a):
    points, placed = five_pairs(a)
    found = (
        a.finding("filler_recent", *[(name, side) for name in "AB" for side in ("left", "right")], scope="cheek:left"),
        a.finding("botox_recent", *[(name, side) for name in "BC" for side in ("left", "right")], scope="cheek:right"),
        a.finding("lesion", ("D", "left"), ("D", "right"), scope="points"),
    )
    refused = session(a.case(a.facts(*points, face=(6, 8)), a.intake("nasolabial_folds"), *placed, found=found))
    assert isinstance(refused, NoProposal)
    assert refused.conflict.because == ("botox_recent:cheek:right", "filler_recent:cheek:left")
    assert "That leaves 2 face needles; this protocol needs 6." in refused.conflict.say
    assert "Use the light protocol" in refused.conflict.say
    assert refused.left_out


def test_a_patients_own_refusals_can_be_the_reason(a):
    points, placed = five_pairs(a)
    intake = a.intake("nasolabial_folds", banned=("A", "B"))
    refused = session(a.case(a.facts(*points, face=(8, 8)), intake, *placed))
    assert refused.conflict.because == ("banned:patient",)
    assert "The patient refuses A, B." in refused.conflict.say


def test_too_few_sites_are_said_to_be_too_few(a):
    refused = session(a.case(a.facts(a.point("A"), face=(6, 8)), a.intake("nasolabial_folds"), *a.pair("A", 20, 0)))
    assert refused.conflict.because == ("protocol:default",)
    assert refused.conflict.say.startswith("The sites that are open are too few. That leaves 2 face needles")


def test_findings_with_an_end_advise_to_wait_for_the_last(a):
    points, placed = five_pairs(a)
    both = ("left", "right")
    found = (
        a.finding("one", *[("A", side) for side in both], scope="cheek", until=date(2026, 12, 1)),
        a.finding("two", *[("B", side) for side in both], scope="lips", until=date(2026, 12, 14)),
    )
    facts = a.facts(*points, face=(10, 10), region_needles_most=10)
    facts = replace(facts, protocols={"default": facts.protocols["default"]})
    refused = session(a.case(facts, a.intake("nasolabial_folds"), *placed, found=found))
    assert refused.conflict.because == ("one:cheek", "two:lips")
    assert refused.conflict.say.endswith("Wait until 14 Dec 2026.")


def test_many_closures_are_thinned_to_a_set_none_of_which_can_be_spared(a):
    points, placed = five_pairs(a)
    found = tuple(a.finding(f"r{name}", (name, "left"), (name, "right"), scope=name) for name in NAMES)
    refused = session(a.case(a.facts(*points, face=(8, 10)), a.intake("nasolabial_folds"), *placed, found=found))
    assert len(refused.conflict.because) == 4


def test_a_stop_is_passed_on_in_its_own_words(a):
    found = (a.finding("fever", scope="session", kind="stop"),)
    refused = session(a.case(a.facts(a.point("A")), a.intake("nasolabial_folds"), found=found))
    assert refused.conflict.say == "Because of fever."
    assert refused.conflict.because == ("fever:session",)


def test_nothing_asked_for_is_not_treated(a):
    refused = session(a.case(a.facts(a.point("A")), a.intake({"what": "acne", "severity": 0})))
    assert refused.conflict.because == ("intake:nothing_stated",)


def test_an_unknown_protocol_is_refused_with_the_known_ones(a):
    with pytest.raises(InputError, match="give one of: default, light"):
        a.case(a.facts(a.point("A")), a.intake("acne"), protocol="heavy")


def test_what_a_finding_closes_stays_out_although_the_practitioner_locked_it(a):
    points, placed = five_pairs(a)
    case = a.case(a.facts(*points), a.intake("nasolabial_folds"), *placed, found=(a.finding("rule", ("A", "left")),))
    proposal = session(case, Keep(locked=frozenset({("A", "left"), ("B", "left"), ("B", "right")})))
    assert proposal.notes == ("A left was yours, but it stays out. Because of rule.",)
    assert {needle.site for needle in proposal.needles if needle.locked} == {"B"}


@settings(max_examples=25, deadline=None)
@given(first=any_sites, second=any_sites)
def test_more_findings_never_add_needles_at_their_points_nor_better_the_plan(a, first, second):
    points, placed = five_pairs(a)
    facts, wish = a.facts(*points), a.intake("nasolabial_folds")
    before = session(a.case(facts, wish, *placed, found=(a.finding("one", *first),)))
    after = session(a.case(facts, wish, *placed, found=(a.finding("one", *first), a.finding("two", *second))))
    assert not sites_of(after) & second
    assert after.objective <= before.objective


closures = st.lists(st.sets(st.sampled_from(NAMES), min_size=1, max_size=3), min_size=1, max_size=4)


@settings(max_examples=20, deadline=None)
@given(closed=closures)
def test_lifting_what_a_conflict_names_makes_a_plan_and_lifting_less_does_not(a, closed):
    points, placed = five_pairs(a)
    facts, wish = a.facts(*points, face=(6, 8)), a.intake("nasolabial_folds")
    found = {
        f"r{i}:cheek": a.finding(f"r{i}", *((name, side) for name in sorted(names) for side in SIDES))
        for i, names in enumerate(closed)
    }

    def without(gone):
        left = tuple(finding for name, finding in found.items() if name not in gone)
        return session(a.case(facts, wish, *placed, found=left))

    refused = without(())
    if isinstance(refused, Proposal):
        return
    because = refused.conflict.because
    assert isinstance(without(because), Proposal)
    assert all(isinstance(without([other for other in because if other != name]), NoProposal) for name in because)


def test_of_very_many_closures_none_is_named_that_can_be_spared(a):
    names = [f"P{i}" for i in range(10)]
    placed = [site for i, name in enumerate(names) for site in a.pair(name, 20 + 12 * (i % 3), 40 - 12 * (i // 3))]
    facts = a.facts(*(a.point(name) for name in names), face=(6, 20), region_needles_most=20)
    found = tuple(a.finding(f"r{name}", (name, "left"), (name, "right"), scope=name) for name in names)
    refused = session(a.case(facts, a.intake("nasolabial_folds"), *placed, found=found))
    assert len(refused.conflict.because) == 3
