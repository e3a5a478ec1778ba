from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from filiform.face.drawn import drawn_face
from filiform.face.face import Face
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.planning.proposal import Course, LeftOut, Needle, NeedleSize, Proposal, Serves, Tray
from filiform.points.place import placement
from filiform.points.site import Placement
from filiform.safety.finding import Finding

FACE = [
    "GB14",
    "EX-HN3",
    "BL2",
    "TE23",
    "EX-HN5",
    "GB1",
    "FX-UEB-2",
    "ST2",
    "ST3",
    "LI20",
    "EX-HN8",
    "SI18",
    "FX-NLF-2",
    "ST4",
    "GV26",
    "CV24",
    "ST6",
    "FX-ZMA",
]
BODY = ["GV20", "LI4", "ST36", "SP6", "PC6", "CV12"]
ANGLES = {"perpendicular": 90.0, "oblique": 45.0, "transverse": 15.0}
SLIM, LONG = NeedleSize(0.16, 15), NeedleSize(0.20, 30)


@pytest.fixture(scope="session")
def facts() -> Knowledge:
    return load.knowledge()


@pytest.fixture(scope="session")
def drawn() -> Face:
    return drawn_face(mesh(load.document("mesh.json")))


@pytest.fixture(scope="session")
def seen(drawn: Face) -> Face:
    """The canonical face as if it had been found on a photo, so that no picture of a person is needed."""
    return replace(drawn, drawn=False)


@pytest.fixture(scope="session")
def photo() -> Photo:
    rows = np.linspace(40, 220, 1500, dtype=np.uint8)
    return Photo(np.repeat(np.repeat(rows[:, None, None], 1200, axis=1), 3, axis=2), "0" * 64)


@pytest.fixture(scope="session")
def placed(seen: Face, facts: Knowledge) -> Placement:
    return placement(seen, facts, mesh(load.document("mesh.json")))


def _needle(facts: Knowledge, placed: Placement, name: str, side: str, order: int) -> Needle:
    point = facts.points[name]
    region = facts.regions[point.region]
    site = next((site for site in placed.sites if (site.id, site.side) == (name, side)), None)
    angle = point.needling.angles[-1]
    served = [
        Serves(need, weight, facts.needs[need].certainty, point.confidence.indications, "gk-points")
        for need, weight in sorted(point.indications.items())[:2]
        if need in facts.needs
    ]
    return Needle(
        order=order,
        zone=region.zone,
        site=name,
        side=side,
        where=region.part,
        region=point.region,
        needle=SLIM if region.part == "face" else LONG,
        depth_mm=(2.0, 3.5),
        bound_by="point",
        inserted_mm=8.2,
        angle=angle,
        angle_deg=ANGLES[angle],
        direction=point.needling.direction,
        position_px=(site.x_px, site.y_px) if site else None,
        error_mm=site.error_mm if site else None,
        serves=tuple(served),
        gain=1.0,
        cautions=point.cautions[:1],
        locked=name == "GV26",
    )


@pytest.fixture(scope="session")
def proposal(facts: Knowledge, placed: Placement) -> Proposal:
    pairs = [
        (name, side)
        for name in BODY + FACE
        for side in (("right", "left") if facts.points[name].side == "bilateral" else ("midline",))
    ]
    needles = tuple(_needle(facts, placed, name, side, order) for order, (name, side) in enumerate(pairs, start=1))
    slim = sum(needle.needle == SLIM for needle in needles)
    return Proposal(
        protocol="default",
        on=date(2026, 11, 3),
        status="optimal",
        needles=needles,
        retention_min=20,
        press_min=3.0,
        course=Course(8, 7, 4, "Two concerns of moderate degree.", "protocol default"),
        tray=(Tray(SLIM, slim), Tray(LONG, len(needles) - slim)),
        left_out=(
            LeftOut("FX-GLL", "left", "botox_recent", "Botox, between the brows, 14 Oct.", ("frown_lines",)),
            LeftOut("FX-GLL", "right", "botox_recent", "Botox, between the brows, 14 Oct.", ("frown_lines",)),
        ),
        findings=(
            Finding("sun", "caution", "face", "Sunburn makes redness last longer.", "gk-points", "C", "memory"),
            Finding(
                "botox_recent", "wait", "glabella", "Botox on 14 Oct. No needles there before 11 Nov.", "x", "D", "seen"
            ),
            Finding("anticoagulant", "limit", "session", "Press each site 3 min.", "hsieh-2023", "B", "seen"),
        ),
        unserved=("acne",),
        objective=61.0,
        bound=61.0,
        solve_s=0.06,
    )
