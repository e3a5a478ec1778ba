"""Which sites may be needled on this patient, and what keeps each of the others out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from filiform.errors import InputError
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Point
from filiform.planning.case import Case
from filiform.planning.fit import fitting
from filiform.planning.keep import Keep
from filiform.points.along import PlacedLine
from filiform.points.site import Site, Withheld
from filiform.safety.depth import depth_limit
from filiform.safety.finding import DepthLimit, SiteKey

LESION_SIDES: tuple[Side, ...] = ("left", "right", "midline")


@dataclass(frozen=True)
class Candidate:
    """
    A site that may be needled; `site` is None where the photo does not show it, `unseen` then says why.

    `soft` is true where the place must be found by touch: not on the photo, or less sure than the protocol's limit.
    A `line` takes several needles: `row` are their places once a count is chosen; one of them alone is `part` of so
    many.
    """

    point: Point
    side: Side
    site: Site | None
    depth: DepthLimit
    unseen: str = ""
    soft: bool = False
    line: PlacedLine | None = None
    row: tuple[Site, ...] = ()
    part: int = 1
    of: int = 1

    @property
    def key(self) -> SiteKey:
        return (self.point.id, self.side)

    @property
    def places(self) -> tuple[Site, ...]:
        """Where its needles go in, as far as the photo shows."""
        return self.row or ((self.site,) if self.site else ())

    @property
    def pair(self) -> str:
        """What names the needles that go together: the point of both sides; a lesion is alone on its side."""
        return f"{self.point.id} {self.side}" if self.point.side == "lesion" else self.point.id

    @property
    def region(self) -> str:
        """The region it lies in; a lesion lies where it was outlined."""
        return (self.line.region if self.line else "") or self.point.region

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
    """Return the sides a point has; a lesion's place is known only where somebody outlined it (see `sides_of`)."""
    return {"bilateral": ("left", "right"), "midline": ("midline",), "lesion": ()}[point.side]  # type: ignore[return-value]  # literals of a dict widen


def sides_of(case: Case, point: Point) -> tuple[Side, ...]:
    """Return the sides a point has on this patient: of a lesion those where it was outlined."""
    if point.side != "lesion":
        return sides(point)
    return tuple(side for side in LESION_SIDES if (point.id, side) in case.lines)


def closing(case: Case, site: SiteKey) -> tuple[str, str] | None:
    """Return the rule and reason that keep a site out whoever chooses it: the patient, a finding, the posture."""
    point = case.facts.points[site[0]]
    if point.id in case.intake.banned:
        return "banned", "The patient does not want this point."
    if point.id in case.clinic.banned:
        return "clinic_banned", "This clinic does not needle this point."
    findings = case.limits.closed.get(site)
    if findings:
        return findings[0].rule, findings[0].reason
    if not point.supine:
        return "posture", "Cannot be needled lying on the back, and the posture does not change."
    return None


def _short_of_needles(case: Case, point: Point) -> tuple[str, str] | None:
    """Return why a site has no needle: the sizes that fit it are all out of stock."""
    missing = fitting(point, case.out_of_stock, case.limits.max_gauge_mm)
    if not missing or fitting(point, case.frame.sizes, case.limits.max_gauge_mm):
        return None
    sizes = " or ".join(f"{size.gauge_mm:.2f} x {size.length_mm} mm" for size in missing)
    return "stock", f"No needle that fits is in stock: {sizes}."


def _bar(case: Case, site: SiteKey, keep: Keep) -> tuple[str, str] | None:
    closed = closing(case, site) or _short_of_needles(case, case.facts.points[site[0]])
    if closed:
        return closed
    if site in keep.banned:
        return "taken_out", "You took it out."
    if case.frame.points and site[0] not in case.frame.points and site not in keep.forced | keep.previous:
        return "not_listed", f"Not in the list of {case.frame.school}: add it by hand, and it is marked."
    outlined = case.facts.points[site[0]].side == "lesion"
    if not case.facts.points[site[0]].default_use and not outlined and site not in keep.forced | keep.previous:
        return "not_default", "Not in the default set: add it by hand if you want it."
    return None


def _placed(case: Case) -> Mapping[SiteKey, Site | Withheld]:
    entries: tuple[Site | Withheld, ...] = (*case.placement.sites, *case.placement.withheld)
    return {(entry.id, entry.side): entry for entry in entries}


def _found(case: Case, point: Point, side: Side, depth: DepthLimit, place: Site | Withheld | None) -> Candidate:
    line = case.lines.get((point.id, side))
    if line is not None:
        first = next(iter(line.needles.values()))[0]
        return Candidate(point, side, first, depth, soft=first.error_mm > case.frame.soft_error_mm, line=line)
    if isinstance(place, Site):
        soft = point.part == "face" and place.error_mm > case.frame.soft_error_mm
        return Candidate(point, side, place, depth, soft=soft)
    unseen = place.reason.rstrip(".") if place else "not on the photo"
    return Candidate(point, side, None, depth, unseen, soft=point.part == "face")


def candidate(case: Case, site: SiteKey) -> Candidate:
    """Return a site chosen by hand, whatever keeps it out; only where no depth is safe it is refused."""
    point = case.facts.points.get(site[0])
    if point is None or site[1] not in sides_of(case, point):
        raise InputError(f"{site[0]} {site[1]} is no site of the atlas; choose one that is")
    depth = depth_limit(point, case.facts, case.limits, case.depth_bounds.get(site, ()))
    if depth is None:
        raise InputError(f"{point.id}: no depth is safe to plan here; choose another site")
    return _found(case, point, site[1], depth, _placed(case).get(site))


def with_row(candidate: Candidate, count: int) -> Candidate:
    """Return a line with so many needles; anything else as it is."""
    if candidate.line is None:
        return candidate
    if count not in candidate.line.needles:
        raise InputError(f"{candidate.point.id} takes {', '.join(map(str, candidate.line.needles))} needles here")
    row = candidate.line.needles[count]
    return replace(candidate, row=row, site=row[0])


def single(candidate: Candidate) -> tuple[Candidate, ...]:
    """Return the needles of a candidate one by one."""
    if not candidate.row:
        return (candidate,)
    count = len(candidate.row)
    return tuple(
        replace(candidate, site=place, row=(), part=part, of=count) for part, place in enumerate(candidate.row, start=1)
    )


def _on_lines(case: Case, keep: Keep, sites: Sites) -> Sites:
    """Return the sites with each threaded line in the place of the single sites on it, or those in its place."""
    opened, barred = dict(sites.open), dict(sites.barred)
    chosen_singly = keep.forced | keep.previous
    for thread in (line.thread for line in case.facts.lines.values() if line.thread):
        for key in [key for key in opened if key[0] == thread.id]:
            singles: list[SiteKey] = [(name, key[1]) for name in thread.replaces]
            whole = opened[key].line is not None and all(one in opened for one in singles)
            if whole and not chosen_singly.intersection(singles):
                barred |= {one: _barred(opened.pop(one), f"It is needled as part of {thread.id}.") for one in singles}
            else:
                barred[key] = _barred(opened.pop(key), "The single sites on this line stand for it here.")
    return Sites(opened, barred)


def _barred(candidate: Candidate, reason: str) -> Barred:
    return Barred(candidate.point, candidate.side, "on_line", reason)


def sites(case: Case, keep: Keep) -> Sites:
    """Return which sites of the atlas are open to this plan, and why the others are not."""
    opened: dict[SiteKey, Candidate] = {}
    barred: dict[SiteKey, Barred] = {}
    placed = _placed(case)
    for point in case.facts.points.values():
        for side in sides_of(case, point):
            depth = depth_limit(point, case.facts, case.limits, case.depth_bounds.get((point.id, side), ()))
            bar = _bar(case, (point.id, side), keep)
            if bar is None and depth is not None:
                opened[point.id, side] = _found(case, point, side, depth, placed.get((point.id, side)))
            else:
                barred[point.id, side] = Barred(point, side, *(bar or ("depth", "No depth is safe to plan here.")))
    return _on_lines(case, keep, Sites(opened, barred))
