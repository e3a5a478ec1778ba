"""Small faces of a course: one drawing of lines, dots where the needles are."""

from xml.etree import ElementTree as ET

from filiform.pictures.course_faces import little_face, little_lines


def found(text, name):
    return [item for item in ET.fromstring(text).iter() if item.get("class") == name]  # noqa: S314 our own text


def test_each_needle_on_the_picture_is_one_dot_full_where_it_is_of_the_core(proposal, seen):
    shown = [needle for needle in proposal.needles if needle.position_px is not None]
    core = {(shown[0].site, shown[0].side)}
    face = little_face(proposal, seen, core, "Session 1")
    full = [needle for needle in shown if (needle.site, needle.side) in core]
    assert len(found(face, "little-core")) == len(full)
    assert len(found(face, "little-some")) == len(shown) - len(full)


def test_every_dot_lies_within_its_frame(proposal, seen, drawn):
    for face in (seen, drawn):
        root = ET.fromstring(little_face(proposal, face, (), "Session 1"))  # noqa: S314 our own text
        _, _, width, height = map(float, root.get("viewBox").split())
        for dot in root.iter("{http://www.w3.org/2000/svg}circle"):
            assert 0 < float(dot.get("cx")) < width
            assert 0 < float(dot.get("cy")) < height


def test_the_lines_are_light_and_need_no_style(drawn):
    lines = little_lines(drawn)
    assert len(lines) < 12_000
    assert "style" not in lines
    assert lines.count("<symbol") == 1
