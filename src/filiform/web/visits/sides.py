"""The 45-degree photos of a front photo as they are kept, joined with it."""

from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np
from django.utils import timezone

from filiform.face.face import Face, Floats, Refusal
from filiform.face.side import Cheek, SideView
from filiform.face.views import Joined, joined
from filiform.knowledge import load
from filiform.knowledge.side import SideNode
from filiform.points.ear_jaw import Node, NodeKey
from filiform.points.hairline import GLABELLA, pupil_distance_mm
from filiform.points.lateral import with_views
from filiform.points.side_nodes import expected_px, tapped_error_mm
from filiform.points.site import Placement
from filiform.web import facts
from filiform.web.patients.models import FaceTap
from filiform.web.visits import kept
from filiform.web.visits.models import Photo, SidePhoto

CHEEKS: tuple[Cheek, Cheek] = ("right", "left")  # as they lie on a page, the patient's right first
SIDE_NODES: tuple[Node, Node] = ("tragus", "gonion")
KINDS: dict[Node, FaceTap.Kind] = {"tragus": FaceTap.Kind.TRAGUS_45, "gonion": FaceTap.Kind.GONION_45}
ANSWERED = (SidePhoto.State.USED, SidePhoto.State.REFUSED)


@dataclass(frozen=True)
class Mark:
    """The ear or the angle of the jaw on a side photo; `from_day` is of an earlier photo it was taken over from."""

    x: float
    y: float
    error_mm: float
    tapped: bool = False
    from_day: date | None = None


def newest(photo: Photo) -> dict[Cheek, SidePhoto]:
    """Return the last photo given of each cheek."""
    return {cast("Cheek", row.cheek): row for row in photo.side_photos.order_by("pk")}


def with_sides(front: Placement, face: Face, photo: Photo) -> Placement:
    """Return a placement with what the 45-degree photos of this front photo show."""
    given = {cheek: row for cheek, row in newest(photo).items() if row.state in ANSWERED}
    views = {cheek: _kept(row, face) for cheek, row in given.items()}
    taps: dict[NodeKey, tuple[float, float]] = {
        (node, cheek): at_px for cheek, row in given.items() for node, at_px in told(row).items()
    }
    return with_views(front, face, views, load.knowledge(), facts.mesh(), taps=taps) if views else front


def told(row: SidePhoto) -> dict[Node, tuple[float, float]]:
    """Return where the ear and the jaw were marked on a side photo, in its pixels."""
    marked = row.ear_jaw_px
    return {node: (float(marked[node][0]), float(marked[node][1])) for node in SIDE_NODES if node in marked}


def _kept(row: SidePhoto, face: Face) -> SideView | Refusal:
    if row.state == SidePhoto.State.REFUSED:
        return kept.REFUSAL.validate_python(row.refusal)
    return view_of(row, face)


def view_of(row: SidePhoto, face: Face) -> SideView:
    """Return a used side photo as the core takes it."""
    pose, gates = kept.POSE.validate_python(row.view["pose"]), kept.GATES.validate_python(row.view["gates"])
    return SideView(cast("Cheek", row.cheek), pose, joined_of(row, face), gates)


def joined_of(row: SidePhoto, face: Face) -> Joined:
    """Return a used side photo joined with the face of its front photo."""
    return joined(face, np.array(row.view["landmarks_px"], dtype=np.float64), facts.mesh())


def kept_place(place_mm: tuple[float, float, float], face: Face) -> list[float]:
    """Return a place of the frontal frame as it is kept with a patient: from the glabella, in pupil distances."""
    away = (place_mm - _glabella(face)) / pupil_distance_mm(face.landmarks_mm)
    return [round(float(one), 4) for one in away]


def _glabella(face: Face) -> Floats:
    return np.asarray(face.landmarks_mm[list(GLABELLA)].mean(axis=0), dtype=np.float64)


def marks(row: SidePhoto, face: Face) -> dict[Node, Mark]:
    """Return where the ear and the jaw are shown on a used side photo: marked there, earlier, or by the face model."""
    view, nodes = view_of(row, face), load.knowledge().side_nodes.values()
    return {node.tap: _mark(row, node, node.tap, view, face) for node in nodes if node.tap}


def _mark(row: SidePhoto, node: SideNode, name: Node, view: SideView, face: Face) -> Mark:
    marked = told(row).get(name)
    if marked and node.tapped_mm:
        error = tapped_error_mm(node.error_mm, node.tapped_mm, view.joined.camera.yaw_deg)
        return Mark(*marked, error_mm=error, tapped=True)
    last = row.photo.visit.patient.face_taps.filter(kind=KINDS[name], side=row.cheek).order_by("-pk").first()
    if last is None or not last.places:
        return Mark(*expected_px(name, view, load.knowledge(), facts.mesh()), error_mm=node.error_mm)
    place = _glabella(face) + np.array(last.places[0]) * pupil_distance_mm(face.landmarks_mm)
    x_px, y_px = view.joined.camera.to_px(place[None])[0]
    return Mark(float(x_px), float(y_px), error_mm=node.error_mm, from_day=timezone.localdate(last.made_at))
