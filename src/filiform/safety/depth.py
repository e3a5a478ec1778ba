"""How deep a needle may be planned at a point: the least of what the point, its region and its danger zones allow."""

from collections.abc import Iterable, Sequence

from filiform.face.mesh import Mesh
from filiform.knowledge.models import Knowledge, Point
from filiform.points.lesion import mesh_regions
from filiform.points.site import Site
from filiform.safety.finding import DepthLimit, Limits


def _bounds(
    point: Point, facts: Knowledge, limits: Limits, beneath: Sequence[tuple[float, str]]
) -> list[tuple[float, str]]:
    bounds = [(point.needling.depth_mm[1], "point")]
    depth_region = facts.regions[point.region].depth_region
    if depth_region is not None:
        region = facts.depth_regions[depth_region]
        bounds.append((region.perpendicular_limit_mm, f"region {region.label} {region.perpendicular_limit_mm:g} mm"))
    bounds.extend(
        (zone.max_depth_mm, f"zone {zone.label} {zone.max_depth_mm:g} mm")
        for zone in facts.danger_zones.values()
        if point.id in zone.points and zone.max_depth_mm is not None and not zone.when
    )
    bounds.extend((deepest, f"{label} {deepest:g} mm") for deepest, label in beneath)
    if limits.max_depth_mm is not None:
        bounds.append((limits.max_depth_mm, f"finding {limits.max_depth_mm:g} mm"))
    return bounds


def region_bounds(sites: Iterable[Site], facts: Knowledge, mesh: Mesh) -> tuple[tuple[float, str], ...]:
    """Return how deep the regions allow a needle in which drawn sites stand, in mm, each with the region in words."""
    standing = {name for site in sites for name in mesh_regions(site.anchor, mesh)}
    names = {
        region.depth_region
        for region in facts.regions.values()
        if region.depth_region and region.part == "face" and standing.intersection(region.mesh_regions)
    }
    depths = [facts.depth_regions[name] for name in sorted(names)]
    return tuple((depth.perpendicular_limit_mm, f"region {depth.label}") for depth in depths)


def depth_limit(
    point: Point, facts: Knowledge, limits: Limits, beneath: Sequence[tuple[float, str]] = ()
) -> DepthLimit | None:
    """
    Return the vertical depth to plan at a point and what bounds it, or None where no needle may go.

    `beneath` are the depths that structures near the site allow on this face, in mm, each with the structure.

    A danger zone that is only there under a token (an open fontanelle) closes its points instead.
    """
    deepest, bound_by = min(_bounds(point, facts, limits, beneath), key=lambda bound: bound[0])
    if deepest <= 0.0:
        return None
    return DepthLimit((min(point.needling.depth_mm[0], deepest), deepest), bound_by)
