"""The frame of a session: which protocol holds, and how many needles it and the findings allow together."""

from collections.abc import Sequence
from dataclasses import dataclass

from filiform.errors import InputError
from filiform.knowledge.models import Knowledge, Protocol
from filiform.planning.model import Span
from filiform.safety.finding import Finding, Limits

DEFAULT = "default"
LIGHT = "light"


def protocol(name: str, facts: Knowledge) -> Protocol:
    """Return a protocol with everything it takes over from the one it extends."""
    if name not in facts.protocols:
        raise InputError(f"protocol {name!r} is not known; give one of: {', '.join(facts.protocols)}")
    own = facts.protocols[name]
    if own.extends is None:
        return own
    base = protocol(own.extends, facts)
    merged: dict[str, object] = {
        field: {**getattr(base, field), **getattr(own, field)}
        for field in ("weights", "weight_why", "retention_by_comfort", "sessions_by_severity", "sessions_by_result")
    }
    stated = {field: getattr(own, field) for field in own.model_fields_set if field not in merged}
    return base.model_copy(update=merged | stated)


def _allows(span: Span, most: int | None) -> bool:
    return most is None or most >= span[0]


def offered(limits: Limits, facts: Knowledge, asked: str | None) -> Protocol:
    """
    Return the protocol that was asked for, or else the one to offer first.

    The light one comes first where a finding says so, or where a finding allows fewer needles than the default's least.
    """
    if asked is not None:
        return protocol(asked, facts)
    default = protocol(DEFAULT, facts)
    least_of_all = (default.face_needles[0] + default.body_needles[0], 0)
    roomy = _allows(default.face_needles, limits.max_face) and _allows(least_of_all, limits.max_total)
    return default if roomy and not limits.light_first else protocol(LIGHT, facts)


@dataclass(frozen=True)
class Counts:
    """How many needles the face, the rest of the body and both together take, and what changed the protocol's own."""

    face: Span
    body: Span
    total: Span
    because: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def impossible(self) -> bool:
        """Whether the counts alone contradict each other, whatever sites are open."""
        most = min(self.face[1] + self.body[1], self.total[1])
        spans = (self.face, self.body, self.total)
        return any(least > top for least, top in spans) or self.face[0] + self.body[0] > most


def spelled(finding: Finding) -> str:
    """Return a finding as rule:scope."""
    return f"{finding.rule}:{finding.scope}"


def _lowered(span: Span, most: int | None, *, outranked: bool) -> Span:
    if most is None:
        return span
    return (min(span[0], most) if outranked else span[0], min(span[1], most))


def counts(frame: Protocol, limits: Limits, findings: Sequence[Finding]) -> Counts:
    """
    Return how many needles are allowed where.

    A finding always lowers the most. It lowers a protocol's least only where the protocol yields to findings; where
    all needles together are few, the face has no least and the body keeps its own.
    """
    yields = frame.findings_outrank_minimum
    face = _lowered(frame.face_needles, limits.max_face, outranked=yields)
    body = _lowered(frame.body_needles, limits.max_total, outranked=yields)
    total = frame.total_needles or (face[0] + body[0], face[1] + body[1])
    because: tuple[str, ...] = ()
    notes: list[str] = []
    if limits.max_face is not None and limits.max_face < frame.face_needles[1]:
        because += tuple(spelled(finding) for finding in findings if finding.max_face == limits.max_face)
        notes.append(f"Findings allow at most {limits.max_face} needles in the face.")
    if limits.max_total is not None and limits.max_total < total[1]:
        because += tuple(spelled(finding) for finding in findings if finding.max_total == limits.max_total)
        notes.append(f"Findings allow at most {limits.max_total} needles in all.")
        if yields and limits.max_total < face[0] + body[0]:
            few = (frame.few_needles or frame.body_needles)[0]
            face, total = (0, limits.max_total), (min(few, limits.max_total), limits.max_total)
            notes.append(f"That is fewer than the {frame.label.lower()} has in the face, so the body comes first.")
        total = (total[0], limits.max_total)
    return Counts((face[0], min(face[1], total[1])), body, total, tuple(dict.fromkeys(because)), tuple(notes))
