"""Small cases: a few points of our own on a flat face, under the real protocols with small counts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from filiform.intake.intake import Intake
from filiform.knowledge import load
from filiform.knowledge.models import Knowledge, Point
from filiform.planning.case import Case, settled
from filiform.points.site import Anchor, Placement, Site, Withheld
from filiform.safety.finding import Finding

ON = date(2026, 11, 22)
ANCHOR = Anchor((0, 1, 2), (1.0, 0.0, 0.0))


@dataclass(frozen=True)
class Builders:
    point: Callable[..., Point]
    body_point: Callable[..., Point]
    site: Callable[..., Site]
    pair: Callable[..., tuple[Site, Site]]
    intake: Callable[..., Intake]
    facts: Callable[..., Knowledge]
    finding: Callable[..., Finding]
    case: Callable[..., Case]
    withheld: type[Withheld] = Withheld


def a_point(name: str, **changes: Any) -> Point:
    base = load.knowledge().points["LI20"]
    indications = {"indications": {"nasolabial_folds": 3}}
    return base.model_copy(update={"id": name, "cautions": (), "corrections": ()} | indications | changes)


def a_body_point(name: str, **changes: Any) -> Point:
    base = load.knowledge().points["ST36"]
    return base.model_copy(update={"id": name, "cautions": (), "indications": {"digestive": 3}} | changes)


def a_site(name: str, side: str, x: float, y: float, *, error_mm: float = 3.0) -> Site:
    return Site(name, side, 100 + x, 100 - y, (x, y, 0.0), error_mm, 1.0, "B", ANCHOR, default_line=False, facing_deg=0)


def a_pair(name: str, x: float, y: float, *, error_mm: float = 3.0) -> tuple[Site, Site]:
    return a_site(name, "left", x, y, error_mm=error_mm), a_site(name, "right", -x, y, error_mm=error_mm)


def an_intake(*wishes: Any, health: dict[str, int] | None = None, **more: Any) -> Intake:
    asked = [{"what": wish} if isinstance(wish, str) else wish for wish in wishes]
    patient = {"patient": {"born": date(1978, 3, 2), "first_visit": False}}
    return Intake.model_validate(patient | {"concern": tuple(asked), "health": health or {}} | more)


def some_facts(
    *points: Point, face: tuple[int, int] = (0, 8), body: tuple[int, int] = (0, 6), **frame: Any
) -> Knowledge:
    known = load.knowledge()
    default = known.protocols["default"].model_copy(update={"face_needles": face, "body_needles": body} | frame)
    light = known.protocols["light"].model_copy(update={"face_needles": (0, 4), "body_needles": (0, 4)})
    protocols = {"default": default, "light": light}
    return replace(known, points={point.id: point for point in points}, protocols=protocols)


def a_finding(rule: str, *closed: tuple[str, str], **changes: Any) -> Finding:
    told = {"kind": "wait", "scope": "cheek", "reason": f"Because of {rule}.", "source": "x", "grade": "C"}
    return Finding(**({"rule": rule, "level": "derived", "closed": frozenset(closed)} | told | changes))


def a_case(
    facts: Knowledge,
    intake: Intake,
    *sites: Site,
    found: tuple[Finding, ...] = (),
    withheld: tuple[Withheld, ...] = (),
    protocol: str | None = "default",
) -> Case:
    placement = Placement(tuple(sites), withheld)
    return settled(intake, facts, ON, placement=placement, found=found, protocol=protocol)


@pytest.fixture(scope="session")
def a() -> Builders:
    return Builders(a_point, a_body_point, a_site, a_pair, an_intake, some_facts, a_finding, a_case)
