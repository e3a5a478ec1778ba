"""No word of the printed pictures is cut at their edge, and none stands on another."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from filiform.knowledge.models import Knowledge
from filiform.pictures.lettering import text_width
from filiform.pictures.map import soft_names
from filiform.pictures.sheet_pictures import (
    LEAST_ROW,
    LETTERS,
    MARK_SIZE,
    STACKED_ROW,
    SheetFace,
    sheet_faces,
    sheet_figure,
    sheet_map,
)
from filiform.planning.proposal import Proposal
from filiform.points.site import Placement


def reaches(svg: str) -> Iterator[tuple[str, float, float]]:
    """Return each word of a drawing with where it begins and ends."""
    for attributes, text in re.findall(r"<text ([^>]*)>([^<]*)</text>", svg):
        named = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        wide = text_width(text, float(named["font-size"]), bold="font-weight" in named)
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[named["text-anchor"]]
        start = float(named["x"]) - share * wide
        yield text, start, start + wide


def cut(svg: str) -> list[str]:
    frame = re.search(r'viewBox="0 0 ([\d.]+) ', svg)
    assert frame
    return [text for text, start, end in reaches(svg) if start < 0 or end > float(frame[1])]


def test_labels_of_the_face_stay_on_the_sheet_however_long(proposal, facts, seen):
    single = next(one for one in proposal.needles if one.position_px and one.of == 1 and one.side == "left")
    x, y = single.position_px
    row = tuple(replace(single, part=part, of=12, position_px=(x, y + 9 * part)) for part in range(1, 13))
    others = tuple(one for one in proposal.needles if one is not single)
    faces = sheet_faces(replace(proposal, needles=(*others, *row)), facts, face=seen, photo=None)
    assert len(faces) > 4
    for shown in faces:
        svg = sheet_map(shown, seen, None)
        assert "12" in svg
        assert len(list(reaches(svg))) > 20
        assert cut(svg) == []


def test_labels_of_the_figure_stay_on_the_sheet(proposal, facts):
    like = next(one for one in proposal.needles if one.where != "face")
    ear = tuple(replace(like, site="EAR-SHENMEN", side=side, region="ear") for side in ("left", "right"))
    svg = sheet_figure(replace(proposal, needles=(*proposal.needles, *ear)), facts)
    assert len(list(reaches(svg))) > 4
    assert cut(svg) == []
    assert "EAR-SHENMEN" not in svg


def boxes_of_numbers(shown: SheetFace) -> list[tuple[float, float, float, float]]:
    """Return left, top, right and bottom of each number that stands in the face, as drawn."""
    boxes = []
    for words in soft_names(shown.shown, shown.place, LETTERS, size=MARK_SIZE):
        (x, y), half = words.at, text_width(words.text, LETTERS, bold=True) / 2
        boxes.append((x - half, y - 0.73 * LETTERS, x + half, y))
    return boxes


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("kind", ["plan", "many", "folds", "piled"])
def test_no_number_stands_on_another(plans, facts, seen, photo, kind):
    drawn_as = [sheet_faces(plans[kind], facts, face=seen, photo=behind) for behind in (None, photo)]
    for shown in (face for faces in drawn_as for face in (faces[0], faces[len(faces) // 2], faces[-1])):
        assert not any(overlap(one, other) for one, other in combinations(boxes_of_numbers(shown), 2))
        apart_by = STACKED_ROW if shown.stacked else LEAST_ROW
        for _, rows in shown.rows:
            assert all(below.y - above.y >= apart_by - 1e-6 for above, below in pairwise(rows))


def test_numbers_of_neighbouring_soft_areas_all_find_a_place(proposal, facts, seen):
    shown = sheet_faces(proposal, facts, face=seen, photo=None)[0]
    named = [mark for mark in shown.shown if mark.soft and mark.part == 1]
    assert len(named) > 4
    assert len(boxes_of_numbers(shown)) == len(named)


@pytest.fixture(scope="module")
def plans(proposal: Proposal, placed: Placement, facts: Knowledge) -> dict[str, Proposal]:
    """Return the plan, one with 40 needles in the face, one with lines in its folds, one with areas on a pile."""
    like = next(one for one in proposal.needles if one.position_px)
    needles = [one for one in proposal.needles if one.position_px]
    there = {(one.site, one.side) for one in needles}
    more = [site for site in placed.sites if (site.id, site.side) not in there and site.id in facts.points]
    needles += [
        replace(like, site=site.id, side=site.side, position_px=(site.x_px, site.y_px), error_mm=site.error_mm)
        for site in more[: 40 - len(needles)]
    ]
    folded = [
        replace(one, part=part, of=5, position_px=(one.position_px[0], one.position_px[1] + 9 * part))
        for one in proposal.needles
        if one.position_px and one.side != "midline"
        for part in range(1, 6)
    ]
    x, y = like.position_px
    piled = [
        replace(one, position_px=(x + 2 * index, y), error_mm=6.0) for index, one in enumerate(needles) if one.of == 1
    ]
    assert len(needles) == 40
    return {
        "plan": proposal,
        "many": replace(proposal, needles=tuple(needles)),
        "folds": replace(proposal, needles=tuple(folded)),
        "piled": replace(proposal, needles=tuple(piled)),
    }
