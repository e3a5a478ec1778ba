"""The 45-degree photos of a front photo as they are kept, joined with it."""

from typing import cast

import numpy as np

from filiform.face.face import Face, Refusal
from filiform.face.side import Cheek, SideView
from filiform.face.views import Joined, joined
from filiform.knowledge import load
from filiform.points.lateral import with_views
from filiform.points.site import Placement
from filiform.web import facts
from filiform.web.visits import kept
from filiform.web.visits.models import Photo, SidePhoto

CHEEKS: tuple[Cheek, Cheek] = ("right", "left")  # as they lie on a page, the patient's right first
ANSWERED = (SidePhoto.State.USED, SidePhoto.State.REFUSED)


def newest(photo: Photo) -> dict[Cheek, SidePhoto]:
    """Return the last photo given of each cheek."""
    return {cast("Cheek", row.cheek): row for row in photo.side_photos.order_by("pk")}


def with_sides(front: Placement, face: Face, photo: Photo) -> Placement:
    """Return a placement with what the 45-degree photos of this front photo show."""
    views = {cheek: _kept(row, face) for cheek, row in newest(photo).items() if row.state in ANSWERED}
    return with_views(front, face, views, load.knowledge(), facts.mesh()) if views else front


def _kept(row: SidePhoto, face: Face) -> SideView | Refusal:
    if row.state == SidePhoto.State.REFUSED:
        return kept.REFUSAL.validate_python(row.refusal)
    pose, gates = kept.POSE.validate_python(row.view["pose"]), kept.GATES.validate_python(row.view["gates"])
    return SideView(cast("Cheek", row.cheek), pose, joined_of(row, face), gates)


def joined_of(row: SidePhoto, face: Face) -> Joined:
    """Return a used side photo joined with the face of its front photo."""
    return joined(face, np.array(row.view["landmarks_px"], dtype=np.float64), facts.mesh())
