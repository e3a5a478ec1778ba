"""The 45-degree photos of a placement as the document others read."""

from collections.abc import Mapping

from filiform.exchange.contract import gate_part, photo_part, pose_part
from filiform.exchange.documents import PlacementDocument, ViewPart
from filiform.face.face import Refusal
from filiform.face.side import Cheek, SideView
from filiform.photo.photo import Photo


def add_views(
    document: PlacementDocument, views: Mapping[Cheek, SideView | Refusal], photos: Mapping[Cheek, Photo]
) -> None:
    """Add each 45-degree photo that was given to a placement document; without one nothing changes."""
    parts = [_view(cheek, found, photos[cheek]) for cheek, found in views.items()]
    if parts:
        document["views"] = parts


def _view(cheek: Cheek, found: SideView | Refusal, photo: Photo) -> ViewPart:
    told: ViewPart = {
        "view": "left45" if cheek == "left" else "right45",
        "photo": photo_part(photo),
        "used": False,
        "pose": None,
        "mm_per_px": None,
        "residual_mm": None,
        "gates": [gate_part(gate) for gate in (found.reasons if isinstance(found, Refusal) else found.gates)],
    }
    if isinstance(found, SideView):
        told["used"], told["pose"] = True, pose_part(found.pose)
        told["mm_per_px"] = round(found.joined.camera.mm_per_px, 5)
        told["residual_mm"] = round(found.joined.residual_mm, 1)
    return told
