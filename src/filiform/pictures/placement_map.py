"""The placement picture: every site of the atlas found on a face, with its scale and the photo's gates."""

import re
from collections.abc import Mapping, Sequence

from filiform.face.face import Face, Gate
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.pictures.by_hand import way_shapes
from filiform.pictures.face_panel import Panel, background, leaders, margin_words, margins, panel, pins, sided
from filiform.pictures.ink import CASING, CORE, DRAWN, INK, NOT_REVIEWED, PALPATE, SECOND_INK
from filiform.pictures.labels import Label, Margin, Row, plain_rows
from filiform.pictures.layer_names import layer_names
from filiform.pictures.layers import layer_shapes, legend_shapes
from filiform.pictures.lettering import wrapped
from filiform.pictures.mark_shapes import PATCH, RING, ring, soft_patch
from filiform.pictures.marks import is_soft
from filiform.pictures.png import png
from filiform.pictures.scene import Scene, Shape, Stroke, Words
from filiform.pictures.words import count_of
from filiform.points.site import Placement, Site, Withheld
from filiform.points.structures import Below

PX_PER_MM = 6.0
EDGE, COLUMN, HEAD = 28, 210, 84
LABEL_SIZE, ROW = 14.0, 17.0
RING_SIZE = 0.75
BAR_MM = 20
LINE = 22
NAME_SIZE = 15.0
SCALE_FROM = {
    "iris": "from the width of the irises",
    "typed": "from the distance of the pupils as typed",
    "card": "from a card of known size",
    "assumed": "assumed",
}
NOT_ON = re.compile("not on ")
TURNED = re.compile(r"is turned \d+ degrees from the camera")
SIDED_VIEW = re.compile("the (left|right) 45-degree view")


def site_labels(placement: Placement, facts: Knowledge, place: Panel) -> list[tuple[str, Label]]:
    """Return the code and the error of each site for the margins, with the patient's side."""
    return [(site.side, _label(site, facts, place)) for site in placement.of("front")]


def site_rows(labels: Sequence[tuple[str, Label]], place: Panel) -> list[tuple[Margin, list[Row]]]:
    """Return the rows of both margins; so many sites stand without headings."""
    both = zip(margins(place, ROW), sided(labels), strict=True)
    return [(margin, plain_rows(members, margin)) for margin, members in both]


def _label(site: Site, facts: Knowledge, place: Panel) -> Label:
    zone = facts.zones[facts.regions[facts.points[site.id].region].zone]
    soft = _soft(site, facts)
    return Label(
        key=site.id,
        group=zone.label,
        text="",
        note=f"\N{PLUS-MINUS SIGN}{site.error_mm:.0f} mm{' moved' if site.corrected else ''}",
        mark=place.at((site.x_px, site.y_px)),
        reach=PATCH if soft else RING * RING_SIZE,
    )


def _soft(site: Site, facts: Knowledge) -> bool:
    return is_soft(site.id, site.error_mm, facts) or site.confidence in {"C", "D"}


def _site_shapes(sites: Sequence[Site], facts: Knowledge, place: Panel) -> list[Shape]:
    shapes: list[Shape] = []
    for site in sites:
        if _soft(site, facts):
            shapes += soft_patch(place.at((site.x_px, site.y_px)))
    for site in sites:
        shapes += way_shapes(site, place, size=RING_SIZE)
    for site in sites:
        if not _soft(site, facts):
            shapes += ring(place.at((site.x_px, site.y_px)), size=RING_SIZE)
    return shapes


def scale_bar(place: Panel) -> list[Shape]:
    """Return a bar of 20 mm in the lower left corner of the face."""
    x, y = place.origin[0] + 24, place.origin[1] + place.height - 24
    end = x + BAR_MM * place.px_per_mm
    bar = ((x, y - 7), (x, y), (end, y), (end, y - 7))
    return [
        Stroke(bar, CASING, 6),
        Stroke(bar, CORE, 2.2),
        Words(((x + end) / 2, y - 10), f"{BAR_MM} mm", 15, CORE, bold=True, anchor="middle", casing=True),
    ]


TURNS = (
    ("yaw", ("turned {} to the left", "turned {} to the right")),
    ("pitch", ("tilted {} up", "tilted {} down")),
    ("roll", ("leaning {} to the left", "leaning {} to the right")),
)


def _turn_words(found: Mapping[str, Gate]) -> list[str]:
    """Return how the head stood, sides the patient's; what rounds to no degree is not said."""
    words = []
    for name, (positive, negative) in TURNS:
        degrees = round(abs(found[name].value)) if name in found else 0
        if degrees:
            way = positive if found[name].value > 0 else negative
            words.append(way.format(count_of(degrees, "degree", "degrees")))
    return words or ["straight to the camera"]


def photo_words(gates: Sequence[Gate]) -> list[str]:
    """Return how the photo was taken and whether it keeps its limits, then one sentence a limit it does not keep."""
    if not gates:
        return []
    found = {gate.gate: gate for gate in gates}
    parts = _turn_words(found)
    eyes = found.get("interpupillary_px")
    if eyes is not None:
        parts.append(f"eyes {eyes.value:.0f} px apart (at least {eyes.limit:.0f})")
    broken = [gate for gate in gates if not gate.passed]
    kept = f"{len(gates) - len(broken)} of {len(gates)} limits kept" if broken else "all limits kept"
    told = ", ".join(parts)
    warnings = [gate.say or f"Limit not kept: {gate.gate.replace('_', ' ')}." for gate in broken]
    return [f"{told[:1].upper()}{told[1:]}: {kept}.", *warnings]


def _scale_words(face: Face) -> str:
    if face.drawn:
        return "Drawn face: no millimetres of a person."
    scale = face.scale
    sure = f"\N{PLUS-MINUS SIGN}{100 * scale.relative_error:.0f} %"
    return f"Scale {scale.mm_per_px:.2f} mm per pixel {sure} (standard error), {SCALE_FROM[scale.method]}."


def _reason(item: Withheld) -> str:
    """Return a reason without what differs from point to point: body part, degrees."""
    return TURNED.sub(
        "is turned away from the camera", item.reason.split(":")[0] if NOT_ON.match(item.reason) else item.reason
    )


def _on_both_sides(reason: str) -> str:
    """Return what is said in place of two reasons that differ in their side alone."""
    return SIDED_VIEW.sub("the 45-degree views", reason)


def withheld_words(withheld: Sequence[Withheld]) -> list[str]:
    """Return one sentence a reason, with the points it keeps off the picture; a pair's two reasons become one."""
    by_point: dict[tuple[str, str], list[str]] = {}
    for item in withheld:
        reason = _reason(item)
        by_point.setdefault((item.id, _on_both_sides(reason)), []).append(reason)
    by_reason: dict[str, list[str]] = {}
    for (point, merged), reasons in by_point.items():
        by_reason.setdefault(merged if len(reasons) > 1 else reasons[0], []).append(point)
    return [f"{reason[:1].upper()}{reason[1:]}: {', '.join(points)}." for reason, points in by_reason.items()]


def _lines(texts: Sequence[str], x: float, y: float, width: float) -> list[Shape]:
    lines = [line for text in texts for line in wrapped(text, 15, width)]
    return [Words((x, y + index * LINE), line, 15, SECOND_INK) for index, line in enumerate(lines)]


def _names(layers: Sequence[str], below: Below, place: Panel, sites: Sequence[Site]) -> list[Shape]:
    """Return the names of what lies beneath, where they cover no ring."""
    marks = [place.at((site.x_px, site.y_px)) for site in sites]
    reach = RING * RING_SIZE
    rings = [(x - reach, y - reach, x + reach, y + reach) for x, y in marks]
    names = layer_names(layers, below, place, size=NAME_SIZE, taken=rings)
    return [Words(name.at, name.text, NAME_SIZE, CORE, anchor="middle", casing=True) for name in names]


def placement_scene(
    placement: Placement,
    facts: Knowledge,
    *,
    face: Face,
    photo: Photo | None,
    below: Below | None = None,
    layers: Sequence[str] = (),
) -> Scene:
    """Return all placed sites as shapes, with codes in the margins; layers show what lies beneath, by kind."""
    place = panel(face, photo, (float(EDGE + COLUMN), float(HEAD)), PX_PER_MM)
    width = round(place.width) + 2 * (EDGE + COLUMN)
    labels = site_labels(placement, facts, place)
    rows = site_rows(labels, place)
    placed = f"{count_of(len(placement.sites), 'site', 'sites')} placed, {len(placement.withheld)} withheld"
    off = withheld_words(placement.withheld)
    notes = [
        _scale_words(face),
        *photo_words(face.gates),
        *(["Not on the picture:"] if off else []),
        *off,
    ]
    shown = layers if below else ()
    legend = legend_shapes(shown, (EDGE, HEAD + place.height + 30), 15, SECOND_INK) if shown else []
    top = HEAD + place.height + 34 + (2.6 * LINE if shown else 0)
    lines = _lines([*notes, f"{NOT_REVIEWED} {DRAWN if face.drawn else PALPATE}"], EDGE, top, width - 2 * EDGE)
    shapes = [
        Words((EDGE, 40), "Sites on this face", 26, INK, bold=True),
        Words(
            (EDGE, 66),
            f"{placed}. Ring: site. Dashed patch: not sure to 4 mm, find by touch. \N{PLUS-MINUS SIGN}: 95 % radius.",
            16,
            INK,
        ),
        *background(place, face, photo),
        *(layer_shapes(shown, below, place) if below else []),
        *leaders(rows),
        *_site_shapes(placement.of("front"), facts, place),
        *(_names(shown, below, place, placement.of("front")) if below else []),
        *pins(place),
        *scale_bar(place),
        *margin_words(rows, LABEL_SIZE),
        *legend,
        *lines,
    ]
    return Scene(width, round(top + LINE * len(lines) + 8), tuple(shapes))


def placement_png(
    placement: Placement,
    facts: Knowledge,
    *,
    face: Face,
    photo: Photo | None,
    below: Below | None = None,
    layers: Sequence[str] = (),
) -> bytes:
    """Return every placed site with its code and error as PNG, with a scale bar and the gates of the photo."""
    return png(placement_scene(placement, facts, face=face, photo=photo, below=below, layers=layers))
