"""Moving a site by hand on the photo: what the page shows, and what its buttons do."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from filiform.errors import InputError
from filiform.face.face import Face
from filiform.knowledge import load
from filiform.pictures.numbering import numbers
from filiform.points.hand import MOST_MOVED_MM, OTHER, said, skin_of
from filiform.points.site import Placement, Site
from filiform.safety.finding import SiteKey
from filiform.safety.findings import findings
from filiform.safety.limits import limits
from filiform.web import facts
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.once import key_of, new_key
from filiform.web.patients.models import HandMove
from filiform.web.plans import actions, edits, kept, page
from filiform.web.plans.asked import visit_of
from filiform.web.plans.follow import followed
from filiform.web.plans.models import Proposal
from filiform.web.visits import ear_jaw, found, hand, marking
from filiform.web.visits.dragged import dragged_to
from filiform.web.visits.kept import seen
from filiform.web.visits.models import Photo, Visit

NODE_WORDS = {"tragus": "Ear", "gonion": "Jaw angle"}
NODE_HINTS = {"tragus": "the small flap in front of the ear canal", "gonion": "where the jaw turns up to the ear"}
NODE_GUESSED_MM, NODE_TAPPED_MM = 8.0, 2.0  # a stand-in is off by 6 to 8 mm; a tap by what a finger is
NODE_GUESSED = "Guessed, to about {:.0f} mm. Drag it to its place, or save it if it is there."
NODE_TAPPED = "Marked here, to about {:.0f} mm seen from the front."
NO_PHOTO = "There is no photo with a face in this visit; sites are moved on a photo."


@dataclass(frozen=True)
class Handle:
    """A site as it can be taken hold of: in pixels of the photo; `was` is where the rule puts one that was moved."""

    key: str
    said: str
    name: str
    number: str
    x: float
    y: float
    ring: float
    ring_mm: float
    was: tuple[float, float] | None
    chosen: bool
    node: bool = False
    tapped: bool = False
    say: str = ""


@dataclass(frozen=True)
class Past:
    """A move in the history of a patient, in words."""

    pk: int
    said: str
    moved_mm: float
    by: str
    at: Any
    undone_by: str
    undone_at: Any
    holds: bool


def _photo(visit: Visit) -> Photo | None:
    photo = visit.photo
    return photo if photo is not None and photo.state == Photo.State.FOUND else None


@require_safe
def show(request: ClinicRequest, pk: int) -> HttpResponse:
    """Show the photo with its sites, each to be taken hold of."""
    visit = visit_of(request, pk)
    photo = _photo(visit)
    if photo is None:
        return redirect("photo", visit.pk)
    trouble = request.session.pop("trouble", "")
    chosen = request.GET.get("site", "") or _first(photo, request.GET.get("point", ""))
    shown = _context(visit, photo, chosen, trouble, request.GET.get("done", ""))
    return render(request, "plans/hand.html", shown)


def _first(photo: Photo, point: str) -> str:
    """Return the first site of a point that is on a photo, or nothing."""
    sites = seen(photo)[1].of("front")
    return next((f"{site.id}-{site.side}" for site in sites if site.id == point), "")


def _context(visit: Visit, photo: Photo, chosen: str, trouble: str, done: str) -> dict[str, Any]:
    face, placement = seen(photo)
    rows = list(hand.rows(visit.patient))
    last = next((row for row in rows if str(row.pk) == done), None)
    handles = [*_handles(face, placement, _numbers(visit), chosen), *_nodes(photo, face, chosen)]
    return {
        "visit": visit,
        "patient": visit.patient,
        "step": "photo",
        "photo": photo,
        "marks": found.marks(face, ()),
        "mm_per_px": face.scale.mm_per_px,
        "most_mm": MOST_MOVED_MM,
        "handles": handles,
        "listed": sorted(handles, key=lambda handle: (not handle.number, handle.said)),
        "chosen": next((handle for handle in handles if handle.chosen), None),
        "last": last,
        "warnings": _warnings(visit, photo, last) if last and last.undone_at is None else [],
        "twin": _twin(last, placement, rows) if last else "",
        "past": _past(rows),
        "plan": actions.current(visit),
        "trouble": trouble,
        "form_key": new_key(),
    }


def _numbers(visit: Visit) -> dict[tuple[str, str], str]:
    row = actions.current(visit)
    if row is None or row.state != Proposal.State.READY:
        return {}
    return dict(numbers(kept.proposal_of(row).needles, load.knowledge()))


def _handles(face: Face, placement: Placement, number: dict[tuple[str, str], str], chosen: str) -> list[Handle]:
    names = load.knowledge().points
    return [
        Handle(
            key=f"{site.id}-{site.side}",
            said=said((site.id, site.side)),
            name=names[site.id].english,
            number=number.get((site.id, site.side), ""),
            x=site.x_px,
            y=site.y_px,
            ring=site.error_mm / face.scale.mm_per_px,
            ring_mm=site.error_mm,
            was=site.rule_px,
            chosen=f"{site.id}-{site.side}" == chosen,
        )
        for site in placement.of("front")
    ]


def _nodes(photo: Photo, face: Face, chosen: str) -> list[Handle]:
    """Return the handles of the ear and the jaw, which the mesh does not show."""
    found_ = []
    for name, (x_px, y_px, tapped) in ear_jaw.places(photo, face).items():
        node, _, side = name.rpartition("-")
        words = f"{NODE_WORDS[node]} {side}{'' if tapped else ' (guessed)'}"
        ring = NODE_TAPPED_MM if tapped else NODE_GUESSED_MM
        found_.append(
            Handle(
                key=name,
                said=words,
                name=NODE_HINTS[node],
                number="",
                x=x_px,
                y=y_px,
                ring=ring / face.scale.mm_per_px,
                ring_mm=ring,
                was=None,
                chosen=name == chosen,
                node=True,
                tapped=tapped,
                say=(NODE_TAPPED if tapped else NODE_GUESSED).format(ring),
            )
        )
    return found_


def _twin(last: HandMove, placement: Placement, rows: list[HandMove]) -> str:
    """Return the other side, where the same move can be offered for it."""
    value = hand.value(last)
    other = OTHER.get(value.side)
    there = any((site.id, site.side) == (last.point, other) for site in placement.sites)
    moved = any((row.point, row.side) == (last.point, other) and row.pk > last.pk for row in rows)
    return other if other and there and not moved and last.undone_at is None else ""


def _past(rows: list[HandMove]) -> list[Past]:
    holding = {(row.point, row.side): row.pk for row in rows if row.undone_at is None}
    return [
        Past(
            pk=row.pk,
            said=said(hand.value(row).key),
            moved_mm=row.moved_mm,
            by=hand.initials(row.made_by),
            at=row.made_at,
            undone_by=hand.initials(row.undone_by) if row.undone_by else "",
            undone_at=row.undone_at,
            holds=row.pk in holding.values(),
        )
        for row in reversed(rows)
    ]


def _warnings(visit: Visit, photo: Photo, last: HandMove) -> list[str]:
    """Return what the place a site was moved to asks for: another skin than the point's, or a closed one."""
    key = hand.value(last).key
    _, placement = seen(photo)
    site = next((one for one in placement.sites if (one.id, one.side) == key), None)
    if site is None:
        return [f"{said(key)} is not shown on this photo any more: the skin there turns from the camera."]
    return [*_other_skin(site), *_closed(visit, photo, key), *_broken(visit, key)]


def _broken(visit: Visit, key: SiteKey) -> list[str]:
    """Return the limits of the current plan that a needle at this site now breaks."""
    row = actions.current(visit)
    if row is None or row.state != Proposal.State.READY:
        return []
    return [f"In the plan: {one.limit}" for one in edits.broken_limits(row) if key in one.sites]


def _other_skin(site: Site) -> list[str]:
    facts_ = load.knowledge()
    region = facts_.regions[facts_.points[site.id].region]
    skin = skin_of(site.anchor, facts.mesh())
    if not skin or not region.mesh_regions or skin in region.mesh_regions:
        return []
    there = next((one.label for one in facts_.regions.values() if skin in one.mesh_regions), skin.replace("_", " "))
    now = f"{said((site.id, site.side))} now lies on other skin: {there.lower()}, not {region.label.lower()}."
    return [f"{now} Depth and angle on the plan stay those of the point: check them there."]


def _closed(visit: Visit, photo: Photo, key: SiteKey) -> list[str]:
    if visit.intake is None:
        return []
    face, placement = seen(photo)
    intake = kept.intake_of(visit.intake)
    told = findings(intake, load.knowledge(), timezone.localdate(), face=face, placement=placement, mesh=facts.mesh())
    return [f"{said(key)} may not be needled there. {why.reason}" for why in limits(told).closed.get(key, ())]


def _back(visit: Visit, key: SiteKey, done: HandMove | None = None) -> HttpResponse:
    asked = {"site": f"{key[0]}-{key[1]}"} | ({"done": str(done.pk)} if done else {})
    return redirect(f"{reverse('hand', args=[visit.pk])}?{urlencode(asked)}#hand")


@require_POST
def move(request: ClinicRequest, pk: int) -> HttpResponse:
    """Move a site to a place of the photo."""
    visit = visit_of(request, pk)
    key, now = _meant(request.POST.get("site", "")), timezone.now()
    row = None
    try:
        photo = _needed(visit)
        if request.POST.get("site") in ear_jaw.NAMES:
            _marked(request, photo, request.POST["site"])
            return _back(visit, key)
        to_px = dragged_to(request.POST)
        row = hand.move(photo, key, to_px, by=request.user, at=now, form_key=key_of(request.POST))
        followed(photo, f"{said(key)} moved {row.moved_mm:.0f} mm", [row], back=False, by=request.user, at=now)
    except InputError as error:
        request.session["trouble"] = str(error)
    return _back(visit, key, row)


def _marked(request: ClinicRequest, photo: Photo, name: str) -> None:
    """Mark the ear or the angle of the jaw, or take the mark away."""
    if request.POST.get("go") == "away":
        marking.take_away(photo, name, by=request.user, at=timezone.now())
    else:
        marking.tap(photo, name, dragged_to(request.POST), by=request.user, at=timezone.now())


def _needed(visit: Visit) -> Photo:
    photo = _photo(visit)
    if photo is None:
        raise InputError(NO_PHOTO)
    return photo


def _meant(address: str) -> SiteKey:
    meant = page.site_of(address)
    point, side = meant or ("", "")
    match side:
        case "left" | "right" | "midline":
            return point[:20], side
        case _:
            return "", "midline"


def _told(request: ClinicRequest, pk: int) -> HandMove:
    return get_object_or_404(
        request.clinic.hand_moves.select_related("visit", "photo__visit__patient", "made_by"), pk=pk
    )


@require_POST
def twin(request: ClinicRequest, pk: int) -> HttpResponse:
    """Move the same site of the other side to the mirrored place."""
    row, now = _told(request, pk), timezone.now()
    key = hand.value(row).key
    try:
        other = hand.move_twin(row, by=request.user, at=now, form_key=key_of(request.POST))
        key = hand.value(other).key
        words = f"{said(key)} moved {other.moved_mm:.0f} mm"
        followed(row.photo, words, [other], back=False, by=request.user, at=now)
    except InputError as error:
        request.session["trouble"] = str(error)
        return _back(row.visit, key)
    return _back(row.visit, key, other)


@require_POST
def take_back(request: ClinicRequest, pk: int) -> HttpResponse:
    """Take a move back, or let it hold again; on the photo of the visit that is open."""
    row, now = _told(request, pk), timezone.now()
    asked = request.POST.get("visit", "")
    visit = visit_of(request, int(asked)) if asked.isdecimal() else row.visit
    photo, key = _photo(visit), hand.value(row).key
    if photo is None or visit.patient_id != row.patient_id:
        request.session["trouble"] = NO_PHOTO
        return _back(visit, key)
    if request.POST.get("go") == "again":
        hand.give_again([row], photo, by=request.user)
        followed(photo, f"{said(key)} moved again", [row], back=False, by=request.user, at=now)
        return _back(visit, key, row)
    hand.take_back([row], photo, by=request.user, at=now)
    followed(photo, f"{said(key)} put back", [row], back=True, by=request.user, at=now)
    return _back(visit, key, row)
