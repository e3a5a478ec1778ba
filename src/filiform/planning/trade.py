"""What it would take to have a unit that was left out: what it adds, and which chosen ones it would push out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from filiform.planning.model import UNITS_PER_POINT, Model, Span, Unit, needles, worth
from filiform.safety.finding import SiteKey

Help = Callable[[Unit], bool]


@dataclass(frozen=True)
class Trade:
    """
    One unit put into a plan by hand, in points of the objective.

    Attributes
    ----------
    adds
        What it would add to the plan as it stands.
    pushes_out
        The sites that must go for it: those too close to it, then those that cost the plan least until it fits.
    loses
        What the plan loses without them.
    change
        What the plan is worth more (or, below nought, less) after the whole exchange.
    """

    adds: float
    pushes_out: tuple[SiteKey, ...]
    loses: float
    change: float


class Trader:
    """A choice of units of a model, and what each of them is worth to it."""

    def __init__(self, model: Model, chosen: Sequence[int]) -> None:
        self._model, self._chosen = model, tuple(chosen)
        self._close: dict[int, set[int]] = {}
        for one, other in model.apart:
            self._close.setdefault(one, set()).add(other)
            self._close.setdefault(other, set()).add(one)
        self._now = self._worth(self._chosen)
        self._loss = {index: self._now - self._worth([i for i in self._chosen if i != index]) for index in self._chosen}

    def _worth(self, indices: Sequence[int]) -> int:
        return worth([self._model.units[index] for index in indices], self._model.returns)

    def trade(self, index: int) -> Trade:
        """Return what it would take to have an unchosen unit."""
        gone = [other for other in self._chosen if other in self._close.get(index, ())]
        cheapest = sorted((other for other in self._chosen if other not in gone), key=lambda i: (self._loss[i], i))
        while (need := self._needs(index, gone)) is not None:
            fitting = next((other for other in cheapest if other not in gone and need(self._model.units[other])), None)
            if fitting is None:
                break
            gone.append(fitting)
        left = [other for other in self._chosen if other not in gone]
        return Trade(
            adds=self._points(self._worth([*self._chosen, index]) - self._now),
            pushes_out=tuple(key for other in sorted(gone) for key in self._model.units[other].sites),
            loses=self._points(self._now - self._worth(left)),
            change=self._points(self._worth([*left, index]) - self._now),
        )

    def _needs(self, index: int, gone: Sequence[int]) -> Help | None:
        """Return which units would help where a count or a place is too full, or None where it fits."""
        units = [self._model.units[i] for i in (*self._chosen, index) if i not in gone]
        new = self._model.units[index]
        counts: tuple[tuple[int, Span, Help], ...] = (
            (needles(units, face=True), self._model.face, lambda unit: unit.face),
            (needles(units, face=False), self._model.body, lambda unit: not unit.face),
            (sum(unit.needles for unit in units), self._model.total, lambda _: True),
        )
        for taken, span, helps in counts:
            if taken > span[1]:
                return helps
        for name, _ in new.rooms:
            if sum(n for unit in units for room, n in unit.rooms if room == name) > self._model.room[name]:
                return _in_room(name)
        return None

    @staticmethod
    def _points(grains: int) -> float:
        return round(grains / UNITS_PER_POINT, 2)


def _in_room(name: str) -> Help:
    return lambda unit: any(room == name for room, _ in unit.rooms)
