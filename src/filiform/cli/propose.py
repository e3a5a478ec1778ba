"""The command that proposes the needles of one session."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import click

from filiform.cli.faces import (
    FaceOptions,
    PlacedFace,
    also_at,
    corrections_at,
    photo_at,
    placed,
    side_photos_at,
    tell_refusal,
    tell_views,
    tell_warnings,
)
from filiform.cli.files import check_outputs, content, write
from filiform.cli.options import Day, Lesion, Taps, check_ipd, face_options, today
from filiform.cli.outcome import REFUSED, tell_left_alone, tell_written
from filiform.cli.progress import Progress
from filiform.cli.proposal_words import no_proposal_words, proposal_words
from filiform.errors import InputError
from filiform.exchange.also import add_also
from filiform.exchange.contract import as_json, proposal_document, refused_proposal_document
from filiform.face.drawn import drawn_face
from filiform.face.face import Face, Refusal
from filiform.face.mesh import Mesh
from filiform.face.mesh import mesh as mesh_of
from filiform.intake.intake import Intake
from filiform.intake.problem import meant
from filiform.intake.read import MOST_CHARACTERS, intake, intake_text, widened
from filiform.knowledge import load
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.planning.proposal import NoProposal, Proposal
from filiform.planning.treatment import treatment
from filiform.points.lesion import Outline, outline
from filiform.points.place import placement

FRONT_OPTIONS = ("--ipd-mm", "--hairline", "--corrections", "--lesion", "--also")
PHOTO_OPTIONS = (*FRONT_OPTIONS, "--left45", "--right45", "--card", "--careful")

LESION = "The outline of a lesion to needle around: acne-scar, pigment or scar, and its corners; may be repeated."
Drawn = tuple[str, tuple[tuple[float, float], ...]]


@dataclass(frozen=True)
class Outputs:
    """Where results go; None is not asked for."""

    json: str | None
    png: str | None
    pdf: str | None
    paper: Literal["a4", "letter"]


@dataclass(frozen=True)
class Session:
    """What one proposal is made from."""

    photo: Photo | None
    intake: Intake
    on: date
    protocol: str | None
    facts: Knowledge
    mesh: Mesh
    lesions: tuple[Drawn, ...] = ()


@click.command()
@click.argument("photo", metavar="[PHOTO]", required=False)
@click.option("--no-photo", is_flag=True, help="Use the drawn face; sites then have no place on a picture.")
@click.option("--intake", "intake_path", metavar="TOML", required=True, help="What was asked and answered.")
@click.option("--protocol", metavar="ID", help="The protocol to keep; the one that fits is chosen otherwise.")
@click.option("--on", type=Day(), metavar="DATE", help="The day of the session; today otherwise.")
@face_options
@click.option("--ipd-mm", type=float, help="Distance between the pupils as measured; the iris gives it otherwise.")
@click.option("--hairline", type=Taps(), multiple=True, help="A place on the hairline in pixels; may be repeated.")
@click.option("--corrections", "corrections_path", metavar="TOML", help="Sites a practitioner moved on this face.")
@click.option("--lesion", "lesions", type=Lesion(), multiple=True, help=LESION)
@click.option("--careful", is_flag=True, help="Average over eighteen looks at each photo, not two: steadier, slower.")
@click.option("--json", "json_path", metavar="OUT", help="Write the proposal as JSON; - is standard output.")
@click.option("--png", "png_path", metavar="OUT", help="Write the needle map.")
@click.option("--pdf", "pdf_path", metavar="OUT", help="Write the sheet to print.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True)
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.pass_context
def propose(
    ctx: click.Context,
    *,
    photo: str | None,
    no_photo: bool,
    intake_path: str,
    protocol: str | None,
    on: date | None,
    also: tuple[str, ...],
    left45: str | None,
    right45: str | None,
    card: bool,
    ipd_mm: float | None,
    hairline: tuple[tuple[float, float], ...],
    corrections_path: str | None,
    lesions: tuple[Drawn, ...],
    careful: bool,
    json_path: str | None,
    png_path: str | None,
    pdf_path: str | None,
    paper: Literal["a4", "letter"],
    quiet: bool,
) -> None:
    """Propose the needles of one session for the face on PHOTO and an intake, or say why there are none."""
    only_with_photo = (ipd_mm, hairline, careful, corrections_path, lesions, also, left45, right45, card)
    check_photo(photo, no_photo=no_photo, has_face_options=any(only_with_photo))
    check_ipd(ipd_mm)
    outputs = Outputs(json_path, png_path, pdf_path, paper)
    check_outputs((json_path, png_path, pdf_path), (photo, *also, left45, right45, intake_path, corrections_path))
    facts, day = load.knowledge(), on or today()
    check_protocol(protocol, facts)
    answered = intake(intake_text(content(intake_path, "an intake", MOST_CHARACTERS)), facts, today=day)
    for sentence in widened(answered):
        click.echo(f"note: {sentence}", err=True)
    progress = Progress(quiet=quiet)
    picture = photo_at(photo, progress) if photo else None
    session = Session(picture, answered, day, protocol, facts, mesh_of(load.document("mesh.json")), lesions)
    by_hand = corrections_at(corrections_path, facts, session.mesh)
    side_photos = side_photos_at(left45, right45, progress)
    more = also_at(also, picture, progress) if picture else ()
    options = FaceOptions(ipd_mm, hairline, careful, answered.patient.height_cm, by_hand, card, side_photos, more)
    if not proposed(session, options, outputs, progress):
        ctx.exit(REFUSED)


def check_protocol(protocol: str | None, facts: Knowledge) -> None:
    """Refuse a protocol nobody knows."""
    if protocol is not None and protocol not in facts.protocols:
        raise InputError(f'There is no protocol "{protocol}". {meant(protocol, facts.protocols)}')


def check_photo(photo: str | None, *, no_photo: bool, has_face_options: bool) -> None:
    """Refuse a photo beside the drawn face, neither of them, and options that only a photo can have."""
    if photo and no_photo:
        raise InputError("A PHOTO and --no-photo exclude each other. Give one of them.")
    if not photo and not no_photo:
        raise InputError("Give a PHOTO, or --no-photo to plan on the drawn face.")
    if no_photo and has_face_options:
        raise InputError(f"{', '.join(PHOTO_OPTIONS)} need a PHOTO. Leave them out.")


def proposed(session: Session, options: FaceOptions, outputs: Outputs, progress: Progress) -> bool:
    """Write and tell the proposal or the reasons against one; return whether there is a proposal."""
    found = _face(session, options, progress)
    if isinstance(found, Refusal):
        _tell_refused(session, found, outputs)
        return False
    with progress.step("Choosing the needles"):
        proposal = treatment(
            session.intake,
            session.facts,
            session.on,
            face=found.face,
            placement=found.placement,
            mesh=session.mesh,
            protocol=session.protocol,
            outlines=_outlines(session, found.face),
        )
    document = proposal_document(proposal, session.facts, photo=session.photo, facts_sha256=load.digest())
    add_also(document, options.also)
    files = {outputs.json: as_json(document)} if outputs.json else {}
    if isinstance(proposal, NoProposal):
        write(files)
        click.echo(no_proposal_words(proposal), err=True)
        tell_left_alone(outputs.png, outputs.pdf)
        return False
    with progress.step("Drawing"):
        files |= _pictures(session, found, proposal, outputs)
    write(files)
    tell_warnings(found.face)
    tell_views(found.views)
    tell_written(files)
    if not files:
        click.echo(proposal_words(proposal, session.facts))
    return True


def _outlines(session: Session, face: Face) -> tuple[Outline, ...]:
    return tuple(outline(kind, corners, face, session.facts, session.mesh) for kind, corners in session.lesions)


def _face(session: Session, options: FaceOptions, progress: Progress) -> PlacedFace | Refusal:
    if session.photo:
        return placed(session.photo, options, session.facts, session.mesh, progress)
    face = drawn_face(session.mesh)
    return PlacedFace(face, placement(face, session.facts, session.mesh, height_cm=options.height_cm))


def _tell_refused(session: Session, refusal: Refusal, outputs: Outputs) -> None:
    assert session.photo  # noqa: S101 only a photo is refused
    document = refused_proposal_document(
        refusal, session.on, photo=session.photo, protocol=session.protocol, facts_sha256=load.digest()
    )
    write({outputs.json: as_json(document)} if outputs.json else {})
    tell_refusal(refusal)
    tell_left_alone(outputs.png, outputs.pdf)


def _pictures(session: Session, found: PlacedFace, proposal: Proposal, outputs: Outputs) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    if outputs.png:
        from filiform.pictures.map import map_png  # noqa: PLC0415 only a picture needs the drawing

        files[outputs.png] = map_png(proposal, session.facts, face=found.face, photo=session.photo)
    if outputs.pdf:
        from filiform.pictures.sheet import sheet_pdf  # noqa: PLC0415 only a sheet needs typesetting
        from filiform.pictures.sheet_words import SheetPatient  # noqa: PLC0415 as above

        files[outputs.pdf] = sheet_pdf(
            proposal,
            session.facts,
            face=found.face,
            photo=session.photo,
            patient=SheetPatient(born=session.intake.patient.born),
            paper=outputs.paper,
        )
    return files
