"""No needle is planned deeper than its point, its region or its danger zones allow, at any site of the atlas."""

import pytest

from filiform.knowledge import load
from filiform.knowledge.models import Point
from filiform.safety.depth import depth_limit
from filiform.safety.finding import Limits

FACTS = load.knowledge()
NONE = Limits(blocked=(), closed={})
DEFAULT = [point for point in FACTS.points.values() if point.default_use]


@pytest.mark.parametrize("point", DEFAULT, ids=lambda point: point.id)
def test_a_default_site_has_a_depth_and_something_binds_it(point: Point) -> None:
    bound = depth_limit(point, FACTS, NONE)
    assert bound is not None
    assert bound.bound_by
    assert 0.0 < bound.depth_mm[0] <= bound.depth_mm[1]


@pytest.mark.parametrize("point", FACTS.points.values(), ids=lambda point: point.id)
def test_no_limit_is_exceeded(point: Point) -> None:
    bound = depth_limit(point, FACTS, NONE)
    deepest_mm = 0.0 if bound is None else bound.depth_mm[1]
    region = FACTS.regions[point.region].depth_region
    assert deepest_mm <= point.needling.depth_mm[1]
    assert region is None or deepest_mm <= FACTS.depth_regions[region].perpendicular_limit_mm
    for zone in FACTS.danger_zones.values():
        if point.id in zone.points and not zone.when:
            assert deepest_mm <= zone.max_depth_mm


CORRECTED = [
    ("GB3", 5.0),
    ("FX-TEM", 5.0),
    ("FX-MAS-2", 8.0),
    ("SI18", 5.0),
    ("ST3", 5.0),
    ("EX-HN5", 5.0),
    ("ST5", 4.0),
    ("FX-JOW-1", 4.0),
    ("LI20", 3.0),
    ("ST4", 3.0),
    ("FX-LLS", 2.0),
    ("FX-NLF-1", 2.0),
    ("FX-NLF-2", 2.0),
    ("CV24", 5.0),
]


@pytest.mark.parametrize(("point", "deepest_mm"), CORRECTED)
def test_what_we_found_too_deep_is_less_deep_and_says_why(point: str, deepest_mm: float) -> None:
    bound = depth_limit(FACTS.points[point], FACTS, NONE)
    assert bound is not None
    assert bound.depth_mm[1] <= deepest_mm
    assert "needling.depth_mm" in {correction.field for correction in FACTS.points[point].corrections}


@pytest.mark.parametrize("point", ["BL1", "ST1", "EX-HN7", "ST9", "ST10", "CV22", "GV16", "M-HN-7", "FX-TTR-1", "GB21"])
def test_what_no_cosmetic_session_needs_is_never_proposed_by_default(point: str) -> None:
    assert not FACTS.points[point].default_use


NEVER_BY_DEFAULT = ("orbit", "carotid", "lung_apex", "chest_back")  # danger zones
BESIDE_THEM = {"periorbital_upper", "chest", "upper_back"}  # regions that lie over the orbit and the lung
NECK = {"neck_front", "neck_side"}


@pytest.mark.parametrize("point", DEFAULT, ids=lambda point: point.id)
def test_orbit_carotid_and_chest_stay_out_of_every_default(point: Point) -> None:
    assert point.region not in BESIDE_THEM
    assert [zone for zone in NEVER_BY_DEFAULT if point.id in FACTS.danger_zones[zone].points] == []
    named = [one for one in FACTS.structures.values() if point.id in one.at_points]
    assert [one.id for one in named if one.kind in {"orbit", "pleura"} or one.id == "carotid_bifurcation"] == []


@pytest.mark.parametrize("point", [point for point in DEFAULT if point.region in NECK], ids=lambda point: point.id)
def test_a_default_site_of_the_neck_stays_in_the_skin_and_out_where_the_carotid_is_ill(point: Point) -> None:
    bound = depth_limit(point, FACTS, NONE)
    assert bound is not None
    assert bound.depth_mm[1] <= 3.0
    assert point.needling.angles == ("transverse",)
    assert "carotid_risk" in point.forbidden_when


def test_the_chest_point_of_the_stress_trial_is_added_by_hand_and_says_why() -> None:
    point = FACTS.points["CV17"]
    assert not point.default_use
    assert point.needling.angles == ("transverse",)
    assert any(one.field == "default_use" and "trial" in one.why for one in point.corrections)


def test_textbook_depth_at_the_orbit_is_not_used() -> None:
    assert depth_limit(FACTS.points["BL1"], FACTS, NONE) is None
