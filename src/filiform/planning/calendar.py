"""When the sessions of a course are, and in which phase each one lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

from filiform.knowledge.course import Gap, Phase
from filiform.knowledge.models import Protocol


@dataclass(frozen=True)
class Slot:
    """One session to plan: its number in the course, its day and its phase."""

    number: int
    on: date
    phase: Phase


def _phases(frame: Protocol, sessions: int, review_after: int) -> list[Phase]:
    """Return the phase of each session of a course; the last phase has what the others leave."""
    listed: list[Phase] = []
    for phase in frame.phases[:-1]:
        upto = review_after if phase.sessions is None else len(listed) + phase.sessions
        listed += [phase] * max(0, upto - len(listed))
    last = frame.phases[-1] if frame.phases else Phase(id="hold", label="Course", why="")
    return [*listed[:sessions], *[last] * max(0, sessions - len(listed))]


def slots(
    frame: Protocol, sessions: int, review_after: int, start: date, *, number: int = 1, last: date | None = None
) -> tuple[Slot, ...]:
    """
    Return the sessions from `number` on, the first on `start` or, if that is later, when the last one's interval ends.

    An interval of three and a half days is three and four in turn.
    """
    phases = _phases(frame, sessions, review_after)
    found: list[Slot] = []
    day, offset = start, 0.0
    for place in range(number, sessions + 1):
        phase = phases[place - 1]
        interval = phase.interval_days or frame.interval_days
        if place == number:
            day = max(start, last + timedelta(days=floor(interval))) if last else start
        else:
            offset += interval
        found.append(Slot(place, day + timedelta(days=floor(offset)), phase))
    return tuple(found)


def gap(frame: Protocol, last: date | None, next_on: date) -> Gap | None:
    """Return what the time since the last session asks for, or None when nothing was missed."""
    if last is None:
        return None
    passed = [one for one in frame.gaps if (next_on - last).days >= one.from_days]
    return max(passed, key=lambda one: one.from_days) if passed else None


def steps(days: Sequence[int], rest_days: int) -> int:
    """Return after how many sessions a site may come again: one where every interval is long enough."""
    for count in range(1, len(days)):
        if all(later - earlier >= rest_days for earlier, later in zip(days, days[count:], strict=False)):
            return count
    return max(1, len(days))
