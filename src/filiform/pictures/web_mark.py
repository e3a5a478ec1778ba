"""One needle on the map of the web page: a named button of SVG with presentation attributes only."""

from collections.abc import Sequence
from html import escape

from filiform.pictures.face_panel import Panel
from filiform.pictures.ink import CASING, CORE
from filiform.pictures.mark_shapes import CASING_WIDTH, CORE_WIDTH, POINT, RING, SQUARE, band_outline
from filiform.pictures.marks import Mark, rows
from filiform.pictures.number_places import CAP_HEIGHT, clearance, number_half
from filiform.pictures.scene import Dot
from filiform.pictures.svg import number
from filiform.pictures.words import SIDE_WORDS

UNITS_PER_MM = 5.0
LETTERS = 13.0  # of numbers and codes, in pixels of the screen
HIT = 11.0
SIGN = 3.4  # half the length of the plus in a new needle
STEADY = 'vector-effect="non-scaling-stroke"'
GHOST = 0.45  # opacity of what is not in the plan
OVER: Dot = (0.0, -15.0)


def mark_name(mark: Mark, state: str) -> str:
    """Return what a screen reader says, what is seen first: C3 ST3, left, planned, 2 mm error."""
    sure = "find by touch" if mark.soft else f"{mark.error_mm:.0f} mm error"
    locked = ", locked" if mark.locked else ""
    named = f"{mark.number} {mark.name}".strip()
    return f"{named}, {SIDE_WORDS[mark.side]}, {state}{locked}, {sure}"


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
    if mark.soft and (mark.of == 1 or state == "planned"):
        return ""
    casing = f'fill="none" stroke="{CASING}" stroke-width="{CORE_WIDTH + 2 * CASING_WIDTH:g}"'
    core = f'fill="none" stroke="{CORE}" stroke-width="{CORE_WIDTH:g}"'
    return _circle("mark-casing", RING, casing) + _circle("mark-ring", RING, core) + _sign(state)


def _sign(state: str) -> str:
    """Return what tells apart, within its ring, a needle that is new or needled otherwise than before."""
    if state == "added":
        plus = f"M{-SIGN:g},0 {SIGN:g},0M0,{-SIGN:g} 0,{SIGN:g}"
        return f'<path class="mark-sign" d="{plus}" fill="none" stroke="{CORE}" stroke-width="1.8"/>'
    if state == "changed":
        return f'<path class="mark-sign" d="M0,{-RING:g}A{RING:g},{RING:g} 0 0 1 0,{RING:g}Z" fill="{CORE}"/>'
    return ""


def mark_words(mark: Mark, at: Dot) -> str:
    """
    Return the number of a mark with its code behind it, the code not shown.

    Parameters
    ----------
    at
        Middle of the number from the middle of the mark, in pixels.
    """
    half = number_half(mark.number, LETTERS)[0] if mark.number else 0.0
    beside = clearance(mark) if abs(at[0]) > half else 0.0
    x, anchor = at[0], "middle"
    if beside:
        x, anchor = (at[0] - half, "start") if at[0] > 0 else (at[0] + half, "end")
    paint = f'font-size="{LETTERS:g}" fill="{CORE}" stroke="{CASING}" stroke-width="3" paint-order="stroke"'
    place = f'x="{number(x)}" y="{number(at[1] + CAP_HEIGHT * LETTERS / 2)}" text-anchor="{anchor}"'
    named = f'<tspan class="mark-number" font-weight="600">{escape(mark.number)}</tspan>' if mark.number else ""
    gap = " " if mark.number else ""
    code = f'{gap}<tspan class="mark-code" display="none">{escape(mark.name)}</tspan>'
    return f'<text class="mark-words" {place} {paint} stroke-linejoin="round">{named}{code}</text>'


def _glyph(mark: Mark, state: str, at: Dot) -> str:
    hit = _circle("mark-hit", HIT, 'fill="none" pointer-events="all"')
    words = mark_words(mark, at) if mark.part == 1 else ""
    return f'<g class="mark-glyph">{hit}{_square(mark)}{_ring(mark, state)}{words}</g>'


def _hand(mark: Mark, state: str) -> str:
    """Return the point in the ring of a needle that was moved by hand; a soft mark has no ring, a new one a plus."""
    if mark.soft or state != "planned":
        return ""
    point = _circle("mark-hand", POINT, f'fill="{CORE}"')
    return f'<g class="mark-glyph" pointer-events="none">{point}</g>'


def _line(mark: Mark, scale: float) -> str:
    if mark.tip is None or mark.soft:
        return ""
    x, y = (mark.tip[0] - mark.at[0]) * scale, (mark.tip[1] - mark.at[1]) * scale
    end = f'x1="0" y1="0" x2="{number(x)}" y2="{number(y)}"'
    return (
        f'<line class="mark-line-casing" {end} stroke="{CASING}" stroke-width="5.6"/>'
        f'<line class="mark-line" {end} stroke="{CORE}" stroke-width="2"/>'
    )


def _area(radius: float, state: str) -> str:
    """Return the soft area as the mark itself has it: unseen until chosen, its rim whole when it is not as it was."""
    width = {"added": "2.4", "changed": "1.6"}.get(state)
    rim = f'stroke="{CORE}" stroke-width="{width}"' if width else 'stroke="none"'
    return _circle("mark-area", radius, f'fill="none" {rim} {STEADY}')


def area_svg(mark: Mark, place: Panel) -> str:
    """Return the soft area of a mark as ground beneath all marks, so that it covers no number."""
    x, y = place.at(mark.at)
    light = f'fill="{CASING}" fill-opacity="0.2" stroke="{CASING}" stroke-opacity="0.8" stroke-width="3" {STEADY}'
    dashed = f'fill="none" stroke="{CORE}" stroke-width="1.4" stroke-dasharray="4 4" {STEADY}'
    radius = mark.error_mm * UNITS_PER_MM
    rims = _circle("area-casing", radius, light) + _circle("area-rim", radius, dashed)
    return f'<g class="area" transform="translate({number(x)} {number(y)})">{rims}</g>'


def areas_svg(shown: Sequence[Mark], place: Panel) -> str:
    """Return the ground of all soft areas."""
    areas = "".join(area_svg(mark, place) for mark in shown if mark.soft and mark.of == 1)
    areas += "".join(_row_svg(row, place) for row in rows(shown))
    return f'<g class="map-areas" pointer-events="none">{areas}</g>'


def _points(places: Sequence[Dot]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in places)


def _row_svg(row: Sequence[Mark], place: Panel) -> str:
    """Return the thin line through the needles of one line, or the band along which they are found by touch."""
    through = [place.at(mark.at) for mark in row]
    if row[0].soft:
        band = f'points="{_points(band_outline(through, row[0].error_mm * UNITS_PER_MM))}"'
        light = f'fill="{CASING}" fill-opacity="0.2" stroke="{CASING}" stroke-opacity="0.8" stroke-width="3" {STEADY}'
        dashed = f'fill="none" stroke="{CORE}" stroke-width="1.4" stroke-dasharray="4 4" {STEADY}'
        dots = "".join(
            f'<circle class="thread-needle" cx="{number(x)}" cy="{number(y)}" r="{POINT + 1:g}" fill="{CORE}"/>'
            for x, y in through
        )
        return f'<polygon class="area-casing" {band} {light}/><polygon class="area-rim" {band} {dashed}/>{dots}'
    line = f'points="{_points(through)}" fill="none" stroke-linecap="round" stroke-linejoin="round"'
    pale = f'stroke="{CASING}" stroke-opacity="0.7" stroke-width="3.2"'
    core = f'<polyline class="thread" {line} stroke="{CORE}" stroke-width="1.1" {STEADY}/>'
    return f'<polyline class="thread-casing" {line} {pale} {STEADY}/>{core}'


def mark_svg(mark: Mark, place: Panel, state: str, words_at: Dot = OVER, *, by_hand: bool = False) -> str:
    """
    Return one mark as an SVG group, the middle of its number so many pixels from its own.

    Parameters
    ----------
    by_hand
        It stands where a practitioner moved it: a point in its ring, and said.
    """
    x, y = place.at(mark.at)
    radius = mark.error_mm * UNITS_PER_MM
    names = ["mark", f"mark-{state.replace(' ', '-')}"]
    told = (("mark-soft", mark.soft), ("mark-locked", mark.locked), ("mark-by-hand", by_hand))
    names += [name for name, is_so in told if is_so]
    ghost = "" if state in {"planned", "added", "changed"} else f' opacity="{GHOST}"'
    area = _area(radius, state) if mark.soft and mark.of == 1 else ""
    hand = _hand(mark, state) if by_hand else ""
    light = f'fill="{CASING}" fill-opacity="0.14" stroke="{CASING}" stroke-width="1.6" stroke-dasharray="4 4"'
    error = _circle("mark-error", radius, f'display="none" {light}')
    data = f'data-site="{escape(mark.site)}" data-side="{mark.side}" data-zone="{escape(mark.zone)}"'
    name = f"{mark_name(mark, state)}{', moved by hand' if by_hand else ''}"
    says = f'tabindex="0" role="button" aria-label="{escape(name)}"'
    if mark.part > 1:
        says = 'aria-hidden="true"'
    return (
        f'<g class="{" ".join(names)}" {data} data-number="{escape(mark.number)}" {says}'
        f' transform="translate({number(x)} {number(y)})"{ghost}>'
        f"{error}{area}{_line(mark, place.scale)}{_glyph(mark, state, words_at)}{hand}</g>"
    )
