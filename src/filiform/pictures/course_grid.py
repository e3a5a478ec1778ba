"""A course at a glance: a row a site, a column a session; what is needled, what rests, what a finding keeps out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from filiform.knowledge.models import Knowledge
from filiform.pictures.ink import CORE, HAIRLINE, INK, NOT_REVIEWED, SECOND_INK, SUNKEN
from filiform.pictures.lettering import wrapped
from filiform.pictures.png import png
from filiform.pictures.scene import Disc, Scene, Shape, Stroke, Words
from filiform.pictures.svg import svg
from filiform.pictures.words import day
from filiform.planning.course_plan import CoursePlan, PlannedSession
from filiform.planning.proposal import NoProposal, Proposal
from filiform.planning.settling import RESTS, TURN

EDGE, HEAD, NAMES = 28, 132, 250
COLUMN, ROW, HEADING = 74, 26, 34
SIZE, SMALL = 15.0, 13.0
DOT = 7.0
LEGEND = (
    "Full dot: needled, both sides of a pair; a number is needles of one line; R or L is one side only. "
    "Ring: rests until it has settled, or its turn comes. Bar: a finding keeps it out on that day. "
    "Empty: others serve more that day."
)


@dataclass(frozen=True)
class _Row:
    point: str
    zone: str
    name: str


def _rows(plan: CoursePlan, facts: Knowledge) -> list[_Row]:
    used = {needle.site: needle.zone for proposal in _real(plan.sessions) for needle in proposal.needles}
    order = {zone.id: zone.order for zone in facts.zones.values()}
    names = {point: facts.points[point] for point in used}
    atlas = list(facts.points)
    return [
        _Row(point, zone, names[point].pinyin or names[point].english)
        for point, zone in sorted(used.items(), key=lambda pair: (order[pair[1]], atlas.index(pair[0])))
    ]


def _short(name: str) -> str:
    """Return as many whole words of a name as fit into its column."""
    first = wrapped(name, SMALL, NAMES - 112)[0]
    whole = first if first.count("(") == first.count(")") else first.rpartition("(")[0]
    return whole.rstrip(", ")


def _real(sessions: Sequence[PlannedSession]) -> list[Proposal]:
    return [one.plan for one in sessions if isinstance(one.plan, Proposal)]


def _cell(one: PlannedSession, point: str, x: float, y: float) -> list[Shape]:
    if isinstance(one.plan, NoProposal):
        return [Stroke(((x - 9, y), (x + 9, y)), SECOND_INK, 1.4)]
    mine = [needle for needle in one.plan.needles if needle.site == point]
    if mine:
        sides = {needle.side for needle in mine}
        count = max(needle.of for needle in mine)
        dot: list[Shape] = [Disc((x, y), DOT, fill=CORE)]
        told = f"{count}" if count > 1 else ""
        lone = {"left": "L", "right": "R"}.get(next(iter(sides)), "") if len(sides) == 1 else ""
        return [*dot, Words((x + DOT + 4, y + 5), told + lone, SMALL, INK)] if told or lone else dot
    closing = {finding.rule for finding in one.plan.findings if any(site == point for site, _ in finding.closed)}
    if closing - {RESTS, TURN}:
        return [Stroke(((x - 9, y), (x + 9, y)), SECOND_INK, 1.4)]
    return [Disc((x, y), 4.5, SECOND_INK, 1.2)] if closing else []


def _head(plan: CoursePlan, facts: Knowledge) -> list[Shape]:
    frame = facts.protocols.get(plan.protocol)
    whose = f" \N{MIDDLE DOT} {plan.school}" if plan.school else ""
    title = (
        f"Course of {len(plan.sessions) + len(plan.done)} sessions, {frame.label.lower() if frame else plan.protocol}"
    )
    shapes: list[Shape] = [Words((EDGE, 42), title + whose, 22, INK, bold=True)]
    for place, one in enumerate(plan.sessions):
        x = EDGE + NAMES + place * COLUMN + COLUMN / 2
        shapes.append(Words((x, HEAD - 40), str(one.number), 18, INK, bold=True, anchor="middle"))
        shapes.append(Words((x, HEAD - 20), day(one.on).rsplit(" ", 1)[0], SMALL, INK, anchor="middle"))
        if one.number == plan.length.review_after:
            shapes.append(Words((x, HEAD - 62), "review", SMALL, INK, bold=True, anchor="middle"))
        if not isinstance(one.plan, NoProposal):
            counted = f"{one.plan.face_needles} + {one.plan.body_needles}"
            shapes.append(Words((x, HEAD - 3), counted, SMALL, SECOND_INK, anchor="middle"))
    shapes.append(Words((EDGE, HEAD - 3), "Needles, face + body", SMALL, SECOND_INK))
    return shapes


def course_scene(plan: CoursePlan, facts: Knowledge) -> Scene:
    """Return the grid of a course, sites by zone in the order of insertion."""
    width = max(EDGE * 2 + NAMES + COLUMN * len(plan.sessions), 760)
    shapes = _head(plan, facts)
    y = float(HEAD)
    core = {site for site, _ in plan.core}
    for zone, members in groupby(_rows(plan, facts), lambda row: row.zone):
        y += HEADING
        shapes.append(Words((EDGE, y - 9), facts.zones[zone].label, SMALL, SECOND_INK, bold=True))
        for number, row in enumerate(members):
            if number % 2 == 0:
                box = ((EDGE, y), (width - EDGE, y), (width - EDGE, y + ROW), (EDGE, y + ROW))
                shapes.append(Stroke(box, fill=SUNKEN, closed=True, opacity=0.55))
            middle = y + ROW / 2
            shapes.append(Words((EDGE + 6, middle + 5), row.point, SIZE, INK, bold=row.point in core))
            shapes.append(Words((EDGE + 104, middle + 5), _short(row.name), SMALL, SECOND_INK))
            for place, one in enumerate(plan.sessions):
                shapes += _cell(one, row.point, EDGE + NAMES + place * COLUMN + COLUMN / 2, middle)
            y += ROW
        shapes.append(Stroke(((EDGE, y), (width - EDGE, y)), HAIRLINE, 1))
    y += 30
    for line in wrapped(f"Bold: the core, in every session. {LEGEND} {NOT_REVIEWED}", SMALL, width - 2 * EDGE):
        shapes.append(Words((EDGE, y), line, SMALL, SECOND_INK))
        y += 19
    return Scene(round(width), round(y + 14), tuple(shapes))


def course_png(plan: CoursePlan, facts: Knowledge) -> bytes:
    """Return the grid of a course as PNG."""
    return png(course_scene(plan, facts))


def course_svg(plan: CoursePlan, facts: Knowledge) -> str:
    """Return the grid of a course as SVG."""
    return svg(course_scene(plan, facts))
