"""What safety says about one patient, and what it leaves for the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from filiform.knowledge.fact import Grade, Level, Side

Kind = Literal["stop", "wait", "refer", "limit", "caution", "modify"]
Urgency = Literal["emergency", "same_day", "before_first_session", "routine"]
SiteKey = tuple[str, Side]


@dataclass(frozen=True)
class Finding:
    """
    One thing a rule says about this patient.

    `rule` is a rule's id, or a token's where an intake raises one without a rule. `scope` is "session", "face",
    "body", a region or group id (with ":left" or ":right" where one side is meant) or "points"; `closed` are the
    points no needle may go to because of it, `until` the first day it no longer holds. `urgency` is that of a
    referral, the numbers are what a limit or a modification asks for.
    """

    rule: str
    kind: Kind
    scope: str
    reason: str
    source: str
    grade: Grade
    level: Level
    until: date | None = None
    closed: frozenset[SiteKey] = frozenset()
    urgency: Urgency | None = None
    max_face: int | None = None
    max_total: int | None = None
    max_gauge_mm: float | None = None
    max_depth_mm: float | None = None
    press_min: float = 0.0
    light_first: bool = False


@dataclass(frozen=True)
class Limits:
    """
    What all findings together leave to a plan.

    Attributes
    ----------
    blocked
        Findings that forbid any treatment now (stop or wait for the session, or for the whole face).
    closed
        Why a site may not be needled, by site.
    max_face, max_total
        Fewest needles any finding allows, None when none speaks.
    press_min
        Minutes to press after removal.
    light_first
        The light protocol is offered first, with these reasons.
    """

    blocked: tuple[Finding, ...]
    closed: Mapping[SiteKey, tuple[Finding, ...]]
    max_face: int | None = None
    max_total: int | None = None
    max_gauge_mm: float | None = None
    max_depth_mm: float | None = None
    press_min: float = 0.0
    light_first: tuple[str, ...] = ()


@dataclass(frozen=True)
class DepthLimit:
    """The deepest vertical depth planned at a site, and which limit bound it (point, region, zone or finding)."""

    depth_mm: tuple[float, float]
    bound_by: str
