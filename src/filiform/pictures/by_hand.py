"""A site that was moved by hand: the way it went, and where the rule puts it."""

from collections.abc import Iterable

from filiform.knowledge.fact import Side
from filiform.pictures.face_panel import Panel
from filiform.pictures.ink import CASING, CORE
from filiform.pictures.mark_shapes import circle
from filiform.pictures.scene import Dot, Shape, Stroke
from filiform.pictures.svg import number
from filiform.planning.proposal import Needle
from filiform.points.site import Placement, Site

GHOST = 4.0  # radius of the place of the rule, in pixels of the screen
NEAR_PX = 1.0  # a needle stands where its site was moved to, or the move came after it was written
DASH = (3.0, 2.5)


def moved_by_hand(needles: Iterable[Needle], placement: Placement | None) -> dict[tuple[str, Side], Site]:
    """Return the sites of needles that stand where a practitioner moved them on this photo."""
    sites = {(site.id, site.side): site for site in placement.of("front") if site.rule_px} if placement else {}
    at = {(needle.site, needle.side): needle.position_px for needle in needles if needle.position_px}
    return {key: site for key, site in sites.items() if key in at and _near(at[key], (site.x_px, site.y_px))}


def _near(one: Dot, other: Dot) -> bool:
    return abs(one[0] - other[0]) <= NEAR_PX and abs(one[1] - other[1]) <= NEAR_PX


def ways_svg(sites: Iterable[Site], place: Panel) -> str:
    """Return, beneath the marks, where the rule puts sites that were moved, and the way to where they stand."""
    drawn = "".join(
        _way_svg(place.at(site.rule_px), place.at((site.x_px, site.y_px))) for site in sites if site.rule_px
    )
    return f'<g class="map-by-hand" pointer-events="none" aria-hidden="true">{drawn}</g>' if drawn else ""


def _way_svg(start: Dot, end: Dot) -> str:
    line = f'x1="{number(start[0])}" y1="{number(start[1])}" x2="{number(end[0])}" y2="{number(end[1])}"'
    steady, dash = 'vector-effect="non-scaling-stroke"', f'stroke-dasharray="{DASH[0]:g} {DASH[1]:g}"'
    ring = f'<circle r="{GHOST:g}" fill="none"'
    return (
        f'<line {line} stroke="{CASING}" stroke-width="3" stroke-opacity="0.8" {steady}/>'
        f'<line {line} stroke="{CORE}" stroke-width="1.1" {dash} {steady}/>'
        f'<g transform="translate({number(start[0])} {number(start[1])})"><g class="mark-glyph">'
        f'{ring} stroke="{CASING}" stroke-width="3.6"/>{ring} stroke="{CORE}" stroke-width="1.2" {dash}/></g></g>'
    )


def way_shapes(site: Site, place: Panel, *, size: float = 1.0) -> list[Shape]:
    """Return the same for a picture; nothing where the rule's place is the site's."""
    if site.rule_px is None:
        return []
    start, end = place.at(site.rule_px), place.at((site.x_px, site.y_px))
    ghost = circle(start, GHOST * size)
    return [
        Stroke((start, end), CASING, 3.0, opacity=0.8),
        Stroke((start, end), CORE, 1.1, dash=DASH),
        Stroke(ghost, CASING, 3.6 * size, closed=True),
        Stroke(ghost, CORE, 1.2 * size, closed=True, dash=DASH),
    ]
