"""What a needle adds to a session, and what the session gains or loses by another in its place, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from filiform.pictures.words import SIDE_WORDS
from filiform.planning.alternatives import Alternative, alternatives
from filiform.planning.case import Case
from filiform.planning.evidence import serves
from filiform.planning.proposal import Needle, Proposal
from filiform.planning.standing import standing
from filiform.planning.written import worth_of
from filiform.safety.finding import SiteKey
from filiform.web.plans.findings import GRADE_WORDS

WEIGHT_WORDS = {3: "mainly for", 2: "also for", 1: "helps with"}
SMALL = 0.05  # points below which two plans are worth the same


@dataclass(frozen=True)
class Worth:
    """What a session is worth with some needles, and how much less without them, in points."""

    loss: float
    total: float

    @property
    def say(self) -> str:
        if self.loss < -SMALL:
            return "It costs more than it adds; it is here for the number of needles, or because you chose it."
        if self.loss < SMALL:
            return "Without it the session serves as much."
        share = self.loss / self.total if self.total > 0 else 0.0
        much = "a large part" if share >= 0.1 else "a part" if share >= 0.03 else "a little"  # noqa: PLR2004 three words for a share
        return f"Without it the session loses {much} of what it does for these wishes."


@dataclass(frozen=True)
class Instead:
    """Another point for the same need, with what the session gains or loses by it."""

    point: str
    name: str
    side: str
    weight: str
    grade: str
    but: str
    change: str
    tone: str
    more: tuple[str, ...]
    less: tuple[str, ...]


def worth_without(proposal: Proposal, keys: Sequence[SiteKey], case: Case) -> Worth:
    """Return what a plan loses without some of its needles, all else staying as it is."""
    there = standing(proposal, case)
    total = worth_of(there, case)
    return Worth(round(total - worth_of([one for one in there if one.key not in keys], case), 1), round(total, 1))


def _change(points: float) -> tuple[str, str]:
    if abs(points) < SMALL:
        return "as good", "same"
    return (f"+{points:.1f} points", "gain") if points > 0 else (f"\N{MINUS SIGN}{-points:.1f} points", "loss")


def _needs(sites: Sequence[SiteKey], case: Case) -> list[str]:
    stated = {demand.need for demand in case.demands if demand.stated}
    found = [
        row.need
        for name, side in sites
        for row in serves(case.facts.points[name], side, case.demands, case.facts, case.frame.weights)
        if row.need in stated
    ]
    return list(dict.fromkeys(found))


def _labels(needs: Sequence[str], case: Case) -> tuple[str, ...]:
    return tuple(case.facts.needs[need].label.lower() for need in needs)


def _row(other: Alternative, before: Sequence[str], case: Case) -> Instead:
    after = _needs(other.sites, case)
    said, tone = _change(other.change)
    return Instead(
        point=other.point,
        name=case.facts.points[other.point].english,
        side=" and ".join(word for side, word in SIDE_WORDS.items() if side in {s for _, s in other.sites}),
        weight=WEIGHT_WORDS[other.weight],
        grade=GRADE_WORDS[other.grade],
        but=other.but,
        change=said,
        tone=tone,
        more=_labels([need for need in after if need not in before], case),
        less=_labels([need for need in before if need not in after], case),
    )


def instead_of(proposal: Proposal, need: str, needles: Sequence[Needle], case: Case) -> tuple[Instead, ...]:
    """Return what could stand in the place of some needles for a need, the best first."""
    keys = list(dict.fromkeys((one.site, one.side) for one in needles))
    before = _needs(keys, case)
    return tuple(_row(other, before, case) for other in alternatives(proposal, need, keys, case))
