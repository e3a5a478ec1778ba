"""Which sites may be needled on this patient, and what keeps each of the others out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from filiform.knowledge.models import Point, Side
from filiform.planning.case import Case
from filiform.planning.keep import Keep
from filiform.points.site import Site
from filiform.safety.depth import depth_limit
from filiform.safety.finding import DepthLimit, SiteKey


@dataclass(frozen=True)
class Candidate:
    """
    A site that may be needled; `site` is None where the photo does not show it, `unseen` then says why.

    `soft` is true where the place must be found by touch: not on the photo, or less sure than the protocol's limit.
    """

    point: Point
    side: Side
    site: Site | None
    depth: DepthLimit
    unseen: str = ""
    soft: bool = False

    @property
    def key(self) -> SiteKey:
        return (self.point.id, self.side)

    @property
    def face(self) -> bool:
        return self.point.part == "face"


@dataclass(frozen=True)
class Barred:
    """A site that may not be needled in this plan, and the rule and reason that keep it out."""

    point: Point
    side: Side
    rule: str
    reason: str

    @property
    def key(self) -> SiteKey:
        return (self.point.id, self.side)


@dataclass(frozen=True)
class Sites:
    """Every site of the atlas, open or barred, in the order of the atlas."""

    open: Mapping[SiteKey, Candidate]
    barred: Mapping[SiteKey, Barred]


def sides(point: Point) -> tuple[Side, ...]:
    """Return the sides a point has; a lesion's place is known only on the patient."""
    return {"bilateral": ("left", "right"), "midline": ("midline",), "lesion": ()}[point.side]  # type: ignore[return-value]  # literals of a dict widen


def _choice_bar(point: Point, side: Side, banned: Iterable[str], keep: Keep) -> tuple[str, str] | None:
    if point.id in banned:
        return "banned", "The patient does not want this point."
    if (point.id, side) in keep.banned:
        return "taken_out", "You took it out."
    return None


def _kind_bar(point: Point, *, by_hand: bool) -> tuple[str, str] | None:
    if not point.supine:
        return "posture", "Cannot be needled lying on the back, and the posture does not change."
    if not point.default_use and not by_hand:
        return "not_default", "Not in the default set: add it by hand if you want it."
    return None


def _bar(point: Point, side: Side, case: Case, keep: Keep) -> tuple[str, str] | None:
    chosen = _choice_bar(point, side, case.intake.banned, keep)
    if chosen:
        return chosen
    closing = case.limits.closed.get((point.id, side))
    if closing:
        return closing[0].rule, closing[0].reason
    return _kind_bar(point, by_hand=(point.id, side) in keep.added)


def sites(case: Case, keep: Keep) -> Sites:
    """Return which sites of the atlas are open to this plan, and why the others are not."""
    seen = {(site.id, site.side): site for site in case.placement.sites}
    hidden = {(entry.id, entry.side): entry.reason for entry in case.placement.withheld}
    opened: dict[SiteKey, Candidate] = {}
    barred: dict[SiteKey, Barred] = {}
    for point in case.facts.points.values():
        depth = depth_limit(point, case.facts, case.limits)
        for side in sides(point):
            key = (point.id, side)
            bar = _bar(point, side, case, keep)
            if bar is None and depth is None:
                bar = "depth", "No depth is safe to plan here."
            if bar is not None or depth is None:
                barred[key] = Barred(point, side, *(bar or ("depth", "")))
                continue
            site = seen.get(key)
            unseen = "" if site else hidden.get(key, "not on the photo")
            soft = point.part == "face" and (site is None or site.error_mm > case.frame.soft_error_mm)
            opened[key] = Candidate(point, side, site, depth, unseen, soft)
    return Sites(opened, barred)
