"""What the worker does for a proposal: solve it."""

from filiform.planning.proposal import NoProposal, Proposal
from filiform.planning.treatment import treatment
from filiform.web import facts
from filiform.web.plans import kept
from filiform.web.plans.clinic_rules import decided
from filiform.web.plans.known import facts_for
from filiform.web.plans.models import Proposal as ProposalRow
from filiform.web.plans.wanted import keep_of
from filiform.web.visits.ear_jaw import lying
from filiform.web.visits.kept import seen


def outcome(row: ProposalRow) -> Proposal | NoProposal:
    """Return what is proposed for a row, under what the practitioner keeps."""
    face, placement = seen(row.photo)
    return treatment(
        kept.intake_of(row.intake),
        facts_for(row.clinic, row.protocol),
        row.on,
        face=face,
        placement=placement,
        mesh=facts.mesh(),
        protocol=row.protocol or None,
        keep=keep_of(row.wanted),
        beneath=lying(row.photo, face),
        clinic=decided(row.clinic),
    )
