"""A proposal as text for a database, without any loss."""

import json

from pydantic import TypeAdapter

from filiform.planning.proposal import NoProposal, Proposal


def dumped(proposal: Proposal | NoProposal) -> str:
    """Return a proposal as JSON text from which the same value is made again; the same value gives the same text."""
    document = TypeAdapter(type(proposal)).dump_python(proposal, mode="json")
    for finding in document["findings"]:
        finding["closed"].sort()
    return json.dumps(document, ensure_ascii=False)


def loaded_proposal(text: str) -> Proposal:
    """Return the proposal that was dumped."""
    return TypeAdapter(Proposal).validate_json(text)


def loaded_no_proposal(text: str) -> NoProposal:
    """Return the reasons that were dumped."""
    return TypeAdapter(NoProposal).validate_json(text)
