"""How deep, at which angle and with which needle each chosen site is needled."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import radians, sin

from filiform.knowledge.fact import Angle
from filiform.knowledge.models import NeedleStock
from filiform.planning.candidates import Candidate
from filiform.planning.fit import fitting
from filiform.planning.proposal import NeedleSize
from filiform.safety.finding import SiteKey

ANGLES_DEG: Mapping[Angle, float] = {"transverse": 15.0, "oblique": 45.0, "perpendicular": 90.0}
Options = tuple[NeedleSize, ...]
FREE_MM = 5.0  # of the shaft that stays outside, so that a needle can always be taken hold of


@dataclass(frozen=True)
class Insertion:
    """How one site is needled; `sizes` are the needles of the stock that fit it."""

    angle: Angle
    angle_deg: float
    inserted_mm: float
    depth_mm: tuple[float, float]
    bound_by: str
    sizes: tuple[NeedleSize, ...]


def _size(stock: NeedleStock) -> NeedleSize:
    return NeedleSize(stock.gauge_mm, stock.length_mm)


def _fitting(candidate: Candidate, stock: Sequence[NeedleStock], most_gauge_mm: float | None) -> list[NeedleSize]:
    """Return the sizes that fit a point; where none does, those of its lengths, or all there are."""
    shortest, longest = candidate.point.needling.length_mm
    of_length = [item for item in stock if shortest <= item.length_mm <= longest]
    return [_size(item) for item in fitting(candidate.point, stock, most_gauge_mm) or of_length or stock]


def _angle(angles: Sequence[Angle], depth_mm: float, reach_mm: float) -> Angle:
    """Return the flattest of a point's angles that reaches a depth, or its steepest where none does."""
    flat_first = sorted(angles, key=ANGLES_DEG.__getitem__)
    reaching = [angle for angle in flat_first if depth_mm <= reach_mm * sin(radians(ANGLES_DEG[angle])) + 1e-9]
    return (reaching or flat_first[::-1])[0]


def _short(reach_mm: float, longest_mm: float) -> str:
    return "needle length" if reach_mm >= longest_mm else "middle of the lesion"


def insertion(candidate: Candidate, stock: Sequence[NeedleStock], most_gauge_mm: float | None) -> Insertion:
    """
    Return how a site is needled: to its planned vertical depth, or as deep as its longest needle reaches.

    The length under the skin is the vertical depth over the sine of the angle; five millimetres stay outside.
    """
    sizes = _fitting(candidate, stock, most_gauge_mm)
    longest_mm = max(size.length_mm for size in sizes) - FREE_MM
    reach_mm = min(longest_mm, candidate.line.reach_mm) if candidate.line else longest_mm
    least_mm, most_mm = candidate.depth.depth_mm
    angle = _angle(candidate.point.needling.angles, most_mm, reach_mm)
    share = sin(radians(ANGLES_DEG[angle]))
    inserted_mm = min(most_mm / share, reach_mm)
    reached_mm = round(inserted_mm * share, 1)
    bound_by = candidate.depth.bound_by if reached_mm >= round(most_mm, 1) else _short(reach_mm, longest_mm)
    long_enough = tuple(size for size in sizes if size.length_mm >= inserted_mm + FREE_MM - 1e-9)
    return Insertion(
        angle, ANGLES_DEG[angle], round(inserted_mm, 1), (min(least_mm, reached_mm), reached_mm), bound_by, long_enough
    )


def _finest(sizes: Sequence[NeedleSize]) -> tuple[NeedleSize, ...]:
    gauge_mm = min(size.gauge_mm for size in sizes)
    return tuple(size for size in sizes if size.gauge_mm == gauge_mm)


def _picked(options: Sequence[Options], tray: Sequence[NeedleSize]) -> dict[Options, NeedleSize] | None:
    """Return a tray's finest size for each set of fitting ones, or None where the tray lacks one."""
    fitting = {sizes: [size for size in tray if size in sizes] for sizes in options}
    return {sizes: min(found, key=order) for sizes, found in fitting.items()} if all(fitting.values()) else None


def order(size: NeedleSize) -> tuple[float, int]:
    """Return what sizes are sorted by: the finest first, then the shortest."""
    return size.gauge_mm, size.length_mm


def sized(insertions: Mapping[SiteKey, Insertion], *, finest: bool) -> dict[SiteKey, NeedleSize]:
    """
    Return the needle of each site from the smallest tray that serves them all, the finest such tray.

    A sensitive person gets the finest needle at each site, whatever the tray becomes.
    """
    options = {site: _finest(plan.sizes) if finest else plan.sizes for site, plan in insertions.items()}
    sites_of = Counter(options.values())
    stock = sorted({size for sizes in sites_of for size in sizes}, key=order)

    def cost(picked: Mapping[Options, NeedleSize]) -> tuple[float, int]:
        gauge_mm = sum(count * picked[sizes].gauge_mm for sizes, count in sites_of.items())
        return round(gauge_mm, 3), sum(count * picked[sizes].length_mm for sizes, count in sites_of.items())

    for count in range(1, len(stock) + 1):
        trays = (_picked(list(sites_of), tray) for tray in combinations(stock, count))
        complete = [picked for picked in trays if picked is not None]
        if complete:
            best = min(complete, key=cost)
            return {site: best[sizes] for site, sizes in options.items()}
    return {}
