"""The command that places the points on the face of a photo."""

from collections import Counter

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
from filiform.cli.files import check_outputs, write
from filiform.cli.options import Layers, Taps, check_ipd, face_options
from filiform.cli.outcome import REFUSED, tell_left_alone, tell_written
from filiform.cli.progress import Progress
from filiform.exchange.also import add_also
from filiform.exchange.contract import as_json, placement_document
from filiform.exchange.views import add_views
from filiform.face.face import Face, Refusal
from filiform.face.mesh import Mesh
from filiform.face.mesh import mesh as mesh_of
from filiform.face.side import SideView
from filiform.knowledge import load
from filiform.photo.photo import Photo
from filiform.points.structures import below

SURE_MM = 4.0  # beyond this error an area is drawn, not a point
METHODS = {
    "iris": "from the iris",
    "typed": "from the typed distance of the pupils",
    "card": "from the card",
    "assumed": "assumed",
}


@click.command()
@click.argument("photo", metavar="PHOTO")
@face_options
@click.option("--ipd-mm", type=float, help="Distance between the pupils as measured; the iris gives it otherwise.")
@click.option("--hairline", type=Taps(), multiple=True, help="A place on the hairline in pixels; may be repeated.")
@click.option("--corrections", "corrections_path", metavar="TOML", help="Sites a practitioner moved on this face.")
@click.option("--careful", is_flag=True, help="Average over eighteen looks at each photo, not two: steadier, slower.")
@click.option("--json", "json_path", metavar="OUT", help="Write the placement as JSON; - is standard output.")
@click.option("--png", "png_path", metavar="OUT", help="Write a picture of the points.")
@click.option("--layers", type=Layers(), default=(), help="Show what lies beneath on the picture: arteries,nerves,...")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.pass_context
def place(
    ctx: click.Context,
    *,
    photo: str,
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
    layers: tuple[str, ...],
    quiet: bool,
) -> None:
    """Place the acupuncture points on the face of PHOTO, each with its error in millimetres."""
    check_ipd(ipd_mm)
    check_outputs((json_path, png_path), (photo, *also, left45, right45, corrections_path))
    progress = Progress(quiet=quiet)
    facts, mesh = load.knowledge(), mesh_of(load.document("mesh.json"))
    by_hand = corrections_at(corrections_path, facts, mesh)
    picture = photo_at(photo, progress)
    side_photos = side_photos_at(left45, right45, progress)
    more = also_at(also, picture, progress)
    options = FaceOptions(ipd_mm, hairline, careful, None, by_hand, card, side_photos, more)
    found = placed(picture, options, facts, mesh, progress)
    if isinstance(found, Refusal):
        write({json_path: as_json(placement_document(picture, found, None))} if json_path else {})
        tell_refusal(found)
        tell_left_alone(png_path)
        ctx.exit(REFUSED)
    document = placement_document(picture, found.face, found.placement)
    add_views(document, found.views, found.side_photos)
    add_also(document, more)
    outputs = {json_path: as_json(document)} if json_path else {}
    if png_path:
        outputs[png_path] = _picture(found, picture, mesh, layers, progress)
    write(outputs)
    tell_warnings(found.face)
    tell_views(found.views)
    if outputs:
        tell_written(outputs)
    else:
        click.echo(_summary(found))


def _picture(found: PlacedFace, photo: Photo, mesh: Mesh, layers: tuple[str, ...], progress: Progress) -> bytes:
    from filiform.pictures.placement_map import placement_scene  # noqa: PLC0415 only a picture needs the drawing
    from filiform.pictures.png import png  # noqa: PLC0415 as above
    from filiform.pictures.side_panels import with_side_panels  # noqa: PLC0415 as above

    with progress.step("Drawing"):
        facts = load.knowledge()
        under = below(found.face, facts, mesh) if layers else None
        used = {cheek: view for cheek, view in found.views.items() if isinstance(view, SideView)}
        scene = placement_scene(found.placement, facts, face=found.face, photo=photo, below=under, layers=layers)
        return png(with_side_panels(scene, found.placement, used, found.side_photos) if used else scene)


def _other_scales(face: Face) -> list[str]:
    """Return what the measures that were not used say."""
    return [
        f"  {other.mm_per_px:.3f} mm {METHODS[other.method]}, relative error {other.relative_error:.2f}: not used."
        for other in face.scales[1:]
    ]


def _summary(found: PlacedFace) -> str:
    face, sites, withheld = found.face, found.placement.sites, found.placement.withheld
    sure = sum(site.error_mm <= SURE_MM for site in sites)
    by_hand = sum(site.corrected for site in sites)
    at_side = sum(site.view != "front" for site in sites)
    on_default = sum(site.default_line for site in sites)
    reasons = Counter(site.reason.split(":")[0] for site in withheld)
    pose, scale = face.pose, face.scale
    lines = [
        f"Face: yaw {pose.yaw_deg:.1f}, pitch {pose.pitch_deg:.1f}, roll {pose.roll_deg:.1f} degrees.",
        f"Scale: {scale.mm_per_px:.3f} mm a pixel {METHODS[scale.method]}, relative error {scale.relative_error:.2f}.",
        *_other_scales(face),
        f"{len(sites)} sites placed: {sure} within {SURE_MM:g} mm (95 %), {len(sites) - sure} only as an area.",
        *([f"The face is the mean of {face.shots} photos."] if face.shots > 1 else []),
        f"{on_default} of them rest on a default line.",
        *([f"{at_side} of them lie on a 45-degree photo: tried on one head scan, on no real one."] if at_side else []),
        *([f"{by_hand} of them stand where they were moved by hand."] if by_hand else []),
        f"{len(withheld)} withheld:",
        *[f"  {count:3d}  {reason}" for reason, count in reasons.most_common()],
        "Nothing was written. Use --json FILE for the numbers, --png FILE for the picture.",
    ]
    return "\n".join(lines)
