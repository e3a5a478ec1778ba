"""
The site that a threaded line is, made from the single sites it replaces.

It never allows more than any of them: the least depth, every caution, every token that forbids, every danger zone and
every rule that names one of them; it serves only what all of them serve.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from filiform.knowledge.fact import Span
from filiform.knowledge.line import Line, Thread
from filiform.knowledge.models import Construction, DangerZone, Needling, Point, PointConfidence
from filiform.knowledge.rules import Rule

T = TypeVar("T")
ALONG = "its needles are set along the line when the plan is made"


def threads(lines: Mapping[str, Line]) -> tuple[Thread, ...]:
    """Return the lines that are needled as one site."""
    return tuple(line.thread for line in lines.values() if line.thread)


def _together(groups: Iterable[Sequence[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _shared(spans: Sequence[Span]) -> Span:
    """Return what lies within every span."""
    return max(low for low, _ in spans), min(high for _, high in spans)


def _needling(sites: Sequence[Point]) -> Needling:
    every = [site.needling for site in sites]
    deepest_mm = min(one.depth_mm[1] for one in every)
    return every[0].model_copy(
        update={
            "depth_mm": (min(*(one.depth_mm[0] for one in every), deepest_mm), deepest_mm),
            "gauge_mm": _shared([one.gauge_mm for one in every]),
            "length_mm": _shared([one.length_mm for one in every]),
        }
    )


def thread_point(line: Line, thread: Thread, points: Mapping[str, Point]) -> Point:
    """Return the site of a threaded line."""
    sites = [points[name] for name in thread.replaces]
    common = set.intersection(*(set(site.indications) for site in sites))
    unsure = [site.confidence for site in sites]
    confidence = PointConfidence(
        location=max(one.location for one in unsure),
        needling=max(one.needling for one in unsure),
        indications=max(one.indications for one in unsure),
    )
    made = {
        "id": thread.id,
        "pinyin": "",
        "english": thread.english,
        "aliases": (),
        "location": f"not a WHO point: several needles along the line, {thread.needles[0]} to {thread.needles[1]}",
        "needling": _needling(sites),
        "cautions": _together(site.cautions for site in sites),
        "forbidden_when": _together(site.forbidden_when for site in sites),
        "caution_when": _together(site.caution_when for site in sites),
        "indications": {need: min(site.indications[need] for site in sites) for need in sorted(common)},
        "citations": _together([line.citations, *(site.citations for site in sites)]),
        "confidence": confidence,
        "construction": Construction(how=ALONG, confidence="N", visible="line"),
        "default_use": all(site.default_use for site in sites),
        "supine": all(site.supine for site in sites),
        "corrections": (),
        "review": None,
    }
    return sites[0].model_copy(update=made)


def thread_points(lines: Mapping[str, Line], points: Mapping[str, Point]) -> dict[str, Point]:
    """Return the sites of all threaded lines, by id."""
    return {line.thread.id: thread_point(line, line.thread, points) for line in lines.values() if line.thread}


def _named_with(named: Sequence[str], listed: Sequence[Thread]) -> tuple[str, ...]:
    return (*named, *(thread.id for thread in listed if set(thread.replaces) & set(named)))


def zones_with(listed: Sequence[Thread], zones: Mapping[str, DangerZone]) -> dict[str, DangerZone]:
    """Return the danger zones, each with the threaded lines that pass one of its points."""
    return {name: zone.model_copy(update={"points": _named_with(zone.points, listed)}) for name, zone in zones.items()}


def rules_with(listed: Sequence[Thread], rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Return the rules, each with the threaded lines that pass one of its points."""
    return {name: rule.model_copy(update={"points": _named_with(rule.points, listed)}) for name, rule in rules.items()}
