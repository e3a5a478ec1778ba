"""The command that fits the rings of sites anew on a folder of photos, and shows how they hold on people left out."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median

import click
import numpy as np

from filiform.cli.files import content, write
from filiform.cli.progress import muted
from filiform.errors import InputError
from filiform.face.engine import Engine
from filiform.face.face import Face, Refusal
from filiform.face.find import found_face
from filiform.face.gates import refusing
from filiform.face.mesh import Mesh
from filiform.face.mesh import mesh as mesh_of
from filiform.face.steadiness import LOOKS, moved_mm
from filiform.knowledge import load
from filiform.knowledge.models import Knowledge
from filiform.knowledge.ring import Ring
from filiform.photo.read import upright
from filiform.points.calibrate import OTHER_READING, Off, Shot, rings, shot, starting
from filiform.points.field import Template
from filiform.points.holdout import (
    Held,
    Labels,
    by_fold,
    by_label_table,
    by_series,
    held,
    held_out,
    held_table,
    unmarked,
)
from filiform.points.validation import Marked, marked

MOST_BYTES = 100 * 1024 * 1024
TEMPLATE_SKIN = slice(18, 189)  # of a Face Research Lab template; before it are pupils and the rims of the irises
WHAT = ("marks", "second photos")
FOLDED = "four of five folds of persons"
STEADY_EVERY = 4  # every so manyeth marked photo shows how steady the landmarks are
HEAD = """# Written by `filiform validate rings FOLDER --anchors FILE --write`; docs/validation/placement.md says how.
# 95 % radii in mm of a resting face that looks at the camera; smile_mm is the shift under a full smile."""


@dataclass(frozen=True)
class Photos:
    """Photos of a folder: whose each is, and what people marked on it."""

    folder: Path
    persons: Mapping[str, str]
    marks: Mapping[str, Marked]


@click.command("rings")
@click.argument("photos", metavar="FOLDER")
@click.option("--anchors", metavar="FILE", help="JSON of marked photos; FOLDER/anchors.json otherwise.")
@click.option("--labels", metavar="FILE", help="CSV of persons: a column person, then one for each kind of label.")
@click.option("--write", "out", metavar="OUT", help="Write the rings as TOML; - is standard output.")
def rings_command(*, photos: str, anchors: str | None, labels: str | None, out: str | None) -> None:
    """
    Fit the error rings on the photos of FOLDER, and show how they hold on people left out.

    FOLDER/manifest.json names the person of each photo: {"files": [{"file", "person"}]}.
    """
    listed, named = photos_of(Path(photos), anchors), labels_of(labels)
    facts, mesh = load.knowledge(), mesh_of(load.document("mesh.json"))
    shots = shots_of(listed, facts, mesh)
    click.echo(tables(shots, facts, mesh, named))
    click.echo("\n" + steadiness(listed, mesh))
    if out:
        write({out: as_toml(rings(shots, facts, mesh)).encode()})


def photos_of(folder: Path, anchors: str | None) -> Photos:
    """Return the photos of persons a folder lists; raise InputError where the lists cannot be read."""
    try:
        listed = marked(json.loads(content(anchors or str(folder / "anchors.json"), "the marked photos", MOST_BYTES)))
        manifest = json.loads(content(str(folder / "manifest.json"), "the list of photos", MOST_BYTES))
        persons = {str(row["file"]): str(row["person"]) for row in manifest["files"] if row["person"]}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"The lists of photos cannot be read: {error!r}") from error
    return Photos(folder, persons, {one.photo: one for one in listed})


def labels_of(path: str | None) -> Labels:
    """Return what a CSV says of each person; raise InputError where it names none."""
    if path is None:
        return {}
    rows = list(csv.DictReader(content(path, "labels of persons", MOST_BYTES).decode("utf-8-sig").splitlines()))
    if not rows or "person" not in rows[0]:
        raise InputError(f"{path} has no column person. Its first line names the columns: person,sex,group.")
    return {row["person"]: {key: told for key, told in row.items() if key != "person"} for row in rows}


def shots_of(photos: Photos, facts: Knowledge, mesh: Mesh) -> list[Shot]:
    """Return every photo of a person with its sites, placed with the starting rings."""
    faces = list(_faces(photos, facts, mesh))
    bare = replace(facts, rings={})
    first = [_shot(name, face, ok, photos, bare, mesh) for name, face, ok in faces]
    begun = replace(facts, rings=starting(first))
    return [_shot(name, face, ok, photos, begun, mesh) for name, face, ok in faces]


def _faces(photos: Photos, facts: Knowledge, mesh: Mesh) -> Iterator[tuple[str, Face, bool]]:
    """Yield every face, and whether its photo keeps the limits: smiles that do not still show what a smile moves."""
    warn = {name: one.model_copy(update={"refuses": name == "faces"}) for name, one in facts.gates.items()}
    engine = Engine()
    for name in photos.persons:
        photo = upright(content(str(photos.folder / name), "a photo", MOST_BYTES))
        with muted():
            face: Face | Refusal = found_face(photo, engine, replace(facts, gates=warn), mesh)
        if isinstance(face, Face):
            yield name, face, not refusing(face.gates, facts.gates)


def _shot(name: str, face: Face, accepted: bool, photos: Photos, facts: Knowledge, mesh: Mesh) -> Shot:  # noqa: FBT001, PLR0917
    marks = photos.marks.get(name)
    template = _template(photos.folder / name, marks.px_per_mm) if marks else None
    placed = shot(name, photos.persons[name], face, facts, mesh)
    return replace(placed, accepted=accepted, marked=marks, template=template)


def _template(photo: Path, px_per_mm: float) -> Template | None:
    """Return the template of marks that lies beside a photo, if one does."""
    file = photo.with_suffix(".tem")
    if not file.exists():
        return None
    lines = file.read_text(encoding="utf-8").splitlines()
    places = np.array([line.split()[:2] for line in lines[1 : TEMPLATE_SKIN.stop + 1]], dtype=np.float64)
    return Template(places[TEMPLATE_SKIN], px_per_mm)


def tables(shots: Sequence[Shot], facts: Knowledge, mesh: Mesh, labels: Labels) -> str:
    """Return how the rings hold on people left out, as Markdown."""
    series = held_out(shots, by_series(shots), facts, mesh)
    folds = held_out(shots, by_fold(shots), facts, mesh)
    rows: list[Held | None] = []
    for fitted, found in (("the other series", series), (FOLDED, folds)):
        rows += [held(what, fitted, one) for what, one in zip(WHAT, found, strict=True)]
    rows += list(_by_series(shots, folds))
    around = unmarked(shots, facts, mesh)
    same = [one for one in around if one.key[0] not in OTHER_READING]
    rows.append(held("marks read as we do, ring of the landmarks around", "the other points", same))
    rows.append(held("all marks, ring of the landmarks around", "the other points", around))
    fitted_rings = rings(shots, facts, mesh)
    parts = [held_table(rows), *([by_label_table(*folds, labels)] if labels else []), _grades(fitted_rings, facts)]
    return "\n\n".join(parts)


def _by_series(shots: Sequence[Shot], folds: Sequence[Sequence[Off]]) -> Iterator[Held | None]:
    series = by_series(shots)
    for name in sorted(set(series.values())):
        for what, found in zip(WHAT, folds, strict=True):
            yield held(f"{what}: {name}", FOLDED, [one for one in found if series[one.person] == name])


def _grades(fitted: Mapping[str, Ring], facts: Knowledge) -> str:
    """Return the median rings of each grade."""
    placed = replace(facts, rings=fitted)
    lines = ["| grade | points | median repeat_mm at rest | median place_mm |", "|---|---|---|---|"]
    for grade in "ABC":
        of = [one for name, one in fitted.items() if _grade(placed, name) == grade]
        if of:
            places = [one.place_mm for one in of if one.place_mm is not None]
            place = f"{median(places):.1f} (of {len(places)})" if places else ""
            lines.append(f"| {grade} | {len(of)} | {median(one.repeat_mm for one in of):.1f} | {place} |")
    return "\n".join(lines)


def _grade(facts: Knowledge, name: str) -> str:
    how = facts.points[name].construction
    return how.confidence if how else ""


def steadiness(photos: Photos, mesh: Mesh) -> str:
    """Return how far landmarks move when only the photo changes, as Markdown."""
    engine = Engine()
    ways = []
    for name in list(photos.marks)[::STEADY_EVERY]:
        pixels = upright(content(str(photos.folder / name), "a photo", MOST_BYTES)).pixels
        with muted():
            ways.append(moved_mm(pixels, engine, mesh))
    lines = [f"| {len(ways)} photos, mm | {' | '.join(LOOKS)} |", "|---|" + "---|" * len(LOOKS)]
    changes = list(ways[0])
    means = {change: [f"{mean(way[change][name] for way in ways):.2f}" for name in LOOKS] for change in changes}
    lines += [f"| {change} | {' | '.join(cells)} |" for change, cells in means.items()]
    whole = {name: mean(way[change][name] for way in ways for change in changes) for name in LOOKS}
    lines.append("| mean | " + " | ".join(f"{value:.3f}" for value in whole.values()) + " |")
    bare = whole["one pass"]
    lines.append("| against one pass | " + " | ".join(f"{value / bare - 1:+.0%}" for value in whole.values()) + " |")
    return "\n".join(lines)


def as_toml(fitted: Mapping[str, Ring]) -> str:
    """Return rings as the file of facts holds them."""
    rows = [HEAD]
    for one in fitted.values():
        place = [] if one.place_mm is None else [f"place_mm = {one.place_mm}"]
        lines = [f'id = "{one.id}"', f'basis = "{one.basis}"', *place, f"marks = {one.marks}"]
        rows.append("\n".join(["[[ring]]", *lines, f"repeat_mm = {one.repeat_mm}", f"smile_mm = {one.smile_mm}"]))
    return "\n\n".join(rows) + "\n"
