"""The short numbers of needles on paper, by zone: F1, F2, E1."""

import re
from collections.abc import Sequence

from filiform.knowledge.models import Knowledge
from filiform.planning.proposal import Needle

SIDE_ORDER = {"right": 0, "midline": 1, "left": 2}
TO = "\N{EN DASH}"


def first_of(number: str) -> int:
    """Return the place in its zone that a number names, or the first of those it names: 3 for F3 and for F3-6."""
    return int(re.findall(r"\d+", number)[0])


def numbers(needles: Sequence[Needle], facts: Knowledge) -> dict[tuple[str, str], str]:
    """
    Return the number of each needle by (site, side): the zone's initial and its place there.

    Sites go from the top down where the photo shows them, then in order of insertion; a pair stands together, the
    patient's right first, and the last number of a zone is its count. A line has one number for all its needles, from
    the first to the last: F3-6.
    """
    height: dict[str, float] = {}
    for needle in needles:
        place = 1e6 + needle.order if needle.position_px is None else needle.position_px[1]
        height[needle.site] = min(place, height.get(needle.site, place))
    ordered = sorted(needles, key=lambda needle: (height[needle.site], needle.site, SIDE_ORDER[needle.side]))
    counts: dict[str, int] = {}
    result: dict[tuple[str, str], str] = {}
    for needle in ordered:
        key = (needle.site, needle.side)
        counts[needle.zone] = counts.get(needle.zone, 0) + 1
        number = result.get(key)
        if number is None:
            result[key] = f"{facts.zones[needle.zone].initial}{counts[needle.zone]}"
        else:
            result[key] = f"{number.partition(TO)[0]}{TO}{counts[needle.zone]}"
    return result
