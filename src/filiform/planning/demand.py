"""What this patient asks for, each wish and complaint with its weight."""

from collections.abc import Mapping
from dataclasses import dataclass

from filiform.intake.intake import Intake, IntakeSide
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge, Point, Protocol

LOCAL_PARTS = frozenset({"face", "neck"})


@dataclass(frozen=True)
class Demand:
    """
    One thing to serve.

    Attributes
    ----------
    worth
        Points of one unit of indication weight, before the grade of the point.
    stated
        False for the complexion in general, which only fills a protocol's minimum.
    """

    key: str
    need: str
    worth: float
    region: str | None = None
    side: IntakeSide = "both"
    stated: bool = True

    @property
    def one_sided(self) -> bool:
        return self.side in ("left", "right")


def _certainty(need: str, facts: Knowledge, weights: Mapping[str, float]) -> float:
    return weights[f"certainty_{facts.needs[need].certainty}"]


def _wishes(intake: Intake, weights: Mapping[str, float]) -> list[Demand]:
    asked = [concern for concern in intake.concern if concern.severity > 0]
    return [
        Demand(
            f"{rank:02d}:{concern.what}",
            concern.what,
            weights["rank_next"] ** rank * weights[f"severity_{concern.severity}"],
            concern.region,
            concern.side,
        )
        for rank, concern in enumerate(asked)
    ]


def _complaints(intake: Intake, weights: Mapping[str, float]) -> list[Demand]:
    return [
        Demand(f"health:{need}", need, weights["health"] * weights[f"severity_{severity}"])
        for need, severity in intake.health
        if severity > 0
    ]


def demands(intake: Intake, facts: Knowledge, protocol: Protocol) -> tuple[Demand, ...]:
    """Return the patient's wishes in their order, then complaints, then what may fill a protocol's minimum."""
    weights = protocol.weights
    stated = _wishes(intake, weights) + _complaints(intake, weights)
    named = {demand.need for demand in stated}
    adjunct = [
        Demand(f"adjunct:{need}", need, weights["adjunct"], stated=False)
        for need in protocol.adjunct_needs
        if need not in named
    ]
    result = weights[f"result_{intake.wish.result}"]
    return tuple(
        Demand(d.key, d.need, d.worth * result * _certainty(d.need, facts, weights), d.region, d.side, d.stated)
        for d in stated + adjunct
    )


def in_region(point: Point, region: str | None, facts: Knowledge) -> bool:
    """
    Return whether a point lies in the region a wish names, by its id or by one of its groups.

    A lesion that somebody outlined is what the wish is about, wherever it lies.
    """
    return (
        region is None
        or point.side == "lesion"
        or point.region == region
        or region in facts.regions[point.region].groups
    )


def strength(point: Point, side: Side, demand: Demand, facts: Knowledge, weights: Mapping[str, float]) -> float:
    """Return the points a needle at a site is worth to a demand, alone; face sites elsewhere count a share."""
    local = point.part in LOCAL_PARTS
    if local and demand.one_sided and side not in (demand.side, "midline"):
        return 0.0
    place = 1.0 if not local or in_region(point, demand.region, facts) else weights["elsewhere"]
    return (
        demand.worth * point.indications.get(demand.need, 0) * weights[f"grade_{point.confidence.indications}"] * place
    )
