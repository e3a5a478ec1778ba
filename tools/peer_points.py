"""
Where other projects put the same points, on the same marked photos: a table in mm for docs/validation/placement.md.

Usage: python tools/peer_points.py PHOTOS ANCHORS.json PEERS.json [PICTURE.svg]

PEERS.json tells each project's mapping as expressions over the 478 landmarks; it is not part of this project.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from filiform.face.engine import Engine
from filiform.face.face import Face, Refusal
from filiform.face.find import found_face
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.photo.read import upright
from filiform.points.best_landmark import best_landmark_misses
from filiform.points.place import placement
from filiform.points.validation import Marked, Miss, agreements, marked, miss, misses, side_by_side

Floats = npt.NDArray[np.float64]
Node = Mapping[str, Any]
OURS = "filiform"
BEST = "best single landmark, on other people"
SIDES = {"R": "right", "L": "left"}


@dataclass(frozen=True)
class Picture:
    """Landmarks of one photo in pixels, and which side a point is on: -1 the patient's right, 1 the left."""

    landmarks: Floats
    side: float

    @property
    def right(self) -> Floats:
        way = self.landmarks[473] - self.landmarks[468]
        return np.asarray(way / np.linalg.norm(way), dtype=np.float64)

    @property
    def down(self) -> Floats:
        return np.array([-self.right[1], self.right[0]])

    def length(self, unit: str) -> float:
        ends = {"ipd": (468, 473), "outer_canthi_px": (33, 263), "face_h": (9, 152)}[unit]
        return float(np.linalg.norm(self.landmarks[ends[0]] - self.landmarks[ends[1]]))


def place(node: Node, picture: Picture) -> Floats:
    """Return where an expression is, (2,) in pixels."""
    return np.asarray(OPERATIONS[node["op"]](node, picture), dtype=np.float64)


def _lerp(node: Node, picture: Picture) -> Floats:
    start, end = place(node["a"], picture), place(node["b"], picture)
    return start + (end - start) * node["t"]


def _xy(node: Node, picture: Picture) -> Floats:
    return np.array([place(node["x"], picture)[0], place(node["y"], picture)[1]])


def _off(node: Node, picture: Picture) -> Floats:
    return place(node["p"], picture) + np.array([node["dx"], node["dy"]]) * picture.length(node["unit"])


def _off_distance(node: Node, picture: Picture) -> Floats:
    distance = np.linalg.norm(place(node["a"], picture) - place(node["b"], picture))
    return place(node["p"], picture) + np.array([node["kx"], node["ky"]]) * distance


def _face_off(node: Node, picture: Picture) -> Floats:
    way = picture.side * node["lat"] * picture.right + node["down"] * picture.down
    return place(node["p"], picture) + way * picture.length(node["unit"])


def _pupil_vertical(node: Node, picture: Picture) -> Floats:
    iris, base = place(node["iris"], picture), place(node["base"], picture)
    below = (base - iris) @ picture.down + node["dy"] * picture.length(node["unit"])
    return iris + picture.down * below


def _face_xy(node: Node, picture: Picture) -> Floats:
    origin = picture.landmarks[468]
    across, along = place(node["x"], picture) - origin, place(node["y"], picture) - origin
    return np.asarray(origin + picture.right * (across @ picture.right) + picture.down * (along @ picture.down))


OPERATIONS: Mapping[str, Callable[[Node, Picture], Floats]] = {
    "lm": lambda node, picture: picture.landmarks[node["i"]],
    "mean": lambda node, picture: picture.landmarks[node["i"]].mean(axis=0),
    "lerp": _lerp,
    "xy": _xy,
    "off": _off,
    "off_dist": _off_distance,
    "foff": _face_off,
    "pv": _pupil_vertical,
    "fxy": _face_xy,
}


def peer_misses(peer: Mapping[str, Any], photo: Marked, landmarks_px: Floats) -> list[Miss]:
    """Return how far a project's points are from the marks of one photo."""
    found = []
    for name, node in peer["points"].items():
        code, _, letter = name.partition("_")
        side = SIDES.get(letter, "midline")
        mark = next((at for (point, where), at in photo.places.items() if (point, where) == (code, side)), None)
        if mark is not None:
            x_px, y_px = place(node, Picture(landmarks_px[:, :2], -1.0 if letter == "R" else 1.0))
            found.append(miss(code, "right" if letter == "R" else "left", (x_px, y_px), mark, photo.px_per_mm, 0.0))
    return found


def table_of(title: str, found: Mapping[str, Sequence[Miss]]) -> str:
    """Return one table of one set of photos, a column for each project."""
    rows = {name: agreements(every) for name, every in found.items()}
    return f"{title}\n\n{side_by_side(rows, [row.point for row in rows[OURS]])}\n"


ROW, LEFT, PER_MM, MOST_MM = (
    22,
    80,
    60,
    12.0,
)  # px of a row, of the names, of one mm; past 12 mm a mark stands at the edge

OURS_LOOK, OTHER_LOOK = 'fill="#0b6e4f"', 'fill="none" stroke="#8a8a8a" stroke-width="1.5"'
KEY = """Mean distance from the marks, mm: <tspan fill="#0b6e4f">● ours</tspan> ·
│ best single landmark, chosen on other people · ○ other projects"""


def picture(found: Mapping[str, Sequence[Miss]]) -> str:
    """Return an SVG: a row for each point, our mean miss and the others' on a scale of millimetres."""
    rows = {name: {row.point: row.mean_mm for row in agreements(every)} for name, every in found.items()}
    points = sorted(rows[OURS], key=lambda point: rows[OURS][point])
    right, bottom = LEFT + MOST_MM * PER_MM, 50 + ROW * len(points)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right + 60:.0f} {bottom + 60}">',
        '<g font-family="sans-serif" font-size="13" fill="#222">',
        f'<rect width="{right + 60:.0f}" height="{bottom + 60}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24">{KEY}</text>',
    ]
    for mm in range(int(MOST_MM) + 1):
        at = LEFT + mm * PER_MM
        drawn.append(f'<path d="M{at} 40V{bottom}" stroke="#e3e3e3"/><text x="{at - 4}" y="{bottom + 18}">{mm}</text>')
    for number, point in enumerate(points):
        drawn += _row(point, 55 + ROW * number, rows)
    note = f"{len(found[OURS])} marks. At the right edge: 12 mm or more."
    return "\n".join([*drawn, f'<text x="{LEFT}" y="{bottom + 44}">{note}</text>', "</g></svg>\n"])


def _row(point: str, y: float, rows: Mapping[str, Mapping[str, float]]) -> list[str]:
    marks = [f'<text x="8" y="{y + 4}">{point}</text>']
    for name, means in rows.items():
        if point in means:
            x = LEFT + min(means[point], MOST_MM) * PER_MM
            if name == BEST:
                marks.append(f'<path d="M{x:.1f} {y - 8}V{y + 8}" stroke="#222" stroke-width="2.5"/>')
            else:
                look = OURS_LOOK if name == OURS else OTHER_LOOK
                marks.append(f'<circle cx="{x:.1f}" cy="{y}" r="5" {look}/>')
    return marks


def main() -> None:
    """Print the tables."""
    photos, anchors, peers = (Path(given) for given in sys.argv[1:4])
    facts, shape, engine = load.knowledge(), mesh(load.document("mesh.json")), Engine()
    mappings = [peer for peer in json.loads(peers.read_text())["peers"] if peer["evaluable"]]
    measured: dict[str, list[tuple[Marked, Face]]] = defaultdict(list)
    found: dict[str, dict[str, list[Miss]]] = defaultdict(lambda: defaultdict(list))
    for photo in marked(json.loads(anchors.read_text())):
        face = found_face(upright((photos / photo.photo).read_bytes()), engine, facts, shape)
        if isinstance(face, Refusal):
            continue
        for name in ("all", Path(photo.photo).parent.name):
            measured[name].append((photo, face))
            found[name][OURS] += misses(photo, placement(face, facts, shape))
            for peer in mappings:
                found[name][peer["repo"]] += peer_misses(peer, photo, face.landmarks_px)
    for name, faces in measured.items():
        best = list(best_landmark_misses(faces, shape))
        ours = found[name].pop(OURS)
        found[name] = {OURS: ours, BEST: best, **found[name]}
        print(table_of(name, found[name]))
    for drawn in sys.argv[4:]:
        Path(drawn).write_text(picture(found["all"]), encoding="utf-8")


if __name__ == "__main__":
    main()
