"""What the plan pages show, gathered for their templates."""

from typing import Any, Literal

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from filiform.face.face import Face
from filiform.knowledge import load
from filiform.pictures.sheet import sheet_pdf
from filiform.pictures.sheet_words import SheetPatient, Signature
from filiform.pictures.web_map import map_svg, web_panel
from filiform.planning import proposal as core
from filiform.planning.edit import differences, key, said
from filiform.points.site import Placement
from filiform.safety.finding import SiteKey
from filiform.web.plans import actions, edits, kept, page
from filiform.web.plans.findings import screening
from filiform.web.plans.models import Plan, Proposal
from filiform.web.visits.kept import seen
from filiform.web.visits.models import Photo, Visit

State = Proposal.State


def _map(
    proposal: core.Proposal,
    face: Face,
    placement: Placement,
    *,
    added: frozenset[SiteKey] = frozenset(),
    removed: tuple[core.Needle, ...] = (),
) -> SafeString:
    drawn = map_svg(proposal, load.knowledge(), face=face, placement=placement, added=added, removed=removed)
    return mark_safe(drawn)  # noqa: S308 made by our own drawing from facts and numbers, with every text escaped


def _common(visit: Visit, proposal: core.Proposal, photo: Photo | None) -> dict[str, Any]:
    facts = load.knowledge()
    face, placement = seen(photo)
    frame = web_panel(face)
    return {
        "visit": visit,
        "patient": visit.patient,
        "proposal": proposal,
        "protocol": facts.protocols[proposal.protocol],
        "photo": photo,
        "map": _map(proposal, face, placement),
        "map_width": round(frame.width),
        "map_height": round(frame.height),
        "zones": page.zones(proposal, facts),
        "found": screening(proposal.findings),
        "left": page.left(proposal),
        "left_count": len(proposal.left_out),
        "unserved": page.need_labels(proposal.unserved, facts),
        "notes": proposal.notes,
    }


def why(visit: Visit, row: Proposal, chosen: str) -> dict[str, Any]:
    """Return why one needle of the current proposal is there."""
    detail = page.detail(kept.proposal_of(row), chosen, load.knowledge())
    return {"visit": visit, "detail": detail, "editable": True}


def plan(visit: Visit, row: Proposal, *, chosen: str, trouble: str) -> dict[str, Any]:
    """Return the plan page of the current proposal."""
    proposal = kept.proposal_of(row)
    shown = _common(visit, proposal, row.photo)
    shown |= {
        "step": "plan",
        "row": row,
        "chosen": chosen,
        "detail": page.detail(proposal, chosen, load.knowledge()),
        "editable": True,
        "why_url": reverse("why", args=[visit.pk]),
        "trouble": trouble,
        "broken_limits": edits.broken(row),
        "outdated": row.intake != visit.intake or row.photo_id != (visit.photo.pk if visit.photo else None),
        "undoable": row.replaces_id is not None and row.change != "proposed",
        "points": [(point.id, point.english) for point in load.knowledge().points.values()],
    }
    return shown | _suggestion(visit, row, proposal)


def _suggestion(visit: Visit, row: Proposal, proposal: core.Proposal) -> dict[str, Any]:
    """Return the suggestion beside the current proposal, with its differences drawn on the map."""
    new = actions.offered(visit)
    if new is None or new.state != State.READY:
        return {"suggestion": new, "no": kept.no_proposal_of(new) if new and new.state == State.NONE else None}
    other = kept.proposal_of(new)
    between = differences(proposal, other)
    face, placement = seen(row.photo)
    removed = tuple(needle for needle in proposal.needles if key(needle) in between.removed)
    return {
        "suggestion": new,
        "coming": [said(site) for site in between.added],
        "going": [said(site) for site in between.removed],
        "otherwise": [said(site) for site in between.changed],
        "map": _map(other, face, placement, added=frozenset(between.added), removed=removed),
    }


def none(visit: Visit, row: Proposal) -> dict[str, Any]:
    """Return the page that says why there is no proposal, and what can be done about it."""
    no = kept.no_proposal_of(row)
    named = {because.partition(":")[0] for because in no.conflict.because}
    found = screening(no.findings)
    return {
        "visit": visit,
        "patient": visit.patient,
        "step": "plan",
        "row": row,
        "no": no,
        "blocked": bool(found.blocked),
        "because": [finding for finding in no.findings if finding.rule in named],
        "undoable": row.replaces_id is not None and row.change != "proposed",
    }


def signing(visit: Visit, row: Proposal) -> dict[str, Any]:
    """Return the page where a plan is signed."""
    return _common(visit, kept.proposal_of(row), row.photo) | {"step": "sign", "row": row}


def signed(plan: Plan, chosen: str) -> dict[str, Any]:
    """Return a signed plan."""
    proposal = kept.proposal_of(plan)
    shown = _common(plan.visit, proposal, plan.proposal.photo)
    newer = plan.clinic.plans.filter(replaces=plan).first()
    detail = page.detail(proposal, chosen, load.knowledge())
    return shown | {
        "plan": plan,
        "newer": newer,
        "detail": detail,
        "chosen": chosen,
        "editable": False,
        "why_url": reverse("plan_why", args=[plan.pk]),
    }


def signed_why(plan: Plan, chosen: str) -> dict[str, Any]:
    """Return why one needle of a signed plan is there."""
    detail = page.detail(kept.proposal_of(plan), chosen, load.knowledge())
    return {"visit": plan.visit, "detail": detail, "editable": False}


def printed(plan: Plan) -> dict[str, Any]:
    """Return the page a signed plan is printed from: the face as lines, black on white."""
    shown = signed(plan, "")
    face, _ = seen(plan.proposal.photo)
    lines = map_svg(kept.proposal_of(plan), load.knowledge(), face=face, lines=True)
    return shown | {"map": mark_safe(lines)}  # noqa: S308 as above


def sheet(plan: Plan, paper: Literal["a4", "letter"]) -> bytes:
    """Return the printable sheet of a signed plan; the face is a line drawing of its own landmarks."""
    patient = plan.visit.patient
    face, _ = seen(plan.proposal.photo)
    return sheet_pdf(
        kept.proposal_of(plan),
        load.knowledge(),
        face=face,
        patient=SheetPatient(patient.name, patient.born),
        paper=paper,
        signed=Signature(plan.signed_by.full_name, timezone.localdate(plan.signed_at)),
    )
