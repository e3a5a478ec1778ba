"""The manual page of what safety does; it is made from the facts and stays in step with them."""

import tomllib
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from filiform.face.drawn import drawn_face
from filiform.face.face import Face
from filiform.face.mesh import Mesh, mesh
from filiform.intake.read import intake_of
from filiform.knowledge import load
from filiform.knowledge.models import Condition, Point, Procedure
from filiform.knowledge.rules import Effect, Forbid, Limit, Modify, Refer, Rule, RuleExample, Stop, Wait
from filiform.planning.course_plan import CoursePlan, whole_course
from filiform.planning.proposal import NoProposal, Proposal
from filiform.planning.treatment import treatment
from filiform.points.place import placement
from filiform.points.site import Placement
from filiform.safety.depth import depth_limit
from filiform.safety.finding import Limits

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "behaviour.md"
FACTS = load.knowledge()
STATED: list[Condition | Procedure] = [*FACTS.conditions.values(), *FACTS.procedures.values()]
HEAD = """# What safety does

Made from the facts by `make golden`; change the facts, not this page. No clinician has reviewed these facts yet.
Grades: A law, label or guideline; B cohort, review or ultrasound study; C case reports; D opinion or our own choice.
Levels: seen, secondary, memory (nobody looked it up), derived.

- A rule closes the union of its own points and of the points that carry a token its statement raises.
- A token ending in `_here` speaks of the stated region: the region or group itself and, with a margin, every site
  within so many millimetres of it on this face, straight through space. There a rule's own list holds inside the
  region, for far points may be needled.
- A site that is not placed on this face cannot be shown to be far: with a margin, its group and the regions beside
  close too.
- A date that is unknown or not told counts as today, a month as its last day or today, whichever comes first.
- Something stated without a region is taken for the whole face. A word that is a region and a group means both.
- Only a stop or a wait for the session or the whole face interrupts. A referral before the first session leaves the
  plan open, but it is not signed before the agreement is recorded.
- A patient under 18, a skin type from IV to VI and a first visit speak without being asked. How severe a complaint is
  closes nothing.
"""
DEPTHS = """
Planned depth is vertical, below the skin. What was collected does not say whether it means vertical depth or the
length under the skin; for a lengthwise needle it is mostly the length. It is read as vertical, the limits of the region
and the zone bind it, and the length under the skin follows from the angle.
"""


STORIES = Path(__file__).parents[1] / "data" / "twelve_stories.toml"
STORIES_ON = date(2026, 11, 22)
STORIES_HEAD = """
Nobody of these lives. Each is planned on the drawn face for 22 November 2026, and the same wants are checked on a
composite photo. Points are named once for both sides.
"""


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") or "-" for cell in row) + " |" for row in lines)


def numbers(effect: Effect) -> str:  # noqa: PLR0911 one line a kind of effect
    match effect:
        case Stop():
            return f"{effect.scope}, until {effect.until}"
        case Wait():
            return (
                f"{effect.days} days, care to {effect.conservative_days or effect.days}, {effect.margin_mm:g} mm around"
            )
        case Refer():
            return f"{effect.to}, {effect.urgency.replace('_', ' ')}"
        case Forbid():
            where = f"{effect.scope}, {effect.margin_mm:g} mm around" if effect.scope == "region" else effect.scope
            return ", ".join([where, *effect.regions, *(["stated side"] if effect.one_sided else [])])
        case Limit():
            named = ["max_face", "max_total", "max_gauge_mm", "max_depth_mm", "light_protocol_first"]
            return ", ".join(f"{name} {getattr(effect, name)}" for name in named if getattr(effect, name))
        case Modify():
            return "" if effect.press_min is None else f"press {effect.press_min:g} min"
        case _:
            return ""


def when(effect: Effect) -> str:
    days = "" if effect.within_days is None else f" (within {effect.within_days} days)"
    return days + (f" (only {', '.join(effect.stated)})" if effect.stated else "")


def example(given: RuleExample) -> str:
    who = [f"{given.age_years} years old"] if given.age_years is not None else []
    skin = [f"skin type {given.skin_type}"] if given.skin_type is not None else []
    ago = [f"{given.days_ago} days ago"] if given.days_ago is not None else []
    side = [given.side] if given.side != "both" else []
    return ", ".join(
        word for word in [given.condition, given.procedure, given.region, *side, *ago, *who, *skin] if word
    )


def raised_by(rule: Rule) -> list[str]:
    return sorted({token for fact in STATED if rule.id in fact.rules for token in fact.raises})


def carrying(token: str) -> list[str]:
    return sorted(point.id for point in FACTS.points.values() if token in point.forbidden_when)


def rule_entry(rule: Rule) -> str:
    fired = [fact.id for fact in STATED if rule.id in fact.rules]
    waits = [
        f"shortest source {rule.wait_min_days} days" if rule.wait_min_days is not None else "",
        f"longest {rule.wait_conservative_days} days" if rule.wait_conservative_days is not None else "",
        f"until {rule.wait_until}" if rule.wait_until else "",
        rule.wait_basis,
    ]
    severity = f"{rule.severity} {rule.severity_qualifier}".strip()
    sources = ", ".join(citation.source for citation in rule.citations)
    facts = [
        f"Fired by {', '.join(fired)}; {severity}; grade {rule.grade}, {rule.level}; {sources}.",
        f"Sources on waiting: {'; '.join(part for part in waits if part)}." if any(waits) else "",
        *(f"Ours: {c.field} was {c.was}; now {c.now}; {c.why}." for c in rule.corrections),
    ]
    rows = [[effect.kind, numbers(effect) + when(effect), effect.say] for effect in rule.effects]
    speaks = "; ".join(example(given) for given in rule.examples if given.speaks)
    silent = "; ".join(example(given) for given in rule.examples if not given.speaks)
    return "\n".join(
        [
            f"### {rule.id}",
            "",
            rule.text,
            "",
            *(f"{fact}  " for fact in facts if fact),
            f"Speaks: {speaks}. Silent: {silent}.",
            "",
            table(["effect", "what", "says"], rows),
            "",
        ]
    )


def differences() -> str:
    rows = []
    for rule in FACTS.rules.values():
        own, tokens = {*rule.points, *rule.points_without_record}, raised_by(rule)
        carried = {point for token in tokens for point in carrying(token)}
        if own or tokens:
            only = sorted(carried - own)
            shown = ", ".join(only) if len(only) <= 45 else f"{len(only)} points, read by region"
            rows.append([rule.id, ", ".join(tokens), ", ".join(sorted(own - carried)), shown])
    return table(["rule", "tokens raised", "only in its own list", "only through the token"], rows)


def tokens() -> str:
    rows = [
        [
            token.id,
            ", ".join(fact.id for fact in STATED if token.id in fact.raises) or "the patient's record",
            str(len(carrying(token.id))),
            token.say,
        ]
        for token in FACTS.tokens.values()
    ]
    return table(["token", "raised by", "points", "says, where no rule does"], rows)


def without_record() -> str:
    facts = [*FACTS.rules.values(), *FACTS.danger_zones.values()]
    rows = [[fact.id, ", ".join(fact.points_without_record)] for fact in facts if fact.points_without_record]
    return table(["rule or zone", "points its source names that the atlas does not hold"], rows)


def span(depth_mm: tuple[float, float]) -> str:
    return f"{depth_mm[0]:g} to {depth_mm[1]:g}" if depth_mm[0] != depth_mm[1] else f"{depth_mm[0]:g}"


def depth_row(point: Point) -> list[str]:
    bound = depth_limit(point, FACTS, Limits(blocked=(), closed={}))
    planned = "no needle" if bound is None else span(bound.depth_mm)
    was = next((c.was for c in point.corrections if c.field == "needling.depth_mm"), "")
    return [
        point.id,
        ", ".join(point.needling.angles),
        was or span(point.needling.depth_mm),
        span(point.needling.depth_mm) if was else "",
        planned,
        "" if bound is None else bound.bound_by,
    ]


def depths() -> str:
    rows = [depth_row(point) for point in FACTS.points.values() if point.default_use]
    return table(["point", "angles", "collected mm", "corrected mm", "planned mm, vertical", "bound by"], rows)


def zones() -> str:
    rows = [
        [
            zone.label,
            ", ".join(zone.points),
            f"{zone.max_depth_mm:g}" + (f" (only with {zone.when})" if zone.when else ""),
            zone.rule,
            f"{', '.join(citation.source for citation in zone.citations)}; {zone.level}",
        ]
        for zone in FACTS.danger_zones.values()
    ]
    return table(["zone", "points", "deepest mm", "rule", "source"], rows)


def corrections() -> str:
    rows = [[point.id, c.field, c.was, c.now, c.why] for point in FACTS.points.values() for c in point.corrections]
    return table(["point", "field", "was", "now", "why"], rows)


def points_of(plan: Proposal) -> str:
    zones = [
        f"{FACTS.zones[zone].label}: " + ", ".join(dict.fromkeys(needle.site for needle in needles))
        for zone, needles in groupby(plan.needles, lambda needle: needle.zone)
    ]
    return "; ".join(zones)


def session_lines(plan: Proposal | NoProposal) -> list[str]:
    if isinstance(plan, NoProposal):
        return [f"No session on that day. {plan.conflict.say}"]
    label = FACTS.protocols[plan.protocol].label.lower()
    counts = f"{plan.face_needles} needles in the face and {plan.body_needles} elsewhere, {plan.retention_min} minutes"
    press = f"; press {plan.press_min:g} min" if plan.press_min else ""
    return [f"First session, a {label}: {counts}{press}. {points_of(plan)}."]


def course_lines(plan: CoursePlan | NoProposal) -> list[str]:
    if isinstance(plan, NoProposal):
        return ["No course."]
    turns = ", ".join(dict.fromkeys(site for site, _ in plan.rotating)) or "none"
    first = plan.sessions[0].on
    return [
        f"Course from {first.day} {first:%b %Y}: {plan.length.why}",
        f"Review after session {plan.length.review_after}. In turns, for they must settle: {turns}.",
    ]


def story(told: dict[str, Any], face: Face, built: Mesh, placed: Placement) -> str:
    answered = intake_of(told["intake"], FACTS, today=STORIES_ON)
    found: dict[str, Any] = {"face": face, "mesh": built, "placement": placed}
    plan = treatment(answered, FACTS, STORIES_ON, **found)
    course = whole_course(answered, FACTS, STORIES_ON, **found)
    said = dict.fromkeys(finding.reason for finding in plan.findings)
    return "\n".join(
        [
            f"### {told['title']}",
            "",
            told["told"],
            "",
            *(f"- {line}" for line in [*session_lines(plan), *course_lines(course)]),
            *(f"- Said: {reason}" for reason in said),
            "",
            "What a careful clinician wants, each checked:",
            "",
            *(f"- {want['because']}." for want in told["want"]),
            "",
        ]
    )


def stories() -> str:
    told = tomllib.loads(STORIES.read_text(encoding="utf-8"))["story"]
    built = mesh(load.document("mesh.json"))
    face = drawn_face(built)
    placed = placement(face, FACTS, built)
    return "\n".join(story(one, face, built, placed) for one in told)


def page() -> str:
    return "\n".join(
        [
            HEAD,
            "## The rules",
            "",
            *(rule_entry(rule) for rule in FACTS.rules.values()),
            "## Own lists and token lists, where they differ",
            "",
            differences(),
            "",
            "## Tokens",
            "",
            tokens(),
            "",
            "## Points without a record",
            "",
            without_record(),
            "",
            "## Danger zones",
            "",
            zones(),
            "",
            "## Depth at every default site",
            DEPTHS,
            depths(),
            "",
            "## Our corrections to points",
            "",
            corrections(),
            "",
            "## Twelve patients and what they get",
            STORIES_HEAD,
            stories(),
        ]
    )


def test_the_page_of_behaviour_is_in_step_with_the_facts(*, remake_golden: bool) -> None:
    if remake_golden:
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "make golden, and read the difference"
