"""The last signed plan of a patient, as a small picture and a line of words."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from filiform.knowledge import load
from filiform.pictures.marks import is_soft
from filiform.pictures.web_map import map_svg
from filiform.planning.proposal import Proposal
from filiform.web.patients.models import Patient
from filiform.web.plans import kept
from filiform.web.plans.known import facts_for
from filiform.web.plans.models import Plan
from filiform.web.visits.found import Dot, Marks, thumbnail
from filiform.web.visits.kept import seen
from filiform.web.visits.models import Photo


@dataclass(frozen=True)
class LastPlan:
    """A plan at a glance; a drawn face has a drawing, a photo has marks over its crop."""

    plan: Plan
    protocol: str
    face_needles: int
    body_needles: int
    retention_min: int
    photo: Photo | None
    marks: Marks | None
    drawing: SafeString


def last_plan(patient: Patient) -> LastPlan | None:
    """Return the plan signed last, or None."""
    plans = Plan.objects.filter(visit__patient=patient, replaced_by__isnull=True)
    plan = plans.select_related("proposal__photo", "signed_by").order_by("-pk").first()
    if plan is None:
        return None
    proposal, photo = kept.proposal_of(plan), plan.proposal.photo
    face, placement = seen(photo)
    dots, areas = _places(proposal)
    drawing = "" if photo else map_svg(proposal, load.knowledge(), face=face, placement=placement)
    return LastPlan(
        plan=plan,
        protocol=facts_for(patient.clinic, proposal.protocol).protocols[proposal.protocol].label,
        face_needles=proposal.face_needles,
        body_needles=proposal.body_needles,
        retention_min=proposal.retention_min,
        photo=photo,
        marks=thumbnail(face, dots, areas) if photo else None,
        drawing=mark_safe(drawing),  # noqa: S308 made by our own drawing, with every text escaped
    )


def _places(proposal: Proposal) -> tuple[list[Dot], list[Dot]]:
    """Return where the needles are on the photo: those that are a dot, and those that are only sure to an area."""
    places: dict[bool, list[Dot]] = {False: [], True: []}
    for needle in proposal.needles:
        if needle.position_px is not None:
            soft = is_soft(needle.site, needle.error_mm or 0.0, load.knowledge())
            places[soft].append(needle.position_px)
    return places[False], places[True]
