"""What a needle comes near: one structure of the list, and what to do about it."""

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from filiform.knowledge.anatomy import Structure
from filiform.knowledge.fact import Level

PRESS_MIN = 2.0  # after a vessel note; on anticoagulants a finding asks for more
NoteKind = Literal["warn", "limit", "palpate"]
BLEEDING = {"artery", "vein"}
VARIES_SD = 2.0  # a position is said to vary by two standard deviations


@dataclass(frozen=True)
class Near:
    """
    A structure that a planned needle may meet, in average anatomy; it warns and never clears a site.

    `distance_mm` is across its course at the nearest place and `varies_mm` two standard deviations of where it lies,
    both whole; `depth_mm` is the shallowest and deepest it may lie there. They are None where a photo cannot tell
    them. `rank` is severity times `p_cross`, an aid for ranking and no rate of bruises.
    """

    structure: str
    label: str
    kind: NoteKind
    distance_mm: int | None
    varies_mm: int | None
    depth_mm: tuple[int, int] | None
    say: str
    source: str
    level: Level
    severity: int
    p_cross: float

    @property
    def rank(self) -> float:
        return self.severity * self.p_cross


def bleeds(structure: Structure) -> bool:
    """Tell whether a needle through it may leave a bruise that pressing helps."""
    return (structure.bruise == "likely" and structure.kind in BLEEDING) or structure.haematoma == "likely"


def _what_to_do(structure: Structure, press_min: float) -> str:
    press = f", press {max(press_min, PRESS_MIN):g} minutes after" if bleeds(structure) else ""
    return f"{structure.before}{press}"


def _article(label: str) -> str:
    return label if label.startswith("the ") else f"the {label}"


WAYS = {"up_lateral": "upwards and outwards"}


def said(structure: Structure, varies_mm: int | None, press_min: float, *, bound_mm: float | None = None) -> str:
    """Return the note in words; with a bound it begins with how deep the needle may go."""
    where = f", whose position varies by about {varies_mm} mm" if varies_mm else ""
    never = [f"never direct the needle {WAYS[way]}" for way in structure.never_towards]
    do = "; ".join([*never, _what_to_do(structure, press_min)])
    if bound_mm is not None:
        return f"Not deeper than {bound_mm:.0f} mm: near {_article(structure.label)}{where}; {do}."
    return f"Near {_article(structure.label)}{where}: {do}."


def note(
    structure: Structure,
    *,
    distance_mm: float | None = None,
    depth_mm: tuple[float, float] | None = None,
    p_cross: float = 0.0,
    press_min: float = PRESS_MIN,
    bound_mm: float | None = None,
) -> Near:
    """Return the note about one structure near a needle."""
    spread = structure.lateral_sd_mm if distance_mm is not None else None
    varies = None if spread is None else round(VARIES_SD * spread)
    by_touch = structure.kind in BLEEDING
    return Near(
        structure=structure.id,
        label=structure.label,
        kind="limit" if bound_mm is not None or structure.never_towards else "palpate" if by_touch else "warn",
        distance_mm=None if distance_mm is None else round(distance_mm),
        varies_mm=varies,
        depth_mm=None if depth_mm is None else (floor(depth_mm[0]), ceil(depth_mm[1])),
        say=said(structure, varies, press_min, bound_mm=bound_mm),
        source=structure.citations[0].source,
        level=structure.level,
        severity=structure.severity,
        p_cross=round(p_cross, 4),
    )
