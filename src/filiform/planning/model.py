"""One session as numbers: what may be chosen, what each choice is worth, and what every choice must keep."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from filiform.safety.finding import SiteKey

# Strengths and costs are hundredths of a point, repeats are percent: together ten-thousandths, and a hundred grains
# to each so that the worth of a tie is never taken for a worth.
GRAINS = 100
UNITS_PER_POINT = 100 * 100 * GRAINS

Span = tuple[int, int]


@dataclass(frozen=True)
class Unit:
    """
    Sites that are needled together or not at all: both of a pair, or one.

    Attributes
    ----------
    each
        Needles at each site: one, or several along a line.
    strengths
        What one needle at each site is worth to each demand alone, in hundredths of a point.
    cost
        Discomfort, bruising and doubt about the place, in hundredths of a point.
    rooms
        The places it takes needles of, with how many (see `Model.room`).
    tie
        Distinct small worth in grains, so that equal plans have one order.
    """

    sites: tuple[SiteKey, ...]
    face: bool
    strengths: Mapping[str, int]
    cost: int
    tie: int
    rooms: tuple[tuple[str, int], ...] = ()
    forced: bool = False
    kept: int = 0
    each: int = 1

    @property
    def needles(self) -> int:
        return len(self.sites) * self.each

    @property
    def own(self) -> int:
        """What the unit changes whatever it serves, in grains: its cost taken off, its keeping and tie added."""
        return self.tie - 100 * GRAINS * (self.cost - self.kept)


@dataclass(frozen=True)
class Returns:
    """
    How several units for the same demand add up.

    Attributes
    ----------
    repeats
        What the first, second, ... unit counts, in percent, falling.
    cover
        What it counts that a demand is served at all, in hundredths of a point.
    """

    repeats: tuple[int, ...]
    cover: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """
    The choice of one session.

    Attributes
    ----------
    apart
        Units that lie too close together, or are the same line with other counts, as index pairs: at most one of two.
    room
        At most so many needles in each named place.
    """

    units: tuple[Unit, ...]
    apart: tuple[tuple[int, int], ...]
    face: Span
    body: Span
    total: Span
    returns: Returns
    room: Mapping[str, int] = field(default_factory=dict)


def served(strengths: Iterable[int], repeats: tuple[int, ...]) -> int:
    """Return the worth of several units to one demand: the strongest counts most [practice opinion]."""
    return sum(share * strength for share, strength in zip(repeats, sorted(strengths, reverse=True), strict=False))


def gained(units: Iterable[Unit], returns: Returns) -> int:
    """Return what a choice of units gains, in grains, before any cost."""
    by_demand: defaultdict[str, list[int]] = defaultdict(list)
    for unit in units:
        for demand, strength in unit.strengths.items():
            by_demand[demand] += [strength] * unit.each
    gains = sum(
        100 * returns.cover.get(demand, 0) + served(strengths, returns.repeats)
        for demand, strengths in by_demand.items()
    )
    return GRAINS * gains


def worth(units: Iterable[Unit], returns: Returns) -> int:
    """Return what a choice of units is worth, in grains, costs taken off."""
    chosen = tuple(units)
    return gained(chosen, returns) + sum(unit.own for unit in chosen)


def needles(units: Iterable[Unit], *, face: bool) -> int:
    """Return how many needles a choice of units puts in the face, or in the rest of the body."""
    return sum(unit.needles for unit in units if unit.face is face)


def _within(count: int, span: Span) -> bool:
    return span[0] <= count <= span[1]


def keeps(model: Model, chosen: frozenset[int]) -> bool:
    """Return whether a choice of units keeps every limit of the model."""
    units = [model.units[index] for index in sorted(chosen)]
    in_face, in_body = needles(units, face=True), needles(units, face=False)
    taken: defaultdict[str, int] = defaultdict(int)
    for unit in units:
        for name, count in unit.rooms:
            taken[name] += count
    return (
        _within(in_face, model.face)
        and _within(in_body, model.body)
        and _within(in_face + in_body, model.total)
        and not any(a in chosen and b in chosen for a, b in model.apart)
        and all(taken[name] <= most for name, most in model.room.items())
        and all(index in chosen for index, unit in enumerate(model.units) if unit.forced)
    )
