"""How long a session takes: needles in, rest, needles out, pressing."""

from collections.abc import Sequence
from dataclasses import dataclass

from filiform.intake.intake import Intake
from filiform.knowledge.models import Protocol
from filiform.planning.course import retention_min
from filiform.planning.proposal import Needle
from filiform.safety.finding import Limits


@dataclass(frozen=True)
class Timing:
    """The minutes of one session; insertion and removal are estimates of the protocol, nobody was timed."""

    insert_min: float
    rest_min: float
    remove_min: float
    press_min: float

    @property
    def total_min(self) -> float:
        return self.insert_min + self.rest_min + self.remove_min + self.press_min


def resting_min(intake: Intake, frame: Protocol, limits: Limits) -> float:
    """Return the minutes of a session that do not depend on its needles."""
    return retention_min(intake, frame) + limits.press_min


def timing(needles: Sequence[Needle], frame: Protocol, *, rest_min: float, press_min: float) -> Timing:
    """Return how long a session of these needles takes."""
    in_face = sum(one.where == "face" for one in needles)
    insert_s = frame.insert_face_s * in_face + frame.insert_body_s * (len(needles) - in_face)
    return Timing(insert_s / 60, rest_min, frame.remove_s * len(needles) / 60, press_min)


def time_note(spent: Timing, frame: Protocol) -> str:
    """Return a note where a session takes longer than the protocol's time, or nothing."""
    most = frame.session_most_min
    if most is None or spent.total_min <= most:
        return ""
    return f"About {spent.total_min:.0f} min with needles in and out; this protocol has {most}."
