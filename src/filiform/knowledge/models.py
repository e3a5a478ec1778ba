"""The schema of every fact about points, regions, needs and protocols, and the bundle of them all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from filiform.knowledge.anatomy import Structure, StructureNode
from filiform.knowledge.course import Gap, Phase, ProtocolLimit, Settling, StopRule
from filiform.knowledge.fact import (
    Angle,
    Certainty,
    Citation,
    Correction,
    Expression,
    Fact,
    Grade,
    Level,
    Named,
    Part,
    Review,
    Span,
)
from filiform.knowledge.line import Line, Surround
from filiform.knowledge.ring import Ring
from filiform.knowledge.rules import Rule, Token
from filiform.knowledge.side import SideNode, SideSite

# ---- points


class CunStep(Fact):
    direction: str
    value: float
    unit: str
    from_: str = Field(alias="from")


class Anatomy(Fact):
    muscles: tuple[str, ...] = ()
    nerves: tuple[str, ...] = ()
    vessels: tuple[str, ...] = ()
    bone: str = ""


class Needling(Fact):
    """How a point is needled; depth is vertical, and the length under the skin follows from the angle."""

    depth_mm: Span
    angles: tuple[Angle, ...]
    direction: str
    gauge_mm: Span
    length_mm: Span
    textbook: str = ""


class PointConfidence(Fact):
    location: Grade
    needling: Grade
    indications: Grade


class OtherPlace(Fact):
    """Another published reading of where the point is."""

    how: str
    expression: Expression


class Construction(Fact):
    """How a point is found on a face: an expression over landmarks, or the reason why there is none."""

    expression: Expression | None = None
    how: str
    confidence: Literal["A", "B", "C", "D", "N", "U"]
    expected_error_mm: Span | None = None
    # 95 % radius against human-marked landmarks where it was measured (docs/validation/placement.md)
    measured_error_mm: float | None = None
    visible: Literal["frontal", "frontal_oblique", "oblique", "hairline", "edge", "dynamic", "not_visible", "line"]
    requires: tuple[str, ...] = ()
    aim: tuple[str, ...] = ()
    repeatability_sd_mm: float | None = None
    remark: str = ""
    alternative: OtherPlace | None = None


class Point(Named):
    """An acupuncture point, or a local site of ours (FX-...), with how it is found, needled and used."""

    pinyin: str = ""
    english: str
    aliases: tuple[str, ...] = ()
    category: Literal["who_standard", "who_extra", "extra", "auricular", "muscle_site", "wrinkle_site", "dynamic_site"]
    part: Part
    region: str
    side: Literal["bilateral", "midline", "lesion"]
    positions: tuple[str, ...]
    supine: bool
    location: str
    location_alternative: str = ""
    cun_rule: tuple[CunStep, ...] = ()
    anatomy: Anatomy
    needling: Needling
    cautions: tuple[str, ...] = ()
    forbidden_when: tuple[str, ...] = ()
    caution_when: tuple[str, ...] = ()
    pregnancy_basis: str = ""
    indications: dict[str, Annotated[int, Field(ge=1, le=3)]]
    citations: tuple[Citation, ...]
    confidence: PointConfidence
    construction: Construction | None = None
    surround: Surround | None = None
    default_use: bool
    corrections: tuple[Correction, ...] = ()
    review: Review | None = None


# ---- regions


class Region(Named):
    """A named part of the body surface: its ledger zone, its groups, its mesh triangles and its depth limits."""

    label: str
    part: Part
    zone: str
    groups: tuple[str, ...] = ()
    depth_region: str | None = None
    mesh_regions: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class Zone(Named):
    """A zone of the needle ledger, in the order of insertion; its label is what the practitioner reads."""

    label: str
    initial: str
    order: int


class DepthRegion(Named):
    """Soft-tissue thickness of one region and the limits we draw from it."""

    label: str
    skin_mm: Span
    bone_depth_mm: float
    bone_depth_sd_mm: float
    thin_person_mm: float
    perpendicular_limit_mm: float
    confidence: Grade
    why: str
    citations: tuple[Citation, ...] = ()


class DangerZone(Named):
    """
    Points over a structure that a needle must not reach, with the deepest vertical depth allowed there.

    `when` is a token without which the structure is not there (an open fontanelle); empty: always.
    """

    label: str
    points: tuple[str, ...]
    points_without_record: tuple[str, ...] = ()
    when: str = ""
    structures: str
    rule: str
    max_depth_mm: float | None
    evidence: str = ""
    citations: tuple[Citation, ...]
    level: Level


# ---- what an intake states


class Condition(Named):
    """Something an intake can state about the patient: the rules it fires and the point tokens it raises."""

    label: str
    question: str = ""
    rules: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    takes_region: bool = False


class Procedure(Named):
    """Something done to the face before, with a region and a date."""

    label: str
    question: str = ""
    rules: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()


class Dose(Fact):
    """How often the evidence for a need was given; a course that differs says so and cites it as `cited`."""

    sessions: int
    interval_days: float
    text: str
    source: str
    cited: str
    level: Level


class Need(Named):
    """A wish or complaint a needle can serve, with how sure anyone is that needles help."""

    label: str
    kind: Literal["skin", "health"]
    certainty: Certainty
    qualifier: str = ""
    basis: str = ""
    regions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    dose: Dose | None = None


# ---- protocols


class NeedleStock(Fact):
    """A size of needle that is made and kept; a tray is drawn from these. `in_stock` is None where nobody counts."""

    gauge_mm: float
    length_mm: int
    in_stock: int | None = None


class Protocol(Named):
    """
    The frame a proposal must keep: how many needles, how long, how often, how close, how it is weighed.

    A protocol that `extends` another states only what differs: weights and tables it leaves empty are the other's.
    `points` is a published list, which is taken whole and never filled up from elsewhere; `school` names whose it is,
    `unknown` says what nobody could read of it. `zone_order` is the order of insertion, by zones of the ledger or by
    regions, `settling_days` what a clinic counts for a kind of site instead of the fact.
    """

    label: str
    why: str
    extends: str | None = None
    school: str = ""
    points: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    zone_order: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    gaps: tuple[Gap, ...] = ()
    upkeep_days: int | None = None
    upkeep_why: str = ""
    settling_days: dict[str, int] = Field(default_factory=dict)
    face_needles: tuple[int, int]
    body_needles: tuple[int, int]
    total_needles: tuple[int, int] | None = None
    few_needles: tuple[int, int] | None = None
    few_why: str = ""
    findings_outrank_minimum: bool = False
    retention_min: tuple[int, int]
    retention_by_comfort: dict[str, int] = Field(default_factory=dict)
    first_visit_retention_most: int | None = None
    retention_why: str = ""
    sessions: tuple[int, int]
    sessions_by_severity: dict[str, int] = Field(default_factory=dict)
    sessions_by_result: dict[str, int] = Field(default_factory=dict)
    interval_days: int | float
    review_share: float = 0.5
    spacing_mm: float
    spacing_why: str = ""
    line_spacing_mm: float = 6.0
    line_spacing_why: str = ""
    insert_face_s: float = 12.0
    insert_body_s: float = 20.0
    remove_s: float = 4.0
    time_why: str = ""
    session_most_min: int | None = None
    session_most_hard: bool = False
    soft_error_mm: float = 4.0
    region_needles_most: int = 8
    region_why: str = ""
    unseen_per_region_most: int = 2
    unseen_why: str = ""
    adjunct_needs: tuple[str, ...] = ()
    adjunct_why: str = ""
    sizes: tuple[NeedleStock, ...] = ()
    weights: dict[str, float]
    weight_why: dict[str, str] = Field(default_factory=dict)
    citations: tuple[Citation, ...]
    level: Level


# ---- photos


class GateLimit(Named):
    """One limit a photo must keep, and what to tell the person when it does not."""

    use: Literal["place", "scale", "side", "shots", "measure"]
    unit: str
    least: float | None = None
    most: float | None = None
    refuses: bool = True
    say: str
    why: str


# ---- together


@dataclass(frozen=True)
class Knowledge:
    """Every fact the core works with, by id; a test hands its own."""

    points: Mapping[str, Point]
    regions: Mapping[str, Region]
    zones: Mapping[str, Zone]
    depth_regions: Mapping[str, DepthRegion]
    danger_zones: Mapping[str, DangerZone]
    rules: Mapping[str, Rule]
    conditions: Mapping[str, Condition]
    procedures: Mapping[str, Procedure]
    needs: Mapping[str, Need]
    protocols: Mapping[str, Protocol]
    gates: Mapping[str, GateLimit]
    tokens: Mapping[str, Token] = field(default_factory=dict)
    settling: Mapping[str, Settling] = field(default_factory=dict)
    stop_rules: Mapping[str, StopRule] = field(default_factory=dict)
    protocol_limits: Mapping[str, ProtocolLimit] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    structures: Mapping[str, Structure] = field(default_factory=dict)
    structure_nodes: Mapping[str, StructureNode] = field(default_factory=dict)
    side_nodes: Mapping[str, SideNode] = field(default_factory=dict)
    side_sites: Mapping[str, SideSite] = field(default_factory=dict)
    rings: Mapping[str, Ring] = field(default_factory=dict)
