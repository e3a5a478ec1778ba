"""Tables of docs/validation/views.md: a scanned head drawn from many sides, joined with its front, held to its skin."""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from filiform.face.engine import Engine
from filiform.face.face import Face, Pose, Scale
from filiform.face.frame import front
from filiform.face.mesh import mesh as mesh_of
from filiform.face.rendered import Rendering, rendering, scanned_head
from filiform.face.side import Cheek, SideView
from filiform.face.views import joined
from filiform.knowledge import load
from filiform.photo.sample import Pyramid
from filiform.points.lateral import with_views
from filiform.points.place import placement

MM_PER_UNIT, PX_PER_MM = 48.0, 3.0
TRAGUS_MM = np.array([65.2, 56.1, 18.7])  # left, marked by hand on a picture of the profile
SITES = ("SI19", "TE21", "GB2", "TE22", "ST7", "GB3")
TURNS = ((20, 0, 1000), (30, 0, 1000), (45, 0, 1000), (45, 0, 600), (45, 10, 1000), (45, -10, 1000), (60, 0, 1000))


def main(folder: Path) -> None:
    """Print the table of every turn."""
    head = scanned_head(folder / "head.glb", np.asarray(Image.open(folder / "colour.jpg")), mm_per_unit=MM_PER_UNIT)
    engine, facts, mesh = Engine(), load.knowledge(), mesh_of(load.document("mesh.json"))

    def traced(seen: Rendering) -> np.ndarray:
        picture = Pyramid(seen.pixels)
        return engine.trace(picture, engine.boxes(picture)[0]).landmarks_px

    landmarks = traced(rendering(head, Pose(0.0, 0.0, 0.0), px_per_mm=PX_PER_MM))
    shape, pose = front(landmarks, 1 / PX_PER_MM, mesh)
    face = Face(landmarks, shape, pose, Scale(1 / PX_PER_MM, 0.02, "typed"), (), {})
    frontal = placement(face, facts, mesh)
    head_row = ("cheek", "turn", "pitch", "camera mm", "turn read", "turn joined", "scale", "left mm", *SITES)
    print("|", " | ".join(head_row), "|")
    print("|", " | ".join("---" for _ in head_row), "|")
    for cheek, sign in (("left", -1), ("right", 1)):
        for yaw, pitch, distance in TURNS:
            seen = rendering(head, Pose(sign * yaw, pitch, 0.0), distance_mm=distance, px_per_mm=PX_PER_MM)
            points = traced(seen)
            view = SideView(cheek, front(points, 1.0, mesh)[1], joined(face, points, mesh), ())
            sites = {one.id: one for one in with_views(frontal, face, {cheek: view}, facts, mesh).sites}
            cells = [_off(seen, sites, name, cheek, facts) for name in SITES]
            camera = view.joined.camera
            told = (cheek, yaw, pitch, distance, f"{abs(view.pose.yaw_deg):.0f}", f"{abs(camera.yaw_deg):.0f}")
            row = (*told, f"{camera.mm_per_px * PX_PER_MM:.2f}", f"{view.joined.residual_mm:.1f}", *cells)
            print("|", " | ".join(map(str, row)), "|", flush=True)


def _off(seen: Rendering, sites: dict, name: str, cheek: Cheek, facts: object) -> str:
    site, how = sites.get(name), facts.side_sites[name]
    if site is None or site.view == "front":
        return "-"
    skin = seen.skin_mm[round(site.y_px), round(site.x_px)]
    tragus = TRAGUS_MM * ((1 if cheek == "left" else -1), 1, 1)
    return f"{np.linalg.norm((skin - tragus)[1:] - (how.up_mm, how.forward_mm)):.1f} of {site.error_mm:.0f}"


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/data/head_scan"))
