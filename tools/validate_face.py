"""Recompute docs/validation/face_tables.md: python tools/validate_face.py FOLDER_OF_PHOTOS [TABLES.md]."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from filiform.face.crop import Floats
from filiform.face.engine import Engine
from filiform.face.mesh import mesh
from filiform.face.validation import LabelledPhoto, tables
from filiform.knowledge import load
from filiform.photo.read import upright

LABELS = Path(__file__).parents[1] / "docs" / "validation" / "smile_labels.csv"
TABLES = LABELS.with_name("face_tables.md")
MARKED = ("frl_london_neutral", "frl_canada")  # sets whose templates hold the marks below
TEMPLATE_POINTS = 189
RIGHT_RIM, LEFT_RIM = slice(2, 10), slice(10, 18)  # of the picture's left and right eye in the template
EYE_CORNERS, MOUTH_CORNERS = (18, 22, 23, 27), (87, 93)


def marks(template: Path) -> dict[str, Floats]:
    """Return the marked rims of the irises and the corners of eyes and mouth, where a full template lies beside."""
    if not template.exists():
        return {}
    lines = template.read_text(encoding="utf-8").splitlines()
    points = np.array([line.split()[:2] for line in lines[1 : 1 + TEMPLATE_POINTS]], dtype=np.float64)
    return {
        "right iris": points[RIGHT_RIM],
        "left iris": points[LEFT_RIM],
        "corners": points[[*EYE_CORNERS, *MOUTH_CORNERS]],
    }


def people(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Return sex and group by series and number of the person."""
    found = {}
    for series in ("london", "canada"):
        file = folder / f"{series}_info.csv"
        rows = csv.DictReader(file.open(encoding="utf-8")) if file.exists() else ()
        found.update({(series, row["face_id"]): row for row in rows})
    return found


def cases(folder: Path) -> Iterator[LabelledPhoto]:
    """Yield every labelled photo that lies in the folder."""
    known = people(folder)
    for row in csv.DictReader(LABELS.open(encoding="utf-8")):
        series, file = row["set"], folder / row["set"] / row["photo"]
        person = known.get((series.removeprefix("frl_").split("_")[0], file.stem.split("_")[0]), {})
        template = marks(file.with_suffix(".tem")) if series in MARKED else {}
        photo = upright(file.read_bytes())
        sex, group = person.get("face_gender", ""), person.get("face_eth", "")
        yield LabelledPhoto(row["photo"], series, photo, template, row["smile"], sex, group)


if __name__ == "__main__":
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else TABLES  # noqa: PLR2004 the second argument
    text = tables(list(cases(Path(sys.argv[1]))), Engine(), load.knowledge(), mesh(load.document("mesh.json")))
    out.write_text(f"# The face on a photo: tables\n\n{text}", encoding="utf-8")
