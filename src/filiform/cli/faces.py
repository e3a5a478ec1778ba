"""A photo file to the face on it and its sites, told step by step."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from filiform.cli.files import content
from filiform.cli.options import check_hairline
from filiform.cli.progress import Progress, muted
from filiform.errors import InputError
from filiform.exchange.corrections import corrections
from filiform.face.engine import Engine
from filiform.face.face import Face, Refusal
from filiform.face.find import found_face
from filiform.face.mesh import Mesh
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.photo.read import upright
from filiform.points.hand import HandMove
from filiform.points.place import placement
from filiform.points.site import Placement

MOST_PHOTO_BYTES = 100 * 1024 * 1024  # the largest file a 48-megapixel camera writes stays below

MOST_CORRECTIONS_BYTES = 1024 * 1024  # about five thousand moves


@dataclass(frozen=True)
class PlacedFace:
    """A face with its sites."""

    face: Face
    placement: Placement


@dataclass(frozen=True)
class FaceOptions:
    """How a photo is to be read."""

    ipd_mm: float | None = None
    hairline: Sequence[tuple[float, float]] = ()
    careful: bool = False
    height_cm: float | None = None
    corrections: Sequence[HandMove] = ()


def photo_at(path: str, progress: Progress) -> Photo:
    """Return the photo of a file."""
    with progress.step("Reading the photo"):
        return upright(content(path, "a photo", MOST_PHOTO_BYTES))


def placed(
    photo: Photo, options: FaceOptions, facts: Knowledge, mesh: Mesh, progress: Progress
) -> PlacedFace | Refusal:
    """Return the face on a photo with its sites, or why there is none."""
    check_hairline(options.hairline, photo.width_px, photo.height_px)
    with progress.step("Finding the face"), muted():
        face = found_face(photo, Engine(), facts, mesh, ipd_mm=options.ipd_mm, careful=options.careful)
    if isinstance(face, Refusal):
        return face
    with progress.step("Placing the points"):
        sites = placement(
            face,
            facts,
            mesh,
            hairline=options.hairline,
            corrections=options.corrections,
            height_cm=options.height_cm,
        )
    return PlacedFace(face, sites)


def corrections_at(path: str | None, facts: Knowledge, mesh: Mesh) -> tuple[HandMove, ...]:
    """Return the corrections of a file; without a file there are none."""
    if path is None:
        return ()
    try:
        text = content(path, "corrections", MOST_CORRECTIONS_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8. Save the file as UTF-8 text.") from error
    return corrections(text, facts, mesh)


def tell_refusal(refusal: Refusal) -> None:
    """Say on standard error why a photo gives no face."""
    click.echo("filiform: the photo is refused.", err=True)
    for gate in refusal.reasons:
        click.echo(f"  {gate.gate}: {gate.value:.4g}, limit {gate.limit:.4g}. {gate.say}", err=True)


def tell_warnings(face: Face) -> None:
    """Say on standard error which limits were only warned of."""
    for gate in face.gates:
        if not gate.passed:
            say = f"warning: {gate.gate}: {gate.value:.4g}, limit {gate.limit:.4g}. {gate.say}"
            click.echo(say, err=True)
