"""Sources as a reader wants them: the citation instead of its key, and how sure it makes anyone."""

import re
from functools import cache

from django import template

from filiform.knowledge import load
from filiform.knowledge.fact import Level, Source
from filiform.safety.finding import Finding, Urgency
from filiform.web.plans.findings import GRADE_WORDS

register = template.Library()
LEVEL_WORDS: dict[Level, str] = {
    "seen": "",
    "secondary": "read in a second source",
    "memory": "noted from memory, not looked up",
    "derived": "our own conclusion",
}

URGENCY_WORDS: dict[Urgency | None, str] = {
    "emergency": "Now: call for help",
    "same_day": "Today",
    "before_first_session": "Before the first session",
    "routine": "When it suits",
    None: "Before this session",
}


@cache
def _sources() -> dict[str, Source]:
    return load.table(Source, "sources.toml", "source")


@register.filter
def citations(source: str) -> list[str]:
    """Return the citations behind the keys of a finding or a needle, each with its place."""
    return [_citation(part) for part in source.split("; ") if part]


def _citation(part: str) -> str:
    name, *place = re.split(r"[,:] ", part, maxsplit=1)
    known = _sources().get(name)
    if known is None:
        return part
    return f"{known.citation} ({place[0]})" if place else known.citation


@register.filter
def sureness(finding: Finding) -> str:
    """Return the grade of a finding and, where it matters, how its source was read."""
    return ", ".join(word for word in (GRADE_WORDS[finding.grade], LEVEL_WORDS[finding.level]) if word)


@register.filter
def due(finding: Finding) -> str:
    """Return by when somebody else must agree or see the patient."""
    return URGENCY_WORDS[finding.urgency]
