"""What safety says about a visit, sorted by how loudly it speaks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from filiform.knowledge import load
from filiform.knowledge.fact import Grade
from filiform.safety.finding import Finding
from filiform.safety.findings import findings
from filiform.safety.limits import limits
from filiform.web import facts
from filiform.web.plans.kept import intake_of
from filiform.web.visits.kept import seen
from filiform.web.visits.models import Visit

MOST_OPEN = 3  # design rule: at most three alerts open at once
GRADE_WORDS: dict[Grade, str] = {
    "A": "well supported",
    "B": "several texts or trials",
    "C": "tradition or opinion",
    "D": "opinion; nobody has tested this",
}


@dataclass(frozen=True)
class Screening:
    """
    Findings as the page shows them.

    `blocked` forbid any treatment now; `alerts` stop or wait for a part; `agreements` need another professional;
    `applied` limits are already kept by every proposal; `different` and `cautions` are one line each.
    """

    blocked: tuple[Finding, ...]
    alerts: tuple[Finding, ...]
    agreements: tuple[Finding, ...]
    applied: tuple[Finding, ...]
    different: tuple[Finding, ...]
    cautions: tuple[Finding, ...]
    light_first: tuple[str, ...]

    @property
    def stops(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.alerts if finding.kind == "stop")

    @property
    def waits(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.alerts if finding.kind == "wait")

    @property
    def blocked_until(self) -> date | None:
        """The first day nothing blocks any more, None when a date alone does not end it."""
        ends = [finding.until for finding in self.blocked]
        return max((end for end in ends if end), default=None) if all(ends) else None

    @property
    def open_alerts(self) -> tuple[Finding, ...]:
        return self.alerts[:MOST_OPEN]

    @property
    def more_alerts(self) -> tuple[Finding, ...]:
        return self.alerts[MOST_OPEN:]

    @property
    def counted(self) -> str:
        """The number of findings of each kind, in one line."""
        counts = (
            (len(self.stops), "closed"),
            (len(self.waits), "to wait for"),
            (len(self.agreements), "to agree"),
            (len(self.applied), "kept as limits"),
            (len(self.different) + len(self.cautions), "to keep in mind"),
        )
        return ", ".join(f"{count} {word}" for count, word in counts if count)

    @property
    def anything(self) -> bool:
        return any((self.blocked, self.alerts, self.agreements, self.applied, self.different, self.cautions))


def screening(found: Iterable[Finding]) -> Screening:
    """Return findings sorted by how loudly they speak."""
    found = tuple(found)
    left = limits(found)
    kinds = {kind: tuple(finding for finding in found if finding.kind == kind) for kind in ("refer", "limit", "modify")}
    heard = sorted(found, key=lambda finding: finding.kind != "stop")
    loud = (finding for finding in heard if finding.kind in {"stop", "wait"} and finding not in left.blocked)
    return Screening(
        blocked=left.blocked,
        alerts=tuple(loud),
        agreements=kinds["refer"],
        applied=kinds["limit"],
        different=kinds["modify"],
        cautions=tuple(finding for finding in found if finding.kind == "caution"),
        light_first=left.light_first,
    )


def of_visit(visit: Visit, on: date) -> Screening:
    """Return what safety says about the accepted intake of a visit on a day."""
    face, placement = seen(visit.photo)
    intake = intake_of(visit.intake)
    return screening(findings(intake, load.knowledge(), on, face=face, placement=placement, mesh=facts.mesh()))
