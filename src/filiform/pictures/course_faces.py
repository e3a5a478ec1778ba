"""
A row of small faces, one a session of a course: where its needles are, at a glance.

The lines of the face are drawn once, as a symbol each small face uses. Every paint is a presentation attribute; the
page colours `.little-lines`, `.little-core` (needled in every session) and `.little-some` (in turns, or on some days).
"""

from collections.abc import Collection
from dataclasses import replace

from filiform.face.face import Face
from filiform.pictures.crop import whole_head_box
from filiform.pictures.face_lines import face_lines
from filiform.pictures.face_panel import Panel
from filiform.pictures.ink import CORE
from filiform.pictures.scene import Dot, Stroke
from filiform.pictures.svg import number, path_data
from filiform.planning.proposal import Needle, Proposal
from filiform.safety.finding import SiteKey

UNITS_PER_MM = 0.6
PEN = 4.0  # how many times wider lines are than on a large face
DOT = 2.6
SYMBOL = "little-face"


def little_panel(face: Face) -> Panel:
    """Return the frame of a small face: the whole head, its hair too."""
    origin: Dot = (0.0, 0.0)
    return Panel(whole_head_box(face), origin, UNITS_PER_MM, UNITS_PER_MM * face.scale.mm_per_px)


def _frame(place: Panel) -> str:
    return f'viewBox="0 0 {number(place.width)} {number(place.height)}"'


def little_lines(face: Face) -> str:
    """Return the lines of a face as an SVG symbol that the small faces use, to stand before them on a page."""
    place = little_panel(face)
    strokes = [shape for shape in face_lines(place.landmarks(face), UNITS_PER_MM) if isinstance(shape, Stroke)]
    lines = "".join(_line(replace(shape, width=shape.width * PEN)) for shape in strokes if shape.dash is None)
    symbol = f'<symbol id="{SYMBOL}" {_frame(place)}><g class="little-lines">{lines}</g></symbol>'
    hidden = 'class="little-symbol" width="0" height="0" aria-hidden="true"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {hidden}>{symbol}</svg>'


def _line(shape: Stroke) -> str:
    thin = shape.points[:: max(1, len(shape.points) // 24)]
    ends = thin if thin[-1] == shape.points[-1] else (*thin, shape.points[-1])
    paint = f'fill="none" stroke="{CORE}" stroke-width="{number(shape.width)}"'
    return f'<path d="{path_data(ends, closed=shape.closed)}" {paint} stroke-linecap="round"/>'


def little_face(proposal: Proposal, face: Face, core: Collection[SiteKey], name: str) -> str:
    """
    Return one small face with the needles that lie on the picture.

    Parameters
    ----------
    core
        Sites needled in every session: full dots; the others are rings.
    name
        What a screen reader says.
    """
    place = little_panel(face)
    dots = "".join(
        _dot(needle, place.at(needle.position_px), core)
        for needle in proposal.needles
        if needle.position_px is not None
    )
    says = f'class="little" role="img" aria-label="{name}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {says} {_frame(place)}><use href="#{SYMBOL}"/>{dots}</svg>'


def _dot(needle: Needle, at: Dot, core: Collection[SiteKey]) -> str:
    where = f'cx="{number(at[0])}" cy="{number(at[1])}"'
    if (needle.site, needle.side) in core:
        return f'<circle class="little-core" {where} r="{DOT:g}" fill="{CORE}"/>'
    return f'<circle class="little-some" {where} r="{DOT:g}" fill="none" stroke="{CORE}" stroke-width="1.2"/>'
