"""All that is settled before anything is chosen: findings, limits, protocol, counts and what is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from filiform.face.face import Face
from filiform.face.mesh import Mesh
from filiform.intake.intake import Intake
from filiform.knowledge.models import Knowledge, Protocol
from filiform.planning.demand import Demand, demands
from filiform.planning.frame import Counts, counts, offered
from filiform.points.along import PlacedLine, placed_lines
from filiform.points.site import Placement
from filiform.safety.finding import Finding, Limits, SiteKey
from filiform.safety.findings import findings
from filiform.safety.limits import limits


@dataclass(frozen=True)
class Case:
    """One patient on one day, ready to be planned for."""

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


def settled(
    intake: Intake,
    facts: Knowledge,
    on: date,
    *,
    placement: Placement,
    found: tuple[Finding, ...],
    protocol: str | None = None,
) -> Case:
    """Return the case that findings and an asked protocol make."""
    left = limits(found)
    frame = offered(left, facts, protocol)
    allowed = counts(frame, left, found)
    return Case(intake, facts, on, placement, found, left, frame, allowed, demands(intake, facts, frame))


def case(
    intake: Intake,
    facts: Knowledge,
    on: date,
    *,
    face: Face,
    placement: Placement,
    mesh: Mesh,
    protocol: str | None = None,
) -> Case:
    """Return the case of an intake on a day, with what safety finds on this face."""
    found = findings(intake, facts, on, face=face, placement=placement, mesh=mesh)
    lines = placed_lines(face, facts, mesh, placement, height_cm=intake.patient.height_cm)
    return replace(settled(intake, facts, on, placement=placement, found=found, protocol=protocol), lines=lines)
