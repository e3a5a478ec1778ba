"""What a map shows of each needle: where, how sure, and which way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filiform.face.face import Face
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.pictures.curve import head_frame
from filiform.pictures.direction import heading, seen_length, slope_along
from filiform.pictures.ink import SOFT_CONFIDENCE, SOFT_OVER_MM
from filiform.pictures.numbering import numbers
from filiform.pictures.scene import Dot
from filiform.planning.proposal import Needle, Proposal


@dataclass(frozen=True)
class Mark:
    """
    One needle on the picture, in photo pixels.

    `soft` marks are areas of `error_mm` to be found by touch; `tip` is where a slanted needle ends as seen. Of a line's
    needles the first carries the number for all; around a lesion the line is `closed`.
    """

    number: str
    site: str
    side: Side
    zone: str
    at: Dot
    error_mm: float
    soft: bool
    tip: Dot | None
    locked: bool
    part: int = 1
    of: int = 1
    closed: bool = False

    @property
    def name(self) -> str:
        """The code of its site, with how many needles a line has."""
        return self.site if self.of == 1 else f"{self.site} \N{MULTIPLICATION SIGN}{self.of}"


def _around_lesion(site: str, facts: Knowledge) -> bool:
    point = facts.points.get(site)
    return point is not None and point.side == "lesion"


def is_soft(site: str, error_mm: float, facts: Knowledge) -> bool:
    """
    Return whether a site is drawn as an area, because its error is large or its place is not well known.

    Around a lesion the needles are where somebody outlined it: it is seen.
    """
    point = facts.points.get(site)
    construction = point.construction if point is not None and not _around_lesion(site, facts) else None
    return error_mm > SOFT_OVER_MM or (construction is not None and construction.confidence in SOFT_CONFIDENCE)


def _tip(needle: Needle, at: Dot, face: Face, facts: Knowledge, others: Mapping[tuple[str, Side], Dot]) -> Dot | None:
    frame = head_frame(face.landmarks_px, 1 / face.scale.mm_per_px)
    along = heading(needle, facts, frame, at, dict(others))
    if along is None:
        return None
    slope = slope_along(face.landmarks_px, at, along)
    length_px = seen_length(needle.inserted_mm, needle.angle_deg, slope) / face.scale.mm_per_px
    return at[0] + along[0] * length_px, at[1] + along[1] * length_px


def marks(
    needles: Sequence[Needle],
    facts: Knowledge,
    face: Face,
    *,
    number: Mapping[tuple[str, str], str] | None = None,
) -> tuple[Mark, ...]:
    """Return the marks of all needles the picture can show, in the order given."""
    named = numbers(needles, facts) if number is None else number
    places = {(needle.site, needle.side): needle.position_px for needle in needles if needle.position_px is not None}
    result = []
    for needle in needles:
        if needle.position_px is None:
            continue
        error_mm = needle.error_mm or 0.0
        result.append(
            Mark(
                number=named[needle.site, needle.side] if needle.part == 1 else "",
                site=needle.site,
                side=needle.side,
                zone=needle.zone,
                at=needle.position_px,
                error_mm=error_mm,
                soft=is_soft(needle.site, error_mm, facts),
                tip=_tip(needle, needle.position_px, face, facts, places),
                locked=needle.locked,
                part=needle.part,
                of=needle.of,
                closed=_around_lesion(needle.site, facts),
            )
        )
    return tuple(result)


def rows(shown: Sequence[Mark]) -> list[list[Mark]]:
    """Return the needles of each line, in their order along it."""
    lines: dict[tuple[str, str], list[Mark]] = {}
    for mark in shown:
        if mark.of > 1:
            lines.setdefault((mark.site, mark.side), []).append(mark)
    return [sorted(marked, key=lambda mark: mark.part) for marked in lines.values()]


def by_touch(proposal: Proposal) -> tuple[Needle, ...]:
    """Return the needles no picture of the face can show."""
    return tuple(needle for needle in proposal.needles if needle.position_px is None)
