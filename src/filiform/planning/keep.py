"""What a practitioner has already decided before a plan is suggested again."""

from dataclasses import dataclass

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
    """

    locked: frozenset[SiteKey] = frozenset()
    added: frozenset[SiteKey] = frozenset()
    banned: frozenset[SiteKey] = frozenset()
    previous: frozenset[SiteKey] = frozenset()

    @property
    def forced(self) -> frozenset[SiteKey]:
        return self.locked | self.added


NOTHING_KEPT = Keep()
