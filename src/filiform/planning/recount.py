"""A line with another number of needles, chosen by hand."""

from dataclasses import replace

from filiform.errors import InputError
from filiform.planning.broken import said
from filiform.planning.candidates import candidate, single, with_row
from filiform.planning.case import Case
from filiform.planning.edit import added, key, removed
from filiform.planning.order import ordered
from filiform.planning.proposal import Proposal
from filiform.planning.standing import standing
from filiform.planning.written import Chosen, gains, insertions, needle, tray, unserved
from filiform.safety.finding import SiteKey


def counts_of(site: SiteKey, case: Case) -> tuple[int, ...]:
    """Return how many needles a line takes on this face; none for a site that is no line or is not in sight."""
    line = candidate(case, site).line
    return tuple(sorted(line.needles)) if line else ()


def recounted(proposal: Proposal, site: SiteKey, count: int, case: Case) -> Proposal:
    """Return the proposal with so many needles on a line, locked; the other needles stay as they are."""
    allowed = counts_of(site, case)
    if count not in allowed:
        takes = ", ".join(map(str, allowed)) or "no other number of"
        raise InputError(f"{said(site)} takes {takes} needles on this face")
    before = next((one for one in proposal.needles if key(one) == site), None)
    if before is None:
        return recounted(added(proposal, site, case), site, count, case)
    rest = removed(proposal, site)
    new = single(with_row(candidate(case, site), count))
    together = (*standing(rest, case), *new)
    plan, adds = insertions(new, case)[site], gains(together, case)
    chosen = Chosen(case, together, {}, frozenset({site}))
    present = {(key(one), one.part): one for one in rest.needles}
    for one in new:
        written = needle(0, one, chosen, plan, size=before.needle, gain=adds[site, one.part])
        present[site, one.part] = written
    listed = [present[each.key, each.part] for each in ordered(together, case.facts, case.frame.zone_order)]
    numbered = tuple(replace(one, order=place) for place, one in enumerate(listed, start=1))
    return replace(proposal, needles=numbered, tray=tray(numbered), unserved=unserved(case, numbered))
