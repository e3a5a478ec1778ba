"""The schema of a safety rule: what it is about, and the closed set of what it may do."""

from typing import Annotated, Literal

from pydantic import Field

from filiform.knowledge.fact import Citation, Correction, Fact, Grade, Level, Named, Review

Scope = Literal["session", "face", "region", "points"]


class EffectBase(Fact):
    """
    What every effect has: its one line, reason first, and when it speaks.

    `say` may name {place}, {on} and {until}. `stated` are the conditions or procedures it is about (empty: every one
    that fires the rule), `within_days` how long after the stated date it speaks (None: always).
    """

    say: str
    stated: tuple[str, ...] = ()
    within_days: int | None = None


class Stop(EffectBase):
    """
    No treatment (scope session) or no face needles (scope face) while the condition holds.

    `say_of_age` is the line where the birth date says that the age has been reached, against what was stated.
    """

    kind: Literal["stop"]
    scope: Literal["session", "face"] = "session"
    until: str = ""
    until_age_years: int | None = None
    say_of_age: str = ""


class Wait(EffectBase):
    """No needles in the scope until so many days after the stated date, then a caution to the conservative day."""

    kind: Literal["wait"]
    scope: Scope
    days: int
    conservative_days: int | None = None
    margin_mm: float = 0.0
    say_after: str = ""


class Refer(EffectBase):
    """Another professional must agree, or see the patient, first."""

    kind: Literal["refer"]
    to: str
    urgency: Literal["emergency", "same_day", "before_first_session", "routine"]


class Forbid(EffectBase):
    """
    No needles at the rule's points and the named regions, in the stated region and margin, or in the whole face.

    `one_sided` keeps to the side that was stated.
    """

    kind: Literal["forbid"]
    scope: Literal["face", "region", "points", "body"] = "points"
    margin_mm: float = 0.0
    regions: tuple[str, ...] = ()
    one_sided: bool = False


class Limit(EffectBase):
    """Needles stay, but fewer, finer or shallower."""

    kind: Literal["limit"]
    max_face: int | None = None
    max_total: int | None = None
    max_gauge_mm: float | None = None
    max_depth_mm: float | None = None
    light_protocol_first: bool = False


class Caution(EffectBase):
    """One line the practitioner reads."""

    kind: Literal["caution"]


class Modify(EffectBase):
    """Something is done differently: material, hygiene, pressing time."""

    kind: Literal["modify"]
    press_min: float | None = None


Effect = Annotated[Stop | Wait | Refer | Forbid | Limit | Caution | Modify, Field(discriminator="kind")]


class RuleExample(Fact):
    """One intake the rule speaks about, or stays silent about; it is run as a test and printed into the manual."""

    condition: str = ""
    procedure: str = ""
    region: str = ""
    side: Literal["left", "right", "both"] = "both"
    days_ago: int | None = None
    age_years: int | None = None
    skin_type: int | None = None
    speaks: bool


class Rule(Named):
    """
    One safety rule: what it is about, what it does, and where that comes from.

    `under_years` and `skin_types` fire it without being asked about; `points_without_record` are named by its source
    but are not in the atlas, so no needle can go there.
    """

    about: str
    ask: str = ""
    text: str
    effects: tuple[Effect, ...]
    points: tuple[str, ...] = ()
    points_without_record: tuple[str, ...] = ()
    under_years: int | None = None
    skin_types: tuple[int, ...] = ()
    severity: Literal["absolute", "relative", "caution", "modify"]
    severity_qualifier: str = ""
    wait_min_days: int | None = None
    wait_conservative_days: int | None = None
    wait_until: str = ""
    wait_basis: str = ""
    citations: tuple[Citation, ...]
    grade: Grade
    level: Level
    note: str = ""
    corrections: tuple[Correction, ...] = ()
    examples: tuple[RuleExample, ...]
    review: Review | None = None


class Token(Named):
    """
    A word that an intake raises and points carry in `forbidden_when`; one ending in _here is read by region.

    `regions` are closed with its carriers, where its line names a whole part of the body.
    """

    label: str
    say: str
    regions: tuple[str, ...] = ()
    light_protocol_first: bool = False
    citations: tuple[Citation, ...]
    grade: Grade
    level: Level
