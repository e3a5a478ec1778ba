import pytest

from filiform.errors import InputError
from filiform.points.site import Anchor, Placement, Site
from filiform.points.validation import agreements, marked, misses, table

ROW = {
    "file": "a.jpg",
    "px_per_mm": 2.0,
    "points": {"ST2/right": [100, 200], "ST2/left": [300, 200], "GV26/midline": [200, 300]},
}


def a_site(point, side, x_px, y_px, error_mm=4.0):
    anchor = Anchor((0, 1, 2), (1.0, 0.0, 0.0))
    return Site(point, side, x_px, y_px, (0.0, 0.0, 0.0), error_mm, 1.0, "A", anchor, default_line=False, facing_deg=0)


def test_a_miss_is_lateral_on_both_sides_and_down():
    placed = Placement(
        (a_site("ST2", "right", 94, 208), a_site("ST2", "left", 306, 208), a_site("LI20", "left", 0, 0)), ()
    )
    found = list(misses(marked([ROW])[0], placed))
    assert [(one.point, one.lateral_mm, one.down_mm) for one in found] == [("ST2", 3.0, 4.0)] * 2
    assert found[0].distance_mm == 5


def test_on_the_midline_lateral_is_to_the_patients_left():
    found = list(misses(marked([ROW])[0], Placement((a_site("GV26", "midline", 204, 300),), ())))
    assert found[0].lateral_mm == 2


def test_agreement_counts_what_lies_within_the_stated_error():
    placed = Placement((a_site("ST2", "right", 94, 200), a_site("ST2", "left", 310, 200)), ())
    (row,) = agreements(misses(marked([ROW])[0], placed))
    assert (row.count, row.mean_mm, row.lateral_mm, row.down_mm, row.within) == (2, 4.0, 4.0, 0.0, 0.5)
    assert row.scatter_p95_mm == pytest.approx(1.0)
    assert "| ST2 | 2 | 4.0 |" in table([row])


@pytest.mark.parametrize("change", [{"points": {"ST2": [1, 2]}}, {"points": {"ST2/left": [1]}}, {"px_per_mm": None}])
def test_marks_that_say_too_little_are_refused(change):
    with pytest.raises(InputError, match="marked photo"):
        marked([{**ROW, **change}])
