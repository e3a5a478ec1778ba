"""The 45-degree photos of a placement beside the front one: each with its areas, named at the side of the ear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from filiform.face.side import Cheek, SideView
from filiform.photo.photo import Photo
from filiform.pictures.crop import crop_pixels
from filiform.pictures.ink import CASING, CORE, HAIRLINE, INK, SECOND_INK
from filiform.pictures.scene import Disc, Raster, Scene, Shape, Stroke, TextAnchor, Words, moved
from filiform.points.lateral import moved_by_hand
from filiform.points.site import Placement, Site

EDGE, HEAD, FOOT = 28.0, 64.0, 34.0
HEIGHT, NAMES = 860.0, 150.0  # of a photo, and the width its names take
AROUND = 0.22  # how much of the photo about the landmarks is shown, as a share of their size
ROW = 22.0
SIZE = 14.0
BELOW = (
    "Areas as wide as their 95 % radius: find by touch.",
    "Tried on one head scan, on no real 45-degree photo.",
)


@dataclass(frozen=True)
class _Shown:
    """One photo in its frame: corner of the crop in the photo, pixels of the picture for one of the photo."""

    box: tuple[float, float, float, float]
    zoom: float
    left: float

    def at(self, x_px: float, y_px: float) -> tuple[float, float]:
        return self.left + (x_px - self.box[0]) * self.zoom, HEAD + (y_px - self.box[1]) * self.zoom


def with_side_panels(
    front: Scene, placement: Placement, views: Mapping[Cheek, SideView], photos: Mapping[Cheek, Photo]
) -> Scene:
    """Return the picture of the front photo with the used side photos on its right, the patient's right first."""
    order: tuple[Cheek, Cheek] = ("right", "left")
    shapes, left = list(front.shapes), float(front.width)
    for cheek in (one for one in order if one in views):
        drawn, width = _panel(placement, views[cheek], photos[cheek])
        shapes += moved(drawn, (left, 0.0))
        left += width
    return replace(front, width=round(left), shapes=tuple(shapes))


def _panel(placement: Placement, view: SideView, photo: Photo) -> tuple[list[Shape], float]:
    """Return the shapes of one side photo and its width; the names stand on the side where the ear is."""
    areas = placement.of("left45" if view.cheek == "left" else "right45")
    sites = (*areas, *moved_by_hand(placement, view))
    box, ear_right = _box(view, photo), view.cheek == "left"
    zoom = HEIGHT / (box[3] - box[1])
    wide = (box[2] - box[0]) * zoom
    shown = _Shown(box, zoom, EDGE if ear_right else EDGE + NAMES)
    frame = (shown.left, HEAD, shown.left + wide, HEAD + HEIGHT)
    corners = ((frame[0], frame[1]), (frame[2], frame[1]), (frame[2], frame[3]), (frame[0], frame[3]))
    title = f"{view.cheek.capitalize()} cheek, turned {abs(view.pose.yaw_deg):.0f} degrees"
    mm = 1 / view.joined.camera.mm_per_px * zoom
    shapes: list[Shape] = [
        Words((EDGE, 40), title, 18, INK, bold=True),
        Raster(frame, crop_pixels(photo, box)),
        Stroke(corners, HAIRLINE, 1.0, closed=True),
    ]
    for site in sites:
        shapes += _area(shown.at(site.x_px, site.y_px), site.error_mm * mm)
    shapes += _names(sites, shown, frame, ear_right=ear_right)
    shapes += [
        Words((EDGE, HEAD + HEIGHT + FOOT + ROW * row), line, SIZE, SECOND_INK) for row, line in enumerate(BELOW)
    ]
    return shapes, wide + NAMES + 2 * EDGE


def _box(view: SideView, photo: Photo) -> tuple[float, float, float, float]:
    places = view.joined.landmarks_px[:, :2]
    low, high = places.min(axis=0), places.max(axis=0)
    room = (high - low) * AROUND
    most = np.array([photo.width_px, photo.height_px])
    corner, end = np.clip(np.round(low - room), 0, most), np.clip(np.round(high + room), 0, most)
    return float(corner[0]), float(corner[1]), float(end[0]), float(end[1])


def _area(at: tuple[float, float], radius: float) -> list[Shape]:
    return [
        Disc(at, radius, fill=CASING, opacity=0.14),
        Disc(at, radius, colour=CASING, width=3.0, opacity=0.7),
        Disc(at, radius, colour=CORE, width=1.2, opacity=0.8),
        Disc(at, 4.0, colour=CASING, width=1.5, fill=CORE),
    ]


def _names(
    sites: Sequence[Site], shown: _Shown, frame: tuple[float, float, float, float], *, ear_right: bool
) -> list[Shape]:
    ordered = sorted(sites, key=lambda site: site.y_px)
    if not ordered:
        return []
    middle = float(np.mean([shown.at(site.x_px, site.y_px)[1] for site in ordered]))
    x = frame[2] + 12 if ear_right else frame[0] - 12
    shapes: list[Shape] = []
    for row, site in enumerate(ordered):
        y = middle + (row - (len(ordered) - 1) / 2) * 1.4 * ROW
        line = ((x, y), shown.at(site.x_px, site.y_px))
        shapes += [Stroke(line, CASING, 3.0, opacity=0.8), Stroke(line, CORE, 1.0)]
        name = f"{site.id} moved" if site.corrected else site.id
        text = f"{name} \N{PLUS-MINUS SIGN}{site.error_mm:.0f} mm"
        side = x + 4 if ear_right else x - 4
        anchor: TextAnchor = "start" if ear_right else "end"
        shapes.append(Words((side, y + SIZE * 0.36), text, SIZE, INK, bold=True, anchor=anchor))
    return shapes
