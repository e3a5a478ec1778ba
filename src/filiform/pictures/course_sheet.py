"""A whole course to print: the grid, the dates, why so long, when to stop, and what that rests on."""

import json
from importlib.resources import as_file, files
from typing import Any, Literal

from filiform.knowledge.models import Knowledge
from filiform.pictures.course_grid import course_svg
from filiform.pictures.ink import NOT_REVIEWED
from filiform.pictures.lettering import FONTS
from filiform.pictures.sheet import PAPERS, printable
from filiform.pictures.words import day
from filiform.planning.course_plan import CoursePlan
from filiform.planning.proposal import NoProposal
from filiform.planning.settling import kind

TEMPLATE = files("filiform.pictures") / "course.typ"
MOST_LETTERS = 700  # of what a protocol of a clinic's own may say at length: the page stays one


def course_pdf(plan: CoursePlan, facts: Knowledge, *, paper: Literal["a4", "letter"] = "a4") -> bytes:
    """Return the course as one page of tagged PDF; the same course gives the same bytes."""
    (page,) = typeset(plan, facts, paper, {"pdf_standards": ["ua-1"]})
    return page


def typeset(plan: CoursePlan, facts: Knowledge, paper: Literal["a4", "letter"], how: dict[str, Any]) -> list[bytes]:
    """Return the pages of the course as typst makes them: a PDF, or pictures when these are asked for."""
    import typst  # noqa: PLC0415 34 MB that only printing needs

    with as_file(FONTS) as fonts:
        made: bytes | list[bytes] = typst.compile(
            TEMPLATE.read_bytes(),
            font_paths=[str(fonts)],
            sys_inputs={
                "paper": PAPERS[paper],
                "grid": course_svg(plan, facts),
                "words": json.dumps(course_words(plan, facts), ensure_ascii=False),
            },
            **how,
        )
    return made if isinstance(made, list) else [made]


def course_words(plan: CoursePlan, facts: Knowledge) -> dict[str, Any]:
    """Return every text of the page."""
    frame = facts.protocols.get(plan.protocol)
    first, sessions = plan.sessions[0].on, len(plan.sessions)
    label = frame.label if frame else plan.protocol
    kinds = {settling.label: settling.why for settling in facts.settling.values()}
    told = {
        "title": f"Course of {sessions + len(plan.done)} sessions",
        "date": [first.year, first.month, first.day],
        "foot": f"Filiform. {NOT_REVIEWED}",
        "alt": "A row a site, a column a session: what is needled, what rests, what a finding keeps out.",
        "dates": _dates(plan),
        "why": f"{label}. {f'{plan.school}. ' if plan.school else ''}{plan.length.why}",
        "source": plan.length.source,
        "review": f"Review after session {plan.length.review_after}"
        + (f", {day(plan.review_on)}." if plan.review_on else "."),
        "stop": f"{plan.stop_rule.label}. {plan.stop_rule.say}",
        "stop_why": plan.stop_rule.why,
        "upkeep": f"Every {plan.upkeep.every_days} days. {plan.upkeep.why}." if plan.upkeep else "",
        "notes": [*plan.notes, *(f"Not known: {unknown}." for unknown in plan.unknown)],
        "rests": " ".join(f"{name}: {why}." for name, why in kinds.items() if _takes_turns(plan, name, facts)),
    }
    told["rests"] = f"{told['rests']} {plan.weighed}"
    return {name: _short(value) for name, value in told.items()}


def _takes_turns(plan: CoursePlan, label: str, facts: Knowledge) -> bool:
    kinds = (kind(facts.points[site], facts) for site, _ in plan.rotating)
    return any(one is not None and one.label == label for one in kinds)


def _dates(plan: CoursePlan) -> str:
    return "; ".join(
        f"{one.number}. {day(one.on)}" + (" (no session)" if isinstance(one.plan, NoProposal) else "")
        for one in plan.sessions
    )


def _short(value: object) -> object:
    """Return a text that can be printed, no longer than its place."""
    match value:
        case str():
            plain = printable(value)
            return plain if len(plain) <= MOST_LETTERS else f"{plain[: MOST_LETTERS - 2]} …"
        case list():
            return [_short(one) for one in value]
        case _:
            return value
