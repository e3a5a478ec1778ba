"""The schema of what is known about facial acupuncture: studies, numbers, claims, scales, published protocols."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from filiform.knowledge.anatomy import Thickness
from filiform.knowledge.fact import Certainty, Citation, Fact, Level, Named, Source, Span, Term

Ship = Literal["yes", "own_words", "plugin_only", "no"]


class Figure(Fact):
    """One number of a study, with its interval where one is given; a figure from memory says so."""

    name: str
    value: float | None = None
    unit: str = ""
    interval: Span | None = None
    interval_kind: Literal["", "95 % CI", "95 % CI, ours", "range", "interval"] = ""
    sd: float | None = None
    count: str = ""
    text: str = ""
    level: Level = "seen"


class EventStudy(Named):
    """How often something went wrong in one study of needling."""

    label: str
    treated: str
    figures: tuple[Figure, ...]
    facial: bool = False
    note: str = ""
    citations: tuple[Citation, ...]


class Regimen(Fact):
    """What was given in a study; what the part that could be read does not say is absent."""

    sessions: int | None = None
    sessions_by_arm: dict[str, int] = Field(default_factory=dict)
    per_week: float | None = None
    interval_weeks: float | None = None
    course_weeks: float | None = None
    courses: int | None = None
    face_needles: Span | None = None
    body_needles: int | None = None
    needle_diameter_mm: float | None = None
    needle_length_mm: float | None = None
    depth_mm: Span | None = None
    retention_min: float | None = None
    points: tuple[str, ...] = ()
    body_points: tuple[str, ...] = ()
    remark: str = ""


class StudyOutcome(Fact):
    measure: str
    when: str = ""
    figures: tuple[Figure, ...] = ()
    result: str = ""
    p: str = ""


class Trial(Named):
    """One study or review: what was done to whom, what was seen, and how far it can be believed."""

    concerns: tuple[str, ...]
    technique: str
    design: str
    country: str = ""
    population: str = ""
    people: dict[str, int] = Field(default_factory=dict)
    studies: dict[str, int] = Field(default_factory=dict)
    people_remark: str = ""
    regimen: Regimen | None = None
    outcomes: tuple[StudyOutcome, ...] = ()
    harms: tuple[Figure, ...] = ()
    bias: str = ""
    bias_why: tuple[str, ...] = ()
    certainty: dict[str, str]
    follow_up: str = ""
    status: str = ""
    why_it_matters: str = ""
    citations: tuple[Citation, ...] = ()


class ConcernCertainty(Named):
    """How sure anyone is that needles help one concern; our own judgement in the manner of GRADE."""

    label: str
    certainty: Certainty
    words: str
    basis: str
    need: str = ""


class ResponseFact(Named):
    """One number a forecast or a comparison may rest on; the unit travels with it because units vary."""

    group: str
    parameter: str
    value: float | tuple[float, ...] | str
    unit: str
    low: float | None = None
    high: float | None = None
    population: str = ""
    timepoint: str = ""
    citations: tuple[Citation, ...] = ()
    level: Level | Literal["not_found"]
    certainty: Certainty
    certainty_remark: str = ""
    use: str = ""
    note: str = ""


class Claim(Named):
    """What is often said, and what the evidence says."""

    claim: str
    evidence: str
    facts: tuple[str, ...] = ()


class Prior(Named):
    """A starting point we suggest for a forecast; ours, not from a paper."""

    distribution: str
    parameters: dict[str, float] = Field(default_factory=dict)
    meaning: str
    level: Level = "derived"


class OutcomeScale(Named):
    """A published outcome scale; items and levels are here only where its licence lets us ship them."""

    name: str
    kind: str
    rater: str
    licence: str
    ship: Ship
    level: Level | Literal["ours"]
    citations: tuple[Citation, ...] = ()
    source_remark: str = ""
    in_core_set: str = ""
    item_count: str = ""
    items: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    range: tuple[float, float] | None = None
    variant_ranges: dict[str, Span] = Field(default_factory=dict)
    better: str = ""
    least_important_change: str = ""
    agreement: dict[str, tuple[float, ...]] = Field(default_factory=dict)
    recall: str = ""
    code: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _ships_only_what_it_may(self) -> Self:
        shipped = (self.items, self.levels, self.item_count, self.range, self.recall, self.variant_ranges, self.note)
        if self.ship in {"plugin_only", "no"} and any(shipped):
            raise ValueError("its licence lets us keep the name and the licence, not the items, levels or scoring")
        return self


class PublishedProtocol(Named):
    """How one study needled the face; n.f. means it could not be read, not that it was not reported."""

    study: str
    points: str
    face_needles: str = ""
    needle: str = ""
    retention: str = ""
    sessions: str = ""
    result: str = ""
    unread: str = ""
    citations: tuple[Citation, ...]


class School(Named):
    label: str
    outline: str
    status: str
    level: Level
    citations: tuple[Citation, ...]


class BodyPoints(Named):
    """Body points used for one health concern, lying on the back."""

    label: str
    needs: tuple[str, ...]
    points: tuple[str, ...]
    remark: str = ""
    dose: str
    citations: tuple[Citation, ...]
    level: Level


class WaitPractice(Named):
    """How long practice pages and trials wait after a procedure; conventions, no data behind them."""

    label: str
    practice_pages: str
    trials: str
    proposed: str
    citations: tuple[Citation, ...]


class Known(Named):
    """One sentence to be known: a headline, a contradiction between sources, a rule of measuring, of the clinic."""

    topic: Literal[
        "headline",
        "how_sure",
        "contradiction",
        "not_found",
        "consequence",
        "measuring",
        "forecast",
        "exclusion",
        "review",
        "forgotten_needles",
        "needle_count",
        "clean_needle",
        "record",
        "aftercare",
        "escalation",
        "reporting",
        "coding",
        "tissue",
        "points",
        "anatomy",
    ]
    text: str
    certainty: str = ""
    citations: tuple[Citation, ...] = ()
    level: Level


class DefaultExclusion(Named):
    """A place that is never proposed by default."""

    point: str
    remark: str = ""
    in_atlas: bool


class ReportingItem(Named):
    """One item of the standard for reporting acupuncture studies, what we record for it and what follows from it."""

    asks: str
    fields: tuple[str, ...]
    derived: str
    citations: tuple[Citation, ...]


class Code(Named):
    """A code of a public terminology."""

    system: Literal["loinc"]
    what: str
    codes: tuple[str, ...] = Field(min_length=1)
    level: Level
    remark: str = ""


class Export(Named):
    """Which resource of the FHIR standard carries a thing of the clinic."""

    thing: str
    resources: str
    remark: str = ""


class Operation(Named):
    """One word of the language constructions are written in, and what it is given."""

    meaning: str
    arguments: tuple[Literal["place", "line", "length", "share", "direction", "index", "id"], ...] = ()


class NotTaken(Named):
    """Something that was collected and is not taken in, with the reason."""

    what: str
    count: int
    why: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """Everything known that no rule of planning reads, by id."""

    sources: Mapping[str, Source]
    terms: Mapping[str, Term]
    trials: Mapping[str, Trial]
    concerns: Mapping[str, ConcernCertainty]
    response_facts: Mapping[str, ResponseFact]
    claims: Mapping[str, Claim]
    priors: Mapping[str, Prior]
    event_studies: Mapping[str, EventStudy]
    scales: Mapping[str, OutcomeScale]
    published_protocols: Mapping[str, PublishedProtocol]
    schools: Mapping[str, School]
    body_points: Mapping[str, BodyPoints]
    wait_practices: Mapping[str, WaitPractice]
    statements: Mapping[str, Known]
    default_exclusions: Mapping[str, DefaultExclusion]
    reporting_items: Mapping[str, ReportingItem]
    codes: Mapping[str, Code]
    exports: Mapping[str, Export]
    operations: Mapping[str, Operation]
    left_out: Mapping[str, NotTaken]
    thickness: Mapping[str, Thickness]
