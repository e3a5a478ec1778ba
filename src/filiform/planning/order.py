"""In which order the needles go in: by zone from the feet up, within a zone from the top down and side by side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from filiform.knowledge.models import Knowledge
from filiform.planning.candidates import Candidate
from filiform.planning.proposal import Needle

SIDES = ("left", "midline", "right")


def _heights(candidates: Iterable[Candidate]) -> dict[str, float]:
    """Return the mean height of each point on this face in mm, both sides together; only points the photo shows."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for candidate in candidates:
        if candidate.site is not None:
            found[candidate.point.id].append(candidate.site.position_mm[1])
    return {point: sum(heights) / len(heights) for point, heights in found.items()}


def _step(region: str, facts: Knowledge, zone_order: Sequence[str]) -> int:
    """Return how early a region comes: by the named zones and regions where a protocol names them, else by zone."""
    zone = facts.zones[facts.regions[region].zone]
    named = {name: place for place, name in enumerate(zone_order)}
    return named.get(region, named.get(zone.id, len(named) + zone.order))


def ordered(candidates: Sequence[Candidate], facts: Knowledge, zone_order: Sequence[str] = ()) -> tuple[Candidate, ...]:
    """
    Return candidates in the order of insertion; what the photo does not show comes last in its zone, by region.

    `zone_order` is a protocol's own order; the zones it does not name come after, in the order of the ledger.
    """
    heights = _heights(candidates)
    regions = list(facts.regions)

    def place(candidate: Candidate) -> tuple[int, bool, float, int, str, int, int]:
        point = candidate.point
        height = heights.get(point.id)
        return (
            _step(candidate.region, facts, zone_order),
            height is None,
            -round(height or 0.0, 1),
            regions.index(candidate.region),
            point.id,
            SIDES.index(candidate.side),
            candidate.part,
        )

    return tuple(sorted(candidates, key=place))


def removal(needles: Sequence[Needle], facts: Knowledge) -> tuple[Needle, ...]:
    """
    Return needles in the order they come out: zones from the head down, so that the feet are always last.

    Within a zone they come out as they went in. Nobody turns over between: every site is needled lying on the back.
    """
    return tuple(sorted(needles, key=lambda one: (-facts.zones[one.zone].order, one.order)))
