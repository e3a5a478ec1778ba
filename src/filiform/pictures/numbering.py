"""The short numbers of needles on paper, by zone: F1, F2, E1."""

from collections.abc import Sequence

from filiform.knowledge.models import Knowledge
from filiform.planning.proposal import Needle

SIDE_ORDER = {"right": 0, "midline": 1, "left": 2}


def numbers(needles: Sequence[Needle], facts: Knowledge) -> dict[tuple[str, str], str]:
    """
    Return the number of each needle by (site, side): the zone's initial and its place there.

    Sites go from the top down where the photo shows them, then in order of insertion; a pair stands together, the
    patient's right first, and the last number of a zone is its count.
    """
    height: dict[str, float] = {}
    for needle in needles:
        place = 1e6 + needle.order if needle.position_px is None else needle.position_px[1]
        height[needle.site] = min(place, height.get(needle.site, place))
    ordered = sorted(needles, key=lambda needle: (height[needle.site], needle.site, SIDE_ORDER[needle.side]))
    counts: dict[str, int] = {}
    result: dict[tuple[str, str], str] = {}
    for needle in ordered:
        counts[needle.zone] = counts.get(needle.zone, 0) + 1
        result[needle.site, needle.side] = f"{facts.zones[needle.zone].initial}{counts[needle.zone]}"
    return result
