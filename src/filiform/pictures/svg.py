"""A scene as SVG with presentation attributes only, so that no inline style is needed."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from io import BytesIO

from PIL import Image

from filiform.pictures.ink import CASING
from filiform.pictures.scene import Disc, Dot, Raster, Scene, Shape, Stroke, Words

FAMILY = "Inter"


def number(value: float) -> str:
    """Return a coordinate with one decimal, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def path_data(points: Sequence[Dot], *, closed: bool = False) -> str:
    """Return the `d` of a path through points."""
    steps = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return f"M{steps}{'Z' if closed else ''}"


def _paint(fill: str | None, colour: str | None, width: float, opacity: float) -> str:
    parts = [f'fill="{fill or "none"}"']
    if colour is not None:
        parts.append(f'stroke="{colour}" stroke-width="{number(width)}"')
    if opacity < 1:
        parts.append(f'opacity="{opacity:g}"')
    return " ".join(parts)


def _stroke(shape: Stroke) -> str:
    dash = "" if shape.dash is None else f' stroke-dasharray="{number(shape.dash[0])} {number(shape.dash[1])}"'
    paint = _paint(shape.fill, shape.colour, shape.width, shape.opacity)
    ends = ' stroke-linecap="round" stroke-linejoin="round"' if shape.colour else ""
    return f'<path d="{path_data(shape.points, closed=shape.closed)}" {paint}{ends}{dash}/>'


def _disc(shape: Disc) -> str:
    x, y = shape.centre
    paint = _paint(shape.fill, shape.colour, shape.width, shape.opacity)
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(shape.radius)}" {paint}/>'


def _words(shape: Words) -> str:
    x, y = shape.at
    weight = ' font-weight="600"' if shape.bold else ""
    casing = f' stroke="{CASING}" stroke-width="4" paint-order="stroke"' if shape.casing else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-family="{FAMILY}" font-size="{number(shape.size)}"{weight}'
        f' fill="{shape.colour}" text-anchor="{shape.anchor}"{casing}>{escape(shape.text)}</text>'
    )


def _raster(shape: Raster) -> str:
    left, top, right, bottom = shape.box
    file = BytesIO()
    Image.fromarray(shape.pixels).save(file, "JPEG", quality=85)
    data = b64encode(file.getvalue()).decode("ascii")
    size = f'width="{number(right - left)}" height="{number(bottom - top)}"'
    href = f"data:image/jpeg;base64,{data}"
    return f'<image x="{number(left)}" y="{number(top)}" {size} preserveAspectRatio="none" href="{href}"/>'


def elements(shapes: Sequence[Shape]) -> str:
    """Return the shapes as SVG elements, one a line."""
    return "\n".join(_element(shape) for shape in shapes)


def _element(shape: Shape) -> str:
    match shape:
        case Stroke():
            return _stroke(shape)
        case Disc():
            return _disc(shape)
        case Words():
            return _words(shape)
        case Raster():
            return _raster(shape)


def svg(scene: Scene) -> str:
    """Return the scene as an SVG document in its own pixels."""
    size = f'viewBox="0 0 {scene.width} {scene.height}" width="{scene.width}" height="{scene.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{elements(scene.shapes)}\n</svg>\n'
