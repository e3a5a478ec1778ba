"""A line in a plan: one site, several needles, its count chosen, in the place of the single sites on it."""

from dataclasses import replace
from datetime import date

import pytest

from filiform.face.drawn import drawn_face
from filiform.face.mesh import mesh
from filiform.intake.intake import Intake
from filiform.knowledge import load
from filiform.pictures.map import map_scene
from filiform.pictures.numbering import first_of, numbers
from filiform.pictures.scene import Words
from filiform.pictures.web_map import map_svg
from filiform.planning.alternatives import alternatives
from filiform.planning.broken import broken_limits
from filiform.planning.case import case
from filiform.planning.edit import added, differences, kept, locked, removed
from filiform.planning.keep import Keep
from filiform.planning.order import removal
from filiform.planning.treatment import session
from filiform.points.place import placement

LEFT, RIGHT = ("FX-NLF", "left"), ("FX-NLF", "right")
SINGLES = {"FX-NLF-1", "FX-NLF-2", "FX-NLF-3"}


@pytest.fixture(scope="module")
def ready():
    facts, net = load.knowledge(), mesh(load.document("mesh.json"))
    face = drawn_face(net)
    on = date(2026, 11, 2)
    intake = Intake.model_validate(
        {
            "patient": {"born": on.replace(year=1970), "first_visit": False},
            "concern": ({"what": "nasolabial_folds", "severity": 3}, {"what": "crows_feet", "severity": 2}),
        }
    )
    return case(intake, facts, on, face=face, placement=placement(face, facts, net), mesh=net), face


@pytest.fixture(scope="module")
def plan(ready):
    return session(ready[0])


def parts(plan, site):
    return [needle for needle in plan.needles if (needle.site, needle.side) == site]


def test_a_fold_is_needled_as_a_line_alike_on_both_sides_and_not_by_its_single_sites(plan):
    assert len(parts(plan, LEFT)) == len(parts(plan, RIGHT)) > 1
    assert not SINGLES & {needle.site for needle in plan.needles}
    assert not SINGLES & {row.site for row in plan.left_out}


def test_every_needle_of_a_line_says_what_the_plan_loses_without_it(plan):
    gains = {needle.gain for needle in parts(plan, LEFT)}
    assert len(gains) == 1, "needles of one line count alike"


def test_a_site_on_the_line_chosen_by_hand_puts_single_sites_in_the_place_of_the_line(ready):
    chosen = session(ready[0], Keep(added=frozenset({("FX-NLF-2", "left")})))
    assert ("FX-NLF-2", "left") in {(n.site, n.side) for n in chosen.needles}
    assert not parts(chosen, LEFT)


def test_a_locked_line_keeps_its_count(ready, plan):
    ours = locked(locked(plan, LEFT), RIGHT)
    again = session(ready[0], kept(ours, banned=[("FX-ZMI", "left"), ("FX-ZMI", "right")]))
    assert len(parts(again, LEFT)) == len(parts(plan, LEFT))
    assert all(needle.locked for needle in parts(again, LEFT))


def test_taking_out_a_line_takes_all_its_needles_and_putting_it_in_brings_as_many_as_the_other_side_has(ready, plan):
    without = removed(plan, LEFT)
    assert len(without.needles) == len(plan.needles) - len(parts(plan, LEFT))
    back = added(without, LEFT, ready[0])
    assert [n.position_px for n in parts(back, LEFT)] == [n.position_px for n in parts(plan, LEFT)]
    assert differences(plan, back).changed == ()
    assert [one.limit for one in broken_limits(back, ready[0])] == []


def test_another_count_is_a_change(plan):
    fewer = replace(plan, needles=tuple(replace(n, of=9) if n.site == "FX-NLF" else n for n in plan.needles))
    assert set(differences(plan, fewer).changed) == {LEFT, RIGHT}


def test_alternatives_are_ranked_by_what_the_plan_is_then_worth(ready, plan):
    rows = alternatives(plan, "nasolabial_folds", [LEFT, RIGHT], ready[0], most=20)
    free = [row.change for row in rows if not row.but]
    assert free == sorted(free, reverse=True)
    assert all(change <= 0 for change in free), "nothing is better than the best plan"


def test_a_line_has_one_number_for_all_its_needles_and_the_zone_counts_them(ready, plan):
    named = numbers(plan.needles, ready[0].facts)
    first, last = named[RIGHT].lstrip("C").split("\N{EN DASH}")
    assert int(last) - int(first) + 1 == len(parts(plan, RIGHT))
    assert first_of(named[RIGHT]) == int(first)
    in_zone = [needle for needle in plan.needles if needle.zone == "cheeks_nose"] or [
        needle for needle in plan.needles if needle.zone == parts(plan, RIGHT)[0].zone
    ]
    ends = [int(word.split("\N{EN DASH}")[-1].lstrip("C")) for word in named.values() if word.startswith("C")]
    assert max(ends) == len(in_zone)


def test_the_map_labels_a_line_once_with_its_count_and_the_web_map_has_one_button_for_it(ready, plan):
    settled_case, face = ready
    scene = map_scene(plan, settled_case.facts, face=face, photo=None)
    words = [shape.text for shape in scene.shapes if isinstance(shape, Words)]
    count = len(parts(plan, LEFT))
    assert words.count(f"FX-NLF \N{MULTIPLICATION SIGN}{count}") == 2
    svg = map_svg(plan, settled_case.facts, face=face)
    assert svg.count('data-site="FX-NLF" data-side="left"') == count
    assert svg.count(f"FX-NLF \N{MULTIPLICATION SIGN}{count}, left") == 1


def test_needles_come_out_from_the_head_down_and_all_of_them(ready, plan):
    facts = ready[0].facts
    out = removal(plan.needles, facts)
    zones = [facts.zones[needle.zone].order for needle in out]
    assert zones == sorted(zones, reverse=True)
    assert sorted(needle.order for needle in out) == [needle.order for needle in plan.needles]


def test_the_minutes_of_a_session_follow_its_needles(plan):
    fewer = removed(plan, LEFT)
    assert fewer.total_min < plan.total_min
    assert plan.total_min == pytest.approx(plan.insert_min + plan.retention_min + plan.remove_min + plan.press_min)


def test_a_zone_on_the_map_counts_needles_and_not_labels(ready, plan):
    settled_case, face = ready
    scene = map_scene(plan, settled_case.facts, face=face, photo=None)
    words = [shape.text for shape in scene.shapes if isinstance(shape, Words)]
    zone = settled_case.facts.zones[parts(plan, LEFT)[0].zone]
    headings = [
        text.removeprefix(f"{zone.label} ").split(" of ") for text in words if text.startswith(f"{zone.label} ")
    ]
    counted = sum(int(heading[0]) for heading in headings if heading[0].isdigit())
    assert counted == sum(needle.zone == zone.id and needle.position_px is not None for needle in plan.needles)
