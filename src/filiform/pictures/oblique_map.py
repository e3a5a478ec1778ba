"""The needles of one side on a face drawn at 45 degrees; classes as in the front map (pictures/web_map.py)."""

from collections.abc import Sequence

import numpy as np

from filiform.face.face import Face
from filiform.face.mesh import Mesh
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.pictures.face_panel import Panel
from filiform.pictures.ink import CASING
from filiform.pictures.marks import Mark, is_soft
from filiform.pictures.numbering import numbers
from filiform.pictures.oblique import HEIGHT_MM, WIDTH_MM, Shown, oblique_lines, oblique_place
from filiform.pictures.png import png
from filiform.pictures.scene import Dot, Scene, clipped
from filiform.pictures.svg import elements, number
from filiform.pictures.web_map import web_number_places
from filiform.pictures.web_mark import OVER, UNITS_PER_MM, areas_svg, mark_svg
from filiform.planning.proposal import Needle, Proposal
from filiform.points.along import placed_lines
from filiform.points.site import Placement, Site


def oblique_scene(face: Face, mesh: Mesh, *, shown: Shown, px_per_mm: float = UNITS_PER_MM) -> Scene:
    """Return the face drawn at 45 degrees, without marks."""
    width, height = WIDTH_MM * px_per_mm, HEIGHT_MM * px_per_mm
    lines = clipped(oblique_lines(face, mesh, shown, px_per_mm), (0, 0, width, height))
    return Scene(round(width), round(height), tuple(lines))


def oblique_png(face: Face, mesh: Mesh, *, shown: Shown) -> bytes:
    """Return the face drawn at 45 degrees as PNG; `shown` is the patient's side that is seen."""
    return png(oblique_scene(face, mesh, shown=shown))


def _mark(needle: Needle, site: Site, at: Dot, facts: Knowledge, name: str) -> Mark:
    return Mark(
        number=name if needle.part == 1 else "",
        site=site.id,
        side=site.side,
        zone=needle.zone,
        at=at,
        error_mm=site.error_mm,
        soft=is_soft(site.id, site.error_mm, facts),
        tip=None,
        locked=needle.locked,
        part=needle.part,
        of=needle.of,
    )


def _places(face: Face, facts: Knowledge, mesh: Mesh, placement: Placement) -> dict[tuple[str, Side, int, int], Site]:
    """Return the sites of this face, and of its lines each needle's for each count, by site, side, part and count."""
    found = {(site.id, site.side, 1, 1): site for site in placement.sites}
    for line in placed_lines(face, facts, mesh, placement).values():
        for count, row in line.needles.items():
            found |= {(line.id, line.side, part, count): site for part, site in enumerate(row, start=1)}
    return found


def oblique_marks(
    needles: Sequence[Needle], facts: Knowledge, *, face: Face, mesh: Mesh, placement: Placement, shown: Shown
) -> tuple[Mark, ...]:
    """Return the marks of one side and of the midline, carried over by their anchors on the mesh."""
    sites = _places(face, facts, mesh, placement)
    named = numbers(needles, facts)

    def at(site: Site) -> Dot:
        place = np.array(site.anchor.weights) @ face.landmarks_mm[list(site.anchor.triangle)]
        return oblique_place(place, shown, UNITS_PER_MM)

    return tuple(
        _mark(needle, sites[key], at(sites[key]), facts, named[needle.site, needle.side])
        for needle in needles
        if needle.side in {shown, "midline"} and (key := (needle.site, needle.side, needle.part, needle.of)) in sites
    )


def oblique_svg(
    proposal: Proposal, facts: Knowledge, *, face: Face, mesh: Mesh, placement: Placement, shown: Shown
) -> str:
    """Return one side of the drawn face with its needles as inline SVG."""
    scene = oblique_scene(face, mesh, shown=shown)
    size = (float(scene.width), float(scene.height))
    place = Panel((0.0, 0.0, *size), (0.0, 0.0), UNITS_PER_MM, 1.0)
    shown_marks = oblique_marks(proposal.needles, facts, face=face, mesh=mesh, placement=placement, shown=shown)
    at = web_number_places(shown_marks, place)
    body = areas_svg(shown_marks, place)
    body += "".join(mark_svg(mark, place, "planned", at.get((mark.site, mark.side), OVER)) for mark in shown_marks)
    paper = f'<rect class="map-paper" width="{number(size[0])}" height="{number(size[1])}" fill="{CASING}"/>'
    ground = f'{paper}<g class="map-face" aria-hidden="true">{elements(scene.shapes)}</g>'
    frame = f'viewBox="0 0 {scene.width} {scene.height}" data-units-per-mm="{UNITS_PER_MM:g}"'
    name = f'role="group" aria-label="Face turned 45 degrees, the patient\'s {shown} side."'
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="map map-oblique" {frame} {name}>{ground}{body}</svg>'
