"""The part of a photo a map shows: the face and little else."""

from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image

from filiform.face.face import Face
from filiform.photo.photo import Photo
from filiform.pictures.curve import head_frame
from filiform.pictures.face_lines import HAIRLINE_IPD

WIDTH_MM = 170.0  # design rule: crop to the face
HEAD_WIDTH_MM = 184.0  # a line drawing has its ears
ABOVE_HAIRLINE_MM = 16.0
ABOVE_CROWN_IPD = 1.70  # top of the drawn head over the brows, of the pupil distance
BELOW_CHIN_MM = 20.0
CHIN = 152
OUTSIDE = 255  # what lies outside the photo is paper
JPEG_QUALITY = 88
Box = tuple[float, float, float, float]


def _box(face: Face, half_mm: float, up_mm: float) -> Box:
    px_per_mm = 1 / face.scale.mm_per_px
    frame = head_frame(face.landmarks_px, px_per_mm)
    chin = face.landmarks_px[CHIN, :2] - frame.middle
    down_mm = float(chin @ np.array(frame.down)) / px_per_mm + BELOW_CHIN_MM
    corners = np.array([frame.at(x, y) for x in (-half_mm, half_mm) for y in (-up_mm, down_mm)])
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _ipd_mm(face: Face) -> float:
    return float(np.linalg.norm(face.landmarks_px[473, :2] - face.landmarks_px[468, :2])) * face.scale.mm_per_px


def crop_box(face: Face) -> Box:
    """
    Return (left, top, right, bottom) of the face in photo pixels; it may reach over the edge of the photo.

    A drawn face is shown whole, a photo to a finger's breadth above the default hairline.
    """
    if face.drawn:
        return whole_head_box(face)
    return _box(face, WIDTH_MM / 2, HAIRLINE_IPD * _ipd_mm(face) + ABOVE_HAIRLINE_MM)


def whole_head_box(face: Face) -> Box:
    """Return the box of a line drawing in photo pixels: ear to ear, to the crown."""
    return _box(face, HEAD_WIDTH_MM / 2, ABOVE_CROWN_IPD * _ipd_mm(face))


def crop_pixels(photo: Photo, box: Box) -> npt.NDArray[np.uint8]:
    """Return the pixels of a box, paper where it reaches over the edge."""
    left, top, right, bottom = (round(edge) for edge in box)
    crop = np.full((bottom - top, right - left, 3), OUTSIDE, dtype=np.uint8)
    rows = slice(max(0, top), max(0, min(photo.height_px, bottom)))
    columns = slice(max(0, left), max(0, min(photo.width_px, right)))
    part = photo.pixels[rows, columns]
    crop[rows.start - top : rows.start - top + part.shape[0], columns.start - left :][:, : part.shape[1]] = part
    return crop


def crop_jpeg(photo: Photo, box: Box, max_px: int) -> bytes:
    """Return a box of the photo as JPEG without metadata, its longer side no longer than `max_px`."""
    picture = Image.fromarray(crop_pixels(photo, box))
    picture.thumbnail((max_px, max_px), Image.Resampling.LANCZOS)
    file = BytesIO()
    picture.save(file, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return file.getvalue()
