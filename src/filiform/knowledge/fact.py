"""What every fact has: an id, sources, a level of reading, and the short words facts are written in."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict
from typing_extensions import TypeAliasType

Side = Literal["left", "right", "midline"]
Part = Literal["face", "scalp", "ear", "neck", "body"]
Grade = Literal["A", "B", "C", "D"]
Level = Literal["seen", "secondary", "memory", "derived"]
Certainty = Literal["high", "moderate", "low", "very_low", "none", "not_assessed"]
Angle = Literal["perpendicular", "oblique", "transverse"]
Span = tuple[float, float]
# An expression of the construction language: ["shift", ["lm", 133], [-0.1, "h_cun"], [0.1, "v_cun"]]
Expression = TypeAliasType("Expression", "list[Expression | str | int | float]")


class Fact(BaseModel):
    """Something a clinician, a paper, a law or a standard says, read from one file or one table row."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Named(Fact):
    """A fact that has a name of its own: one file, or one row of a table."""

    id: str


class Review(Fact):
    by: str
    on: date
    due: date


class Citation(Fact):
    source: str
    at: str = ""


class Correction(Fact):
    """Where we depart from the collected fact: what it said, what we use, and why."""

    field: str
    was: str
    now: str
    why: str
    citations: tuple[Citation, ...] = ()


class Source(Named):
    citation: str
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    level: Level
    read: str = ""
    found: str = ""
    licence: str = ""


class Term(Named):
    english: str
    hanzi: str = ""
    pinyin: str = ""
    definition: str
    unit: str = ""
    source: str = ""
    not_called: tuple[str, ...] = ()
