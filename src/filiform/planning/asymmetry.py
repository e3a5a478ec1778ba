"""A side that is worse, measured and signed: the only reason but a wish to needle one side more than the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from filiform.planning.demand import Demand


@dataclass(frozen=True)
class Asymmetry:
    """
    A difference between the sides of a face for one need.

    Attributes
    ----------
    side
        The side that is to be needled.
    difference_mm, error_mm
        How far the sides differ, and the 95 % error of that.
    signed_by, signed_on
        Who signed that this side is to be needled alone, and when; nobody when it was only measured.
    """

    need: str
    side: Literal["left", "right"]
    difference_mm: float
    error_mm: float
    signed_by: str = ""
    signed_on: date | None = None

    @property
    def holds(self) -> bool:
        """Whether it is larger than its error and signed."""
        return abs(self.difference_mm) > self.error_mm and bool(self.signed_by) and self.signed_on is not None


def one_sided(demands: Sequence[Demand], measured: Sequence[Asymmetry]) -> tuple[Demand, ...]:
    """Return the demands, those for a need whose asymmetry holds for its side alone; a wish for a side stays so."""
    sides = {one.need: one.side for one in measured if one.holds}
    return tuple(
        replace(demand, side=sides[demand.need]) if demand.side == "both" and demand.need in sides else demand
        for demand in demands
    )


def said(measured: Sequence[Asymmetry]) -> tuple[str, ...]:
    """Return what each measured asymmetry does to a plan, in words."""
    return tuple(_said(one) for one in measured)


def _said(one: Asymmetry) -> str:
    size = f"{one.need.replace('_', ' ')}: {abs(one.difference_mm):.1f} mm between the sides (error {one.error_mm:.1f})"
    if one.holds:
        return f"{size}, signed by {one.signed_by}: needled on the {one.side}."
    if abs(one.difference_mm) <= one.error_mm:
        return f"{size} is within the error: both sides are needled."
    return f"{size} is not signed: both sides are needled."
