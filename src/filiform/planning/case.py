"""All that is settled before anything is chosen: findings, limits, protocol, counts and what is asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from filiform.face.face import Face
from filiform.face.mesh import Mesh
from filiform.intake.intake import Intake
from filiform.knowledge.models import Knowledge, NeedleStock, Protocol
from filiform.planning.asymmetry import Asymmetry, one_sided
from filiform.planning.clinic import ANY_CLINIC, Clinic, stocked
from filiform.planning.demand import Demand, demands
from filiform.planning.frame import Counts, counts, offered
from filiform.points.along import PlacedLine, placed_lines
from filiform.points.lesion import Outline, surrounds
from filiform.points.site import Placement, Site
from filiform.points.structures import Below, below
from filiform.safety.beneath import depth_bounds
from filiform.safety.depth import region_bounds
from filiform.safety.finding import Finding, Limits, SiteKey
from filiform.safety.findings import findings
from filiform.safety.limits import limits
from filiform.safety.near import Near

Bounds = Mapping[SiteKey, tuple[tuple[float, str], ...]]


@dataclass(frozen=True)
class Case:
    """
    One patient on one day, ready to be planned for.

    `passed` holds what needles of this case that were already looked at pass beneath the skin.
    """

    intake: Intake
    facts: Knowledge
    on: date
    placement: Placement
    findings: tuple[Finding, ...]
    limits: Limits
    frame: Protocol
    counts: Counts
    demands: tuple[Demand, ...]
    lines: Mapping[SiteKey, PlacedLine] = field(default_factory=dict)
    below: Below | None = None
    depth_bounds: Bounds = field(default_factory=dict)
    clinic: Clinic = ANY_CLINIC
    out_of_stock: tuple[NeedleStock, ...] = ()
    asymmetries: tuple[Asymmetry, ...] = ()
    passed: dict[object, tuple[Near, ...]] = field(default_factory=dict, compare=False)


def settled(
    intake: Intake,
    facts: Knowledge,
    on: date,
    *,
    placement: Placement,
    found: tuple[Finding, ...],
    protocol: str | None = None,
    clinic: Clinic = ANY_CLINIC,
    asymmetries: tuple[Asymmetry, ...] = (),
) -> Case:
    """Return the case that findings and an asked protocol make."""
    left = limits(found)
    frame, out_of_stock = stocked(offered(left, facts, protocol), clinic)
    return Case(
        intake,
        facts,
        on,
        placement,
        found,
        left,
        frame,
        counts(frame, left, found),
        one_sided(demands(intake, facts, frame), asymmetries),
        clinic=clinic,
        out_of_stock=out_of_stock,
        asymmetries=asymmetries,
    )


def case(
    intake: Intake,
    facts: Knowledge,
    on: date,
    *,
    face: Face,
    placement: Placement,
    mesh: Mesh,
    protocol: str | None = None,
    beneath: Below | None = None,
    clinic: Clinic = ANY_CLINIC,
    asymmetries: tuple[Asymmetry, ...] = (),
    outlines: tuple[Outline, ...] = (),
) -> Case:
    """
    Return the case of an intake on a day, with what safety finds on this face and what lies beneath it.

    `beneath` is what `below` says of the face, where it is at hand, `outlines` the lesions a practitioner drew.
    """
    rings = surrounds(outlines, face, facts, mesh)
    with_rings = Placement((*placement.sites, *_rows(rings.values())), placement.withheld)
    found = findings(intake, facts, on, face=face, placement=with_rings, mesh=mesh)
    lines = placed_lines(face, facts, mesh, placement, height_cm=intake.patient.height_cm) | rings
    under = beneath or below(face, facts, mesh)
    bounds = depth_bounds([*placement.of("front"), *_rows(lines.values())], under.segments)
    return replace(
        settled(
            intake,
            facts,
            on,
            placement=placement,
            found=found,
            protocol=protocol,
            clinic=clinic,
            asymmetries=asymmetries,
        ),
        lines=lines,
        below=under,
        depth_bounds={**bounds, **_in_regions(rings, bounds, facts, mesh)},
    )


def _in_regions(rings: Mapping[SiteKey, PlacedLine], bounds: Bounds, facts: Knowledge, mesh: Mesh) -> Bounds:
    """Return the depths around lesions, with what the regions allow that their needles stand in."""
    return {key: (*bounds.get(key, ()), *region_bounds(_rows([ring]), facts, mesh)) for key, ring in rings.items()}


def _rows(lines: Iterable[PlacedLine]) -> list[Site]:
    return [site for line in lines for row in line.needles.values() for site in row]
