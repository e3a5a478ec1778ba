"""The pictures of a plan: the face, the drawn face at 45 degrees where there is no photo, and the body."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import mark_safe

from filiform.knowledge import load
from filiform.pictures.oblique_map import oblique_svg
from filiform.pictures.web_figure import figure_svg
from filiform.pictures.web_map import map_svg, web_panel
from filiform.planning.proposal import Needle, Proposal
from filiform.points.site import Placement, Site
from filiform.safety.finding import SiteKey
from filiform.web import facts
from filiform.web.visits.kept import seen
from filiform.web.visits.models import Photo


@dataclass(frozen=True)
class Pictured:
    """What is drawn: a proposal on a photo or the drawn face, what changed in it, and where needles were last time."""

    proposal: Proposal
    photo: Photo | None
    added: frozenset[SiteKey] = frozenset()
    removed: tuple[Needle, ...] = field(default=())
    last_time: frozenset[SiteKey] = frozenset()
    changed: frozenset[SiteKey] = frozenset()


def on_picture(photo: Photo | None) -> dict[SiteKey, Site]:
    """Return the sites that lie on the picture of the front."""
    return {(site.id, site.side): site for site in seen(photo)[1].of("front")}


def _face(what: Pictured) -> str:
    face, placement = seen(what.photo)
    return map_svg(
        what.proposal,
        load.knowledge(),
        face=face,
        placement=placement,
        added=what.added,
        changed=what.changed,
        removed=what.removed,
        last_time=what.last_time,
        others=_others(what, placement),
    )


def _others(what: Pictured, placement: Placement) -> frozenset[SiteKey]:
    """Return the sites of the default set that are not in a plan, beside those it says why it left out."""
    known, present = load.knowledge().points, {(needle.site, needle.side) for needle in what.proposal.needles}
    sites = {(site.id, site.side) for site in placement.of("front") if known[site.id].default_use}
    return frozenset(sites - present)


def _right(what: Pictured) -> str:
    face, placement = seen(None)
    return oblique_svg(
        what.proposal, load.knowledge(), face=face, mesh=facts.mesh(), placement=placement, shown="right"
    )


def _left(what: Pictured) -> str:
    face, placement = seen(None)
    return oblique_svg(what.proposal, load.knowledge(), face=face, mesh=facts.mesh(), placement=placement, shown="left")


def _body(what: Pictured) -> str:
    return figure_svg(what.proposal, load.knowledge())


VIEWS: dict[str, tuple[str, Callable[[Pictured], str]]] = {
    "face": ("Face", _face),
    "right": ("Right 45\N{DEGREE SIGN}", _right),
    "left": ("Left 45\N{DEGREE SIGN}", _left),
    "body": ("Body", _body),
}
OF_PHOTO = ("face", "body")


def pictured(what: Pictured, view: str) -> dict[str, Any]:
    """Return the picture that was asked for, and which others there are."""
    there = {name: VIEWS[name] for name in (OF_PHOTO if what.photo else VIEWS)}
    shown = view if view in there else "face"
    frame = web_panel(seen(what.photo)[0])
    return {
        "views": [(name, label) for name, (label, _) in there.items()],
        "view": shown,
        "map": mark_safe(there[shown][1](what)),  # noqa: S308 made by our own drawing, with every text escaped
        "has_last_time": shown == "face" and bool(what.last_time),
        "map_photo": what.photo if shown == "face" else None,
        "map_width": round(frame.width),
        "map_height": round(frame.height),
    }
