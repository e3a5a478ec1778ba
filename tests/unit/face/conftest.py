"""The model, loaded once, and the pictures the face tests look at."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filiform.face.engine import Engine
from filiform.face.mesh import Mesh, mesh
from filiform.knowledge import load
from filiform.knowledge.models import GateLimit, Knowledge
from filiform.photo.photo import Photo

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()


@pytest.fixture(scope="session")
def face_mesh() -> Mesh:
    return mesh(load.document("mesh.json"))


@pytest.fixture(scope="session")
def gate_facts() -> Knowledge:
    """Facts that hold nothing but the gates."""
    return Knowledge(**{f.name: {} for f in fields(Knowledge)} | {"gates": load.table(GateLimit, "gates.toml", "gate")})


@pytest.fixture(scope="session")
def picture() -> Callable[[str], Image.Image]:
    return lambda name: Image.open(DATA / f"{name}.jpg").convert("RGB")


@pytest.fixture(scope="session")
def as_photo() -> Callable[[Image.Image], Photo]:
    return lambda image: Photo(np.array(image.convert("RGB")), sha256="")
