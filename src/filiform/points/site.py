"""A point on one particular face, with how far off it may be."""

from dataclasses import dataclass
from typing import Literal

from filiform.knowledge.fact import Grade, Side
from filiform.points.terms import Terms

View = Literal["front", "left45", "right45"]


@dataclass(frozen=True)
class Anchor:
    """A place on the mesh that moves with the face: a triangle's three vertices and barycentric weights."""

    triangle: tuple[int, int, int]
    weights: tuple[float, float, float]


@dataclass(frozen=True)
class Site:
    """
    A point of the atlas placed on a face; errors are 95 % radii in millimetres.

    `error_mm` has everything in it (landmarks, scale, pose, construction, definition), `repeat_mm` only what a second
    photo of the same face would change. `facing_deg` is the angle between the skin there and the camera. A site that
    a practitioner `corrected` stands where they put it; `rule_px` and `rule_mm` are where the rule puts it.

    `x_px` and `y_px` are on the photo of its `view`; on another than the front the anchor is the nearest place of the
    mesh there. `note` says what the person should know about this site. `terms` are those of the rule, where one placed
    the site.
    """

    id: str
    side: Side
    x_px: float
    y_px: float
    position_mm: tuple[float, float, float]
    error_mm: float
    repeat_mm: float
    confidence: Grade
    anchor: Anchor
    default_line: bool
    facing_deg: float
    corrected: bool = False
    rule_px: tuple[float, float] | None = None
    rule_mm: tuple[float, float, float] | None = None
    view: View = "front"
    note: str = ""
    terms: Terms | None = None


@dataclass(frozen=True)
class Withheld:
    """A point that this photo cannot show, and why; it may still be found by touch."""

    id: str
    side: Side
    reason: str


@dataclass(frozen=True)
class Placement:
    sites: tuple[Site, ...]
    withheld: tuple[Withheld, ...]

    def of(self, view: View) -> tuple[Site, ...]:
        """Return the sites on the photo of one view."""
        return tuple(site for site in self.sites if site.view == view)
