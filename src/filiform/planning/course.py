"""How long needles stay, how often to come, and how that compares with what was tried."""

from math import ceil

from filiform.intake.intake import Intake
from filiform.knowledge.models import Knowledge, Protocol
from filiform.planning.proposal import Course

SESSION_WORDS = {7: "weekly", 3.5: "twice a week", 14: "every two weeks", 30: "monthly"}


def retention_min(intake: Intake, frame: Protocol) -> int:
    """Return how many minutes the needles stay: by comfort, shorter on a first visit, within the protocol."""
    minutes = frame.retention_by_comfort[intake.wish.comfort]
    if intake.patient.first_visit and frame.first_visit_retention_most is not None:
        minutes = min(minutes, frame.first_visit_retention_most)
    return min(max(minutes, frame.retention_min[0]), frame.retention_min[1])


def _severities(intake: Intake) -> dict[str, int]:
    asked: dict[str, int] = {}
    for need, severity in [(c.what, c.severity) for c in intake.concern] + list(intake.health):
        if severity > 0:
            asked[need] = max(severity, asked.get(need, 0))
    return asked


def _tried(needs: list[str], facts: Knowledge, sessions: int, interval_days: float) -> list[str]:
    """Return a sentence for each need whose evidence was given in another dose."""
    said = []
    for need in needs:
        dose = facts.needs[need].dose
        if dose and (dose.sessions, dose.interval_days) != (sessions, interval_days):
            said.append(f"For {facts.needs[need].label.lower()} the evidence used {dose.text} ({dose.cited}).")
    return said


def course(intake: Intake, facts: Knowledge, frame: Protocol) -> Course:
    """Return a course: its length by the worst severity and the wished result, and what was tried instead."""
    asked = _severities(intake)
    worst = max(asked.values())
    sessions = frame.sessions_by_severity[str(worst)] + frame.sessions_by_result[intake.wish.result]
    sessions = min(max(sessions, frame.sessions[0]), frame.sessions[1])
    leading = next(need for need, severity in asked.items() if severity == worst)
    rhythm = SESSION_WORDS.get(frame.interval_days, f"every {frame.interval_days:g} days")
    rule = f"{facts.needs[leading].label}: {worst} of 4; a {intake.wish.result} result is wished."
    tried = _tried(list(asked), facts, sessions, frame.interval_days)
    why = [f"{sessions} sessions, {rhythm}.", rule, "Practice opinion: no trial compared lengths of course.", *tried]
    return Course(
        sessions=sessions,
        interval_days=frame.interval_days,
        review_after=ceil(sessions * frame.review_share),
        why=" ".join(why),
        source=f"protocol {frame.id} (level: {frame.level})",
    )
