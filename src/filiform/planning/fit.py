"""Which sizes of needle fit a point."""

from collections.abc import Sequence

from filiform.knowledge.models import NeedleStock, Point


def fitting(point: Point, stock: Sequence[NeedleStock], most_gauge_mm: float | None) -> tuple[NeedleStock, ...]:
    """
    Return the sizes within a point's ranges and the finding's limit, or else those of its lengths that are finer.

    A limit finer than the point's range prevails.
    """
    finest, thickest = point.needling.gauge_mm
    shortest, longest = point.needling.length_mm
    if most_gauge_mm is not None:
        finest, thickest = min(finest, most_gauge_mm), min(thickest, most_gauge_mm)
    of_length = [size for size in stock if shortest <= size.length_mm <= longest]
    within = tuple(size for size in of_length if finest <= size.gauge_mm <= thickest)
    return within or tuple(size for size in of_length if size.gauge_mm <= thickest)
