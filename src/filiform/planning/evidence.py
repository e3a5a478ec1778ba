"""What a needle serves, how sure anyone is of it, and which source says so."""

from collections.abc import Mapping, Sequence

from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge, Point
from filiform.planning.demand import Demand, strength
from filiform.planning.proposal import Serves

TRADITION = "gk-points"


def source(point: Point, need: str, facts: Knowledge) -> str:
    """
    Return the source that names a point for a need, as `key: place`.

    It is the first of the point's citations that speaks about the need; where there is none the use is tradition.
    """
    about = facts.needs[need].sources
    for citation in point.citations:
        if citation.source in about:
            return f"{citation.source}: {citation.at}" if citation.at else citation.source
    return f"{TRADITION}: tradition or opinion"


def serves(
    point: Point, side: Side, demands: Sequence[Demand], facts: Knowledge, weights: Mapping[str, float]
) -> tuple[Serves, ...]:
    """
    Return the needs a needle serves, the strongest first, each once.

    Stated needs only; where it serves none of them, what it does for the complexion in general.
    """
    points = [(strength(point, side, demand, facts, weights), demand) for demand in demands]
    ranked = sorted(((p, d) for p, d in points if p > 0), key=lambda pair: (-pair[0], pair[1].key))
    asked = [demand.need for _, demand in ranked if demand.stated] or [demand.need for _, demand in ranked]
    grade = point.confidence.indications
    return tuple(
        Serves(need, point.indications[need], facts.needs[need].certainty, grade, source(point, need, facts))
        for need in dict.fromkeys(asked)
    )
