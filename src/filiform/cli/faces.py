"""A photo file to the face on it and its sites, told step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
from filiform.face.shots import fused
from filiform.face.side import Cheek, SideView, side_view
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.photo.read import upright
from filiform.points.hand import HandMove
from filiform.points.lateral import with_views
from filiform.points.place import placement
from filiform.points.site import Placement

MOST_PHOTO_BYTES = 100 * 1024 * 1024  # the largest file a 48-megapixel camera writes stays below

MOST_CORRECTIONS_BYTES = 1024 * 1024  # about five thousand moves


@dataclass(frozen=True)
class PlacedFace:
    """A face with its sites."""

    face: Face
    placement: Placement
    views: Mapping[Cheek, SideView | Refusal] = field(default_factory=dict)
    side_photos: Mapping[Cheek, Photo] = field(default_factory=dict)


@dataclass(frozen=True)
class FaceOptions:
    """How a photo is to be read."""

    ipd_mm: float | None = None
    hairline: Sequence[tuple[float, float]] = ()
    careful: bool = False
    height_cm: float | None = None
    corrections: Sequence[HandMove] = ()
    look_for_card: bool = False
    side_photos: Mapping[Cheek, Photo] = field(default_factory=dict)
    also: Sequence[Photo] = ()


def photo_at(path: str, progress: Progress) -> Photo:
    """Return the photo of a file."""
    with progress.step("Reading the photo"):
        return upright(content(path, "a photo", MOST_PHOTO_BYTES))


def also_at(paths: Sequence[str], first: Photo, progress: Progress) -> tuple[Photo, ...]:
    """Return the further front photos that were given; the same photo twice tells nothing more and is refused."""
    found = tuple(photo_at(path, progress) for path in paths)
    seen = {first.sha256}
    for path, photo in zip(paths, found, strict=True):
        if photo.sha256 in seen:
            raise InputError(f"--also {path} is a photo that was already given. Give another photo of the same person.")
        seen.add(photo.sha256)
    return found


def placed(
    photo: Photo, options: FaceOptions, facts: Knowledge, mesh: Mesh, progress: Progress
) -> PlacedFace | Refusal:
    """Return the face on a photo with its sites, or why there is none."""
    check_hairline(options.hairline, photo.width_px, photo.height_px)
    engine = Engine()
    with progress.step("Finding the face"), muted():
        face = _face(photo, options, engine, facts, mesh)
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
    views = _views(options.side_photos, face, engine, facts, mesh, progress) if options.side_photos else {}
    return PlacedFace(face, with_views(sites, face, views, facts, mesh), views, options.side_photos)


def _face(photo: Photo, options: FaceOptions, engine: Engine, facts: Knowledge, mesh: Mesh) -> Face | Refusal:
    """Return the face on the first photo, with the mean shape of all where more were given."""
    first = found_face(
        photo,
        engine,
        facts,
        mesh,
        ipd_mm=options.ipd_mm,
        careful=options.careful,
        look_for_card=options.look_for_card,
    )
    if isinstance(first, Refusal):
        return first
    others = [found_face(one, engine, facts, mesh, careful=options.careful) for one in options.also]
    return fused(first, others, facts.gates, mesh)


def _views(  # noqa: PLR0917 what two more photos are read with
    photos: Mapping[Cheek, Photo], face: Face, engine: Engine, facts: Knowledge, mesh: Mesh, progress: Progress
) -> dict[Cheek, SideView | Refusal]:
    with progress.step("Joining the side photos"), muted():
        return {
            cheek: side_view(photo, cheek, face, engine=engine, facts=facts, mesh=mesh)
            for cheek, photo in photos.items()
        }


def side_photos_at(left45: str | None, right45: str | None, progress: Progress) -> dict[Cheek, Photo]:
    """Return the 45-degree photos that were given."""
    given: dict[Cheek, str | None] = {"left": left45, "right": right45}
    return {cheek: photo_at(path, progress) for cheek, path in given.items() if path is not None}


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


def tell_views(views: Mapping[Cheek, SideView | Refusal]) -> None:
    """Say on standard error which 45-degree photos were not used, and why."""
    for cheek, found in views.items():
        for gate in found.reasons if isinstance(found, Refusal) else ():
            why = f"{gate.gate}: {gate.value:.4g}, limit {gate.limit:.4g}. {gate.say}"
            click.echo(f"warning: the {cheek} 45-degree photo was not used. {why}", err=True)
