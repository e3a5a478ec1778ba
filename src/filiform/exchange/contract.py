"""
The placement and the proposal as the documents others read.

Rounding: 0.1 px, 0.1 mm, 0.1 degrees; scale 0.00001 mm per px; weights of an anchor and relative errors 0.0001; values
of gates 0.001. Keys stand in one order, and the same input gives the same bytes but for `solve_s`.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date

from filiform.exchange.documents import (
    BeneathPart,
    CertaintyWord,
    ErrorTermsPart,
    FacePart,
    FindingPart,
    GatePart,
    LeftOutPart,
    NearPart,
    NeedlePart,
    NeedleSizePart,
    PhotoPart,
    PlacementDocument,
    PosePart,
    ProposalDocument,
    RefusedPart,
    ReviewPart,
    ScalePart,
    ServesPart,
    SitePart,
)
from filiform.face.face import Face, Gate, Pose, Refusal, Scale
from filiform.knowledge.fact import Certainty
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.planning.lying import BeneathNote, plan_notes
from filiform.planning.order import removal
from filiform.planning.proposal import LeftOut, Needle, NeedleSize, NoProposal, Proposal, Serves
from filiform.points.site import Placement, Site
from filiform.points.terms import Terms
from filiform.safety.finding import Finding
from filiform.safety.near import Near

SPOKEN: Mapping[Certainty, CertaintyWord] = {
    "high": "high",
    "moderate": "moderate",
    "low": "low",
    "very_low": "very low",
    "none": "none",
    "not_assessed": "not assessed",
}


def placement_document(photo: Photo, face: Face | Refusal, placement: Placement | None) -> PlacementDocument:
    """Return the document of a placement, or of the refusal of its photo."""
    return {
        "schema": "filiform.placement/1",
        "photo": photo_part(photo),
        "face": _face(face) if isinstance(face, Face) else None,
        "sites": [_site(site) for site in placement.sites] if placement else [],
        "withheld": [
            {"id": withheld.id, "side": withheld.side, "reason": withheld.reason}
            for withheld in (placement.withheld if placement else ())
        ],
        "refused": refused_part(face) if isinstance(face, Refusal) else None,
    }


def proposal_document(
    proposal: Proposal | NoProposal, facts: Knowledge, *, photo: Photo | None, facts_sha256: str | None = None
) -> ProposalDocument:
    """Return the document of a proposal, or of the reasons why there is none; without a photo no needle has a pixel."""
    document = _empty(proposal.protocol, proposal.on, photo, facts_sha256)
    document["findings"] = [_finding(finding) for finding in proposal.findings]
    document["left_out"] = [_left_out(left_out) for left_out in proposal.left_out]
    document["solve_s"] = round(proposal.solve_s, 3)
    if isinstance(proposal, NoProposal):
        document["conflict"] = {"say": proposal.conflict.say, "because": list(proposal.conflict.because)}
        return document
    course = proposal.course
    document["status"] = proposal.status
    document["face_needles"], document["body_needles"] = proposal.face_needles, proposal.body_needles
    document["retention_min"], document["press_min"] = proposal.retention_min, proposal.press_min
    document["course"] = {
        "sessions": course.sessions,
        "interval_days": course.interval_days,
        "review_after": course.review_after,
        "why": course.why,
        "source": course.source,
    }
    document["needles"] = [_needle(needle, facts, has_photo=photo is not None) for needle in proposal.needles]
    document["removal"] = [needle.order for needle in removal(proposal.needles, facts)]
    document["tray"] = [
        {"needle": _size(tray.needle), "count": tray.count, "in_stock": tray.in_stock, "short": tray.short}
        for tray in proposal.tray
    ]
    document["minutes"] = {
        "insert": _number(proposal.insert_min),
        "rest": _number(proposal.retention_min),
        "remove": _number(proposal.remove_min),
        "press": _number(proposal.press_min),
        "total": _number(proposal.total_min),
    }
    document["posture_changes"] = 0
    document["unserved"], document["notes"] = list(proposal.unserved), list(proposal.notes)
    document["beneath"] = [_beneath(note) for note in plan_notes(proposal)]
    document["review"] = _review({needle.site for needle in proposal.needles}, facts)
    document["objective"], document["bound"] = round(proposal.objective, 3), round(proposal.bound, 3)
    return document


def refused_proposal_document(
    refusal: Refusal, on: date, *, photo: Photo, protocol: str | None, facts_sha256: str | None = None
) -> ProposalDocument:
    """Return the document of a proposal that could not begin because its photo was refused."""
    document = _empty(protocol, on, photo, facts_sha256)
    document["refused"] = refused_part(refusal)
    document["conflict"] = {
        "say": " ".join(dict.fromkeys(reason.say for reason in refusal.reasons if reason.say)),
        "because": [f"photo:{reason.gate}" for reason in refusal.reasons],
    }
    return document


def as_json(document: PlacementDocument | ProposalDocument) -> bytes:
    """Return a document as UTF-8 JSON text that ends in a new line."""
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def photo_part(photo: Photo) -> PhotoPart:
    """Return what identifies a photo."""
    return {"width_px": photo.width_px, "height_px": photo.height_px, "sha256": photo.sha256}


def refused_part(refusal: Refusal) -> RefusedPart:
    """Return the reasons of a refused photo."""
    return {
        "reasons": [
            {"gate": gate.gate, "value": _number(gate.value, 3), "limit": _number(gate.limit, 3), "say": gate.say}
            for gate in refusal.reasons
        ]
    }


def _number(value: float, digits: int = 1) -> float:
    return round(float(value), digits) + 0.0  # no negative zero


def _numbers(values: Iterable[float], digits: int = 1) -> list[float]:
    return [_number(value, digits) for value in values]


def _face(face: Face) -> FacePart:
    return {
        "pose": pose_part(face.pose),
        "scale": _scale(face.scale),
        "gates": [gate_part(gate) for gate in face.gates],
        "scales": [_scale(scale) for scale in face.scales or (face.scale,)],
        "shots": face.shots,
    }


def _scale(scale: Scale) -> ScalePart:
    return {
        "mm_per_px": _number(scale.mm_per_px, 5),
        "relative_error": _number(scale.relative_error, 4),
        "method": scale.method,
    }


def pose_part(pose: Pose) -> PosePart:
    """Return the turn of a head."""
    return {
        "yaw_deg": _number(pose.yaw_deg),
        "pitch_deg": _number(pose.pitch_deg),
        "roll_deg": _number(pose.roll_deg),
    }


def gate_part(gate: Gate) -> GatePart:
    """Return one limit against its value."""
    return {
        "gate": gate.gate,
        "value": _number(gate.value, 3),
        "limit": _number(gate.limit, 3),
        "passed": bool(gate.passed),
        "say": gate.say,
    }


def _site(site: Site) -> SitePart:
    part: SitePart = {
        "id": site.id,
        "side": site.side,
        "x_px": _number(site.x_px),
        "y_px": _number(site.y_px),
        "position_mm": _numbers(site.position_mm),
        "error_mm": _number(site.error_mm),
        "repeat_mm": _number(site.repeat_mm),
        "confidence": site.confidence,
        "anchor": {
            "triangle": [int(vertex) for vertex in site.anchor.triangle],
            "weights": _numbers(site.anchor.weights, 4),
        },
        "default_line": bool(site.default_line),
        "facing_deg": _number(site.facing_deg),
        "view": site.view,
        "note": site.note,
        "corrected": site.corrected,
    }
    if site.terms is not None and not site.corrected:
        part["error_terms"] = _terms(site.terms)
    return part | {"rule_px": _numbers(site.rule_px)} if site.rule_px else part


def _terms(terms: Terms) -> ErrorTermsPart:
    return {
        "place_mm": _number(terms.place_mm),
        "measures_mm": _number(terms.measures_mm),
        "pose_mm": _number(terms.pose_mm),
        "expression_mm": _number(terms.expression_mm),
        "drawn_mm": _number(terms.drawn_mm),
        "second_mm": None if terms.second_mm is None else _number(terms.second_mm),
    }


def _empty(protocol: str | None, on: date, photo: Photo | None, facts_sha256: str | None) -> ProposalDocument:
    return {
        "schema": "filiform.proposal/1",
        "status": "none",
        "protocol": protocol,
        "on": on.isoformat(),
        "photo": photo_part(photo) if photo else None,
        "facts_sha256": facts_sha256,
        "face_needles": 0,
        "body_needles": 0,
        "retention_min": None,
        "press_min": None,
        "course": None,
        "needles": [],
        "removal": [],
        "tray": [],
        "minutes": None,
        "posture_changes": None,
        "left_out": [],
        "unserved": [],
        "notes": [],
        "beneath": [],
        "findings": [],
        "review": {"points_used": 0, "points_reviewed": 0},
        "refused": None,
        "conflict": None,
        "objective": None,
        "bound": None,
        "solve_s": 0.0,
    }


def _needle(needle: Needle, facts: Knowledge, *, has_photo: bool) -> NeedlePart:
    point = facts.points.get(needle.site)
    position = needle.position_px if has_photo and needle.where != "body" else None
    return {
        "order": needle.order,
        "zone": needle.zone,
        "site": needle.site,
        "name": " ".join(word for word in (point.pinyin, point.english) if word) if point else "",
        "side": needle.side,
        "where": needle.where,
        "region": needle.region,
        "needle": _size(needle.needle),
        "depth_mm": _numbers(needle.depth_mm),
        "bound_by": needle.bound_by,
        "inserted_mm": _number(needle.inserted_mm),
        "angle": needle.angle,
        "angle_deg": _number(needle.angle_deg),
        "direction": needle.direction,
        "position_px": _numbers(position) if position else None,
        "error_mm": _number(needle.error_mm) if needle.error_mm is not None else None,
        "serves": [_serves(serves) for serves in needle.serves],
        "cautions": list(needle.cautions),
        "towards": _numbers(needle.towards, 3) if needle.towards else None,
        "beneath": [_near(near) for near in needle.beneath],
        "part": needle.part,
        "of": needle.of,
        "soft": needle.soft,
        "gain": round(needle.gain, 2),
    }


def _near(near: Near) -> NearPart:
    return {
        "structure": near.structure,
        "label": near.label,
        "kind": near.kind,
        "distance_mm": near.distance_mm,
        "varies_mm": near.varies_mm,
        "depth_mm": list(near.depth_mm) if near.depth_mm else None,
        "say": near.say,
        "source": near.source,
        "level": near.level,
        "severity": near.severity,
        "p_cross": near.p_cross,
    }


def _beneath(note: BeneathNote) -> BeneathPart:
    return {
        "structure": note.structure,
        "label": note.label,
        "kind": note.kind,
        "sites": [f"{point} {side}".removesuffix(" midline") for point, side in note.sites],
        "varies_mm": note.varies_mm,
        "say": note.say,
        "source": note.source,
    }


def _size(needle: NeedleSize) -> NeedleSizePart:
    return {"gauge_mm": round(needle.gauge_mm, 2), "length_mm": needle.length_mm}


def _serves(serves: Serves) -> ServesPart:
    return {
        "need": serves.need,
        "weight": serves.weight,
        "certainty": SPOKEN[serves.certainty],
        "grade": serves.grade,
        "source": serves.source,
    }


def _finding(finding: Finding) -> FindingPart:
    return {
        "rule": finding.rule,
        "kind": finding.kind,
        "until": finding.until.isoformat() if finding.until else None,
        "scope": finding.scope,
        "reason": finding.reason,
        "source": finding.source,
        "urgency": finding.urgency,
        "grade": finding.grade,
        "level": finding.level,
    }


def _left_out(left_out: LeftOut) -> LeftOutPart:
    return {
        "site": left_out.site,
        "side": left_out.side,
        "rule": left_out.rule,
        "reason": left_out.reason,
        "would_serve": list(left_out.would_serve),
        "adds": left_out.adds,
        "instead_of": [{"site": site, "side": side} for site, side in left_out.instead_of],
        "change": left_out.change,
    }


def _review(sites: set[str], facts: Knowledge) -> ReviewPart:
    points = [facts.points[site] for site in sites if site in facts.points]
    return {"points_used": len(sites), "points_reviewed": sum(point.review is not None for point in points)}
