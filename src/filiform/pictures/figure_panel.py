"""The standing figure with the needles that are found by touch, labelled in its margins."""

from collections import Counter
from collections.abc import Mapping, Sequence

from filiform.knowledge.models import Knowledge
from filiform.pictures.face_panel import leaders, margin_words, sided
from filiform.pictures.figure import BEHIND, HEIGHT, WIDTH, figure, region_place
from filiform.pictures.labels import Label, Margin, Row, margin_rows, titled
from filiform.pictures.mark_shapes import ring
from filiform.pictures.scene import Dot, Shape, moved
from filiform.planning.proposal import Needle

RING_SIZE = 0.8


def figure_labels(
    needles: Sequence[Needle], facts: Knowledge, number: Mapping[tuple[str, str], str], height_px: float, origin: Dot
) -> list[tuple[str, Label]]:
    """Return what the figure says about needles found by touch, each at its region."""
    ranks: dict[tuple[str, str], int] = {}
    labels: list[tuple[str, Label]] = []
    for needle in sorted(needles, key=lambda item: number[item.site, item.side]):
        key = (needle.region, needle.side)
        place = region_place(needle.region, needle.side, ranks.get(key, 0), height_px)
        ranks[key] = ranks.get(key, 0) + 1
        note = "behind" if needle.region in BEHIND else ""
        mark = (origin[0] + place[0], origin[1] + place[1])
        name = number[needle.site, needle.side]
        labels.append((needle.side, Label(name, facts.zones[needle.zone].label, needle.site, note, mark, reach=4.0)))
    return labels


def figure_rows(
    labels: Sequence[tuple[str, Label]], height_px: float, origin: Dot, row: float
) -> list[tuple[Margin, list[Row]]]:
    """Return the rows of both margins of the figure."""
    width = WIDTH / HEIGHT * height_px
    top, bottom = origin[1], origin[1] + height_px
    both = (Margin(origin[0] - 4, top, bottom, row), Margin(origin[0] + width + 4, top, bottom, row))
    return [(margin, margin_rows(members, margin)) for margin, members in zip(both, sided(labels), strict=True)]


def figure_shapes(
    needles: Sequence[Needle],
    facts: Knowledge,
    number: Mapping[tuple[str, str], str],
    *,
    height_px: float,
    origin: Dot,
    letters: tuple[float, float],
) -> list[Shape]:
    """Return the figure with its rings and labels; `letters` are text size and row height."""
    labels = figure_labels(needles, facts, number, height_px, origin)
    totals = Counter(label.group for _, label in labels)
    rows = [(margin, titled(members, totals)) for margin, members in figure_rows(labels, height_px, origin, letters[1])]
    rings = [shape for _, label in labels for shape in ring(label.mark, size=RING_SIZE)]
    lines = leaders(rows, casing=False)
    return [*moved(figure(height_px), origin), *lines, *rings, *margin_words(rows, letters[0])]
