"""What may stand in the place of a needle: nothing that no depth is allowed at on this face."""

from dataclasses import replace

from filiform.planning.alternatives import alternatives
from filiform.planning.proposal import Proposal
from filiform.planning.treatment import session

LEFT, RIGHT = ("ONE", "left"), ("ONE", "right")


def test_a_site_that_lies_over_what_no_needle_may_reach_is_no_alternative(a):
    points = [a.point("ONE"), a.point("TWO"), a.point("THREE", indications={"nasolabial_folds": 2})]
    sites = [*a.pair("ONE", 20, 0), *a.pair("TWO", 40, 0), *a.pair("THREE", 60, 0)]
    case = a.case(a.facts(*points, face=(0, 2)), a.intake("nasolabial_folds"), *sites)
    plan = session(case)
    assert isinstance(plan, Proposal)
    instead = [(needle.site, needle.side) for needle in plan.needles]
    others = {row.point for row in alternatives(plan, "nasolabial_folds", instead, case)}
    assert others == {"ONE", "TWO", "THREE"} - {site for site, _ in instead}
    closed = replace(case, depth_bounds={("THREE", "left"): ((0.0, "some canal"),)})
    assert "THREE" not in {row.point for row in alternatives(plan, "nasolabial_folds", instead, closed)}
