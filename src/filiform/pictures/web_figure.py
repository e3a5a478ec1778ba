"""
The standing figure of the web page: the needles no picture of the face shows, as SVG without styles of its own.

Classes are those of the face map (pictures/web_map.py), each needle a mark with data-site, data-side, data-zone,
data-number, and an `aria-pressed` for the page to set. What differs: the svg is `map-figure`; the picture and its
letters scale together and read from 320 CSS pixels of width; number and code are both always shown.

Classes
-------
map-paper, map-face
    White ground and the figure.
mark-hit
    The label as a place to tap, at least 25 CSS pixels high; the page may fill it for the chosen mark.
mark-spot
    The place to tap around the ring.
mark-leader
    The line from the ring to the label.
figure-note
    Text that belongs to no single mark.
"""

from collections.abc import Mapping, Sequence
from html import escape

from filiform.knowledge.models import Knowledge
from filiform.pictures.face_panel import STUB, sided, trimmed
from filiform.pictures.figure import HEIGHT, WIDTH, figure
from filiform.pictures.figure_panel import figure_labels
from filiform.pictures.ink import CASING, CORE, INK, SECOND_INK
from filiform.pictures.labels import Label, Margin, Row, leader, plain_rows
from filiform.pictures.lettering import text_width, wrapped
from filiform.pictures.mark_shapes import CASING_WIDTH, CORE_WIDTH, LEADER_WIDTH, RING, SQUARE
from filiform.pictures.marks import by_touch
from filiform.pictures.numbering import numbers
from filiform.pictures.scene import moved
from filiform.pictures.svg import elements, number
from filiform.pictures.words import SIDE_WORDS
from filiform.planning.proposal import Needle, Proposal

ACROSS = 380.0  # units of the viewBox; at 320 CSS pixels the letters are 12.6 pixels high
LETTERS, SMALL = 15.0, 13.0
ROW = 30.0
FIGURE_HEIGHT = 340.0
FIGURE_WIDTH = FIGURE_HEIGHT * WIDTH / HEIGHT
EDGE, TOP = 8.0, 12.0
ORIGIN = ((ACROSS - FIGURE_WIDTH) / 2, TOP)
SPOT = 11.0
NUMBER_WIDTH = 42.0
LINE = 19.0
HEADING = "On the face, but not on the picture"
Numbers = Mapping[tuple[str, str], str]


def figure_name(needle: Needle, number: str, facts: Knowledge) -> str:
    """Return what a screen reader says, what is seen first: A2 LI4, left, planned, hand, find by touch."""
    locked = ", locked" if needle.locked else ""
    where = f"{SIDE_WORDS[needle.side]}, planned{locked}, {_region(needle, facts)}"
    return f"{number} {needle.site}, {where}, find by touch"


def _region(needle: Needle, facts: Knowledge) -> str:
    label = facts.regions[needle.region].label
    return label[:1].lower() + label[1:]


def _mark(needle: Needle, facts: Knowledge, named: Numbers, body: str) -> str:
    locked = " mark-locked" if needle.locked else ""
    data = f'data-site="{escape(needle.site)}" data-side="{needle.side}" data-zone="{escape(needle.zone)}"'
    label = escape(named[needle.site, needle.side])
    says = (
        f'tabindex="0" role="button" aria-label="{escape(figure_name(needle, named[needle.site, needle.side], facts))}"'
    )
    return f'<g class="mark mark-planned{locked}" {data} data-number="{label}" {says}>{body}</g>'


def _hit(left: float, middle: float, width: float) -> str:
    place = f'x="{number(left)}" y="{number(middle - ROW / 2 + 1)}" width="{number(width)}" height="{number(ROW - 2)}"'
    return f'<rect class="mark-hit" {place} rx="6" fill="none" pointer-events="all"/>'


def _ring(needle: Needle, label: Label) -> str:
    place = f'cx="{number(label.mark[0])}" cy="{number(label.mark[1])}"'
    x, y = label.mark
    square = f'x="{number(x - SQUARE)}" y="{number(y - SQUARE)}" width="{2 * SQUARE:g}" height="{2 * SQUARE:g}"'
    locked = f'<rect class="mark-square" {square} fill="none" stroke="{CORE}" stroke-width="1.8"/>'
    return (
        f'<circle class="mark-spot" {place} r="{SPOT:g}" fill="none" pointer-events="all"/>'
        f"{locked if needle.locked else ''}"
        f'<circle class="mark-casing" {place} r="{RING:g}" fill="none" stroke="{CASING}"'
        f' stroke-width="{CORE_WIDTH + 2 * CASING_WIDTH:g}"/>'
        f'<circle class="mark-ring" {place} r="{RING:g}" fill="{CASING}" stroke="{CORE}"'
        f' stroke-width="{CORE_WIDTH:g}"/>'
    )


def _leader(row: Row, label: Label, margin: Margin, outwards: float) -> str:
    (x, y), (to_x, to_y) = trimmed(leader(row, margin), label.reach + CASING_WIDTH)
    steps = f"M{number(x + outwards)},{number(y)} {number(x)},{number(y)} {number(to_x)},{number(to_y)}"
    return f'<path class="mark-leader" d="{steps}" fill="none" stroke="{SECOND_INK}" stroke-width="{LEADER_WIDTH:g}"/>'


def _words(label: Label, x: float, y: float, anchor: str, room: float) -> str:
    """Return the number and the code; a code too long for the margin, or a note, stands on a second line."""
    first = f'<tspan class="mark-number" font-weight="600">{escape(label.key)}</tspan>'
    one_line = text_width(label.key, LETTERS, bold=True) + 5 + text_width(label.text, LETTERS) <= room
    code = f'<tspan class="mark-code">{escape(label.text)}</tspan>' if one_line else ""
    second = label.note if one_line else label.text
    down = LETTERS * 0.36 if not second else -2.0
    place = f'x="{number(x)}" y="{number(y + down)}" text-anchor="{anchor}"'
    kind = "figure-note" if one_line else "mark-code"
    colour = SECOND_INK if one_line else INK
    below = (
        f'<tspan class="{kind}" x="{number(x)}" dy="14" font-size="{SMALL:g}" fill="{colour}">{escape(second)}</tspan>'
    )
    return (
        f'<text class="mark-words" {place} font-size="{LETTERS:g}" fill="{INK}">'
        f"{' '.join(part for part in (first, code, below if second else '') if part)}</text>"
    )


def _labelled(row: Row, label: Label, margin: Margin, needle: Needle, *, on_left: bool) -> str:
    outwards = -STUB if on_left else STUB
    start = margin.x + outwards + (-5 if on_left else 5)
    room = start - EDGE if on_left else ACROSS - EDGE - start
    hit = _hit(EDGE if on_left else start - 3, row.y, room + 3)
    words = _words(label, start, row.y, "end" if on_left else "start", room)
    return f"{hit}{_leader(row, label, margin, outwards)}{_ring(needle, label)}{words}"


def figure_marks(needles: Sequence[Needle], facts: Knowledge, named: Numbers) -> dict[tuple[str, str], str]:
    """Return each needle of the figure as an SVG group, by site and side."""
    by_number = {named[needle.site, needle.side]: needle for needle in needles}
    labels = figure_labels(needles, facts, named, FIGURE_HEIGHT, ORIGIN)
    bottom = ORIGIN[1] + FIGURE_HEIGHT
    sides = (ORIGIN[0] - 2, ORIGIN[0] + FIGURE_WIDTH + 2)
    marked: dict[tuple[str, str], str] = {}
    for index, (x, members) in enumerate(zip(sides, sided(labels), strict=True)):
        margin = Margin(x, 0.0, bottom, ROW)
        for row in plain_rows(members, margin):
            if row.label is not None:
                needle = by_number[row.label.key]
                body = _labelled(row, row.label, margin, needle, on_left=index == 0)
                marked[needle.site, needle.side] = _mark(needle, facts, named, body)
    return marked


def _sides(needles: Sequence[Needle]) -> str:
    return "both sides" if len(needles) > 1 else SIDE_WORDS[needles[0].side]


def _listed(needles: Sequence[Needle], facts: Knowledge, named: Numbers, top: float) -> tuple[str, float]:
    """Return one site of the list with a button for each side, and how high it stands."""
    first = needles[0]
    text = f"{first.site} {_sides(needles)}, {_region(first, facts)}: find by touch"
    start = EDGE + 2 * NUMBER_WIDTH + 4
    lines = wrapped(text, LETTERS, ACROSS - 2 * EDGE - start)
    parts = []
    for index, needle in enumerate(needles):
        left = EDGE + index * NUMBER_WIDTH
        place = f'x="{number(left + 2)}" y="{number(top + LETTERS * 1.36)}" font-size="{LETTERS:g}" fill="{INK}"'
        label = escape(named[needle.site, needle.side])
        words = f'<text class="mark-words mark-number" {place} font-weight="600">{label}</text>'
        parts.append(_mark(needle, facts, named, _hit(left - 2, top + ROW / 2, NUMBER_WIDTH - 2) + words))
    for index, line in enumerate(lines):
        place = f'x="{number(start)}" y="{number(top + LETTERS * 1.36 + index * LINE)}"'
        parts.append(f'<text class="figure-note" {place} font-size="{LETTERS:g}" fill="{INK}">{escape(line)}</text>')
    return "".join(parts), max(ROW, LINE * len(lines) + 10)


def figure_list(needles: Sequence[Needle], facts: Knowledge, named: Numbers, top: float) -> tuple[str, float]:
    """Return the list of face needles without a place on the picture, by region, and where it ends."""
    if not needles:
        return "", top
    place = f'x="{number(EDGE)}" y="{number(top + LETTERS)}"'
    body = f'<text class="figure-note" {place} font-size="{LETTERS:g}" font-weight="600" fill="{INK}">{HEADING}</text>'
    order = {region: index for index, region in enumerate(facts.regions)}
    sites = sorted({(order[needle.region], needle.site) for needle in needles})
    top += ROW - 6
    for _, site in sites:
        members = sorted((needle for needle in needles if needle.site == site), key=lambda one: one.side, reverse=True)
        row, height = _listed(members, facts, named, top)
        body, top = body + row, top + height
    return f'<g class="figure-list">{body}</g>', top


def _zones(needles: Sequence[Needle], facts: Knowledge, marked: Mapping[tuple[str, str], str]) -> str:
    """Return the marks of the figure by zone, in the order of insertion."""
    groups = []
    for zone in sorted({needle.zone for needle in needles}, key=lambda zone: facts.zones[zone].order):
        members = [needle for needle in needles if needle.zone == zone]
        name = escape(f"{facts.zones[zone].label}, {len(members)}")
        data = f'data-zone="{escape(zone)}" data-count="{len(members)}" role="group" aria-label="{name}"'
        body = "".join(marked[needle.site, needle.side] for needle in members)
        groups.append(f'<g class="map-zone" {data}>{body}</g>')
    return "".join(groups)


def figure_svg(proposal: Proposal, facts: Knowledge) -> str:
    """
    Return the figure with every needle the picture of the face does not show, as inline SVG; empty without any.

    Needles of body, neck and scalp stand on the figure at their region; face needles are listed beneath it.
    """
    needles = by_touch(proposal)
    if not needles:
        return ""
    named = numbers(proposal.needles, facts)
    drawn = [needle for needle in needles if needle.where != "face"]
    listed = [needle for needle in needles if needle.where == "face"]
    body = ""
    top = TOP
    if drawn:
        lines = elements(moved(figure(FIGURE_HEIGHT), ORIGIN))
        marked = figure_marks(drawn, facts, named)
        body = f'<g class="map-face" aria-hidden="true">{lines}</g>{_zones(drawn, facts, marked)}'
        top += FIGURE_HEIGHT + TOP
    names, bottom = figure_list(listed, facts, named, top)
    height = number(bottom + EDGE)
    paper = f'<rect class="map-paper" width="{ACROSS:g}" height="{height}" fill="{CASING}"/>'
    frame = f'viewBox="0 0 {ACROSS:g} {height}" font-family="Inter, system-ui, sans-serif"'
    says = 'role="group" aria-label="Needles to find by touch. The figure shows the region only."'
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="map-figure" {frame} {says}>{paper}{body}{names}</svg>'
