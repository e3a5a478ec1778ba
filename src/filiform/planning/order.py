"""In which order the needles go in: by zone from the feet up, within a zone from the top down and side by side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from filiform.knowledge.models import Knowledge
from filiform.planning.candidates import Candidate

SIDES = ("left", "midline", "right")


def _heights(candidates: Iterable[Candidate]) -> dict[str, float]:
    """Return the mean height of each point on this face in mm, both sides together; only points the photo shows."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for candidate in candidates:
        if candidate.site is not None:
            found[candidate.point.id].append(candidate.site.position_mm[1])
    return {point: sum(heights) / len(heights) for point, heights in found.items()}


def ordered(candidates: Sequence[Candidate], facts: Knowledge) -> tuple[Candidate, ...]:
    """Return candidates in the order of insertion; what the photo does not show comes last in its zone, by region."""
    heights = _heights(candidates)
    regions = list(facts.regions)

    def place(candidate: Candidate) -> tuple[int, bool, float, int, str, int]:
        point = candidate.point
        height = heights.get(point.id)
        zone = facts.zones[facts.regions[point.region].zone]
        return (
            zone.order,
            height is None,
            -round(height or 0.0, 1),
            regions.index(point.region),
            point.id,
            SIDES.index(candidate.side),
        )

    return tuple(sorted(candidates, key=place))
