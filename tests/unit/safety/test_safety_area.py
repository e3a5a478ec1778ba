from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from filiform.face.drawn import drawn_face
from filiform.face.mesh import Mesh, mesh
from filiform.knowledge import load
from filiform.points.place import placement
from filiform.points.site import Placement
from filiform.safety.area import Territory, keys, named_regions, on_side, region_sites
from filiform.safety.statement import WHOLE_FACE, Where


@cache
def drawn() -> Territory:
    facts, topology = load.knowledge(), the_mesh()
    face = drawn_face(topology)
    return Territory(face, placement(face, facts, topology), topology, facts)


@cache
def the_mesh() -> Mesh:
    return mesh(load.document("mesh.json"))


def bare() -> Territory:
    return replace(drawn(), placement=Placement((), ()))


def test_a_site_drawn_by_hand_may_be_on_any_side() -> None:
    points = load.knowledge().points
    assert keys([points["FX-SCR"]]) == {("FX-SCR", "left"), ("FX-SCR", "right"), ("FX-SCR", "midline")}
    assert keys([points["GV26"], points["ST2"]]) == {("GV26", "midline"), ("ST2", "left"), ("ST2", "right")}


def test_the_midline_belongs_to_both_sides() -> None:
    assert on_side("left", "left")
    assert on_side("left", "midline")
    assert on_side("midline", "right")
    assert not on_side("left", "right")


def test_a_word_means_its_region_and_all_of_its_group() -> None:
    assert named_regions("glabella", load.knowledge()) == {"glabella"}
    assert named_regions("forehead", load.knowledge()) == {"forehead", "glabella", "brow"}
    assert {"cheek_medial", "cheek_lateral", "submalar"} <= named_regions("cheek", load.knowledge())
    assert named_regions("nowhere", load.knowledge()) == frozenset()


@pytest.mark.parametrize("where", [WHOLE_FACE, Where(None, "left"), Where("nowhere", "both")])
def test_without_a_region_that_is_known_the_whole_face_is_closed(where: Where) -> None:
    closed = region_sites(where, 0.0, drawn())
    assert closed == keys(point for point in load.knowledge().points.values() if point.part == "face")


def test_without_a_margin_only_the_sites_of_the_region_are_closed() -> None:
    points = load.knowledge().points
    closed = region_sites(Where("cheek_medial", "left"), 0.0, drawn())
    assert {points[site].region for site, _ in closed} == {"cheek_medial"}
    assert {side for _, side in closed} <= {"left", "midline"}
    assert ("ST2", "left") in closed


def test_a_margin_closes_what_lies_near_on_this_face_across_the_midline_too() -> None:
    closed = region_sites(Where("glabella", "both"), 20.0, drawn())
    assert {("BL2", "left"), ("BL2", "right"), ("EX-HN3", "midline")} <= closed
    assert not {("ST6", "left"), ("LI20", "left"), ("GV26", "midline")} & closed
    nasolabial = region_sites(Where("nasolabial", "left"), 20.0, drawn())
    assert ("GV26", "midline") in nasolabial
    assert ("ST6", "right") not in nasolabial


def test_a_wider_margin_never_closes_less() -> None:
    where = Where("cheek", "right")
    assert (
        region_sites(where, 10.0, drawn()) <= region_sites(where, 20.0, drawn()) <= region_sites(where, 30.0, drawn())
    )


def test_every_closed_and_placed_site_outside_the_region_lies_within_the_margin() -> None:
    territory, where = drawn(), Where("forehead", "both")
    triangles = [
        triangle
        for name in load.knowledge().regions["forehead"].mesh_regions
        for side in ("left", "right")
        for triangle in territory.mesh.regions[name, side]
    ]
    vertices = territory.face.landmarks_mm[np.unique(territory.mesh.triangles[triangles])]
    closed = region_sites(where, 20.0, territory)
    for site in territory.placement.sites:
        nearest_vertex = np.linalg.norm(vertices - np.array(site.position_mm), axis=1).min()
        if nearest_vertex <= 20.0:
            assert (site.id, site.side) in closed


def test_a_site_that_is_not_placed_is_closed_with_its_group_and_beside_the_region() -> None:
    closed = region_sites(Where("jawline", "left"), 20.0, bare())
    assert ("FX-DBC", "left") in closed or ("FX-DBC", "midline") in closed  # under the chin, beside the jaw line
    assert ("ST7", "left") in region_sites(Where("cheek_lateral", "left"), 20.0, bare())
    assert ("ST7", "right") not in region_sites(Where("cheek_lateral", "left"), 20.0, bare())
    assert ("ST7", "left") not in region_sites(Where("cheek_lateral", "left"), 0.0, bare())


def test_a_region_off_the_mesh_closes_its_group() -> None:
    closed = region_sites(Where("hand", "left"), 20.0, drawn())
    assert {("LI4", "left"), ("HT7", "left")} <= closed
    assert ("LI4", "right") not in closed
    assert ("ST36", "left") not in closed


def test_a_placed_site_of_the_same_group_is_closed_only_within_the_margin() -> None:
    where, facts = Where("nasolabial", "left"), load.knowledge()
    placed = {(site.id, site.side) for site in drawn().placement.sites}
    cheek = {key for key in placed if key[1] == "left" and "cheek" in facts.regions[facts.points[key[0]].region].groups}
    closed = region_sites(where, 2.0, drawn())
    assert ("LI20", "left") in closed
    assert cheek - closed  # some of the cheek lies farther off


def test_a_midline_statement_reaches_to_both_sides() -> None:
    both = region_sites(Where("glabella", "both"), 20.0, drawn())
    assert region_sites(Where("glabella", "midline"), 20.0, drawn()) == both


def test_the_smallest_margin_reaches_beyond_the_region() -> None:
    where = Where("jawline", "left")
    assert region_sites(where, 0.0, bare()) < region_sites(where, 0.5, bare())
