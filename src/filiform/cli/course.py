"""The command that plans a whole course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import click

from filiform.cli.done import done_sessions
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
from filiform.cli.options import Day, Taps, check_ipd, face_options, today
from filiform.cli.outcome import REFUSED, tell_left_alone, tell_written
from filiform.cli.progress import Progress
from filiform.cli.proposal_words import UNREVIEWED
from filiform.cli.propose import check_photo, check_protocol
from filiform.errors import InputError
from filiform.exchange.also import add_also
from filiform.exchange.course_document import course_document, course_json, refused_course_document
from filiform.face.drawn import drawn_face
from filiform.face.face import Refusal
from filiform.face.mesh import Mesh
from filiform.face.mesh import mesh as mesh_of
from filiform.intake.intake import Intake
from filiform.intake.read import MOST_CHARACTERS, intake, intake_text, widened
from filiform.knowledge import load
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.planning.course_plan import CoursePlan, PlannedSession, stop_rule, whole_course
from filiform.planning.own_protocol import protocol_from, with_protocol
from filiform.planning.proposal import NoProposal
from filiform.points.place import placement
from filiform.safety.finding import SiteKey


@dataclass(frozen=True)
class Outputs:
    """Where results go; None is not asked for."""

    json: str | None
    png: str | None
    svg: str | None
    pdf: str | None
    paper: Literal["a4", "letter"]

    @property
    def drawn(self) -> tuple[str | None, ...]:
        return self.png, self.svg, self.pdf


@click.command()
@click.argument("photo", metavar="[PHOTO]", required=False)
@click.option("--no-photo", is_flag=True, help="Use the drawn face; sites then have no place on a picture.")
@click.option("--intake", "intake_path", metavar="TOML", required=True, help="What was asked and answered.")
@click.option("--protocol", metavar="ID", help="The protocol to keep; the one that fits is chosen otherwise.")
@click.option("--protocol-file", metavar="TOML", help="A protocol of your own; it is the one that is kept.")
@click.option("--start", type=Day(), metavar="DATE", help="The day of the next session; today otherwise.")
@click.option("--done", "done_paths", metavar="FILE", multiple=True, help="A session that was done; may be repeated.")
@click.option("--stop-rule", "rule", metavar="ID", help="The rule to stop that was agreed.")
@face_options
@click.option("--ipd-mm", type=float, help="Distance between the pupils as measured; the iris gives it otherwise.")
@click.option("--hairline", type=Taps(), multiple=True, help="A place on the hairline in pixels; may be repeated.")
@click.option("--corrections", "corrections_path", metavar="TOML", help="Sites a practitioner moved on this face.")
@click.option("--careful", is_flag=True, help="Average over eighteen looks at each photo, not two: steadier, slower.")
@click.option("--json", "json_path", metavar="OUT", help="Write the course as JSON; - is standard output.")
@click.option("--png", "png_path", metavar="OUT", help="Write the course at a glance, sites by sessions.")
@click.option("--svg", "svg_path", metavar="OUT", help="The same as SVG.")
@click.option("--pdf", "pdf_path", metavar="OUT", help="Write the course on one page to print.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True)
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.pass_context
def course(
    ctx: click.Context,
    *,
    photo: str | None,
    no_photo: bool,
    intake_path: str,
    protocol: str | None,
    protocol_file: str | None,
    start: date | None,
    done_paths: tuple[str, ...],
    rule: str | None,
    also: tuple[str, ...],
    left45: str | None,
    right45: str | None,
    card: bool,
    ipd_mm: float | None,
    hairline: tuple[tuple[float, float], ...],
    corrections_path: str | None,
    careful: bool,
    json_path: str | None,
    png_path: str | None,
    svg_path: str | None,
    pdf_path: str | None,
    paper: Literal["a4", "letter"],
    quiet: bool,
) -> None:
    """Plan all sessions of a course for the face on PHOTO and an intake, or say why there is none."""
    only_with_photo = (ipd_mm, hairline, careful, corrections_path, also, left45, right45, card)
    check_photo(photo, no_photo=no_photo, has_face_options=any(only_with_photo))
    check_ipd(ipd_mm)
    outputs = Outputs(json_path, png_path, svg_path, pdf_path, paper)
    read = (photo, *also, left45, right45, intake_path, corrections_path, protocol_file, *done_paths)
    check_outputs((json_path, *outputs.drawn), read)
    facts, asked = _with_own(load.knowledge(), protocol, protocol_file)
    stop_rule(rule, facts)
    day = start or today()
    answered = intake(intake_text(content(intake_path, "an intake", MOST_CHARACTERS)), facts, today=day)
    _tell_widened(answered)
    done = [one for path in done_paths for one in done_sessions(path, facts)]
    progress = Progress(quiet=quiet)
    picture = photo_at(photo, progress) if photo else None
    mesh = mesh_of(load.document("mesh.json"))
    by_hand, sides = corrections_at(corrections_path, facts, mesh), side_photos_at(left45, right45, progress)
    more = also_at(also, picture, progress) if picture else ()
    options = FaceOptions(ipd_mm, hairline, careful, answered.patient.height_cm, by_hand, card, sides, more)
    found = _face(picture, options, facts, mesh, progress)
    if isinstance(found, Refusal):
        _tell_refused(found, picture, asked, json_path)
        tell_left_alone(*outputs.drawn)
        ctx.exit(REFUSED)
    with progress.step("Planning the course"):
        plan = whole_course(
            answered,
            facts,
            day,
            face=found.face,
            placement=found.placement,
            mesh=mesh,
            protocol=asked,
            done=done,
            rule=rule,
        )
    document = course_document(plan, facts, photo=picture, facts_sha256=load.digest())
    for one in document["sessions"]:
        add_also(one["proposal"], more)
    files = {json_path: course_json(document)} if json_path else {}
    if isinstance(plan, NoProposal):
        write(files)
        click.echo(f"filiform: no course. {plan.conflict.say}", err=True)
        tell_left_alone(*outputs.drawn)
        ctx.exit(REFUSED)
    files |= _pictures(plan, facts, outputs)
    write(files)
    _tell_read(found)
    tell_written(files)
    if not files:
        click.echo(course_words(plan, facts))


def _tell_widened(answered: Intake) -> None:
    for sentence in widened(answered):
        click.echo(f"note: {sentence}", err=True)


def _tell_read(found: PlacedFace) -> None:
    tell_warnings(found.face)
    tell_views(found.views)


def _with_own(facts: Knowledge, protocol: str | None, path: str | None) -> tuple[Knowledge, str | None]:
    """Return the facts with the protocol of a file, and the id of the protocol that was asked for."""
    if path is None:
        check_protocol(protocol, facts)
        return facts, protocol
    if protocol is not None:
        raise InputError("--protocol and --protocol-file exclude each other. Give one of them.")
    own = protocol_from(intake_text(content(path, "a protocol", MOST_CHARACTERS)), facts)
    return with_protocol(facts, own), own.id


def _face(
    photo: Photo | None, options: FaceOptions, facts: Knowledge, mesh: Mesh, progress: Progress
) -> PlacedFace | Refusal:
    if photo:
        return placed(photo, options, facts, mesh, progress)
    face = drawn_face(mesh)
    return PlacedFace(face, placement(face, facts, mesh, height_cm=options.height_cm))


def _tell_refused(refusal: Refusal, photo: Photo | None, protocol: str | None, json_path: str | None) -> None:
    assert photo  # noqa: S101 only a photo is refused
    document = refused_course_document(refusal, photo=photo, protocol=protocol, facts_sha256=load.digest())
    write({json_path: course_json(document)} if json_path else {})
    tell_refusal(refusal)


def _pictures(plan: CoursePlan, facts: Knowledge, outputs: Outputs) -> dict[str, bytes]:
    if not any(outputs.drawn):
        return {}
    from filiform.pictures.course_grid import course_png, course_svg  # noqa: PLC0415 only a picture needs the drawing
    from filiform.pictures.course_sheet import course_pdf  # noqa: PLC0415 as above

    files = {outputs.png: course_png(plan, facts)} if outputs.png else {}
    files |= {outputs.svg: course_svg(plan, facts).encode()} if outputs.svg else {}
    return files | ({outputs.pdf: course_pdf(plan, facts, paper=outputs.paper)} if outputs.pdf else {})


def course_words(plan: CoursePlan, facts: Knowledge) -> str:
    """Return the course in a few lines for a terminal."""
    whose = f" {plan.school}." if plan.school else ""
    lines = [
        f"Protocol {plan.protocol}.{whose}",
        plan.length.why,
        *(f"Not known: {unknown}." for unknown in plan.unknown),
        *(_session_words(one) for one in plan.sessions),
        f"Core, in every session: {_named(plan.core)}.",
        f"In turns, for they must settle: {_named(plan.rotating) or 'none'}.",
        f"Review after session {plan.length.review_after}" + (f", {plan.review_on}." if plan.review_on else "."),
        f"{plan.stop_rule.label}. {plan.stop_rule.say}",
        plan.weighed,
        *([f"Afterwards every {plan.upkeep.every_days} days. {plan.upkeep.why}."] if plan.upkeep else []),
        *(f"Note: {note}" for note in plan.notes),
        UNREVIEWED,
        "Nothing was written. Use --json FILE for all of it, --png FILE for the picture, --pdf FILE to print.",
    ]
    return "\n".join(lines)


def _session_words(one: PlannedSession) -> str:
    head = f"  {one.number}. {one.on} {one.phase.label}: "
    if isinstance(one.plan, NoProposal):
        return head + f"none. {one.plan.conflict.say}"
    counted = f"{one.plan.face_needles} face and {one.plan.body_needles} body needles"
    return head + f"{counted}, {one.plan.retention_min} minutes, {one.plan.protocol}"


def _named(sites: Sequence[SiteKey]) -> str:
    return ", ".join(dict.fromkeys(site for site, _ in sites))
