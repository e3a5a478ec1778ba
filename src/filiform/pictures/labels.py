"""Labels in the margins of a picture: by zone, without overlap, with leader lines that do not cross."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from filiform.pictures.scene import Dot

ROUNDS = 12


@dataclass(frozen=True)
class Label:
    """What a margin says about one mark, or the `count` marks of a line; the leader ends `reach` pixels before it."""

    key: str
    group: str
    text: str
    note: str
    mark: Dot
    reach: float = 5.0
    count: int = 1


@dataclass(frozen=True)
class Row:
    """One row of a margin: a label, or the heading of a group; `y` is its middle."""

    y: float
    label: Label | None
    heading: str = ""


@dataclass(frozen=True)
class Margin:
    """One side of a picture: x where leaders start, and the room for rows."""

    x: float
    top: float
    bottom: float
    row: float


def crossing(a: tuple[Dot, Dot], b: tuple[Dot, Dot]) -> bool:
    """Return whether two straight leaders cross."""

    def turn(p: Dot, q: Dot, r: Dot) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a[0], a[1], b[0]) * turn(a[0], a[1], b[1]) < 0 and turn(b[0], b[1], a[0]) * turn(b[0], b[1], a[1]) < 0


def _with_headings(labels: Sequence[Label], *, headings: bool) -> list[Row]:
    rows: list[Row] = []
    group = None
    for label in labels:
        if headings and label.group != group:
            rows.append(Row(label.mark[1], None, label.group))
        group = label.group
        rows.append(Row(label.mark[1], label))
    return rows


def _spread(rows: Sequence[Row], margin: Margin) -> list[Row]:
    """Return the rows one row height apart, each cluster as near to its marks as it can be."""
    room = (margin.bottom - margin.top) / max(1, len(rows))
    step = min(margin.row, room)
    clusters: list[tuple[float, list[Row]]] = []  # sum of (wanted first row), rows
    for row in rows:
        total, members = row.y, [row]
        while clusters:
            before, earlier = clusters[-1]
            if before / len(earlier) + len(earlier) * step <= total / len(members):
                break
            clusters.pop()
            total = before + total - len(earlier) * len(members) * step
            members = earlier + members
        clusters.append((total, members))
    placed: list[Row] = []
    for total, members in clusters:
        first = total / len(members)
        placed += [replace(row, y=first + index * step) for index, row in enumerate(members)]
    return _clamped(placed, margin, step)


def _clamped(rows: list[Row], margin: Margin, step: float) -> list[Row]:
    last = len(rows) - 1
    ys = [max(row.y, margin.top + step / 2 + index * step) for index, row in enumerate(rows)]
    ys = [min(y, margin.bottom - step / 2 - (last - index) * step) for index, y in enumerate(ys)]
    return [replace(row, y=y) for row, y in zip(rows, ys, strict=True)]


def leader(row: Row, margin: Margin) -> tuple[Dot, Dot]:
    """Return the straight leader of a label's row, from the margin to its mark."""
    if row.label is None:
        raise ValueError("a heading has no leader")
    return (margin.x, row.y), row.label.mark


def first_crossing(rows: Sequence[Row], margin: Margin) -> tuple[int, int] | None:
    """Return the first two rows whose leaders cross, None when none do."""
    marked = [(index, leader(row, margin)) for index, row in enumerate(rows) if row.label is not None]
    for position, (first, line) in enumerate(marked):
        for second, other in marked[position + 1 :]:
            if crossing(line, other):
                return first, second
    return None


def _uncrossed(rows: list[Row], margin: Margin) -> list[Row]:
    """Return the rows with labels exchanged until no leaders cross; each exchange shortens them, so it ends."""
    places = [index for index, row in enumerate(rows) if row.label is not None]
    changed = True
    while changed:
        changed = False
        for position, first in enumerate(places):
            for second in places[position + 1 :]:
                if crossing(leader(rows[first], margin), leader(rows[second], margin)):
                    upper, lower = rows[first], rows[second]
                    rows[first], rows[second] = replace(upper, label=lower.label), replace(lower, label=upper.label)
                    changed = True
    return rows


def _ordered(labels: Sequence[Label]) -> list[Label]:
    """Return the labels with each group together, groups and labels from the top down."""
    heights: dict[str, list[float]] = {}
    for label in labels:
        heights.setdefault(label.group, []).append(label.mark[1])
    mean = {group: sum(values) / len(values) for group, values in heights.items()}
    return sorted(labels, key=lambda label: (mean[label.group], label.group, label.mark[1], label.key))


def margin_rows(labels: Sequence[Label], margin: Margin) -> list[Row]:
    """
    Return the rows of one margin, top down.

    Groups stay together under their heading as long as leaders can then be drawn without crossing; else a group's
    heading stands more than once, and in the last resort there are no headings. Labels never overlap.
    """
    order = _ordered(labels)
    for _ in range(ROUNDS):
        rows = _uncrossed(_spread(_with_headings(order, headings=True), margin), margin)
        again = [row.label for row in rows if row.label is not None]
        if again == order or _groups_hold(rows):
            return rows
        order = again
    return plain_rows(labels, margin)


def plain_rows(labels: Sequence[Label], margin: Margin) -> list[Row]:
    """Return the rows of one margin without headings, top down, leaders uncrossed."""
    order = sorted(labels, key=lambda label: (label.mark[1], label.key))
    return _uncrossed(_spread(_with_headings(order, headings=False), margin), margin)


def _groups_hold(rows: Sequence[Row]) -> bool:
    """Return whether each label stands under the heading of its own group."""
    heading = ""
    for row in rows:
        if row.label is None:
            heading = row.heading
        elif row.label.group != heading:
            return False
    return True


def titled(rows: Sequence[Row], totals: Mapping[str, int]) -> list[Row]:
    """Return the rows with each heading's count: all of a group, or how many of all this margin shows."""
    shown: Counter[str] = Counter()
    for row in rows:
        if row.label is not None:
            shown[row.label.group] += row.label.count

    def title(group: str) -> str:
        return (
            f"{group} {shown[group]}" if shown[group] == totals[group] else f"{group} {shown[group]} of {totals[group]}"
        )

    return [row if row.label is not None else replace(row, heading=title(row.heading)) for row in rows]
