"""What the plan pages show, gathered for their templates."""

from typing import Any

from django.urls import reverse

from filiform.knowledge import load
from filiform.knowledge.models import Knowledge
from filiform.pictures.layers import LAYERS, LEGEND
from filiform.planning import proposal as core
from filiform.planning.edit import differences, key
from filiform.planning.frame import protocol as frame_of
from filiform.planning.timing import timing
from filiform.safety.finding import SiteKey
from filiform.web.plans import actions, edits, kept, page, repeating
from filiform.web.plans import card as cards
from filiform.web.plans.beneath import told_of_plan
from filiform.web.plans.findings import screening
from filiform.web.plans.known import facts_for
from filiform.web.plans.left_card import left_card
from filiform.web.plans.models import Plan, Proposal
from filiform.web.plans.picture import Pictured, on_picture, pictured
from filiform.web.visits.models import Photo, Visit

State = Proposal.State


def _common(visit: Visit, proposal: core.Proposal, photo: Photo | None, chosen: str = "") -> dict[str, Any]:
    facts = facts_for(visit.clinic, proposal.protocol)
    listed = page.zones(proposal, facts)
    return {
        "opened": page.opened(listed, chosen),
        "chosen": chosen,
        "visit": visit,
        "patient": visit.patient,
        "proposal": proposal,
        "protocol": facts.protocols[proposal.protocol],
        "photo": photo,
        "zones": listed,
        "found": screening(proposal.findings),
        "left": page.left(proposal.left_out, facts),
        "left_count": len(proposal.left_out),
        "unserved": page.need_labels(proposal.unserved, facts),
        "notes": proposal.notes,
        "in_order": inserted_by(proposal, facts),
        "spent": timing(
            proposal.needles,
            frame_of(proposal.protocol, facts),
            rest_min=proposal.retention_min,
            press_min=proposal.press_min,
        ),
        "beneath": told_of_plan(proposal),
        "layers": LAYERS,
        "layers_legend": LEGEND,
        "layers_url": reverse("layers", args=[photo.pk]) if photo else reverse("layers_drawn"),
    }


def inserted_by(proposal: core.Proposal, facts: Knowledge) -> tuple[str, ...]:
    """Return the zones in the order of insertion; they are taken out the other way round."""
    met = dict.fromkeys(needle.zone for needle in sorted(proposal.needles, key=lambda one: one.order))
    return tuple(facts.zones[zone].label for zone in met)


def _card(row: Proposal, proposal: core.Proposal, chosen: str) -> cards.Card | None:
    """Return the card of the chosen point, with what could stand in its place."""
    case = edits.case_of(row) if cards.point_of(proposal, chosen) else None
    return cards.card(proposal, chosen, load.knowledge(), case)


def _chosen(row: Proposal, proposal: core.Proposal, chosen: str) -> dict[str, Any]:
    """Return the card of the chosen point, or of one that is not in the plan."""
    card = _card(row, proposal, chosen)
    out = None if card else left_card(proposal, chosen, on_picture(row.photo), load.knowledge())
    return {"card": card, "out": out}


def why(visit: Visit, row: Proposal, chosen: str) -> dict[str, Any]:
    """Return why one point of the current proposal is there."""
    return {"visit": visit, "row": row, "editable": True, **_chosen(row, kept.proposal_of(row), chosen)}


def plan(visit: Visit, row: Proposal, *, chosen: str, view: str, trouble: str) -> dict[str, Any]:
    """Return the plan page of the current proposal."""
    proposal = kept.proposal_of(row)
    since = repeating.since(proposal, repeating.last_of(visit), visit)
    shown = _common(visit, proposal, row.photo, chosen) | _chosen(row, proposal, chosen)
    shown |= {
        "step": "plan",
        "row": row,
        "editable": True,
        "unseen": page.unseen(proposal.left_out, on_picture(row.photo), load.knowledge()),
        "why_url": reverse("why", args=[visit.pk]),
        "trouble": trouble,
        "broken_limits": page.mends(edits.broken_limits(row)),
        "outdated": row.intake != visit.intake or row.photo_id != (visit.photo.pk if visit.photo else None),
        "undoable": actions.undoable(row),
        "again": actions.next_again(row),
        "since": since,
        "points": [(point.id, point.english) for point in load.knowledge().points.values()],
    }
    last_time = frozenset(since.sites) if since else frozenset()
    return shown | _suggestion(visit, row, proposal, view, last_time)


def _suggestion(
    visit: Visit, row: Proposal, proposal: core.Proposal, view: str, last_time: frozenset[SiteKey]
) -> dict[str, Any]:
    """Return the pictures, and the suggestion beside the current proposal with its differences drawn on them."""
    new = actions.offered(visit, row)
    if new is None or new.state != State.READY:
        no = kept.no_proposal_of(new) if new and new.state == State.NONE else None
        return {"suggestion": new, "no": no} | pictured(Pictured(proposal, row.photo, last_time=last_time), view)
    other = kept.proposal_of(new)
    between = differences(proposal, other)
    removed = tuple(needle for needle in proposal.needles if key(needle) in between.removed)
    what = Pictured(other, row.photo, frozenset(between.added), removed, last_time, frozenset(between.changed))
    return {
        "suggestion": new,
        "coming": page.points_said(between.added, load.knowledge()),
        "going": page.points_said(between.removed, load.knowledge()),
        "otherwise": page.otherwise_said(proposal, other, between),
    } | pictured(what, view)


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
        "undoable": actions.undoable(row),
    }


def signing(visit: Visit, row: Proposal) -> dict[str, Any]:
    """Return the page where a plan is signed."""
    common = _common(visit, kept.proposal_of(row), row.photo)
    return common | {"step": "sign", "row": row, "broken_limits": edits.broken(row)}


def signed(plan: Plan, *, chosen: str, view: str) -> dict[str, Any]:
    """Return a signed plan."""
    proposal = kept.proposal_of(plan)
    photo = plan.proposal.photo
    return (
        _common(plan.visit, proposal, photo, chosen)
        | {
            "plan": plan,
            "newer": plan.clinic.plans.filter(replaces=plan).first(),
            "card": cards.card(proposal, chosen, load.knowledge()),
            "editable": False,
            "why_url": reverse("plan_why", args=[plan.pk]),
        }
        | pictured(Pictured(proposal, photo), view)
    )


def signed_why(plan: Plan, chosen: str) -> dict[str, Any]:
    """Return why one point of a signed plan is there."""
    return {
        "visit": plan.visit,
        "card": cards.card(kept.proposal_of(plan), chosen, load.knowledge()),
        "editable": False,
    }
