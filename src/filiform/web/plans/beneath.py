"""What lies beneath the needles of a plan, as its pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from filiform.planning.lying import plan_notes, sites_said
from filiform.planning.proposal import Needle, Proposal
from filiform.safety.near import Near


@dataclass(frozen=True)
class Told:
    """One note with its source; `sites` are the needles it is about, `distance` how near on this face."""

    say: str
    source: str
    sites: str = ""
    distance: str = ""


def _distance(near: Near) -> str:
    if near.distance_mm is None or near.depth_mm is None:
        return ""
    low, high = near.depth_mm
    return f"About {near.distance_mm} mm beside the needle and {low} to {high} mm deep in average anatomy."


def told_of_needles(needles: Iterable[Needle]) -> tuple[Told, ...]:
    """Return what the needles of one point come near, each structure once, what matters most first."""
    found: dict[str, Near] = {}
    for near in (near for needle in needles for near in needle.beneath):
        if near.structure not in found or near.rank > found[near.structure].rank:
            found[near.structure] = near
    ordered = sorted(found.values(), key=lambda near: (near.kind != "limit", -near.rank, near.structure))
    return tuple(Told(near.say, near.source, distance=_distance(near)) for near in ordered)


def told_of_plan(proposal: Proposal) -> tuple[Told, ...]:
    """Return the notes of a plan, at most five."""
    return tuple(Told(one.say, one.source, sites_said(one.sites)) for one in plan_notes(proposal))
