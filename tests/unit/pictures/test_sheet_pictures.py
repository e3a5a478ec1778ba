"""No word in the margins of the printed pictures is cut at their edge."""

import re
from collections.abc import Iterator
from dataclasses import replace

from filiform.pictures.lettering import text_width
from filiform.pictures.sheet_pictures import sheet_figure, sheet_map


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
    svg = sheet_map(replace(proposal, needles=(*others, *row)), facts, face=seen, photo=None)
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
