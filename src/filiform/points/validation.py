"""How far placed points are from the same points on photos that people marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from filiform.errors import InputError
from filiform.knowledge.fact import Side
from filiform.points.site import Placement

Place = tuple[float, float]


@dataclass(frozen=True)
class Marked:
    """A photo on which people marked where points are; places in pixels by point and side."""

    photo: str
    px_per_mm: float
    places: Mapping[tuple[str, Side], Place]


@dataclass(frozen=True)
class Miss:
    """How far a placed point is from its mark: lateral (on the midline: to the patient's left) and down, in mm."""

    point: str
    lateral_mm: float
    down_mm: float
    stated_error_mm: float

    @property
    def distance_mm(self) -> float:
        return float(np.hypot(self.lateral_mm, self.down_mm))


@dataclass(frozen=True)
class Agreement:
    """One point over all photos: how often, how far, in which direction, and how often within its stated error."""

    point: str
    count: int
    mean_mm: float
    p95_mm: float
    lateral_mm: float
    down_mm: float
    scatter_p95_mm: float
    within: float


def marked(document: Sequence[Mapping[str, Any]]) -> tuple[Marked, ...]:
    """Return the photos of an anchors document: file, px_per_mm and points by "LI20/left"."""
    return tuple(_marked(row) for row in document)


def _marked(row: Mapping[str, Any]) -> Marked:
    try:
        places = {_named(name): (float(x_px), float(y_px)) for name, (x_px, y_px) in row["points"].items()}
        return Marked(str(row["file"]), float(row["px_per_mm"]), places)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"A marked photo needs file, px_per_mm and points with x and y in pixels: {error!r}"
        ) from error


def _named(name: str) -> tuple[str, Side]:
    point, _, side = name.partition("/")
    for known in get_args(Side):
        if side == known:
            return point, known
    raise ValueError(f"{name} has no side of left, right, midline")


def misses(photo: Marked, placed: Placement) -> Iterator[Miss]:
    """Yield the miss of every point that is both marked and placed."""
    for site in placed.sites:
        mark = photo.places.get((site.id, site.side))
        if mark is not None:
            yield miss(site.id, site.side, (site.x_px, site.y_px), mark, photo.px_per_mm, site.error_mm)


def miss(point: str, side: Side, place: Place, mark: Place, px_per_mm: float, stated_error_mm: float) -> Miss:  # noqa: PLR0917 six plain numbers
    """Return one miss; pixels to the right of the picture are to the patient's left."""
    outwards = -1.0 if side == "right" else 1.0
    right_mm, down_mm = ((place[axis] - mark[axis]) / px_per_mm for axis in (0, 1))
    return Miss(point, outwards * right_mm, down_mm, stated_error_mm)


def agreements(found: Iterable[Miss]) -> tuple[Agreement, ...]:
    """Return one row for each point, by name."""
    by_point: dict[str, list[Miss]] = {}
    for one in found:
        by_point.setdefault(one.point, []).append(one)
    return tuple(_agreement(point, by_point[point]) for point in sorted(by_point))


def _agreement(point: str, found: Sequence[Miss]) -> Agreement:
    off = np.array([[one.lateral_mm, one.down_mm] for one in found])
    distance = np.hypot(*off.T)
    scatter = np.hypot(*(off - off.mean(axis=0)).T)
    return Agreement(
        point=point,
        count=len(found),
        mean_mm=float(distance.mean()),
        p95_mm=float(np.percentile(distance, 95)),
        lateral_mm=float(off[:, 0].mean()),
        down_mm=float(off[:, 1].mean()),
        scatter_p95_mm=float(np.percentile(scatter, 95)),
        within=float(np.mean([one.distance_mm <= one.stated_error_mm for one in found])),
    )


def table(rows: Sequence[Agreement]) -> str:
    """Return the rows as a Markdown table."""
    head = "| point | n | mean | 95 % | lateral | down | 95 % about its own mean | share within stated error |"
    lines = [
        f"| {row.point} | {row.count} | {row.mean_mm:.1f} | {row.p95_mm:.1f} | {row.lateral_mm:+.1f} | "
        f"{row.down_mm:+.1f} | {row.scatter_p95_mm:.1f} | {row.within:.2f} |"
        for row in rows
    ]
    return "\n".join([head, "|---|---|---|---|---|---|---|---|", *lines])


def side_by_side(rows: Mapping[str, Sequence[Agreement]], points: Iterable[str]) -> str:
    """Return mean and 95 % in mm of each point, one column for each way of placing it, as a Markdown table."""
    columns = [{row.point: row for row in found} for found in rows.values()]
    lines = [f"| point | {' | '.join(rows)} |", "|---" * (len(rows) + 1) + "|"]
    for point in points:
        cells = [f"{row.mean_mm:.1f} ({row.p95_mm:.1f})" if (row := column.get(point)) else "" for column in columns]
        lines.append(f"| {point} | {' | '.join(cells)} |")
    return "\n".join(lines)
