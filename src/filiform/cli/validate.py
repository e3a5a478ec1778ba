"""The commands that measure again what docs/validation says."""

import json
from pathlib import Path

import click

from filiform.cli.files import content
from filiform.cli.progress import muted
from filiform.cli.validate_rings import rings_command
from filiform.errors import InputError
from filiform.face.engine import Engine
from filiform.face.face import Face, Refusal
from filiform.face.find import found_face
from filiform.face.mesh import Mesh
from filiform.face.mesh import mesh as mesh_of
from filiform.knowledge import load
from filiform.knowledge.models import Knowledge
from filiform.photo.read import upright
from filiform.points.best_landmark import best_landmark_misses
from filiform.points.place import placement
from filiform.points.validation import Marked, agreements, marked, misses, side_by_side, table

MOST_BYTES = 100 * 1024 * 1024
RINGS = """The share within their rings stands above for people the rings were fitted on, if these photos are theirs.
How rings hold on people left out: `filiform validate rings FOLDER`; its last tables stand in the manual,
under validation, on the page "How far a placed point may be off"."""


@click.group()
def validate() -> None:
    """Measure again what docs/validation says, on photos of your own."""


validate.add_command(rings_command)


@validate.command("placement")
@click.argument("photos", metavar="FOLDER")
@click.option("--anchors", metavar="FILE", help="JSON of marked photos; FOLDER/anchors.json otherwise.")
def placement_command(*, photos: str, anchors: str | None) -> None:
    """
    Compare placed points with marks on the photos of FOLDER.

    The JSON is a list of {"file", "px_per_mm", "points": {"LI20/left": [x, y]}}; files are looked for in FOLDER.
    """
    text = content(anchors or str(Path(photos) / "anchors.json"), "the marked photos", MOST_BYTES)
    try:
        listed = marked(json.loads(text))
    except ValueError as error:
        raise InputError(f"The marked photos are not JSON: {error}") from error
    facts, mesh = load.knowledge(), mesh_of(load.document("mesh.json"))
    measured = _measured(listed, Path(photos), facts, mesh)
    rows = agreements(one for photo, face in measured for one in misses(photo, placement(face, facts, mesh)))
    click.echo(table(rows))
    best = agreements(best_landmark_misses(measured, mesh))
    names = {"filiform": rows, "best single landmark, on other people": best}
    click.echo(f"\nMean (95 %) in mm:\n\n{side_by_side(names, [row.point for row in rows])}")
    click.echo(RINGS, err=True)


def _measured(listed: tuple[Marked, ...], folder: Path, facts: Knowledge, mesh: Mesh) -> list[tuple[Marked, Face]]:
    found: list[tuple[Marked, Face]] = []
    engine = Engine()
    for one in listed:
        photo = upright(content(str(folder / one.photo), "a marked photo", MOST_BYTES))
        with muted():
            face: Face | Refusal = found_face(photo, engine, facts, mesh)
        if isinstance(face, Refusal):
            click.echo(f"{one.photo}: refused: {', '.join(gate.gate for gate in face.reasons)}", err=True)
        else:
            found.append((one, face))
    click.echo(f"{len(found)} of {len(listed)} photos measured.", err=True)
    return found
