"""A proposal whose needles stand where the sites of a face now are."""

from dataclasses import replace

from filiform.planning.candidates import Candidate, candidate
from filiform.planning.case import Case
from filiform.planning.needles import order
from filiform.planning.proposal import Needle, Proposal
from filiform.planning.written import Chosen, insertions, needle

ONE_SIDE = "One side only."  # said when a plan was made; where the needle stands does not change it


def resited(proposal: Proposal, case: Case) -> Proposal:
    """
    Return a proposal with its needles at the places of a case, each with the depth and the neighbours it has there.

    Which needles there are, their order and what is locked stay; needles of a line stay where they are.
    """
    return replace(proposal, needles=tuple(_followed(one, case) for one in proposal.needles))


def _followed(one: Needle, case: Case) -> Needle:
    if one.of > 1 or one.position_px is None:
        return one
    here = candidate(case, (one.site, one.side))
    if here.line is not None or here.site is None or (here.site.x_px, here.site.y_px) == one.position_px:
        return one
    return _written(one, here, case)


def _written(one: Needle, here: Candidate, case: Case) -> Needle:
    plan = insertions([here], case)[here.key]
    size = one.needle if one.needle in plan.sizes else min(plan.sizes, key=order)
    locked = frozenset({here.key}) if one.locked else frozenset()
    new = needle(one.order, here, Chosen(case, (here,), {}, locked), plan, size=size, gain=one.gain)
    kept = tuple(said for said in one.cautions if said.startswith(ONE_SIDE))
    return replace(new, cautions=(*new.cautions, *kept))
