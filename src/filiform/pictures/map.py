"""The needle map: a picture a practitioner pins up beside the couch."""

from collections import Counter
from collections.abc import Sequence

from filiform.face.face import Face
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.pictures.face_panel import Panel, background, label_rows, leaders, margin_words, panel, pins
from filiform.pictures.figure import HEIGHT, WIDTH
from filiform.pictures.figure_panel import figure_shapes
from filiform.pictures.ink import CORE, DRAWN, HAIRLINE, INK, NOT_REVIEWED, PALPATE, SECOND_INK
from filiform.pictures.labels import Label, titled
from filiform.pictures.lettering import wrapped
from filiform.pictures.mark_shapes import RING, needle_line, ring, soft_area, soft_band, square, thread_line
from filiform.pictures.marks import Mark, by_touch, marks, rows
from filiform.pictures.number_places import Box, apart, number_half, number_places, solid
from filiform.pictures.numbering import numbers
from filiform.pictures.png import png
from filiform.pictures.scene import Dot, Scene, Shape, Stroke, Words
from filiform.pictures.words import count_of, counts, day, protocol_label, tray_words, zone_line, zones_in_order
from filiform.planning.proposal import Proposal

PX_PER_MM = 5.0
COLUMN = 250  # width of a margin of labels
EDGE = 28
HEAD = 96
LABEL_SIZE, ROW = 16.0, 25.0
SOFT_LETTERS = 14.0
FIGURE_HEIGHT = 470.0
FIGURE_COLUMN = 170
FIGURE_WIDTH = FIGURE_HEIGHT * WIDTH / HEIGHT
FOOT = 70
MOST_ALERTS = 3  # design rule: at most three open at once
LEGEND = (
    "Ring: planned needle. Line: a slanted needle, as long as it lies under the skin as seen. Thin line through rings: "
    "needles of one fold or lesion, as many as its label says. Dashed: the place is not sure to 4 mm; find it by touch."
    " R and L are the patient's. The order inside a zone is yours. The figure shows the region only."
)


def face_labels(shown: Sequence[Mark], facts: Knowledge, place: Panel, *, size: float = 1.0) -> list[tuple[str, Label]]:
    """Return what the margins say about the marks on the face, each with the patient's side."""
    return [
        (
            mark.side,
            Label(
                key=mark.number,
                group=facts.zones[mark.zone].label,
                text=mark.name,
                note="find by touch" if mark.soft else "",
                mark=place.at(mark.at),
                reach=mark.error_mm * place.px_per_mm if mark.soft else RING * size,
                count=mark.of,
            ),
        )
        for mark in shown
        if mark.part == 1
    ]


def soft_names(shown: Sequence[Mark], place: Panel, letters: float, *, size: float = 1.0) -> list[Words]:
    """
    Return the numbers that stand in soft areas instead of dots, none on another and off the rings beside them.

    A number that finds no free place is left out: its leader and label name the area all the same.
    """
    soft = [mark for mark in shown if mark.soft and mark.part == 1]
    scales = (place.scale, place.scale)
    others = [thing for mark in shown if not mark.soft for thing in solid(mark, size)]
    offs = number_places(soft, scales, letters, others=others)
    free = apart(
        [Box(mark.at, off, number_half(mark.number, letters)) for mark, off in zip(soft, offs, strict=True)], scales
    )
    middles = [
        (place.at(mark.at), off, mark.number) for mark, off, stays in zip(soft, offs, free, strict=True) if stays
    ]
    return [
        Words((x + dx, y + dy + 0.36 * letters), number, letters, CORE, bold=True, anchor="middle", casing=True)
        for (x, y), (dx, dy), number in middles
    ]


def mark_shapes(
    shown: Sequence[Mark], place: Panel, *, size: float = 1.0, letters: float = SOFT_LETTERS
) -> list[Shape]:
    """Return soft areas, then needle lines, then rings."""
    soft = [
        shape
        for mark in shown
        if mark.soft and mark.of == 1
        for shape in soft_area(place.at(mark.at), mark.error_mm * place.px_per_mm)
    ]
    for row in rows(shown):
        through = [place.at(mark.at) for mark in (*row, *row[: row[0].closed])]
        soft += soft_band(through, row[0].error_mm * place.px_per_mm) if row[0].soft else thread_line(through)
    named = soft_names(shown, place, letters, size=size)
    sure = [mark for mark in shown if not mark.soft]
    lines = [
        shape for mark in sure if mark.tip for shape in needle_line(place.at(mark.at), place.at(mark.tip), size=size)
    ]
    locked = [shape for mark in shown if mark.locked for shape in square(place.at(mark.at), size=size)]
    return [*soft, *named, *lines, *locked, *(shape for mark in sure for shape in ring(place.at(mark.at), size=size))]


def face_shapes(
    proposal: Proposal,
    facts: Knowledge,
    *,
    face: Face,
    photo: Photo | None,
    place: Panel,
    letters: tuple[float, float],
) -> list[Shape]:
    """Return the face with its marks and the labels in its margins; `letters` are text size and row height."""
    shown = marks(proposal.needles, facts, face)
    totals = Counter(facts.zones[mark.zone].label for mark in shown)
    listed = [
        (margin, titled(members, totals))
        for margin, members in label_rows(face_labels(shown, facts, place), place, letters[1])
    ]
    behind = background(place, face, photo)
    return [*behind, *leaders(listed), *mark_shapes(shown, place), *pins(place), *margin_words(listed, letters[0])]


def _head(proposal: Proposal, facts: Knowledge, width: int) -> list[Shape]:
    total = count_of(len(proposal.needles), "needle", "needles")
    second = f"{total}: {counts(proposal)}. {proposal.retention_min} min. {tray_words(proposal)}."
    return [
        Words((EDGE, 44), protocol_label(proposal, facts), 28, INK, bold=True),
        Words((width - EDGE, 44), day(proposal.on), 18, SECOND_INK, anchor="end"),
        Words((EDGE, 74), second, 18, INK),
    ]


def _zone_table(proposal: Proposal, facts: Knowledge, at: Dot) -> list[Shape]:
    """Return one line a zone: initial, label, count, sizes and depths."""
    shapes: list[Shape] = [Words(at, "Zones", 18, INK, bold=True)]
    y = at[1] + 30
    for zone, needles in zones_in_order(proposal.needles, facts):
        shapes += [
            Words((at[0], y), facts.zones[zone].initial, 16, INK, bold=True),
            Words((at[0] + 24, y), facts.zones[zone].label, 16, INK),
            Words((at[0] + 222, y), str(len(needles)), 16, INK, bold=True, anchor="end"),
            Words((at[0] + 240, y), zone_line(needles), 16, INK),
        ]
        y += 26
    return shapes


def _paragraph(text: str, at: Dot, size: float, width: float, colour: str) -> list[Shape]:
    lines = wrapped(text, size, width)
    return [Words((at[0], at[1] + index * size * 1.45), line, size, colour) for index, line in enumerate(lines)]


def _not_today(proposal: Proposal, at: Dot, width: float) -> list[Shape]:
    """Return what stops or waits, the first three; the sheet has all."""
    speaking = [finding for finding in proposal.findings if finding.kind in {"stop", "wait"}]
    if not speaking:
        return []
    shapes: list[Shape] = [Words(at, "Not today", 18, INK, bold=True)]
    y = at[1] + 28
    for finding in speaking[:MOST_ALERTS]:
        lines = wrapped(finding.reason, 16, width)
        shapes += [Words((at[0], y + 23 * index), line, 16, INK) for index, line in enumerate(lines)]
        y += 23 * len(lines) + 6
    more = len(speaking) - MOST_ALERTS
    return [*shapes, Words((at[0], y), f"{more} more on the sheet", 15, SECOND_INK)] if more > 0 else shapes


def _foot(face: Face, width: int, y: float) -> list[Shape]:
    rule = Stroke(((EDGE, y), (width - EDGE, y)), HAIRLINE, 1.0)
    palpate = DRAWN if face.drawn else PALPATE
    return [rule, Words((EDGE, y + 30), f"{NOT_REVIEWED} {palpate}", 15, SECOND_INK)]


def map_scene(proposal: Proposal, facts: Knowledge, *, face: Face, photo: Photo | None) -> Scene:
    """Return the needle map as shapes."""
    origin = (float(EDGE + COLUMN), float(HEAD))
    place = panel(face, photo, origin, PX_PER_MM)
    width = round(place.width) + 2 * (EDGE + COLUMN)
    below = HEAD + place.height + 44
    figure_at = (float(EDGE + FIGURE_COLUMN), below + 30)
    number = numbers(proposal.needles, facts)
    table_x = figure_at[0] + FIGURE_WIDTH + FIGURE_COLUMN + 40
    alerts_y = below + 66 + 26 * len(zones_in_order(proposal.needles, facts))
    room = width - EDGE - table_x
    shapes = [
        *_head(proposal, facts, width),
        *face_shapes(proposal, facts, face=face, photo=photo, place=place, letters=(LABEL_SIZE, ROW)),
        Words((EDGE, below), "Find by touch", 18, INK, bold=True),
        *figure_shapes(
            by_touch(proposal),
            facts,
            number,
            height_px=FIGURE_HEIGHT,
            origin=figure_at,
            letters=(LABEL_SIZE - 1, ROW - 2),
        ),
        *_zone_table(proposal, facts, (table_x, below)),
        *_not_today(proposal, (table_x, alerts_y), room),
        *_paragraph(LEGEND, (table_x, below + FIGURE_HEIGHT - 48), 15, room, SECOND_INK),
    ]
    foot_y = below + 30 + FIGURE_HEIGHT + 24
    return Scene(width, round(foot_y) + FOOT - 20, (*shapes, *_foot(face, width, foot_y)))


def map_png(proposal: Proposal, facts: Knowledge, *, face: Face, photo: Photo | None) -> bytes:
    """Return the needle map of a proposal as PNG: on the photo, or on the face as lines where there is none."""
    return png(map_scene(proposal, facts, face=face, photo=photo))
