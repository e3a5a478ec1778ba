"""The schema of how points are found on a 45-degree photo."""

from typing import Literal

from filiform.knowledge.fact import Citation, Named


class SideNode(Named):
    """
    A place at the ear or the jaw as the face model marks it on a 45-degree photo; an offset in mm leads to it.

    `tap` names what a practitioner can tap on the photo in its stead, and `tapped_mm` is the 95 % radius then.
    """

    label: str
    landmarks: tuple[int, int]  # of the right side
    share: float  # of the way from the first to the second
    lateral_mm: float = 0.0
    up_mm: float = 0.0
    forward_mm: float = 0.0
    error_mm: float  # 95 % radius
    why: str
    tap: Literal["tragus", "gonion"] | None = None
    tapped_mm: float | None = None
    tapped_why: str = ""
    citations: tuple[Citation, ...]


class SideSite(Named):
    """How a point is found on a 45-degree photo: from a node, by an offset along the head's own axes."""

    node: str
    lateral_mm: float = 0.0
    up_mm: float = 0.0
    forward_mm: float = 0.0
    definition_mm: float  # 95 % radius of what the point itself leaves open
    how: str
    citations: tuple[Citation, ...]
