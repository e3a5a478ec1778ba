"""The documents of a placement and a proposal, key by key as they are promised."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter

from filiform.exchange.contract import (
    as_json,
    placement_document,
    proposal_document,
    refused_proposal_document,
)
from filiform.exchange.documents import PlacementDocument, ProposalDocument
from filiform.exchange.schema import DOCUMENTS, json_schema
from filiform.exchange.stored import dumped, loaded_no_proposal, loaded_proposal
from filiform.face.face import Face, Gate, Pose, Refusal, Scale
from filiform.knowledge.load import knowledge
from filiform.photo.photo import Photo
from filiform.planning.proposal import (
    Conflict,
    Course,
    LeftOut,
    Needle,
    NeedleSize,
    NoProposal,
    Proposal,
    Serves,
    Tray,
)
from filiform.points.site import Anchor, Placement, Site, Withheld
from filiform.safety.finding import Finding

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
PHOTO = Photo(pixels=np.zeros((30, 20, 3), np.uint8), sha256="ab" * 32)
YAW = Gate(gate="yaw", value=1.23456, limit=10, passed=True)
TURNED = Gate(gate="yaw", value=41.0, limit=10, passed=False, say="Turn the face to the camera.")
FACE = Face(
    landmarks_px=np.zeros((478, 3)),
    landmarks_mm=np.zeros((478, 3)),
    pose=Pose(1.2345, -3.0, -0.04),
    scale=Scale(0.0712345678, 0.05, "iris"),
    gates=(YAW,),
    blendshapes={},
)
SITE = Site(
    id="ST2",
    side="left",
    x_px=812.4444,
    y_px=1033.86,
    position_mm=(31.234, -8.0, 12.5),
    error_mm=3.449,
    repeat_mm=1.3,
    confidence="A",
    anchor=Anchor((1, 2, 3), (0.2, 0.3, 0.5)),
    default_line=False,
    facing_deg=12.34,
)
PLACEMENT = Placement(sites=(SITE,), withheld=(Withheld("ST7", "left", "needs the left 45-degree view"),))
WAIT = Finding(
    rule="botox_recent",
    kind="wait",
    scope="glabella",
    reason="Botulinum toxin 39 days ago.",
    source="practice",
    grade="D",
    level="secondary",
    until=date(2026, 11, 11),
    closed=frozenset({("BL2", "left"), ("BL2", "right"), ("EX-HN3", "midline")}),
)
NEEDLE = Needle(
    order=1,
    zone="legs",
    site="ST36",
    side="left",
    where="body",
    region="leg",
    needle=NeedleSize(0.20, 30),
    depth_mm=(10, 20),
    bound_by="point",
    inserted_mm=20,
    angle="perpendicular",
    angle_deg=90,
    direction="straight in",
    position_px=None,
    error_mm=None,
    serves=(Serves("digestive", 3, "very_low", "C", "practice"),),
    gain=3.0,
)
FACE_NEEDLE = replace(NEEDLE, order=2, site="ST2", where="face", region="cheek_medial", position_px=(812.44, 1033.9))
PROPOSAL = Proposal(
    protocol="default",
    on=date(2026, 11, 22),
    status="optimal",
    needles=(NEEDLE, FACE_NEEDLE),
    retention_min=20,
    press_min=2.0,
    course=Course(8, 7, 4, "usual", "practice"),
    tray=(Tray(NeedleSize(0.20, 30), 2),),
    left_out=(LeftOut("LI4", "left", "pregnancy_points", "Pregnancy.", ("anxiety",)),),
    findings=(WAIT,),
    unserved=("acne_scars",),
    objective=61.0,
    bound=61.0,
    solve_s=0.0612345,
)
NONE = NoProposal(
    protocol="default",
    on=date(2026, 11, 22),
    findings=(WAIT,),
    conflict=Conflict("Filler in both cheeks leaves 16 sites.", ("filler_recent:cheek:left",)),
)


def known_part(document: type, text: bytes) -> object:
    """Return what the schema knows of a text; keys it does not know fall away."""
    return TypeAdapter(document).validate_json(text, strict=True)


def test_a_placement_has_the_keys_that_are_promised() -> None:
    document = placement_document(PHOTO, FACE, PLACEMENT)
    assert list(document) == ["schema", "photo", "face", "sites", "withheld", "refused"]
    assert document["photo"] == {"width_px": 20, "height_px": 30, "sha256": "ab" * 32}
    assert document["face"] == {
        "pose": {"yaw_deg": 1.2, "pitch_deg": -3.0, "roll_deg": 0.0},
        "scale": {"mm_per_px": 0.07123, "relative_error": 0.05, "method": "iris"},
        "gates": [{"gate": "yaw", "value": 1.235, "limit": 10.0, "passed": True, "say": ""}],
        "scales": [{"mm_per_px": 0.07123, "relative_error": 0.05, "method": "iris"}],
        "shots": 1,
    }
    assert document["sites"][0] == {
        "id": "ST2",
        "side": "left",
        "x_px": 812.4,
        "y_px": 1033.9,
        "position_mm": [31.2, -8.0, 12.5],
        "error_mm": 3.4,
        "repeat_mm": 1.3,
        "confidence": "A",
        "anchor": {"triangle": [1, 2, 3], "weights": [0.2, 0.3, 0.5]},
        "default_line": False,
        "facing_deg": 12.3,
        "view": "front",
        "note": "",
        "corrected": False,
    }
    assert document["withheld"] == [{"id": "ST7", "side": "left", "reason": "needs the left 45-degree view"}]
    assert document["refused"] is None


def test_a_refused_photo_has_its_reasons_and_no_sites() -> None:
    document = placement_document(PHOTO, Refusal((TURNED,)), None)
    assert document["face"] is None
    assert document["sites"] == []
    assert document["refused"] == {
        "reasons": [{"gate": "yaw", "value": 41.0, "limit": 10.0, "say": "Turn the face to the camera."}]
    }


def test_a_proposal_has_the_keys_that_are_promised() -> None:
    document = proposal_document(PROPOSAL, knowledge(), photo=PHOTO)
    promised = {
        *("schema", "status", "face_needles", "body_needles", "retention_min", "course", "needles", "left_out"),
        *("findings", "conflict", "objective", "bound", "solve_s"),
    }
    assert promised <= set(document)
    assert (document["face_needles"], document["body_needles"]) == (1, 1)
    assert document["needles"][0]["position_px"] is None
    assert document["needles"][0]["serves"][0]["certainty"] == "very low"
    assert document["needles"][1]["position_px"] == [812.4, 1033.9]
    assert document["findings"][0]["until"] == "2026-11-11"
    assert document["review"] == {"points_used": 2, "points_reviewed": 0}
    assert document["conflict"] is None


def test_without_a_photo_no_needle_has_a_pixel() -> None:
    document = proposal_document(PROPOSAL, knowledge(), photo=None)
    assert document["photo"] is None
    assert {str(needle["position_px"]) for needle in document["needles"]} == {"None"}


def test_no_proposal_says_why() -> None:
    document = proposal_document(NONE, knowledge(), photo=PHOTO)
    assert document["status"] == "none"
    assert document["needles"] == []
    assert document["conflict"] == {"say": NONE.conflict.say, "because": ["filler_recent:cheek:left"]}


def test_a_refused_photo_gives_no_proposal_with_the_same_reasons() -> None:
    document = refused_proposal_document(Refusal((TURNED,)), date(2026, 11, 22), photo=PHOTO, protocol=None)
    assert document["status"] == "none"
    assert document["conflict"] == {"say": "Turn the face to the camera.", "because": ["photo:yaw"]}


@pytest.mark.parametrize("proposal", [PROPOSAL, NONE])
def test_every_proposal_keeps_its_schema_with_no_key_more(proposal: Proposal | NoProposal) -> None:
    document = proposal_document(proposal, knowledge(), photo=PHOTO, facts_sha256="cd" * 32)
    assert known_part(ProposalDocument, as_json(document)) == document


@pytest.mark.parametrize("face", [FACE, Refusal((TURNED,))])
def test_every_placement_keeps_its_schema_with_no_key_more(face: Face | Refusal) -> None:
    document = placement_document(PHOTO, face, PLACEMENT if isinstance(face, Face) else None)
    assert known_part(PlacementDocument, as_json(document)) == document


def test_the_same_proposal_gives_the_same_bytes() -> None:
    first, second = (as_json(proposal_document(PROPOSAL, knowledge(), photo=PHOTO)) for _ in range(2))
    assert first == second
    assert json.loads(first)["solve_s"] == 0.061


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_the_json_schema_in_the_manual_is_in_step(name: str) -> None:
    assert (REFERENCE / f"{name}.schema.json").read_text(encoding="utf-8") == json_schema(name)


def test_a_stored_proposal_comes_back_whole() -> None:
    assert loaded_proposal(dumped(PROPOSAL)) == PROPOSAL
    assert loaded_no_proposal(dumped(NONE)) == NONE
    assert dumped(loaded_proposal(dumped(PROPOSAL))) == dumped(PROPOSAL)
