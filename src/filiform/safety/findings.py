"""What the safety rules say about one patient's intake, on one day and one face."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from filiform.face.face import Face
from filiform.face.mesh import Mesh
from filiform.intake.intake import Intake
from filiform.knowledge.models import Knowledge
from filiform.knowledge.rules import Caution, Effect, Forbid, Limit, Modify, Refer, Rule, Stop, Token, Wait
from filiform.points.site import Placement
from filiform.safety.area import Territory, keys, lesions_in, named_regions, on_side, region_sites
from filiform.safety.finding import Finding, Kind, SiteKey
from filiform.safety.statement import Statement, birthday, statements
from filiform.safety.words import line, source

ORDER: tuple[Kind, ...] = ("stop", "wait", "refer", "limit", "modify", "caution")
HERE = "_here"


@dataclass(frozen=True)
class Matter:
    """One statement of an intake, with the face and the day it is looked at."""

    statement: Statement
    territory: Territory
    born: date
    on: date

    @property
    def facts(self) -> Knowledge:
        return self.territory.facts

    @property
    def scope(self) -> str:
        where = self.statement.where
        if where.region is None:
            return "face"
        return f"{where.region}:{where.side}" if where.side in {"left", "right"} else where.region

    def after(self, days: int) -> date:
        """Return the day so many days after what was stated; without a date it counts from today."""
        return (self.statement.latest or self.on) + timedelta(days=days)


def carriers(tokens: Iterable[str], facts: Knowledge) -> frozenset[SiteKey]:
    """Return the sites whose record forbids needling under any of the tokens, or that a token's danger zone names."""
    raised = set(tokens)
    named = {point for zone in facts.danger_zones.values() if zone.when in raised for point in zone.points}
    return keys(point for point in facts.points.values() if raised & set(point.forbidden_when) or point.id in named)


def rule_sites(rule: Rule, tokens: Iterable[str], facts: Knowledge) -> frozenset[SiteKey]:
    """
    Return a rule's points: the union of its own list and of the points that carry a raised token.

    A token ending in _here speaks of a region, so its carriers are left to that region.
    """
    spread = [token for token in tokens if not token.endswith(HERE)]
    return keys(facts.points[point] for point in rule.points) | carriers(spread, facts)


def _spoken(
    rule: Rule, effect: Effect, matter: Matter, *, kind: Kind, scope: str, until: date | None = None
) -> Finding:
    return Finding(
        rule=rule.id,
        kind=kind,
        scope=scope,
        reason=line(effect.say, matter.statement, matter.facts, matter.on, until),
        source=source(rule.citations),
        grade=rule.grade,
        level=rule.level,
        until=until,
    )


def _stop(rule: Rule, effect: Stop, matter: Matter) -> Finding | None:
    """Return a stop; one for the face is silent when the stated region lies elsewhere on the body."""
    word = matter.statement.where.region
    if effect.scope == "face" and word is not None:
        parts = {matter.facts.regions[name].part for name in named_regions(word, matter.facts)}
        if parts and "face" not in parts:
            return None
    until = None if effect.until_age_years is None else birthday(matter.born, effect.until_age_years)
    if until is not None and until <= matter.on:
        of_age = effect.model_copy(update={"say": effect.say_of_age})
        return _spoken(rule, of_age, matter, kind="stop", scope=effect.scope)
    return _spoken(rule, effect, matter, kind="stop", scope=effect.scope, until=until)


def _wait(rule: Rule, effect: Wait, matter: Matter) -> Finding | None:
    """Return a wait with its date, after it the caution that follows, and then nothing."""
    until = matter.after(effect.days)
    if matter.on < until:
        closed = region_sites(matter.statement.where, effect.margin_mm, matter.territory)
        return replace(_spoken(rule, effect, matter, kind="wait", scope=matter.scope, until=until), closed=closed)
    later = matter.after(max(effect.days, effect.conservative_days or 0))
    if not effect.say_after or matter.on >= later:
        return None
    after = effect.model_copy(update={"say": effect.say_after})
    return _spoken(rule, after, matter, kind="caution", scope=matter.scope, until=later)


def _forbidden(rule: Rule, effect: Forbid, matter: Matter) -> frozenset[SiteKey]:
    points = matter.facts.points.values()
    if effect.scope == "region":
        return region_sites(matter.statement.where, effect.margin_mm, matter.territory)
    if effect.scope != "points":
        return keys(point for point in points if (point.part == "face") == (effect.scope == "face"))
    named = {name for word in effect.regions for name in named_regions(word, matter.facts)}
    closed = rule_sites(rule, matter.statement.raises, matter.facts) | keys(p for p in points if p.region in named)
    closed |= lesions_in(named, matter.territory)
    if not effect.one_sided:
        return closed
    return frozenset(key for key in closed if on_side(matter.statement.where.side, key[1]))


def _forbid(rule: Rule, effect: Forbid, matter: Matter) -> Finding:
    scope = matter.scope if effect.scope == "region" else effect.scope
    return replace(_spoken(rule, effect, matter, kind="limit", scope=scope), closed=_forbidden(rule, effect, matter))


def _limit(rule: Rule, effect: Limit, matter: Matter) -> Finding:
    return replace(
        _spoken(rule, effect, matter, kind="limit", scope="session"),
        max_face=effect.max_face,
        max_total=effect.max_total,
        max_gauge_mm=effect.max_gauge_mm,
        max_depth_mm=effect.max_depth_mm,
        light_first=effect.light_protocol_first,
    )


def _note(rule: Rule, effect: Refer | Caution | Modify, matter: Matter) -> Finding:
    """Return one line that closes nothing; it holds until the day its effect falls silent."""
    until = None if effect.within_days is None else matter.after(effect.within_days)
    scope = "session" if matter.statement.where.region is None else matter.scope
    spoken = _spoken(rule, effect, matter, kind=effect.kind, scope=scope, until=until)
    match effect:
        case Refer():
            return replace(spoken, urgency=effect.urgency)
        case Modify():
            return replace(spoken, press_min=effect.press_min or 0.0)
        case Caution():  # pragma: no branch (mypy proves the match complete)
            return spoken


def _finding(rule: Rule, effect: Effect, matter: Matter) -> Finding | None:
    """Return what one effect of a rule says about a matter."""
    match effect:
        case Stop():
            return _stop(rule, effect, matter)
        case Wait():
            return _wait(rule, effect, matter)
        case Forbid():
            return _forbid(rule, effect, matter)
        case Limit():
            return _limit(rule, effect, matter)
        case Refer() | Caution() | Modify():  # pragma: no branch (mypy proves the match complete)
            return _note(rule, effect, matter)


def _speaks(effect: Effect, matter: Matter) -> bool:
    about = not effect.stated or matter.statement.what in effect.stated
    return about and (effect.within_days is None or matter.on < matter.after(effect.within_days))


def _token_sites(token: Token, matter: Matter) -> frozenset[SiteKey]:
    named = keys(point for point in matter.facts.points.values() if point.region in token.regions)
    closed = carriers({token.id}, matter.facts) | named | lesions_in(token.regions, matter.territory)
    if not token.id.endswith(HERE):
        return closed
    return closed & region_sites(matter.statement.where, 0.0, matter.territory)


def _raised(token: Token, matter: Matter) -> Finding:
    """Return what a token says that no rule of its statement speaks for."""
    return Finding(
        rule=token.id,
        kind="limit",
        scope=matter.scope if token.id.endswith(HERE) else "points",
        reason=line(token.say, matter.statement, matter.facts, matter.on),
        source=source(token.citations),
        grade=token.grade,
        level=token.level,
        closed=_token_sites(token, matter),
        light_first=token.light_protocol_first,
    )


def _of(matter: Matter) -> Iterator[Finding]:
    """Yield what every rule of one statement says, and every raised token that none of them closes points for."""
    rules = [matter.facts.rules[rule] for rule in matter.statement.rules]
    effects = [(rule, effect) for rule in rules for effect in rule.effects]
    for rule, effect in effects:
        finding = _finding(rule, effect, matter) if _speaks(effect, matter) else None
        if finding is not None:
            yield finding
    if not any(isinstance(effect, Wait | Forbid) for _, effect in effects):
        yield from (_raised(matter.facts.tokens[token], matter) for token in matter.statement.raises)


def findings(
    intake: Intake, facts: Knowledge, on: date, *, face: Face, placement: Placement, mesh: Mesh
) -> tuple[Finding, ...]:
    """Return every finding about an intake on a day, those that interrupt first; each is said once."""
    territory = Territory(face, placement, mesh, facts)
    matters = (Matter(stated, territory, intake.patient.born, on) for stated in statements(intake, facts, on))
    said = dict.fromkeys(finding for matter in matters for finding in _of(matter))
    return tuple(sorted(said, key=lambda finding: ORDER.index(finding.kind)))
