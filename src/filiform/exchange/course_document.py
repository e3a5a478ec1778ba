"""A whole course as the document others read; each session carries its proposal whole."""

import json
from typing import Literal

from typing_extensions import TypedDict

from filiform.exchange.contract import photo_part, proposal_document, refused_part
from filiform.exchange.documents import ConflictPart, CoursePart, PhotoPart, ProposalDocument, RefusedPart, SideWord
from filiform.face.face import Refusal
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.planning.course_plan import CoursePlan, PlannedSession
from filiform.planning.proposal import NoProposal
from filiform.safety.finding import SiteKey


class PlacePart(TypedDict):
    site: str
    side: SideWord


class StopRulePart(TypedDict):
    id: str
    label: str
    say: str
    needs: str
    why: str


class UpkeepPart(TypedDict):
    every_days: int
    first_on: str
    why: str


class DonePart(TypedDict):
    on: str
    sites: list[PlacePart]


class PlannedSessionPart(TypedDict):
    number: int
    on: str
    phase: Literal["start", "build", "hold"]
    phase_label: str
    phase_why: str
    proposal: ProposalDocument


class CourseDocument(TypedDict):
    """What `filiform course` writes: every session of a course with its proposal, or why there is none."""

    schema: Literal["filiform.course/1"]
    status: Literal["planned", "none"]
    protocol: str | None
    school: str
    unknown: list[str]
    photo: PhotoPart | None
    facts_sha256: str | None
    length: CoursePart | None
    core: list[PlacePart]
    rotating: list[PlacePart]
    review_on: str | None
    stop_rule: StopRulePart | None
    upkeep: UpkeepPart | None
    done: list[DonePart]
    sessions: list[PlannedSessionPart]
    notes: list[str]
    refused: RefusedPart | None
    conflict: ConflictPart | None
    objective: float | None
    bound: float | None
    gains: float | None


def _places(sites: tuple[SiteKey, ...] | list[SiteKey]) -> list[PlacePart]:
    return [{"site": site, "side": side} for site, side in sites]


def _empty(protocol: str | None, photo: Photo | None, facts_sha256: str | None) -> CourseDocument:
    return {
        "schema": "filiform.course/1",
        "status": "none",
        "protocol": protocol,
        "school": "",
        "unknown": [],
        "photo": photo_part(photo) if photo else None,
        "facts_sha256": facts_sha256,
        "length": None,
        "core": [],
        "rotating": [],
        "review_on": None,
        "stop_rule": None,
        "upkeep": None,
        "done": [],
        "sessions": [],
        "notes": [],
        "refused": None,
        "conflict": None,
        "objective": None,
        "bound": None,
        "gains": None,
    }


def _session(
    one: PlannedSession, facts: Knowledge, photo: Photo | None, facts_sha256: str | None
) -> PlannedSessionPart:
    return {
        "number": one.number,
        "on": one.on.isoformat(),
        "phase": one.phase.id,
        "phase_label": one.phase.label,
        "phase_why": one.phase.why,
        "proposal": proposal_document(one.plan, facts, photo=photo, facts_sha256=facts_sha256),
    }


def course_document(
    plan: CoursePlan | NoProposal, facts: Knowledge, *, photo: Photo | None, facts_sha256: str | None = None
) -> CourseDocument:
    """Return the document of a course, or of the reasons why there is none."""
    document = _empty(plan.protocol, photo, facts_sha256)
    if isinstance(plan, NoProposal):
        document["conflict"] = {"say": plan.conflict.say, "because": list(plan.conflict.because)}
        return document
    rule, upkeep = plan.stop_rule, plan.upkeep
    document["status"], document["school"], document["unknown"] = "planned", plan.school, list(plan.unknown)
    document["length"] = {
        "sessions": plan.length.sessions,
        "interval_days": plan.length.interval_days,
        "review_after": plan.length.review_after,
        "why": plan.length.why,
        "source": plan.length.source,
    }
    document["core"], document["rotating"] = _places(plan.core), _places(plan.rotating)
    document["review_on"] = plan.review_on.isoformat() if plan.review_on else None
    document["stop_rule"] = {
        "id": rule.id,
        "label": rule.label,
        "say": rule.say,
        "needs": rule.needs,
        "why": rule.why,
    }
    if upkeep:
        document["upkeep"] = {
            "every_days": upkeep.every_days,
            "first_on": upkeep.first_on.isoformat(),
            "why": upkeep.why,
        }
    document["done"] = [{"on": one.on.isoformat(), "sites": _places(sorted(one.sites))} for one in plan.done]
    document["sessions"] = [_session(one, facts, photo, facts_sha256) for one in plan.sessions]
    document["notes"] = list(plan.notes)
    document["objective"], document["bound"] = round(plan.objective, 3), round(plan.bound, 3)
    document["gains"] = round(plan.gains, 3)
    return document


def refused_course_document(
    refusal: Refusal, *, photo: Photo, protocol: str | None, facts_sha256: str | None = None
) -> CourseDocument:
    """Return the document of a course that could not begin because its photo was refused."""
    document = _empty(protocol, photo, facts_sha256)
    document["refused"] = refused_part(refusal)
    document["conflict"] = {
        "say": " ".join(dict.fromkeys(reason.say for reason in refusal.reasons if reason.say)),
        "because": [f"photo:{reason.gate}" for reason in refusal.reasons],
    }
    return document


def course_json(document: CourseDocument) -> bytes:
    """Return the document as UTF-8 JSON text that ends in a new line."""
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
