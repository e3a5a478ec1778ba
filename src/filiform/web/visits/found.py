"""What was found on a photo, in words and as marks over the cropped face."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from filiform.face.face import Face, Floats, Pose, Scale
from filiform.knowledge import load
from filiform.pictures.crop import crop_box
from filiform.pictures.marks import is_soft
from filiform.points.site import Placement

IRISES = ((468, (469, 470, 471, 472)), (473, (474, 475, 476, 477)))  # middle and rim of each in the face mesh
SCALE_WORDS = {"iris": "from the iris", "typed": "from the typed distance between the pupils", "card": "from the card"}
# radius of a mark as a share of the width of the crop
DOT_SHARE, THUMBNAIL_DOT_SHARE, THUMBNAIL_AREA_SHARE = 1 / 220, 1 / 75, 1 / 28
Dot = tuple[float, float]


@dataclass(frozen=True)
class Ring:
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Marks:
    """
    Marks over a cropped face, in pixels of the whole photo.

    `view` is the crop as an SVG view box, `dot` the radius of a site, `line` the taps of the hairline in their order.
    """

    left: int
    top: int
    width: int
    height: int
    dot: float
    eyes: tuple[Ring, ...]
    sites: tuple[Dot, ...]
    line: tuple[Dot, ...]
    areas: tuple[Ring, ...] = ()

    @property
    def view(self) -> str:
        return f"{self.left} {self.top} {self.width} {self.height}"

    @property
    def path(self) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in sorted(self.line))


def marks(face: Face, sites: Iterable[Dot], hairline: Sequence[Sequence[float]] = ()) -> Marks:
    """Return the eyes, the sites and the hairline of a face that was found on a photo."""
    left, top, right, bottom = (round(edge) for edge in crop_box(face))
    at = face.landmarks_px[:, :2]
    eyes = tuple(_ring(at[middle], at[list(rim)]) for middle, rim in IRISES)
    return Marks(
        left=left,
        top=top,
        width=right - left,
        height=bottom - top,
        dot=(right - left) * DOT_SHARE,
        eyes=eyes,
        sites=tuple(sites),
        line=tuple((float(x), float(y)) for x, y in hairline),
    )


def thumbnail(face: Face, sites: Iterable[Dot], areas: Iterable[Dot]) -> Marks:
    """Return the sites, and those that are only sure to an area, large enough for a picture the size of a thumb."""
    whole = marks(face, sites)
    ring = whole.width * THUMBNAIL_AREA_SHARE
    soft = tuple(Ring(x, y, ring) for x, y in areas)
    return replace(whole, eyes=(), areas=soft, dot=whole.width * THUMBNAIL_DOT_SHARE)


def _ring(middle: Floats, rim: Floats) -> Ring:
    return Ring(float(middle[0]), float(middle[1]), float(np.linalg.norm(rim - middle, axis=1).mean()))


def sure_sites(placement: Placement) -> tuple[Dot, ...]:
    """Return where the sites lie that are sure enough for a dot."""
    facts = load.knowledge()
    return tuple((site.x_px, site.y_px) for site in placement.sites if not is_soft(site.id, site.error_mm, facts))


def pose_words(pose: Pose) -> str:
    """Return how the head is held, left and right being the patient's."""
    turns = (
        (pose.yaw_deg, "turned", "to the left", "to the right"),
        (pose.pitch_deg, "tilted", "up", "down"),
        (pose.roll_deg, "leaning", "to the left", "to the right"),
    )
    said = [
        f"{how} {abs(round(deg))} degree{'' if abs(round(deg)) == 1 else 's'} {ahead if deg > 0 else back}"
        for deg, how, ahead, back in turns
        if round(deg)
    ]
    return f"Head {', '.join(said)}." if said else "Head straight to the camera, as far as one photo shows."


def scale_words(scale: Scale) -> str:
    """Return the scale with its standard error."""
    source = SCALE_WORDS.get(scale.method, "assumed, not measured")
    return (
        f"Scale {scale.mm_per_px:.2g} mm per pixel {source}, about {scale.relative_error * 100:.0f} % (standard error)."
    )
