"""Proposals as they are kept in the database, and back."""

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from filiform.intake.intake import Intake
from filiform.planning.proposal import NoProposal, Proposal
from filiform.web.plans.models import Plan
from filiform.web.plans.models import Proposal as ProposalRow


@cache
def _ready() -> TypeAdapter[Proposal]:
    return TypeAdapter(Proposal)


@cache
def _none() -> TypeAdapter[NoProposal]:
    return TypeAdapter(NoProposal)


def document_of(answer: Proposal | NoProposal) -> dict[str, Any]:
    """Return a proposal, or the reasons why there is none, as plain values."""
    kind: TypeAdapter[Any] = _ready() if isinstance(answer, Proposal) else _none()
    document: dict[str, Any] = kind.dump_python(answer, mode="json")
    return document


def proposal_of(row: ProposalRow | Plan) -> Proposal:
    """Return the proposal kept in a row that is ready, or in a signed plan."""
    return _ready().validate_python(row.document)


def no_proposal_of(row: ProposalRow) -> NoProposal:
    """Return the reasons kept in a row without a proposal."""
    return _none().validate_python(row.document)


def intake_of(document: Any) -> Intake:
    """Return the intake that was accepted."""
    return Intake.model_validate_json(json.dumps(document))
