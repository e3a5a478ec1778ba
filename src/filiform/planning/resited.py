"""A proposal whose needles stand where the sites of a face now are."""

from dataclasses import replace

from filiform.knowledge.models import Protocol
from filiform.planning.proposal import Needle, Proposal
from filiform.points.site import Placement, Site
from filiform.safety.finding import SiteKey


def resited(proposal: Proposal, placement: Placement, frame: Protocol) -> Proposal:
    """Return a proposal with its needles at the places of a placement; nothing else of it changes."""
    sites = {(site.id, site.side): site for site in placement.sites}
    return replace(proposal, needles=tuple(_moved(needle, sites, frame) for needle in proposal.needles))


def _moved(needle: Needle, sites: dict[SiteKey, Site], frame: Protocol) -> Needle:
    site = sites.get((needle.site, needle.side))
    if site is None or needle.of > 1 or needle.position_px is None:
        return needle
    soft = needle.where == "face" and site.error_mm > frame.soft_error_mm
    return replace(needle, position_px=(site.x_px, site.y_px), error_mm=site.error_mm, soft=soft)
