"""An outlined lesion in a plan: one site of several needles, counted, closed where it lies, alone on its side."""

from datetime import date

import pytest

from filiform.face.drawn import drawn_face
from filiform.face.mesh import mesh
from filiform.intake.intake import Intake
from filiform.knowledge import load
from filiform.planning.proposal import Proposal
from filiform.planning.treatment import treatment
from filiform.points.lesion import outline
from filiform.points.place import placement
from filiform.safety.depth import region_bounds

FACTS = load.knowledge()
NET = mesh(load.document("mesh.json"))
FACE = drawn_face(NET)
PLACED = placement(FACE, FACTS, NET)
ON = date(2026, 11, 2)
SCARRED = {"concern": ({"what": "acne_scars", "severity": 3},)}


def lesion(kind, point, side, half_mm=5.0):
    site = next(one for one in PLACED.sites if (one.id, one.side) == (point, side))
    half = half_mm / FACE.scale.mm_per_px
    corners = [(site.x_px + a * half, site.y_px + b * half) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return outline(kind, corners, FACE, FACTS, NET)


def planned(*outlines, protocol="light", **said):
    answers = {"patient": {"born": date(1985, 5, 2), "first_visit": False}} | said
    intake = Intake.model_validate(answers)
    return treatment(
        intake, FACTS, ON, face=FACE, placement=PLACED, mesh=NET, protocol=protocol, outlines=tuple(outlines)
    )


def around(plan, point, side):
    return [needle for needle in plan.needles if (needle.site, needle.side) == (point, side)]


@pytest.fixture(scope="module")
def scarred() -> Proposal:
    return planned(lesion("acne-scar", "ST2", "left"), **SCARRED)


def test_an_outlined_scar_is_needled_around_and_each_needle_is_counted(scarred):
    row = around(scarred, "FX-ACS", "left")
    assert 4 <= len(row) <= 8
    assert [needle.part for needle in row] == [*range(1, len(row) + 1)]
    assert {needle.of for needle in row} == {len(row)}
    assert scarred.face_needles == sum(needle.where == "face" for needle in scarred.needles) >= len(row)
    assert {needle.zone for needle in row} == {FACTS.regions["cheek_medial"].zone}


def test_a_scar_nobody_outlined_has_no_needles():
    plan = planned(**SCARRED)
    assert isinstance(plan, Proposal)
    assert not [needle for needle in plan.needles if needle.site in {"FX-ACS", "FX-MEL", "FX-SCR"}]


def test_needles_around_a_lesion_point_to_its_middle_and_stop_short_of_it(scarred):
    row = around(scarred, "FX-ACS", "left")
    middle = [sum(needle.position_px[axis] for needle in row) / len(row) for axis in (0, 1)]
    for needle in row:
        x, y = (middle[axis] - needle.position_px[axis] for axis in (0, 1))
        assert needle.towards[0] * x - needle.towards[1] * y > 0
        assert needle.inserted_mm <= 5.0 * 2**0.5 + 3.0


def test_a_lesion_stands_alone_on_its_side_without_a_word_about_the_other(scarred):
    for needle in around(scarred, "FX-ACS", "left"):
        assert not [caution for caution in needle.cautions if "One side only" in caution]
    both = planned(lesion("acne-scar", "ST2", "left"), lesion("acne-scar", "ST2", "right"), **SCARRED)
    assert around(both, "FX-ACS", "left")


def test_filler_where_the_lesion_lies_closes_it_and_filler_elsewhere_does_not():
    filler = {"what": "filler", "on": date(2026, 10, 30)}
    drawn = lesion("acne-scar", "ST2", "left")
    here = planned(drawn, procedure=({**filler, "region": "cheek_medial", "side": "left"},), **SCARRED)
    assert ("FX-ACS", "left") in {key for finding in here.findings for key in finding.closed}
    elsewhere = planned(drawn, procedure=({**filler, "region": "chin"},), **SCARRED)
    assert ("FX-ACS", "left") not in {key for finding in elsewhere.findings for key in finding.closed}


def test_a_keloid_history_closes_every_scar():
    plan = planned(lesion("scar", "ST2", "left"), condition=({"what": "keloid"},), **SCARRED)
    assert ("FX-SCR", "left") in {key for finding in plan.findings for key in finding.closed}


def test_the_region_a_lesion_lies_in_bounds_its_depth(scarred):
    thin = planned(lesion("pigment", "EX-HN3", "midline"), concern=({"what": "pigmentation", "severity": 4},))
    deepest = max(needle.depth_mm[1] for needle in around(thin, "FX-MEL", "midline"))
    assert deepest <= FACTS.depth_regions["forehead"].perpendicular_limit_mm
    site = next(one for one in PLACED.sites if (one.id, one.side) == ("ST2", "left"))
    assert region_bounds([site], FACTS, NET) == ((6.0, "region Infraorbital / medial cheek"),)
