"""The command that plans a whole course."""

import json
import tomllib
from collections.abc import Sequence
from datetime import date

import click

from filiform.cli.faces import FaceOptions, PlacedFace, photo_at, placed, tell_refusal, tell_warnings
from filiform.cli.files import check_outputs, content, write
from filiform.cli.options import Day, Taps, check_ipd, today
from filiform.cli.outcome import REFUSED, tell_left_alone, tell_written
from filiform.cli.progress import Progress
from filiform.cli.proposal_words import UNREVIEWED
from filiform.cli.propose import check_protocol
from filiform.errors import InputError
from filiform.exchange.course_document import course_document, course_json, refused_course_document
from filiform.face.drawn import drawn_face
from filiform.face.face import Refusal
from filiform.face.mesh import Mesh
from filiform.face.mesh import mesh as mesh_of
from filiform.intake.problem import meant
from filiform.intake.read import MOST_CHARACTERS, intake, intake_text, widened
from filiform.knowledge import load
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.planning.course_plan import CoursePlan, PlannedSession, stop_rule, whole_course
from filiform.planning.own_protocol import protocol_from, with_protocol
from filiform.planning.proposal import NoProposal
from filiform.planning.settling import Needled
from filiform.points.place import placement
from filiform.safety.finding import SiteKey

MOST_DONE = 2_000_000  # bytes; twenty proposals have about a million
SIDES: dict[str, Side] = {"left": "left", "right": "right", "midline": "midline"}


@click.command()
@click.argument("photo", metavar="[PHOTO]", required=False)
@click.option("--no-photo", is_flag=True, help="Use the drawn face; sites then have no place on a picture.")
@click.option("--intake", "intake_path", metavar="TOML", required=True, help="What was asked and answered.")
@click.option("--protocol", metavar="ID", help="The protocol to keep; the one that fits is chosen otherwise.")
@click.option("--protocol-file", metavar="TOML", help="A protocol of your own; it is the one that is kept.")
@click.option("--start", type=Day(), metavar="DATE", help="The day of the next session; today otherwise.")
@click.option("--done", "done_paths", metavar="FILE", multiple=True, help="A session that was done; may be repeated.")
@click.option("--stop-rule", "rule", metavar="ID", help="The rule to stop that was agreed.")
@click.option("--ipd-mm", type=float, help="Distance between the pupils as measured; the iris gives it otherwise.")
@click.option("--hairline", type=Taps(), multiple=True, help="A place on the hairline in pixels; may be repeated.")
@click.option("--json", "json_path", metavar="OUT", help="Write the course as JSON; - is standard output.")
@click.option("--png", "png_path", metavar="OUT", help="Write the course at a glance, sites by sessions.")
@click.option("--svg", "svg_path", metavar="OUT", help="The same as SVG.")
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
    ipd_mm: float | None,
    hairline: tuple[tuple[float, float], ...],
    json_path: str | None,
    png_path: str | None,
    svg_path: str | None,
    quiet: bool,
) -> None:
    """Plan all sessions of a course for the face on PHOTO and an intake, or say why there is none."""
    if bool(photo) == no_photo:
        raise InputError("Give either a PHOTO, or --no-photo to plan on the drawn face.")
    check_ipd(ipd_mm)
    check_outputs((json_path, png_path, svg_path), (photo, intake_path, protocol_file, *done_paths))
    facts, asked = _with_own(load.knowledge(), protocol, protocol_file)
    stop_rule(rule, facts)
    day = start or today()
    answered = intake(intake_text(content(intake_path, "an intake", MOST_CHARACTERS)), facts, today=day)
    for sentence in widened(answered):
        click.echo(f"note: {sentence}", err=True)
    done = [one for path in done_paths for one in done_sessions(path, facts)]
    progress = Progress(quiet=quiet)
    picture = photo_at(photo, progress) if photo else None
    mesh = mesh_of(load.document("mesh.json"))
    options = FaceOptions(ipd_mm, hairline, height_cm=answered.patient.height_cm)
    found = _face(picture, options, facts, mesh, progress)
    if isinstance(found, Refusal):
        _tell_refused(found, picture, asked, json_path)
        tell_left_alone(png_path, svg_path)
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
    document = course_json(course_document(plan, facts, photo=picture, facts_sha256=load.digest()))
    files = {json_path: document} if json_path else {}
    if isinstance(plan, NoProposal):
        write(files)
        click.echo(f"filiform: no course. {plan.conflict.say}", err=True)
        tell_left_alone(png_path, svg_path)
        ctx.exit(REFUSED)
    files |= _pictures(plan, facts, png_path, svg_path)
    write(files)
    tell_warnings(found.face)
    tell_written(files)
    if not files:
        click.echo(course_words(plan, facts))


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


def _pictures(plan: CoursePlan, facts: Knowledge, png_path: str | None, svg_path: str | None) -> dict[str, bytes]:
    if not png_path and not svg_path:
        return {}
    from filiform.pictures.course_grid import course_png, course_svg  # noqa: PLC0415 only a picture needs the drawing

    files = {png_path: course_png(plan, facts)} if png_path else {}
    return files | ({svg_path: course_svg(plan, facts).encode()} if svg_path else {})


def done_sessions(path: str, facts: Knowledge) -> list[Needled]:
    """Return the sessions of a file: a proposal as JSON, or TOML tables [[session]] with on and sites."""
    text = intake_text(content(path, "a session", MOST_DONE))
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except ValueError as error:
        raise InputError(f"{path} is neither JSON nor TOML: {error}.") from error
    if document.get("schema") == "filiform.proposal/1":
        sites = [(needle["site"], needle["side"]) for needle in document["needles"]]
        return [Needled(date.fromisoformat(document["on"]), _known(sites, path, facts))]
    rows = document.get("session")
    if not isinstance(rows, list) or not rows:
        raise InputError(f'{path} has no session. Write [[session]], on = 2026-11-22, sites = ["ST36 left", "GV20"].')
    return [_done(row, f"{path}, session {place}", facts) for place, row in enumerate(rows, start=1)]


def _done(row: object, where: str, facts: Knowledge) -> Needled:
    on, sites = (row.get("on"), row.get("sites")) if isinstance(row, dict) else (None, None)
    if not isinstance(on, date) or not isinstance(sites, list) or not all(isinstance(site, str) for site in sites):
        raise InputError(f'{where}: give on = 2026-11-22 and sites = ["ST36 left", "GV20"].')
    named = [(site.partition(" ")[0], site.partition(" ")[2] or "midline") for site in sites]
    return Needled(on, _known(named, where, facts))


def _known(sites: Sequence[tuple[str, str]], where: str, facts: Knowledge) -> frozenset[SiteKey]:
    for point, side in sites:
        if point not in facts.points:
            raise InputError(f'{where}: unknown point "{point}". {meant(point, facts.points)}')
        if side not in SIDES or (side == "midline") != (facts.points[point].side == "midline"):
            raise InputError(f'{where}: "{point} {side}" has no such side; write it like "ST36 left" or "GV20".')
    return frozenset((point, SIDES[side]) for point, side in sites)


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
        f"Worth {plan.objective:.1f} of at most {plan.bound:.1f} points under these weights.",
        *([f"Afterwards every {plan.upkeep.every_days} days. {plan.upkeep.why}."] if plan.upkeep else []),
        *(f"Note: {note}" for note in plan.notes),
        UNREVIEWED,
        "Nothing was written. Use --json FILE for all of it, --png FILE for the picture.",
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
