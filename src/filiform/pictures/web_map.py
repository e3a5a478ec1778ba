"""
The needle map of the web page: SVG laid over the photo crop, drawn without styles of its own.

Every paint is a presentation attribute, which any rule of a style sheet overrides; nothing needs `style=`. The page
shows `crop_jpeg(photo, crop_box(face), ...)` beneath, in the same frame. One unit of the viewBox is a fifth of a
millimetre, so that marks have their designed size when the map is 850 CSS pixels wide (170 mm); a page that shows it
smaller or larger sets `--map-unit` (viewBox units in one CSS pixel) and scales `.mark-glyph` by it.

Classes
-------
map
    The svg. States of the page belong here: `show-errors`, `show-left-out`, `show-codes` (set it when the picture is
    near enough to tell marks 8 mm apart).
map-paper, map-face
    White ground and line drawing, only where there is no photo.
map-zone
    One zone (data-zone, data-count), in the order of insertion.
mark
    One needle: data-site, data-side, data-zone, data-number; role button, tabindex 0, aria-label. With it one of
    mark-planned, mark-added, mark-changed, mark-removed, mark-left-out; also mark-locked, mark-soft, mark-by-hand.
    `aria-pressed="true"` is for the page to set on the chosen mark; it carries the selected fill through
    `.mark[aria-pressed="true"] .mark-ring`.
mark-error
    The 95 % ring, not shown until the mark is chosen or `show-errors` is set.
mark-area
    The soft area of a mark-soft, which has no ring: not seen but for what the page fills it with when it is chosen.
map-areas; area-casing, area-rim
    What is seen of soft areas, beneath all marks so that no area covers a number.
mark-line-casing, mark-line
    A slanted needle as long as it lies under the skin as seen.
mark-glyph
    What keeps its size on the screen: mark-hit (22 px across; 44 on touch: set `r: 22px`), mark-square-casing,
    mark-square, mark-casing, mark-ring, mark-cross (removed), mark-words.
mark-words, mark-number, mark-code
    One line of text: the number as on paper and in the list of zones, always shown, and behind it the code, not shown
    until `.mark[aria-pressed="true"] .mark-code, .map.show-codes .mark-code { display: inline }` says so. Numbers do
    not overlap on a map 320 CSS pixels wide or wider while their size is 13 px.
map-by-hand
    Where the rule puts needles that were moved by hand, dashed, beneath all marks; such a mark has a mark-hand.
map-pin
    R and L, the patient's.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from html import escape

from filiform.face.face import Face
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.pictures.by_hand import moved_by_hand, ways_svg
from filiform.pictures.crop import crop_box
from filiform.pictures.face_lines import face_lines
from filiform.pictures.face_panel import Panel
from filiform.pictures.ink import CASING, CORE
from filiform.pictures.marks import Mark, marks
from filiform.pictures.number_places import number_places
from filiform.pictures.numbering import numbers
from filiform.pictures.scene import Dot
from filiform.pictures.svg import elements, number
from filiform.pictures.web_mark import LETTERS, UNITS_PER_MM, areas_svg, mark_svg
from filiform.planning.proposal import Needle, Proposal
from filiform.points.site import Placement, Site

LAST_RING = 14.0  # pixels, wide enough to stand around the mark of a needle that stayed
LEAST_WIDTH = 320.0  # CSS pixels of the smallest screen the numbers must be told apart on
SiteKey = tuple[str, Side]


def web_number_places(shown: Sequence[Mark], place: Panel) -> dict[SiteKey, Dot]:
    """Return where each number stands from its mark, in CSS pixels, free of the others from `LEAST_WIDTH` up."""
    scales = (LEAST_WIDTH / (place.box[2] - place.box[0]), math.inf)
    places = number_places(shown, scales, LETTERS)
    return {(mark.site, mark.side): at for mark, at in zip(shown, places, strict=True) if mark.part == 1}


def _zone_groups(
    shown: Sequence[Mark],
    place: Panel,
    facts: Knowledge,
    states: Mapping[SiteKey, str],
    by_hand: Collection[SiteKey],
) -> list[str]:
    groups = []
    words_at = web_number_places(shown, place)
    for zone in sorted({mark.zone for mark in shown}, key=lambda zone: facts.zones[zone].order):
        members = [mark for mark in shown if mark.zone == zone]
        body = "".join(
            mark_svg(mark, place, states.get(key, "planned"), words_at[key], by_hand=key in by_hand)
            for mark in members
            for key in [(mark.site, mark.side)]
        )
        name = escape(f"{facts.zones[zone].label}, {len(members)}")
        data = f'data-zone="{escape(zone)}" data-count="{len(members)}"'
        groups.append(f'<g class="map-zone" {data} role="group" aria-label="{name}">{body}</g>')
    return groups


def _left_out(left_out: Collection[SiteKey], placement: Placement | None, place: Panel, facts: Knowledge) -> str:
    if placement is None:
        return ""
    sites = {(site.id, site.side): site for site in placement.of("front")}
    body = "".join(mark_svg(_bare(sites[key], facts), place, "left out") for key in left_out if key in sites)
    return f'<g class="layer-left-out" display="none">{body}</g>'


def _bare(site: Site, facts: Knowledge) -> Mark:
    zone = facts.regions[facts.points[site.id].region].zone
    return Mark("", site.id, site.side, zone, (site.x_px, site.y_px), site.error_mm, soft=False, tip=None, locked=False)


def _last_time(sites: Collection[SiteKey], placement: Placement | None, place: Panel) -> str:
    if placement is None or not sites:
        return ""
    rings = []
    for site in placement.sites:
        if (site.id, site.side) in sites:
            x, y = place.at((site.x_px, site.y_px))
            rings.append(
                f'<g transform="translate({number(x)} {number(y)})"><g class="mark-glyph">'
                f'<circle r="{LAST_RING:g}" fill="none" stroke="{CASING}" stroke-width="5"/>'
                f'<circle r="{LAST_RING:g}" fill="none" stroke="{CORE}" stroke-width="2.4"/></g></g>'
            )
    return f'<g class="layer-last" display="none" opacity="0.3" pointer-events="none">{"".join(rings)}</g>'


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
    changed: Collection[SiteKey] = (),
    removed: Sequence[Needle] = (),
    last_time: Collection[SiteKey] = (),
    others: Collection[SiteKey] = (),
    lines: bool | None = None,
) -> str:
    """
    Return the marks of a proposal as inline SVG over `crop_box(face)`.

    Parameters
    ----------
    placement
        With it the sites left out are drawn too, in a layer that is not shown by default, and where the rule puts
        needles that were moved by hand.
    added, changed, removed
        What changed against the plan before: sites drawn as added or as needled otherwise, needles drawn as ghosts.
    last_time
        Sites of the last session, as hollow rings where they lie on this face, in a layer that is not shown by default.
    others
        Sites that are not in the plan and are drawn with those left out.
    lines
        Draw the face as lines beneath; by default where the face is drawn and has no photo.
    """
    place = web_panel(face)
    states = dict.fromkeys(changed, "changed") | dict.fromkeys(added, "added")
    shown = marks(proposal.needles, facts, face, number=numbers(proposal.needles, facts))
    by_hand = moved_by_hand(proposal.needles, placement)
    out = dict.fromkeys([*((item.site, item.side) for item in proposal.left_out), *sorted(others)])
    parts = [
        _ground(face, place, lines=face.drawn if lines is None else lines),
        _left_out(out, placement, place, facts),
        _last_time(last_time, placement, place),
        _removed(removed, facts, face, place),
        areas_svg(shown, place),
        ways_svg(by_hand.values(), place),
        *_zone_groups(shown, place, facts, states, by_hand),
        _pins(place),
    ]
    frame = f'viewBox="0 0 {number(place.width)} {number(place.height)}"'
    data = (
        f'data-units-per-mm="{UNITS_PER_MM:g}" role="group" aria-label="Needle map. Left and right are the patient\'s."'
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="map" {frame} {data}>{"".join(parts)}</svg>'
