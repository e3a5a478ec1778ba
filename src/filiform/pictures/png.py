"""A scene as PNG: shapes drawn at twice the size and reduced, letters at full size."""

from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageColor, ImageDraw

from filiform.pictures.ink import CASING, PAPER
from filiform.pictures.lettering import font
from filiform.pictures.scene import Disc, Dot, Raster, Scene, Stroke, Words

OVER = 2  # supersampling
CASING_PX = 2
COMPRESSION = 3  # zlib level: a quarter of the time of the default for a few per cent more bytes
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
Colour = tuple[int, int, int, int]


def _colour(value: str, opacity: float) -> Colour:
    red, green, blue = ImageColor.getrgb(value)[:3]
    return red, green, blue, round(255 * opacity)


def dashes(points: tuple[Dot, ...], dash: tuple[float, float]) -> list[tuple[Dot, ...]]:
    """Return the drawn pieces of a dashed line."""
    pieces: list[list[Dot]] = [[points[0]]]
    drawn, left = True, dash[0]
    for start, end in pairwise(points):
        (x0, y0), (x1, y1) = start, end
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        at = 0.0
        while length - at > left:
            at += left
            place = (x0 + (x1 - x0) * at / length, y0 + (y1 - y0) * at / length)
            if drawn:
                pieces[-1].append(place)
            else:
                pieces.append([place])
            drawn = not drawn
            left = dash[0] if drawn else dash[1]
        left -= length - at
        if drawn:
            pieces[-1].append(end)
    return [tuple(piece) for piece in pieces if len(piece) > 1]


def _stroke(draw: ImageDraw.ImageDraw, shape: Stroke) -> None:
    points = tuple((x * OVER, y * OVER) for x, y in shape.points)
    if shape.closed:
        points = (*points, points[0])
    if shape.fill is not None:
        draw.polygon(points, fill=_colour(shape.fill, shape.opacity))
    if shape.colour is None:
        return
    width = max(1, round(shape.width * OVER))
    pieces = [points] if shape.dash is None else dashes(points, (shape.dash[0] * OVER, shape.dash[1] * OVER))
    for piece in pieces:
        draw.line(piece, fill=_colour(shape.colour, shape.opacity), width=width, joint="curve")


def _disc(draw: ImageDraw.ImageDraw, shape: Disc) -> None:
    outer = (shape.radius + (shape.width / 2 if shape.colour else 0)) * OVER
    x, y = shape.centre[0] * OVER, shape.centre[1] * OVER
    draw.ellipse(
        (x - outer, y - outer, x + outer, y + outer),
        fill=None if shape.fill is None else _colour(shape.fill, shape.opacity),
        outline=None if shape.colour is None else _colour(shape.colour, shape.opacity),
        width=round(shape.width * OVER),
    )


def _raster(picture: Image.Image, shape: Raster) -> None:
    left, top, right, bottom = (round(edge * OVER) for edge in shape.box)
    photo = Image.fromarray(shape.pixels).resize((right - left, bottom - top), Image.Resampling.BICUBIC)
    picture.paste(photo, (left, top))


def _words(draw: ImageDraw.ImageDraw, shape: Words) -> None:
    draw.text(
        shape.at,
        shape.text,
        fill=shape.colour,
        font=font(shape.size, bold=shape.bold),
        anchor=ANCHORS[shape.anchor],
        stroke_width=CASING_PX if shape.casing else 0,
        stroke_fill=CASING,
    )


def png(scene: Scene) -> bytes:
    """Return the scene as a PNG file, one pixel to each of its own; letters lie above everything else."""
    large = Image.new("RGB", (scene.width * OVER, scene.height * OVER), PAPER)
    draw = ImageDraw.Draw(large, "RGBA")
    for shape in scene.shapes:
        match shape:
            case Stroke():
                _stroke(draw, shape)
            case Disc():
                _disc(draw, shape)
            case Raster():
                _raster(large, shape)
            case Words():
                pass
    picture = large.reduce(OVER)
    letters = ImageDraw.Draw(picture)
    for shape in scene.shapes:
        if isinstance(shape, Words):
            _words(letters, shape)
    file = BytesIO()
    picture.save(file, "PNG", compress_level=COMPRESSION)
    return file.getvalue()
