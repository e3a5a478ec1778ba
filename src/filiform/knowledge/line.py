"""The lines of the face that local sites follow, and which of them are needled as a line."""

from typing import Annotated, Literal

from pydantic import Field

from filiform.knowledge.fact import Citation, Expression, Fact, Grade, Level, Named

Count = Annotated[int, Field(ge=1)]


class Thread(Fact):
    """
    A line needled as one site of several needles, each threading its own part of it.

    `replaces` are the single sites on the line that it stands for, `needles` the fewest and most on one side. Where
    points stand at its `ends`, each keeps its place, and the needles of the line divide what lies between them.
    """

    id: str
    english: str
    replaces: tuple[str, ...]
    needles: tuple[Count, Count]
    ends: tuple[str, ...] = ()
    why: str


class Surround(Fact):
    """
    How a lesion that the practitioner outlines is needled around.

    `word` is what it is called where it is typed, `distance_mm` how far outside the outline the needles go in,
    `needles` the fewest and most, `gap_mm` how far apart they may stand on the ring.
    """

    word: str
    distance_mm: Annotated[float, Field(gt=0)]
    needles: tuple[Count, Count]
    gap_mm: tuple[float, float]
    why: str


class Line(Named):
    """
    A line of the face as places over landmarks; `sites` lie on it or beside it, `half_width_mm` is how broad it is.

    A line that is `off_mesh` is a first guess below the face and is drawn by hand.
    """

    label: str
    side: Literal["bilateral", "midline"]
    points: tuple[Expression, ...]
    half_width_mm: float
    sign: str
    sites: tuple[str, ...]
    off_mesh: bool = False
    confidence: Grade
    note: str = ""
    citations: tuple[Citation, ...]
    level: Level
    thread: Thread | None = None
