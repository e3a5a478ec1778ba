"""What lies under the skin of the face: its course over the landmarks, its depth, and how far both vary."""

from typing import Literal

from filiform.knowledge.fact import Citation, Correction, Expression, Fact, Grade, Level, Named, Review, Span

Kind = Literal["artery", "vein", "nerve", "foramen", "gland", "duct", "tendon", "orbit", "pleura", "lymph"]
Shape = Literal["line", "point", "area", "text"]
Chance = Literal["no", "possible", "likely"]
Heading = Literal["up_lateral"]


class StructurePlace(Fact):
    """
    One place of a structure's course: where on the face, and how deep under the skin there.

    `range_mm` are plausible extremes (about two standard deviations where one was measured), `beyond_mesh` marks
    places behind the edge of the mesh.
    """

    at: Expression
    depth_mm: float
    range_mm: Span
    sd_mm: float | None = None
    layer: str
    remark: str = ""
    beyond_mesh: bool = False


class Structure(Named):
    """
    A vessel, nerve or other part that a needle may meet.

    `lateral_sd_mm` is the standard deviation of its course across itself; severity is 1 nuisance, 2 a bruise that is
    seen or days of numbness, 3 must not happen. `limit_mm` is the deepest vertical depth planned over it; `at_points`
    are points it is named for wherever they are, on the photo or not.
    """

    label: str
    kind: Kind
    shape: Shape
    where: str = ""
    lateral_sd_mm: float | None = None
    lateral_range_mm: Span | None = None
    diameter_mm: float | None = None
    diameter_range_mm: Span | None = None
    diameter_basis: str = ""
    radius_mm: float | None = None
    severity: Literal[1, 2, 3]
    bruise: Chance
    haematoma: Chance
    nerve: str = ""
    eye: str = ""
    sight: str = ""
    before: str
    limit_mm: float | None = None
    limit_why: str = ""
    at_points: tuple[str, ...] = ()
    never_towards: tuple[Heading, ...] = ()
    also: str = ""
    how_often: str = ""
    remark: str = ""
    confidence: Grade
    citations: tuple[Citation, ...]
    level: Level
    course: tuple[StructurePlace, ...] = ()
    corrections: tuple[Correction, ...] = ()
    review: Review | None = None


class StructureNode(Named):
    """A named place that courses of structures start from; a `proxy` stands in for what the mesh does not show."""

    label: str
    at: Expression
    how: str
    proxy: bool = False
    citations: tuple[Citation, ...] = ()


class Thickness(Named):
    """One published measurement of skin, of the fat under it, or of the way to bone."""

    label: str
    depth_region: str
    layer: Literal["skin", "fat", "to_bone"]
    sex: Literal["men", "women", "both"] = "both"
    age: str = ""
    place: str = ""
    mean_mm: float | None = None
    mean_2023_mm: float | None = None
    sd_mm: float | None = None
    epidermis_mm: float | None = None
    epidermis_sd_mm: float | None = None
    dermis_mm: float | None = None
    dermis_sd_mm: float | None = None
    n: int | None = None
    method: str
    remark: str = ""
    citations: tuple[Citation, ...]
    level: Level
