"""The face mesh and the drawn face, made once in each process."""

from functools import cache

from filiform.face.drawn import drawn_face
from filiform.face.face import Face
from filiform.face.mesh import Mesh
from filiform.face.mesh import mesh as mesh_of
from filiform.knowledge import load
from filiform.points.place import placement
from filiform.points.site import Placement


@cache
def mesh() -> Mesh:
    """Return the mesh every face is measured on."""
    return mesh_of(load.document("mesh.json"))


@cache
def drawn() -> tuple[Face, Placement]:
    """Return the drawn face with its points, for patients without a photo."""
    face = drawn_face(mesh())
    return face, placement(face, load.knowledge(), mesh())
