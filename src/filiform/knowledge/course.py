"""The schema of courses: phases and gaps, how long a site rests, when to stop, what a clinic may set itself."""

from typing import Literal

from filiform.knowledge.fact import Citation, Fact, Level, Named, Part


class Phase(Fact):
    """
    A stretch of a course; `sessions` is how many it has (None: up to the review), the last one has the rest.

    A phase may keep to another protocol or another interval than its course.
    """

    id: Literal["start", "build", "hold"]
    label: str
    sessions: int | None = None
    protocol: str | None = None
    interval_days: int | float | None = None
    why: str


class Gap(Fact):
    """What to do when so many days or more have passed since the last session of a course."""

    from_days: int
    say: str
    why: str
    again: bool = False


class Settling(Named):
    """How long a kind of site rests before it is needled again; the first kind that names a site counts."""

    label: str
    days: int
    least_days: int
    categories: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    groups: tuple[str, ...] = ()
    why: str
    citations: tuple[Citation, ...]
    level: Level


class ProtocolLimit(Named):
    """How far a clinic's own protocol may set a number of the same name; beyond it is refused."""

    unit: str
    least: float | None = None
    most: float | None = None
    why: str
    citations: tuple[Citation, ...]
    level: Level


class StopRule(Named):
    """When a course ends early: agreed before the first session, read at the review."""

    label: str
    say: str
    needs: str
    why: str
    citations: tuple[Citation, ...]
    level: Level
