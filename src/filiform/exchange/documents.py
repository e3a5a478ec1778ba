"""The shape of the files others script against; keys may be added, none is renamed or dropped without a new number."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

SideWord = Literal["left", "right", "midline"]
CertaintyWord = Literal["high", "moderate", "low", "very low", "none", "not assessed"]


class PhotoPart(TypedDict):
    width_px: int
    height_px: int
    sha256: str


class PosePart(TypedDict):
    yaw_deg: float
    pitch_deg: float
    roll_deg: float


class ScalePart(TypedDict):
    mm_per_px: float
    relative_error: float
    method: Literal["iris", "typed", "card", "assumed"]


class GatePart(TypedDict):
    gate: str
    value: float
    limit: float
    passed: bool
    say: str


class FacePart(TypedDict):
    pose: PosePart
    scale: ScalePart
    gates: list[GatePart]
    scales: NotRequired[list[ScalePart]]
    shots: NotRequired[int]


class ViewPart(TypedDict):
    """A 45-degree photo: joined with the front photo, or the reasons why it was not used."""

    view: Literal["left45", "right45"]
    photo: PhotoPart
    used: bool
    pose: PosePart | None
    mm_per_px: float | None
    residual_mm: float | None
    gates: list[GatePart]


class AnchorPart(TypedDict):
    triangle: list[int]
    weights: list[float]


class ErrorTermsPart(TypedDict):
    """What may put a site off, 95 % radii in millimetres; their squares add up to those of the two errors."""

    place_mm: float
    measures_mm: float
    pose_mm: float
    expression_mm: float
    drawn_mm: float
    second_mm: float | None


class SitePart(TypedDict):
    id: str
    side: SideWord
    x_px: float
    y_px: float
    position_mm: list[float]
    error_mm: float
    repeat_mm: float
    confidence: Literal["A", "B", "C", "D"]
    anchor: AnchorPart
    default_line: bool
    facing_deg: float
    view: NotRequired[Literal["front", "left45", "right45"]]
    note: NotRequired[str]
    corrected: NotRequired[bool]
    rule_px: NotRequired[list[float]]
    error_terms: NotRequired[ErrorTermsPart]


class WithheldPart(TypedDict):
    id: str
    side: SideWord
    reason: str


class ReasonPart(TypedDict):
    gate: str
    value: float
    limit: float
    say: str


class RefusedPart(TypedDict):
    reasons: list[ReasonPart]


class PlacementDocument(TypedDict):
    """What `filiform place` writes: the face, its sites, and what the photo cannot show."""

    schema: Literal["filiform.placement/1"]
    photo: PhotoPart
    face: FacePart | None
    sites: list[SitePart]
    withheld: list[WithheldPart]
    refused: RefusedPart | None
    views: NotRequired[list[ViewPart]]
    also: NotRequired[list[PhotoPart]]


class NeedleSizePart(TypedDict):
    gauge_mm: float
    length_mm: int


class ServesPart(TypedDict):
    need: str
    weight: int
    certainty: CertaintyWord
    grade: Literal["A", "B", "C", "D"]
    source: str


class NearPart(TypedDict):
    """A structure a needle may meet in average anatomy; it warns and never clears a site."""

    structure: str
    label: str
    kind: Literal["warn", "limit", "palpate"]
    distance_mm: int | None
    varies_mm: int | None
    depth_mm: list[int] | None
    say: str
    source: str
    level: Literal["seen", "secondary", "memory", "derived"]
    severity: int
    p_cross: float


class BeneathPart(TypedDict):
    """What the plan says of one structure, with the needles near it; at most five, what matters most first."""

    structure: str
    label: str
    kind: Literal["warn", "limit", "palpate"]
    sites: list[str]
    varies_mm: int | None
    say: str
    source: str


class NeedlePart(TypedDict):
    order: int
    zone: str
    site: str
    name: str
    side: SideWord
    where: Literal["face", "scalp", "ear", "neck", "body"]
    region: str
    needle: NeedleSizePart
    depth_mm: list[float]
    bound_by: str
    inserted_mm: float
    angle: Literal["perpendicular", "oblique", "transverse"]
    angle_deg: float
    direction: str
    position_px: list[float] | None
    error_mm: float | None
    serves: list[ServesPart]
    cautions: list[str]
    towards: list[float] | None
    beneath: list[NearPart]
    part: int
    of: int
    soft: bool
    gain: float


class CoursePart(TypedDict):
    sessions: int
    interval_days: int | float
    review_after: int
    why: str
    source: str


class TrayPart(TypedDict):
    needle: NeedleSizePart
    count: int
    in_stock: int | None
    short: int


class MinutesPart(TypedDict):
    """About how long a session takes; needles in and out are estimates, nobody was timed."""

    insert: float
    rest: float
    remove: float
    press: float
    total: float


class SiteNamePart(TypedDict):
    site: str
    side: SideWord


class LeftOutPart(TypedDict):
    site: str
    side: SideWord
    rule: str
    reason: str
    would_serve: list[str]
    adds: float | None
    instead_of: list[SiteNamePart]
    change: float | None


class FindingPart(TypedDict):
    rule: str
    kind: Literal["stop", "wait", "refer", "limit", "caution", "modify"]
    until: str | None
    scope: str
    reason: str
    source: str
    urgency: Literal["emergency", "same_day", "before_first_session", "routine"] | None
    grade: Literal["A", "B", "C", "D"]
    level: Literal["seen", "secondary", "memory", "derived"]


class ConflictPart(TypedDict):
    say: str
    because: list[str]


class ReviewPart(TypedDict):
    """How many of the points used a clinician has read; no fact claims a review it never had."""

    points_used: int
    points_reviewed: int


class ProposalDocument(TypedDict):
    """What `filiform propose` writes: the needles of one session, or why there are none."""

    schema: Literal["filiform.proposal/1"]
    status: Literal["optimal", "feasible", "none"]
    protocol: str | None
    on: str
    photo: PhotoPart | None
    facts_sha256: str | None
    face_needles: int
    body_needles: int
    retention_min: int | None
    press_min: float | None
    course: CoursePart | None
    needles: list[NeedlePart]
    removal: list[int]
    tray: list[TrayPart]
    minutes: MinutesPart | None
    posture_changes: int | None
    left_out: list[LeftOutPart]
    unserved: list[str]
    notes: list[str]
    beneath: list[BeneathPart]
    findings: list[FindingPart]
    review: ReviewPart
    refused: RefusedPart | None
    conflict: ConflictPart | None
    objective: float | None
    bound: float | None
    solve_s: float
    also: NotRequired[list[PhotoPart]]
