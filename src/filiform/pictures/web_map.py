"""
The needle map of the web page: SVG laid over the photo crop, drawn without styles of its own.

Every paint is a presentation attribute, which any rule of a style sheet overrides; nothing needs `style=`. The page
shows `crop_jpeg(photo, crop_box(face), ...)` beneath, in the same frame. One unit of the viewBox is a fifth of a
millimetre, so that marks have their designed size when the map is 850 CSS pixels wide (170 mm); a page that shows it
smaller or larger sets `--map-unit` (viewBox units in one CSS pixel) and scales `.mark-glyph` by it.

Classes
-------
map
    The svg. States of the page belong here: `show-errors`, `show-left-out`, `show-numbers`.
map-paper, map-face
    White ground and line drawing, only where there is no photo.
map-zone
    One zone (data-zone, data-count), in the order of insertion.
mark
    One needle: data-site, data-side, data-zone, data-number; role button, tabindex 0, aria-label. With it one of
    mark-planned, mark-added, mark-removed, mark-left-out; also mark-locked, mark-soft. `aria-pressed="true"` is for the
    page to set on the chosen mark; it carries the selected fill through `.mark[aria-pressed="true"] .mark-ring`.
mark-error
    The 95 % ring, not shown until the mark is chosen or `show-errors` is set.
mark-area-casing, mark-area, mark-code
    The soft area of a mark-soft with its code; such a mark has no ring.
mark-line-casing, mark-line
    A slanted needle as long as it lies under the skin as seen.
mark-glyph
    What keeps its size on the screen: mark-hit (22 px across; 44 on touch: set `r: 22px`), mark-square-casing,
    mark-square, mark-casing, mark-ring, mark-cross (removed), mark-number.
map-pin
    R and L, the patient's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from html import escape

from filiform.face.face import Face
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.pictures.crop import crop_box
from filiform.pictures.face_lines import face_lines
from filiform.pictures.face_panel import Panel
from filiform.pictures.ink import CASING, CORE
from filiform.pictures.mark_shapes import CASING_WIDTH, CORE_WIDTH, RING, SQUARE
from filiform.pictures.marks import Mark, marks
from filiform.pictures.numbering import numbers
from filiform.pictures.scene import Dot
from filiform.pictures.svg import elements, number
from filiform.pictures.words import SIDE_WORDS
from filiform.planning.proposal import Needle, Proposal
from filiform.points.site import Placement, Site

UNITS_PER_MM = 5.0
HIT = 11.0
GHOST = 0.45  # opacity of what is not in the plan
SiteKey = tuple[str, Side]


def mark_name(mark: Mark, state: str) -> str:
    """Return what a screen reader says: ST3, left, planned, 2 mm error."""
    sure = "find by touch" if mark.soft else f"{mark.error_mm:.0f} mm error"
    locked = ", locked" if mark.locked else ""
    return f"{mark.site}, {SIDE_WORDS[mark.side]}, {state}{locked}, {sure}"


def _circle(name: str, radius: float, paint: str) -> str:
    return f'<circle class="{name}" r="{number(radius)}" {paint}/>'


def _square(mark: Mark) -> str:
    if not mark.locked:
        return ""
    box = f'x="{-SQUARE:g}" y="{-SQUARE:g}" width="{2 * SQUARE:g}" height="{2 * SQUARE:g}" fill="none"'
    return (
        f'<rect class="mark-square-casing" {box} stroke="{CASING}" stroke-width="5"/>'
        f'<rect class="mark-square" {box} stroke="{CORE}" stroke-width="1.8"/>'
    )


def _ring(mark: Mark, state: str) -> str:
    if state == "removed":
        cross = f"M{-RING:g},{-RING:g} {RING:g},{RING:g}M{-RING:g},{RING:g} {RING:g},{-RING:g}"
        return (
            f'<path class="mark-casing" d="{cross}" fill="none" stroke="{CASING}" stroke-width="5"/>'
            f'<path class="mark-cross" d="{cross}" fill="none" stroke="{CORE}" stroke-width="1.8"/>'
        )
    if mark.soft:
        return ""
    casing = f'fill="none" stroke="{CASING}" stroke-width="{CORE_WIDTH + 2 * CASING_WIDTH:g}"'
    core = f'fill="none" stroke="{CORE}" stroke-width="{CORE_WIDTH:g}"'
    return _circle("mark-casing", RING, casing) + _circle("mark-ring", RING, core)


def _glyph(mark: Mark, state: str) -> str:
    text = f'<text class="mark-number" x="0" y="-12" text-anchor="middle" font-size="14" fill="{CORE}" display="none">'
    label = f"{text}{escape(mark.number)}</text>" if mark.number else ""
    hit = _circle("mark-hit", HIT, 'fill="none" pointer-events="all"')
    return f'<g class="mark-glyph">{hit}{_square(mark)}{_ring(mark, state)}{_code(mark)}{label}</g>'


def _line(mark: Mark, scale: float) -> str:
    if mark.tip is None or mark.soft:
        return ""
    x, y = (mark.tip[0] - mark.at[0]) * scale, (mark.tip[1] - mark.at[1]) * scale
    end = f'x1="0" y1="0" x2="{number(x)}" y2="{number(y)}"'
    return (
        f'<line class="mark-line-casing" {end} stroke="{CASING}" stroke-width="5.6"/>'
        f'<line class="mark-line" {end} stroke="{CORE}" stroke-width="2"/>'
    )


def _area(mark: Mark, radius: float) -> str:
    light = f'fill="{CASING}" fill-opacity="0.2" stroke="{CASING}" stroke-opacity="0.8" stroke-width="3"'
    dashed = f'fill="none" stroke="{CORE}" stroke-width="1.4" stroke-dasharray="4 4"'
    return _circle("mark-area-casing", radius, light) + _circle("mark-area", radius, dashed)


def _code(mark: Mark) -> str:
    if not mark.soft:
        return ""
    paint = f'fill="{CORE}" stroke="{CASING}" stroke-width="4" paint-order="stroke"'
    return f'<text class="mark-code" y="5" text-anchor="middle" font-size="13" {paint}>{escape(mark.site)}</text>'


def mark_svg(mark: Mark, place: Panel, state: str) -> str:
    """Return one mark as an SVG group."""
    x, y = place.at(mark.at)
    radius = mark.error_mm * UNITS_PER_MM
    names = ["mark", f"mark-{state.replace(' ', '-')}"]
    names += [name for name, is_so in (("mark-soft", mark.soft), ("mark-locked", mark.locked)) if is_so]
    ghost = "" if state in {"planned", "added"} else f' opacity="{GHOST}"'
    area = _area(mark, radius) if mark.soft else ""
    light = f'fill="{CASING}" fill-opacity="0.14" stroke="{CASING}" stroke-width="1.6" stroke-dasharray="4 4"'
    error = _circle("mark-error", radius, f'display="none" {light}')
    data = f'data-site="{escape(mark.site)}" data-side="{mark.side}" data-zone="{escape(mark.zone)}"'
    says = f'tabindex="0" role="button" aria-label="{escape(mark_name(mark, state))}"'
    return (
        f'<g class="{" ".join(names)}" {data} data-number="{escape(mark.number)}" {says}'
        f' transform="translate({number(x)} {number(y)})"{ghost}>'
        f"{error}{area}{_line(mark, place.scale)}{_glyph(mark, state)}</g>"
    )


def _zone_groups(shown: Sequence[Mark], place: Panel, facts: Knowledge, added: Collection[SiteKey]) -> list[str]:
    groups = []
    for zone in sorted({mark.zone for mark in shown}, key=lambda zone: facts.zones[zone].order):
        members = [mark for mark in shown if mark.zone == zone]
        body = "".join(
            mark_svg(mark, place, "added" if (mark.site, mark.side) in added else "planned") for mark in members
        )
        name = escape(f"{facts.zones[zone].label}, {len(members)}")
        data = f'data-zone="{escape(zone)}" data-count="{len(members)}"'
        groups.append(f'<g class="map-zone" {data} role="group" aria-label="{name}">{body}</g>')
    return groups


def _left_out(proposal: Proposal, placement: Placement | None, place: Panel, facts: Knowledge) -> str:
    if placement is None:
        return ""
    sites = {(site.id, site.side): site for site in placement.sites}
    keys = dict.fromkeys((item.site, item.side) for item in proposal.left_out)
    body = "".join(mark_svg(_bare(sites[key], facts), place, "left out") for key in keys if key in sites)
    return f'<g class="layer-left-out" display="none">{body}</g>'


def _bare(site: Site, facts: Knowledge) -> Mark:
    zone = facts.regions[facts.points[site.id].region].zone
    return Mark("", site.id, site.side, zone, (site.x_px, site.y_px), site.error_mm, soft=False, tip=None, locked=False)


def _removed(removed: Sequence[Needle], facts: Knowledge, face: Face, place: Panel) -> str:
    blank: Mapping[tuple[str, str], str] = {(needle.site, needle.side): "" for needle in removed}
    ghosts = (replace(mark, soft=False, tip=None) for mark in marks(removed, facts, face, number=blank))
    return f'<g class="layer-removed">{"".join(mark_svg(mark, place, "removed") for mark in ghosts)}</g>'


def _pins(place: Panel) -> str:
    pins = []
    for letter, word, x in (("R", "the patient's right", 30.0), ("L", "the patient's left", place.width - 30.0)):
        pins.append(
            f'<g class="map-pin" role="img" aria-label="{word}" transform="translate({number(x)} 30)">'
            f'<rect x="-15" y="-15" width="30" height="30" fill="{CASING}" stroke="{CORE}" stroke-width="1.5"/>'
            f'<text y="7" text-anchor="middle" font-size="20" font-weight="600" fill="{CORE}">{letter}</text></g>'
        )
    return "".join(pins)


def _ground(face: Face, place: Panel, *, lines: bool) -> str:
    if not lines:
        return ""
    paper = f'<rect class="map-paper" width="{number(place.width)}" height="{number(place.height)}" fill="{CASING}"/>'
    drawing = elements(face_lines(place.landmarks(face), UNITS_PER_MM))
    return f'{paper}<g class="map-face" aria-hidden="true">{drawing}</g>'


def web_panel(face: Face) -> Panel:
    """Return the frame of the web map: `crop_box` at five units a millimetre."""
    origin: Dot = (0.0, 0.0)
    return Panel(crop_box(face), origin, UNITS_PER_MM, UNITS_PER_MM * face.scale.mm_per_px)


def map_svg(
    proposal: Proposal,
    facts: Knowledge,
    *,
    face: Face,
    placement: Placement | None = None,
    added: Collection[SiteKey] = (),
    removed: Sequence[Needle] = (),
    lines: bool | None = None,
) -> str:
    """
    Return the marks of a proposal as inline SVG over `crop_box(face)`.

    Parameters
    ----------
    placement
        With it the sites left out are drawn too, in a layer that is not shown by default.
    added, removed
        What changed against the plan before: sites drawn as added, needles drawn as ghosts.
    lines
        Draw the face as lines beneath; by default where the face is drawn and has no photo.
    """
    place = web_panel(face)
    shown = marks(proposal.needles, facts, face, number=numbers(proposal.needles, facts))
    parts = [
        _ground(face, place, lines=face.drawn if lines is None else lines),
        _left_out(proposal, placement, place, facts),
        _removed(removed, facts, face, place),
        *_zone_groups(shown, place, facts, added),
        _pins(place),
    ]
    frame = f'viewBox="0 0 {number(place.width)} {number(place.height)}"'
    data = (
        f'data-units-per-mm="{UNITS_PER_MM:g}" role="group" aria-label="Needle map. Left and right are the patient\'s."'
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="map" {frame} {data}>{"".join(parts)}</svg>'
