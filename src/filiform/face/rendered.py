"""A scanned head drawn with known pose and distance, with the skin behind each pixel: the truth views are held to."""

import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from filiform.face.face import Pose
from filiform.face.frame import rotation

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Pixels = npt.NDArray[np.uint8]

PAPER = 190  # grey behind the head
AMBIENT, LAMP = 0.6, 0.5  # light from everywhere, and from beside the camera
SLACK = 1e-9
NUMBERS = {5123: np.uint16, 5125: np.uint32, 5126: np.float32}  # component types of glTF
PARTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3}


@dataclass(frozen=True)
class Head:
    """
    A scanned head.

    Attributes
    ----------
    vertices_mm, normals
        (n, 3), x to the head's left, y up, z to the viewer.
    places
        (n, 2), where each vertex lies on the colour picture, 0 to 1, from its lower left corner.
    triangles
        (m, 3), vertex indices.
    colour
        (height, width, 3), uint8.
    """

    vertices_mm: Floats
    normals: Floats
    places: Floats
    triangles: Indices
    colour: Pixels


@dataclass(frozen=True)
class Rendering:
    """
    One picture of a head.

    Attributes
    ----------
    pixels
        (side, side, 3), uint8.
    skin_mm
        (side, side, 3), the place of the head behind each pixel, in its own axes; nan beside it.
    pose, distance_mm, px_per_mm
        How it was taken; pixels of a millimetre at the head's centre.
    """

    pixels: Pixels
    skin_mm: npt.NDArray[np.float32]
    pose: Pose
    distance_mm: float
    px_per_mm: float


def scanned_head(file: Path, colour: Pixels, *, mm_per_unit: float) -> Head:
    """Return the one mesh of a binary glTF file, its centre in the middle of its box."""
    content = file.read_bytes()
    length = struct.unpack("<I", content[12:16])[0]
    document, data = json.loads(content[20 : 20 + length]), content[28 + length :]

    def numbers(index: int) -> Floats:
        how = document["accessors"][index]
        start = document["bufferViews"][how["bufferView"]].get("byteOffset", 0) + how.get("byteOffset", 0)
        parts = PARTS[how["type"]]
        values = np.frombuffer(data, NUMBERS[how["componentType"]], how["count"] * parts, start)
        return values.reshape(how["count"], parts).astype(np.float64)

    mesh = document["meshes"][0]["primitives"][0]
    named = {name: numbers(index) for name, index in mesh["attributes"].items()}
    vertices = named["POSITION"]
    centre = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
    triangles = numbers(mesh["indices"]).reshape(-1, 3).astype(np.int64)
    return Head((vertices - centre) * mm_per_unit, named["NORMAL"], named["TEXCOORD_0"], triangles, colour)


def seen_px(places_mm: Floats, pose: Pose, distance_mm: float, px_per_mm: float, side: int) -> Floats:
    """Return (n, 3): where places of the head are on a picture, and how far they are from the camera in mm."""
    turned = places_mm @ rotation(pose).T
    away = distance_mm - turned[:, 2]
    flat = turned[:, :2] * (1.0, -1.0) * (px_per_mm * distance_mm / away)[:, None]
    return np.column_stack([flat + (side - 1) / 2, away])


def rendering(
    head: Head, pose: Pose, *, distance_mm: float = 1000.0, px_per_mm: float = 3.6, side: int = 900
) -> Rendering:
    """Return the picture a camera takes of the head from a distance, the head turned to a pose."""
    seen = seen_px(head.vertices_mm, pose, distance_mm, px_per_mm, side)
    triangle, x, y, weights = _covered(seen, head.triangles, side)
    away = 1 / (weights / seen[head.triangles[triangle], 2]).sum(axis=1)
    order = np.lexsort((away, y * side + x))
    _, first = np.unique((y * side + x)[order], return_index=True)
    front = order[first]
    triangle, x, y, away = triangle[front], x[front], y[front], away[front]
    corners = head.triangles[triangle]
    shares = weights[front] / seen[corners, 2] * away[:, None]
    skin = np.full((side, side, 3), np.nan, np.float32)
    skin[y, x] = np.einsum("nk,nkd->nd", shares, head.vertices_mm[corners])
    pixels = np.full((side, side, 3), PAPER, np.uint8)
    light = AMBIENT + LAMP * np.clip(
        (np.einsum("nk,nkd->nd", shares, head.normals[corners]) @ rotation(pose).T)[:, 2], 0, 1
    )
    shown = _colours(head, np.einsum("nk,nkd->nd", shares, head.places[corners])) * light[:, None]
    pixels[y, x] = np.clip(shown, 0, 255).astype(np.uint8)
    return Rendering(pixels, skin, pose, distance_mm, px_per_mm)


def _covered(seen: Floats, triangles: Indices, side: int) -> tuple[Indices, Indices, Indices, Floats]:
    """Return every pixel of every triangle that faces the camera: triangle, x, y and its (n, 3) weights."""
    corners = seen[triangles][:, :, :2]
    one, two = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    facing = np.flatnonzero(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0] < -SLACK)
    low = np.clip(np.ceil(corners[facing].min(axis=1)), 0, side).astype(np.int64)
    high = np.clip(np.floor(corners[facing].max(axis=1)), -1, side - 1).astype(np.int64)
    size = np.maximum(high - low + 1, 0)
    counts = size.prod(axis=1)
    rows = np.repeat(np.arange(len(facing)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    x, y = low[rows, 0] + within % size[rows, 0], low[rows, 1] + within // size[rows, 0]
    triangle = facing[rows]
    weights = _weights(corners[triangle], np.column_stack([x, y]).astype(np.float64))
    kept = (weights >= -SLACK).all(axis=1)
    return triangle[kept], x[kept], y[kept], weights[kept]


def _weights(corners: Floats, places: Floats) -> Floats:
    one, two, to = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0], places - corners[:, 0]
    area = one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]
    second = (to[:, 0] * two[:, 1] - to[:, 1] * two[:, 0]) / area
    third = (one[:, 0] * to[:, 1] - one[:, 1] * to[:, 0]) / area
    return np.column_stack([1 - second - third, second, third])


def _colours(head: Head, places: Floats) -> Floats:
    """Return the colour of the head between the pixels of its colour picture; (n, 3)."""
    height, width, _ = head.colour.shape
    x = np.clip(places[:, 0] * width - 0.5, 0, width - 1.001)
    y = np.clip((1 - places[:, 1]) * height - 0.5, 0, height - 1.001)
    left, top = x.astype(np.intp), y.astype(np.intp)
    right_share, low_share = (x - left)[:, None], (y - top)[:, None]
    upper = head.colour[top, left] * (1 - right_share) + head.colour[top, left + 1] * right_share
    lower = head.colour[top + 1, left] * (1 - right_share) + head.colour[top + 1, left + 1] * right_share
    return np.asarray(upper * (1 - low_share) + lower * low_share, dtype=np.float64)
