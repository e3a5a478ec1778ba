"""The needles of a proposal as the planner sees them: each with its place, whatever keeps it out now."""

from dataclasses import replace

from filiform.planning.candidates import Candidate, candidate, single, with_row
from filiform.planning.case import Case
from filiform.planning.proposal import Proposal
from filiform.safety.finding import SiteKey


def standing(proposal: Proposal, case: Case) -> tuple[Candidate, ...]:
    """
    Return the needles of a proposal one by one on this face, in the order of their sites.

    A line that cannot be placed here any more, or with another count only, stands as one needle found by touch each.
    """
    counts: dict[SiteKey, int] = {(one.site, one.side): one.of for one in proposal.needles}
    found: list[Candidate] = []
    for site, count in counts.items():
        one = candidate(case, site)
        fits = one.line is not None and count in one.line.needles
        found += single(with_row(one, count)) if fits else _by_touch(one, count)
    return tuple(found)


def _by_touch(one: Candidate, count: int) -> list[Candidate]:
    return [replace(one, part=part, of=count) for part in range(1, count + 1)]
