"""The lines of text that maps and sheets share."""

from collections.abc import Sequence
from datetime import date

from filiform.knowledge.models import Knowledge
from filiform.planning.proposal import Needle, NeedleSize, Proposal

SIDE_WORDS = {"right": "right", "midline": "middle", "left": "left"}
ROUNDING = 1e-6  # what arithmetic may lose of a whole millimetre
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def count_of(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number} {one if number == 1 else many}"


def day(on: date) -> str:
    """Return a date as 3 Nov 2026."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def size_words(size: NeedleSize) -> str:
    """Return gauge and length as the box says it: 0.16 x 15."""
    return f"{size.gauge_mm:.2f} \N{MULTIPLICATION SIGN} {size.length_mm}"


def whole_mm(value: float) -> str:
    """Return whole millimetres, rounded down so that no picture allows more than the plan; tenths below one."""
    return f"{value:.1f}" if value < 1 else str(int(value + ROUNDING))


def span(values: Sequence[float]) -> str:
    """Return the least and greatest of some millimetres: 2-5, or 3 when they are the same."""
    low, high = whole_mm(min(values)), whole_mm(max(values))
    return low if low == high else f"{low}\N{EN DASH}{high}"


def counts(proposal: Proposal) -> str:
    """Return how many needles stand in the face and on the body."""
    return f"{proposal.face_needles} face, {proposal.body_needles} body"


def tray_words(proposal: Proposal) -> str:
    """Return the needles to lay out, by size."""
    sizes = (f"{tray.count} of {size_words(tray.needle)} mm" for tray in proposal.tray)
    return ", ".join(sizes)


def protocol_label(proposal: Proposal, facts: Knowledge) -> str:
    """Return the name of the protocol a proposal keeps."""
    protocol = facts.protocols.get(proposal.protocol)
    return proposal.protocol if protocol is None else protocol.label


def zones_in_order(needles: Sequence[Needle], facts: Knowledge) -> list[tuple[str, list[Needle]]]:
    """Return the needles of each zone in use, zones in the order of insertion."""
    used = sorted({needle.zone for needle in needles}, key=lambda zone: facts.zones[zone].order)
    return [(zone, [needle for needle in needles if needle.zone == zone]) for zone in used]


def zone_line(needles: Sequence[Needle]) -> str:
    """Return sizes and depths of one zone: 0.16 x 15 mm, 2-5 mm deep."""
    sizes = sorted({(needle.needle.gauge_mm, needle.needle.length_mm) for needle in needles})
    words = " or ".join(size_words(NeedleSize(gauge, length)) for gauge, length in sizes)
    deep = [depth for needle in needles for depth in needle.depth_mm]
    return f"{words} mm, {span(deep)} mm deep"
