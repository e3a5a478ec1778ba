"""Whether rings hold on people they were not fitted on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot

import numpy as np

from filiform.face.mesh import Mesh
from filiform.knowledge.models import Knowledge
from filiform.points.calibrate import Off, Shot, from_marks, rings, second_photos

FOLDS = 5


@dataclass(frozen=True)
class Held:
    """
    How many marks or second photos lay within rings that never saw their people.

    Attributes
    ----------
    share, low, high
        The share within, every person counting alike, and the 95 % interval of it when people are drawn again.
    """

    what: str
    fitted: str
    persons: int
    count: int
    share: float
    low: float
    high: float
    median_ring_mm: float


def by_fold(shots: Iterable[Shot]) -> Mapping[str, str]:
    """Return one of five folds for each person, dealt out in the order of their names."""
    persons = sorted({one.person for one in shots})
    return {person: f"fold {number % FOLDS + 1} of {FOLDS}" for number, person in enumerate(persons)}


def by_series(shots: Iterable[Shot]) -> Mapping[str, str]:
    """Return the series of photos each person belongs to: what stands before the first hyphen."""
    return {one.person: one.person.split("-")[0] for one in shots}


def held_out(
    shots: Sequence[Shot], groups: Mapping[str, str], facts: Knowledge, mesh: Mesh
) -> tuple[list[Off], list[Off]]:
    """Return marks and second photos of every group with rings fitted on all the others."""
    marks: list[Off] = []
    seconds: list[Off] = []
    for group in sorted(set(groups.values())):
        fitted = rings([one for one in shots if groups[one.person] != group], facts, mesh)
        away = [one for one in shots if groups[one.person] == group]
        marks += _ringed(from_marks(away), {name: ring.place_mm for name, ring in fitted.items()})
        seconds += _ringed(second_photos(away), {name: ring.repeat_mm for name, ring in fitted.items()})
    return marks, seconds


def _ringed(found: Iterable[Off], radii_mm: Mapping[str, float | None]) -> list[Off]:
    kept = []
    for one in found:
        radius = radii_mm.get(one.key[0])
        if radius is not None:
            kept.append(Off(one.key, one.person, one.distance_mm, one.known_mm, hypot(radius, one.known_mm)))
    return kept


def held(what: str, fitted: str, found: Sequence[Off]) -> Held | None:
    """Return the share within, or None where there is nothing to count."""
    if not found:
        return None
    persons = sorted({one.person for one in found})
    shares = np.array([np.mean([o.distance_mm <= o.ring_mm for o in found if o.person == who]) for who in persons])
    again = np.random.default_rng(1).integers(0, len(shares), (2000, len(shares)))
    low, high = np.percentile(shares[again].mean(axis=1), [2.5, 97.5])
    ring = float(np.median([one.ring_mm for one in found]))
    return Held(what, fitted, len(persons), len(found), float(shares.mean()), float(low), float(high), ring)


def unmarked(shots: Sequence[Shot], facts: Knowledge, mesh: Mesh) -> list[Off]:
    """Return marks with the ring each point would have had if nobody had marked it: as most sites have theirs."""
    names = sorted({key[0] for one in shots if one.marked for key in one.marked.places})
    found: list[Off] = []
    for name in names:
        fitted = rings([without(one, name) for one in shots], facts, mesh)
        if name in fitted:
            found += [o for o in _ringed(from_marks(shots), {name: fitted[name].place_mm}) if o.key[0] == name]
    return found


def without(one: Shot, name: str) -> Shot:
    """Return a photo without the marks of one point."""
    if one.marked is None:
        return one
    kept = {key: place for key, place in one.marked.places.items() if key[0] != name}
    return replace(one, marked=replace(one.marked, places=kept))


Labels = Mapping[str, Mapping[str, str]]


def by_label_table(marks: Sequence[Off], seconds: Sequence[Off], labels: Labels) -> str:
    """Return the share within its ring for people of each label as Markdown; `labels` are by person, then by column."""
    columns = list(dict.fromkeys(column for told in labels.values() for column in told))
    rows = []
    for column in columns:
        for value in sorted({told.get(column, "") for told in labels.values()} - {""}):
            own = {person for person, told in labels.items() if told.get(column) == value}
            cells = [_cells([one for one in found if one.person in own]) for found in (marks, seconds)]
            rows.append(f"| {column}: {value} | {cells[0]} | {cells[1]} |")
    head = "| people | marks: persons | n | within | 95 % | second photos: persons | n | within | 95 % |"
    return "\n".join([head, "|---" * 9 + "|", *rows])


def _cells(found: Sequence[Off]) -> str:
    row = held("", "", found)
    if row is None:
        return "0 | 0 | | "
    return f"{row.persons} | {row.count} | {row.share:.3f} | {row.low:.2f} to {row.high:.2f}"


def held_table(rows: Iterable[Held | None]) -> str:
    """Return the rows as a Markdown table."""
    head = "| what | rings fitted on | persons | n | within | 95 % of it over persons | median ring, mm |"
    lines = [
        f"| {row.what} | {row.fitted} | {row.persons} | {row.count} | {row.share:.3f} | "
        f"{row.low:.2f} to {row.high:.2f} | {row.median_ring_mm:.1f} |"
        for row in rows
        if row
    ]
    return "\n".join([head, "|---|---|---|---|---|---|---|", *lines])
