"""A proposal, or the reasons against one, in a few lines for a terminal."""

from itertools import groupby

from filiform.knowledge.models import Knowledge
from filiform.planning.proposal import NoProposal, Proposal
from filiform.safety.finding import Finding

UNREVIEWED = "No clinician has reviewed the facts behind this."


def proposal_words(proposal: Proposal, facts: Knowledge) -> str:
    """Return the needles by zone, the course and the findings."""
    is_best = proposal.status == "optimal"
    best = "the best there is" if is_best else f"{proposal.objective:g} of at most {proposal.bound:g}"
    zones = [
        f"  {facts.zones[zone].label if zone in facts.zones else zone}: "
        + ", ".join(f"{needle.site}{_side(needle.side)}" for needle in needles)
        for zone, needles in groupby(proposal.needles, lambda needle: needle.zone)
    ]
    course = proposal.course
    counts = f"{proposal.face_needles} face and {proposal.body_needles} body needles, {proposal.retention_min} minutes."
    lines = [
        counts,
        *zones,
        f"Protocol {proposal.protocol}; under its weights this is {best}.",
        f"Course: {course.why}",
        f"Reviewed after session {course.review_after}.",
        *_finding_words(proposal.findings),
        f"Left out although it would have helped: {len(proposal.left_out)}.",
        f"Not served: {', '.join(proposal.unserved) or 'nothing'}.",
        *[f"Note: {note}" for note in proposal.notes],
        UNREVIEWED,
        "Nothing was written. Use --json FILE for all of it, --png FILE for the map, --pdf FILE for the sheet.",
    ]
    return "\n".join(lines)


def no_proposal_words(proposal: NoProposal) -> str:
    """Return why there is no proposal, the reasons a person can act on first."""
    because = [f"  {reason}" for reason in proposal.conflict.because]
    return "\n".join(
        [f"filiform: no proposal. {proposal.conflict.say}", *because, *_finding_words(proposal.findings), UNREVIEWED]
    )


def _finding_words(findings: tuple[Finding, ...]) -> list[str]:
    return [f"  {finding.kind}: {finding.reason} [{finding.rule}; {finding.source}]" for finding in findings]


def _side(side: str) -> str:
    return {"left": " left", "right": " right"}.get(side, "")
