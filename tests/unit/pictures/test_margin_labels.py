from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from filiform.pictures.labels import Label, Margin, crossing, first_crossing, margin_rows, plain_rows

MARGIN = Margin(x=0.0, top=0.0, bottom=1000.0, row=20.0)
PLACE = st.tuples(st.integers(20, 800), st.integers(10, 990))
MARKS = st.lists(st.tuples(PLACE, st.sampled_from("FECM")), min_size=1, max_size=40, unique_by=lambda mark: mark[0])


def labels(marks):
    return [
        Label(f"{group}{index}", group, "ST3", "", (float(x), float(y))) for index, ((x, y), group) in enumerate(marks)
    ]


def test_crossing_lines_are_seen_to_cross():
    assert crossing(((0, 0), (10, 10)), ((0, 10), (10, 0)))
    assert not crossing(((0, 0), (10, 0)), ((0, 10), (10, 10)))


@given(MARKS)
@settings(deadline=None, max_examples=60)
def test_leaders_never_cross_and_labels_never_overlap(marks):
    for rows in (margin_rows(labels(marks), MARGIN), plain_rows(labels(marks), MARGIN)):
        assert first_crossing(rows, MARGIN) is None
        room = min(MARGIN.row, (MARGIN.bottom - MARGIN.top) / len(rows))
        assert all(below.y - above.y >= room - 1e-6 for above, below in pairwise(rows))
        assert rows[0].y >= MARGIN.top
        assert rows[-1].y <= MARGIN.bottom


@given(MARKS)
@settings(deadline=None, max_examples=60)
def test_every_mark_gets_exactly_one_label(marks):
    given_labels = labels(marks)
    rows = margin_rows(given_labels, MARGIN)
    named = [row.label.key for row in rows if row.label is not None]
    assert sorted(named) == sorted(label.key for label in given_labels)


@given(MARKS)
@settings(deadline=None, max_examples=60)
def test_a_label_stands_under_the_heading_of_its_own_zone_or_there_are_no_headings(marks):
    rows = margin_rows(labels(marks), MARGIN)
    if all(row.label is not None for row in rows):
        return
    heading = ""
    for row in rows:
        if row.label is None:
            heading = row.heading
        else:
            assert row.label.group == heading


def test_marks_level_with_the_margin_keep_their_height():
    rows = plain_rows(labels([((100, 200), "F"), ((100, 400), "F")]), MARGIN)
    assert [row.y for row in rows] == [200.0, 400.0]
