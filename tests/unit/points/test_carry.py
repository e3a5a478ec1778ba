import numpy as np
import pytest

from filiform.errors import InputError
from filiform.face.drawn import drawn_face
from filiform.face.face import Face
from filiform.face.frame import front
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.points.carry import anchor, anchor_mm, anchor_px, carried
from filiform.points.place import placement

MESH = mesh(load.document("mesh.json"))
DRAWN = drawn_face(MESH)


def another_photo(zoom=1.5) -> Face:
    """The same face nearer to the camera and lower in the picture."""
    landmarks_px = DRAWN.landmarks_px * zoom + [30.0, 80.0, 0.0]
    landmarks_mm, pose = front(landmarks_px, 0.2 / zoom, MESH)
    return Face(landmarks_px, landmarks_mm, pose, DRAWN.scale, (), {})


def test_a_site_follows_the_face_to_another_photo():
    site = next(one for one in placement(DRAWN, load.knowledge(), MESH).sites if one.id == "ST2")
    there = carried(site, another_photo(), MESH)
    assert (there.x_px, there.y_px) == pytest.approx((site.x_px * 1.5 + 30, site.y_px * 1.5 + 80))
    assert there.position_mm == pytest.approx(site.position_mm)
    assert there.facing_deg == pytest.approx(site.facing_deg)
    assert there.error_mm == pytest.approx(np.hypot(site.error_mm, site.repeat_mm))


def test_a_place_chosen_on_the_photo_gets_an_anchor_that_gives_it_back():
    where = anchor(655.0, 900.0, DRAWN, MESH)
    assert anchor_px(where, DRAWN) == pytest.approx((655, 900))
    assert anchor_mm(where, DRAWN)[:2] == pytest.approx((11, -32))


def test_a_place_beside_the_face_is_refused():
    with pytest.raises(InputError, match="not on the face"):
        anchor(20.0, 20.0, DRAWN, MESH)
