"""The layers beneath the skin for the web map: SVG in the frame of `web_map.map_svg`, fetched when first asked for."""

from html import escape

from filiform.face.face import Face
from filiform.pictures.ink import CASING, CORE
from filiform.pictures.layer_names import LayerName, layer_names
from filiform.pictures.layers import LAYERS, layer_shapes
from filiform.pictures.svg import elements, number
from filiform.pictures.web_map import web_panel
from filiform.points.structures import Below

NAME_SIZE = 16.0  # units a letter of 12 px takes on a narrow screen once the map is near enough to show names


def _words(name: LayerName) -> str:
    paint = f'fill="{CORE}" stroke="{CASING}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
    where = f'x="{number(name.at[0])}" y="{number(name.at[1])}" text-anchor="middle" font-size="{NAME_SIZE:g}"'
    return f'<text class="beneath-name" {where} {paint}>{escape(name.text)}</text>'


def layers_svg(below: Below, face: Face) -> str:
    """
    Return an SVG whose groups `g[data-beneath]` are the layers, each not displayed until the page asks for it.

    It has the viewBox of the needle map, so that its groups may be moved into the map as they are. Names of
    structures have the class `beneath-name`.
    """
    place = web_panel(face)
    ids = [layer.id for layer in LAYERS]
    names = layer_names(ids, below, place, size=NAME_SIZE, most=len(below.courses))
    groups = [
        f'<g class="beneath" data-beneath="{layer.id}" role="img" aria-label="{escape(layer.label)}, average anatomy" '
        f'display="none" pointer-events="none">{elements(layer_shapes([layer.id], below, place))}'
        f"{''.join(_words(name) for name in names if name.layer == layer.id)}</g>"
        for layer in LAYERS
    ]
    frame = f'viewBox="0 0 {number(place.width)} {number(place.height)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{"".join(groups)}</svg>'
