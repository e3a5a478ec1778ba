"""Corrections as a file that a person can read and write: one `[[correction]]` a move, the oldest first."""

import tomllib
from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from filiform.errors import InputError
from filiform.face.mesh import Mesh
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.points.hand import MOST_MOVED_MM, HandMove, checked
from filiform.points.site import Anchor

ROW = """[[correction]]
point = "{point}"
side = "{side}"
triangle = [{triangle}]
weights = [{weights}]
on = {on}
by = "{by}"
moved_mm = {moved_mm:.1f}
"""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")

    point: str
    side: Side
    triangle: tuple[int, int, int]
    weights: tuple[float, float, float]
    on: date
    by: str = Field(default="", max_length=12, pattern=r"^[^\"\\\n]*$")
    moved_mm: float = Field(default=0.0, ge=0.0, le=MOST_MOVED_MM)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    correction: tuple[_Row, ...] = ()


def corrections(text: str, facts: Knowledge, mesh: Mesh) -> tuple[HandMove, ...]:
    """Return the corrections of a file; one that cannot be meant is refused with its number."""
    try:
        rows = _File.model_validate(tomllib.loads(text)).correction
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The corrections are no TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        raise InputError(f"The corrections: {where}: {first['msg']}.") from error
    return tuple(
        checked(
            HandMove(row.point, row.side, Anchor(row.triangle, row.weights), row.on, row.by, row.moved_mm),
            facts,
            mesh,
        )
        for row in rows
    )


def corrections_text(given: Iterable[HandMove]) -> str:
    """Return corrections as the text of a file from which the same ones are read again."""
    return "\n".join(
        ROW.format(
            point=one.point,
            side=one.side,
            triangle=", ".join(map(str, one.anchor.triangle)),
            weights=", ".join(map(repr, one.anchor.weights)),
            on=one.on.isoformat(),
            by=one.by,
            moved_mm=one.moved_mm,
        )
        for one in given
    )
