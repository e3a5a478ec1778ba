"""What a clinic decides for all its patients: points it never needles, and the needles it has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from filiform.knowledge.models import NeedleStock, Protocol

Size = tuple[float, int]


@dataclass(frozen=True)
class Clinic:
    """
    What holds in one clinic.

    Attributes
    ----------
    banned
        Points that are not needled here.
    stock
        How many needles of a size (gauge in mm, length in mm) there are; a size it does not name is not counted.
    """

    banned: frozenset[str] = frozenset()
    stock: Mapping[Size, int] = field(default_factory=dict)


ANY_CLINIC = Clinic()


def stocked(frame: Protocol, clinic: Clinic) -> tuple[Protocol, tuple[NeedleStock, ...]]:
    """Return a protocol with the sizes that are at hand and how many there are, and the sizes that are out of stock."""
    counted = [
        size.model_copy(update={"in_stock": clinic.stock.get((size.gauge_mm, size.length_mm), size.in_stock)})
        for size in frame.sizes
    ]
    there = tuple(size for size in counted if size.in_stock != 0)
    return frame.model_copy(update={"sizes": there}), tuple(size for size in counted if size.in_stock == 0)
