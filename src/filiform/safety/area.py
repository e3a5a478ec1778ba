"""Which sites a stated region closes on one face: the region itself and a margin around it, in millimetres."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from filiform.face.face import Face
from filiform.face.mesh import Mesh
from filiform.face.surface import distances_to, surface
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge, Point, Region
from filiform.points.site import Placement
from filiform.safety.finding import SiteKey
from filiform.safety.statement import WHOLE_FACE, Where

ON_MM = 0.1  # a needle this near a region stands in it
SIDES: dict[str, tuple[Side, ...]] = {
    "bilateral": ("left", "right"),
    "midline": ("midline",),
    "lesion": ("left", "right", "midline"),
}


@dataclass(frozen=True)
class Territory:
    """One face with its placed sites, and the facts about its regions."""

    face: Face
    placement: Placement
    mesh: Mesh
    facts: Knowledge


def keys(points: Iterable[Point]) -> frozenset[SiteKey]:
    """Return both sides of each point; a site that is drawn by hand may be anywhere."""
    return frozenset((point.id, side) for point in points for side in SIDES[point.side])


def on_side(stated: str, side: Side) -> bool:
    """Tell whether a site's side is touched by a stated side; the midline belongs to both."""
    return stated in {"both", "midline", side} or side == "midline"


def named_regions(word: str, facts: Knowledge) -> frozenset[str]:
    """Return the regions a word means: the one of that name and every one of the group of that name."""
    return frozenset(region.id for region in facts.regions.values() if word == region.id or word in region.groups)


def _triangles(regions: Iterable[Region], stated: str, mesh: Mesh) -> list[int]:
    """Return the indices of the regions' triangles on the stated side."""
    sides = [side for side in ("left", "right") if stated in {side, "both", "midline"}]
    return [
        int(triangle)
        for region in regions
        for name in region.mesh_regions
        for side in sides
        for triangle in mesh.regions[name, side]
    ]


def _near(regions: list[Region], where: Where, margin_mm: float, territory: Territory) -> frozenset[SiteKey]:
    """Return the placed sites within the margin of the regions on this face."""
    triangles = _triangles(regions, where.side, territory.mesh)
    sites = territory.placement.of("front")  # millimetres of a 45-degree photo are too rough to show that it is far
    if not triangles or not sites:
        return frozenset()
    positions = np.array([site.position_mm for site in sites])
    apart = distances_to(surface(territory.face.landmarks_mm, territory.mesh), positions, triangles)
    return frozenset((site.id, site.side) for site, mm in zip(sites, apart, strict=True) if mm <= margin_mm)


def _may_be_near(regions: list[Region], where: Where, territory: Territory) -> frozenset[SiteKey]:
    """Return the sites that are not placed on this face and lie in the same group as the regions, or beside them."""
    placed = {(site.id, site.side) for site in territory.placement.of("front")}
    groups = {group for region in regions for group in region.groups}
    names = {region.id for region in regions}
    close = {
        region.id
        for region in territory.facts.regions.values()
        if groups & set(region.groups) or names & set(region.beside)
    }
    unplaced = keys(point for point in territory.facts.points.values() if point.region in close) - placed
    return frozenset(key for key in unplaced if on_side(where.side, key[1]))


def lesions_in(
    names: Iterable[str], territory: Territory, *, where: Where = WHOLE_FACE, margin_mm: float = 0.0
) -> frozenset[SiteKey]:
    """Return the outlined lesions with a needle in some regions: their record names none, they lie where they lie."""
    points = territory.facts.points
    drawn = tuple(site for site in territory.placement.of("front") if points[site.id].side == "lesion")
    if not drawn:
        return frozenset()
    regions = [territory.facts.regions[name] for name in sorted(names)]
    return _near(regions, where, max(margin_mm, ON_MM), replace(territory, placement=Placement(drawn, ())))


def region_sites(where: Where, margin_mm: float, territory: Territory) -> frozenset[SiteKey]:
    """
    Return the sites that a stated region and the margin around it close on this face; no region is the whole face.

    A site belongs to the region of its record. With a margin, a placed site is also closed when it lies within so
    many mm; one that is not placed, when its region is of the same group or beside, for it cannot be shown to be far.
    """
    points = territory.facts.points.values()
    names = named_regions(where.region or "", territory.facts)
    if not names:
        return keys(point for point in points if point.part == "face")
    same = frozenset(
        key for key in keys(point for point in points if point.region in names) if on_side(where.side, key[1])
    )
    same |= lesions_in(names, territory, where=where, margin_mm=margin_mm)
    if margin_mm <= 0.0:
        return same
    regions = [territory.facts.regions[name] for name in sorted(names)]
    return same | _near(regions, where, margin_mm, territory) | _may_be_near(regions, where, territory)
