"""The commands that measure again what docs/validation says."""

import json
from pathlib import Path

import click

from filiform.cli.files import content
from filiform.cli.progress import muted
from filiform.errors import InputError
from filiform.face.engine import Engine
from filiform.face.face import Face, Refusal
from filiform.face.find import found_face
from filiform.face.mesh import mesh as mesh_of
from filiform.knowledge import load
from filiform.photo.read import upright
from filiform.points.place import placement
from filiform.points.validation import Marked, Miss, agreements, marked, misses, table

MOST_BYTES = 100 * 1024 * 1024


@click.group()
def validate() -> None:
    """Measure again what docs/validation says, on photos of your own."""


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
    found = _measured(listed, Path(photos))
    click.echo(table(agreements(found)))


def _measured(listed: tuple[Marked, ...], folder: Path) -> list[Miss]:
    facts, mesh = load.knowledge(), mesh_of(load.document("mesh.json"))
    found: list[Miss] = []
    refused = 0
    engine = Engine()
    for one in listed:
        photo = upright(content(str(folder / one.photo), "a marked photo", MOST_BYTES))
        with muted():
            face: Face | Refusal = found_face(photo, engine, facts, mesh)
        if isinstance(face, Refusal):
            refused += 1
            click.echo(f"{one.photo}: refused: {', '.join(gate.gate for gate in face.reasons)}", err=True)
        else:
            found.extend(misses(one, placement(face, facts, mesh)))
    click.echo(f"{len(listed) - refused} of {len(listed)} photos measured.", err=True)
    return found
