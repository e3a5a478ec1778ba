"""The layers beneath the skin for the web map: SVG in the frame of `web_map.map_svg`, fetched when first asked for."""

from html import escape

from filiform.face.face import Face, Floats
from filiform.pictures.face_panel import Panel
from filiform.pictures.ink import CASING, CORE
from filiform.pictures.layers import BY_ID, LAYERS, layer_shapes, members, runs
from filiform.pictures.scene import Dot
from filiform.pictures.svg import elements, number
from filiform.pictures.web_map import web_panel
from filiform.points.structures import Below

NAME_SIZE = 13.0
WIDE, HIGH = 120.0, 15.0  # how far apart two names stand, in units of the map


def _free(line: Floats, place: Panel, taken: list[Dot]) -> Dot:
    """Return the place of a line, nearest its middle, where a name stands clear of the others; else its middle."""
    middle = len(line) // 2
    tried = sorted(range(len(line)), key=lambda index: (abs(index - middle), index))
    places = [place.at((float(line[index][0]), float(line[index][1]))) for index in tried]
    clear = (at for at in places if all(abs(at[0] - x) > WIDE or abs(at[1] - y) > HIGH for x, y in taken))
    return next(clear, places[0])


def _names(layer_id: str, below: Below, face: Face, taken: list[Dot]) -> str:
    """Return the name of each structure once, along its course on the patient's left; `taken` grows."""
    place = web_panel(face)
    found = []
    for course in members(BY_ID[layer_id], below):
        lines = [line for line in runs(course) if course.side == "left"]
        if lines:
            x, y = at = _free(max(lines, key=len), place, taken)
            taken.append(at)
            paint = f'fill="{CORE}" stroke="{CASING}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
            where = f'x="{number(x)}" y="{number(y)}" text-anchor="middle" font-size="{NAME_SIZE:g}"'
            found.append(f'<text class="beneath-name" {where} {paint}>{escape(course.structure.label)}</text>')
    return "".join(found)


def layers_svg(below: Below, face: Face) -> str:
    """
    Return an SVG whose groups `g[data-beneath]` are the layers, each not displayed until the page asks for it.

    It has the viewBox of the needle map, so that its groups may be moved into the map as they are. Names of
    structures have the class `beneath-name`.
    """
    place = web_panel(face)
    taken: list[Dot] = []
    groups = [
        f'<g class="beneath" data-beneath="{layer.id}" role="img" aria-label="{escape(layer.label)}, average anatomy" '
        f'display="none" pointer-events="none">{elements(layer_shapes([layer.id], below, place))}'
        f"{_names(layer.id, below, face, taken)}</g>"
        for layer in LAYERS
    ]
    frame = f'viewBox="0 0 {number(place.width)} {number(place.height)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{"".join(groups)}</svg>'
