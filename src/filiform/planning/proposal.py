"""What we propose for one session, or the smallest set of reasons why there is nothing to propose."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from filiform.knowledge.fact import Angle, Certainty, Grade, Part, Side
from filiform.safety.finding import Finding
from filiform.safety.near import Near


@dataclass(frozen=True)
class Serves:
    """A need a needle serves: weight 3 core, 2 usual, 1 adjunct; grade is of the indication."""

    need: str
    weight: int
    certainty: Certainty
    grade: Grade
    source: str


@dataclass(frozen=True)
class NeedleSize:
    gauge_mm: float
    length_mm: int


@dataclass(frozen=True)
class Needle:
    """
    One needle of a session, in its place in the order of insertion.

    `depth_mm` is vertical depth below the skin (from, to), `inserted_mm` the length under the skin at `angle_deg`,
    `bound_by` the limit that set the depth. `position_px` is None where the photo cannot show the site (then it is
    found by touch), `error_mm` its 95 % radius there; `soft` needles are found by touch whatever the photo shows. A
    needle of a line is `part` of so many, which share its site and side.
    """

    order: int
    zone: str
    site: str
    side: Side
    where: Part
    region: str
    needle: NeedleSize
    depth_mm: tuple[float, float]
    bound_by: str
    inserted_mm: float
    angle: Angle
    angle_deg: float
    direction: str
    position_px: tuple[float, float] | None
    error_mm: float | None
    serves: tuple[Serves, ...]
    gain: float
    cautions: tuple[str, ...] = ()
    locked: bool = False
    towards: tuple[float, float, float] | None = None
    beneath: tuple[Near, ...] = ()
    part: int = 1
    of: int = 1
    soft: bool = False


@dataclass(frozen=True)
class LeftOut:
    """
    A site that would have helped, and what keeps it out.

    Of an open site that lost to others `adds` is what it would add to the plan, `instead_of` the sites that would have
    to go for it, and `change` what the plan would then be worth more or less, in points; None where it is closed.
    """

    site: str
    side: Side
    rule: str
    reason: str
    would_serve: tuple[str, ...] = ()
    adds: float | None = None
    instead_of: tuple[tuple[str, Side], ...] = ()
    change: float | None = None

    @property
    def weighed(self) -> str:
        """What an exchange would bring, in words, or nothing."""
        if self.adds is None or self.change is None:
            return ""
        points = dict.fromkeys(site for site, _ in self.instead_of)
        if not points:
            return f"It would add {self.adds:.2f}, less than it costs." if self.adds < 0 else f"Adds {self.adds:.2f}."
        return f"It would add {self.adds:.2f} and push out {', '.join(points)}: together {self.change:+.2f}."


@dataclass(frozen=True)
class Course:
    sessions: int
    interval_days: int | float
    review_after: int
    why: str
    source: str


@dataclass(frozen=True)
class Conflict:
    """Why there is no proposal: a sentence a person can act on, and the rule:scope pairs that together forbid it."""

    say: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class Tray:
    """How many needles of one size to lay out, and how many there are; None where nobody counts."""

    needle: NeedleSize
    count: int
    in_stock: int | None = None

    @property
    def short(self) -> int:
        """How many are missing."""
        return 0 if self.in_stock is None else max(0, self.count - self.in_stock)


@dataclass(frozen=True)
class NeedleSeconds:
    """About how many seconds one needle takes: into the face, into the body, and out."""

    insert_face: float = 0.0
    insert_body: float = 0.0
    remove: float = 0.0


NO_SECONDS = NeedleSeconds()


@dataclass(frozen=True)
class Proposal:
    """The needles of one session with its objective, the bound it is within, and all that was left out."""

    protocol: str
    on: date
    status: Literal["optimal", "feasible"]
    needles: tuple[Needle, ...]
    retention_min: int
    press_min: float
    course: Course
    tray: tuple[Tray, ...]
    left_out: tuple[LeftOut, ...]
    findings: tuple[Finding, ...]
    unserved: tuple[str, ...]
    objective: float
    bound: float
    solve_s: float
    notes: tuple[str, ...] = ()
    seconds: NeedleSeconds = NO_SECONDS

    @property
    def insert_min(self) -> float:
        """About how long the needles take to go in."""
        in_s = self.seconds.insert_face * self.face_needles + self.seconds.insert_body * self.body_needles
        return in_s / 60

    @property
    def remove_min(self) -> float:
        """About how long they take to come out."""
        return self.seconds.remove * len(self.needles) / 60

    @property
    def total_min(self) -> float:
        """About how long the session takes: in, rest, out and pressing."""
        return self.insert_min + self.retention_min + self.remove_min + self.press_min

    @property
    def face_needles(self) -> int:
        return sum(needle.where == "face" for needle in self.needles)

    @property
    def body_needles(self) -> int:
        return len(self.needles) - self.face_needles


@dataclass(frozen=True)
class NoProposal:
    """No plan can be proposed; the findings and the conflict say why and what would help."""

    protocol: str
    on: date
    findings: tuple[Finding, ...]
    conflict: Conflict
    left_out: tuple[LeftOut, ...] = ()
    solve_s: float = 0.0
