"""What must hold of findings whatever an intake says."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from filiform.face.drawn import drawn_face
from filiform.face.face import Face
from filiform.face.mesh import VERTICES, Mesh, mesh
from filiform.intake.intake import Intake, IntakeSide, Patient, StatedCondition, StatedProcedure
from filiform.knowledge import load
from filiform.knowledge.fact import Side
from filiform.points.place import placement
from filiform.points.site import Placement
from filiform.safety.depth import depth_limit
from filiform.safety.finding import Finding, Limits, SiteKey
from filiform.safety.findings import findings
from filiform.safety.limits import limits

FACTS = load.knowledge()
ON = date(2026, 11, 22)
OTHER: dict[str, IntakeSide] = {"left": "right", "right": "left"}
OTHER_SITE: dict[Side, Side] = {"left": "right", "right": "left", "midline": "midline"}
WORDS = sorted({*FACTS.regions, *(group for region in FACTS.regions.values() for group in region.groups)})
SIDES = st.sampled_from(["left", "right", "both", "midline"])
DAYS = st.dates(ON - timedelta(days=400), ON + timedelta(days=40))
WHEN = st.one_of(DAYS, st.sampled_from(["unknown", "undisclosed", "2026-05", "2026-10", "2026-11", "2027-02"]))


@st.composite
def conditions(draw: st.DrawFn) -> StatedCondition:
    what = draw(st.sampled_from(sorted(FACTS.conditions)))
    region = draw(st.none() | st.sampled_from(WORDS)) if FACTS.conditions[what].takes_region else None
    return StatedCondition(what=what, region=region, side=draw(SIDES))


PROCEDURES = st.builds(
    StatedProcedure,
    what=st.sampled_from(sorted(FACTS.procedures)),
    region=st.none() | st.sampled_from(WORDS),
    side=SIDES,
    on=WHEN,
)
INTAKES = st.builds(
    Intake,
    patient=st.builds(Patient, born=st.dates(date(1930, 1, 1), ON), skin_type=st.none() | st.integers(1, 6)),
    condition=st.lists(conditions(), max_size=4).map(tuple),
    procedure=st.lists(PROCEDURES, max_size=3).map(tuple),
)


@cache
def the_mesh() -> Mesh:
    return mesh(load.document("mesh.json"))


@cache
def the_face() -> Face:
    return drawn_face(the_mesh())


@cache
def the_placement() -> Placement:
    return placement(the_face(), FACTS, the_mesh())


@cache
def mirrored_face() -> tuple[Face, Placement]:
    shape = the_face().landmarks_mm[the_mesh().mirror] * [-1.0, 1.0, 1.0]
    assert len(shape) >= VERTICES
    sites = tuple(
        replace(
            site,
            side=OTHER_SITE[site.side],
            position_mm=(-site.position_mm[0], site.position_mm[1], site.position_mm[2]),
        )
        for site in the_placement().sites
    )
    return replace(the_face(), landmarks_mm=shape), Placement(sites, ())


def said(intake: Intake, on: date = ON) -> tuple[Finding, ...]:
    return findings(intake, FACTS, on, face=the_face(), placement=the_placement(), mesh=the_mesh())


def closed(found: tuple[Finding, ...]) -> set[SiteKey]:
    return set(limits(found).closed)


def no_more(fewer: Limits, more: Limits) -> bool:
    """Tell whether `more` findings leave nothing that `fewer` did not."""
    numbers = ("max_face", "max_total", "max_gauge_mm", "max_depth_mm")
    pairs = [(getattr(fewer, name), getattr(more, name)) for name in numbers]
    tighter = all(few is None or (many is not None and many <= few) for few, many in pairs)
    return tighter and more.press_min >= fewer.press_min and set(fewer.closed) <= set(more.closed)


@settings(max_examples=60, deadline=None)
@given(intake=INTAKES, count=st.integers(0, 20))
def test_more_findings_never_open_a_site_or_loosen_a_number(intake: Intake, count: int) -> None:
    found = said(intake)
    assert no_more(limits(found[:count]), limits(found))
    assert set(limits(found[:count]).blocked) <= set(limits(found).blocked)


@settings(max_examples=60, deadline=None)
@given(intake=INTAKES, condition=conditions(), procedure=PROCEDURES)
def test_a_further_statement_never_opens_a_site(
    intake: Intake, condition: StatedCondition, procedure: StatedProcedure
) -> None:
    more = intake.model_copy(
        update={"condition": (*intake.condition, condition), "procedure": (*intake.procedure, procedure)}
    )
    assert no_more(limits(said(intake)), limits(said(more)))


@settings(max_examples=60, deadline=None)
@given(intake=INTAKES, days=st.integers(0, 500))
def test_a_later_day_never_closes_more(intake: Intake, days: int) -> None:
    later = said(intake, ON + timedelta(days=days))
    assert closed(later) <= closed(said(intake))


@settings(max_examples=60, deadline=None)
@given(intake=INTAKES)
def test_a_mirrored_intake_closes_the_mirrored_sites(intake: Intake) -> None:
    turned = intake.model_copy(
        update={
            "condition": tuple(c.model_copy(update={"side": OTHER.get(c.side, c.side)}) for c in intake.condition),
            "procedure": tuple(p.model_copy(update={"side": OTHER.get(p.side, p.side)}) for p in intake.procedure),
        }
    )
    face, placed = mirrored_face()
    found = findings(turned, FACTS, ON, face=face, placement=placed, mesh=the_mesh())
    assert closed(found) == {(site, OTHER_SITE[side]) for site, side in closed(said(intake))}


@settings(max_examples=60, deadline=None)
@given(intake=INTAKES)
def test_what_interrupts_names_no_more_than_it_closes_and_every_line_is_whole(intake: Intake) -> None:
    for finding in said(intake):
        assert not {"{", "}"} & set(finding.reason)
        assert finding.source
        assert finding.kind in {"wait", "limit"} or not finding.closed
        assert finding.until is None or finding.until > ON


@settings(max_examples=200, deadline=None)
@given(
    point=st.sampled_from(sorted(FACTS.points)),
    deeper_mm=st.floats(0.0, 40.0),
    finding_mm=st.none() | st.floats(0.0, 30.0),
)
def test_a_deeper_needle_never_silences_a_limit(point: str, deeper_mm: float, finding_mm: float | None) -> None:
    record = FACTS.points[point]
    shallow, deep = record.needling.depth_mm
    deeper = record.model_copy(
        update={"needling": record.needling.model_copy(update={"depth_mm": (shallow, deep + deeper_mm)})}
    )
    left = Limits(blocked=(), closed={}, max_depth_mm=finding_mm)
    before, after = depth_limit(record, FACTS, left), depth_limit(deeper, FACTS, left)
    assert (before is None) == (after is None)
    if before is not None and after is not None and before.bound_by != "point":
        assert after == before


@settings(max_examples=100, deadline=None)
@given(point=st.sampled_from(sorted(FACTS.points)), limit_mm=st.floats(0.1, 30.0), tighter_mm=st.floats(0.0, 5.0))
def test_a_tighter_finding_never_lets_a_needle_deeper(point: str, limit_mm: float, tighter_mm: float) -> None:
    loose = depth_limit(FACTS.points[point], FACTS, Limits((), {}, max_depth_mm=limit_mm + tighter_mm))
    tight = depth_limit(FACTS.points[point], FACTS, Limits((), {}, max_depth_mm=limit_mm))
    assert (loose is None) == (tight is None)
    if loose is not None and tight is not None:
        assert tight.depth_mm[1] <= loose.depth_mm[1]
