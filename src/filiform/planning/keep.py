"""What a practitioner has already decided before a plan is suggested again."""

from dataclasses import dataclass

from filiform.knowledge.fact import Side
from filiform.safety.finding import SiteKey


@dataclass(frozen=True)
class Keep:
    """
    What "Suggest again" must respect.

    Attributes
    ----------
    locked, added
        Sites that stay, or that the practitioner put in.
    banned
        Sites the practitioner took out.
    previous
        The sites of the plan before; they stay unless others are clearly better.
    counts
        How many needles a line of the plan before has, by point and side.
    """

    locked: frozenset[SiteKey] = frozenset()
    added: frozenset[SiteKey] = frozenset()
    banned: frozenset[SiteKey] = frozenset()
    previous: frozenset[SiteKey] = frozenset()
    counts: frozenset[tuple[str, Side, int]] = frozenset()

    @property
    def forced(self) -> frozenset[SiteKey]:
        return self.locked | self.added

    def count(self, site: SiteKey) -> int | None:
        """Return how many needles a site had in the plan before, where it was told."""
        return next((count for name, side, count in sorted(self.counts) if (name, side) == site), None)


NOTHING_KEPT = Keep()
