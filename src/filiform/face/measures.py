"""Which measure of length a photo is read with: iris, typed distance or card, and whether they agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from filiform.face.card import Card, card, card_scale
from filiform.face.crop import Floats
from filiform.face.face import Gate, Scale
from filiform.face.gates import gate
from filiform.face.iris import Circle
from filiform.face.scale import iris_scale, typed_scale
from filiform.knowledge.models import GateLimit
from filiform.photo.photo import Photo

NORMAL_95 = 1.96
SAID: Mapping[str, str] = {"iris": "iris", "typed": "typed distance", "card": "card"}


@dataclass(frozen=True)
class Measures:
    """Every measure of length a photo gave, the surest first, and the gates they were held against."""

    scales: tuple[Scale, ...]
    gates: tuple[Gate, ...]

    @property
    def scale(self) -> Scale:
        """The measure the face is read with."""
        return self.scales[0]


def measures(
    photo: Photo,
    landmarks_px: Floats,
    irises: Sequence[Circle],
    limits: Mapping[str, GateLimit],
    *,
    ipd_mm: float | None = None,
    look_for_card: bool = False,
) -> Measures:
    """
    Return what the photo was measured with; what a person gave goes before the iris.

    Parameters
    ----------
    ipd_mm
        Distance between the pupils as measured on the person.
    look_for_card
        The printed card is in the photo; one that is not seen or too tilted is told and not used.
    """
    own = [] if ipd_mm is None else [typed_scale(landmarks_px, ipd_mm)]
    told: tuple[Gate, ...] = ()
    if look_for_card:
        seen = card(photo.pixels)
        told = card_gates(seen, limits)
        if seen is not None and all(one.passed for one in told):
            own.append(card_scale(seen))
    given = sorted(own, key=lambda one: one.relative_error)
    scales = (*given, iris_scale(irises, landmarks_px))
    return Measures(scales, (*told, *agreement(scales, limits)))


def card_gates(seen: Card | None, limits: Mapping[str, GateLimit]) -> tuple[Gate, ...]:
    """Return whether a card that was announced is seen, and seen straight enough."""
    found = gate(limits["card"], float(seen is not None))
    return (found, gate(limits["card_tilt"], seen.tilt_deg)) if seen is not None else (found,)


def agreement(scales: Sequence[Scale], limits: Mapping[str, GateLimit]) -> tuple[Gate, ...]:
    """Return for the measure in use and each other whether they differ by more than both their errors allow."""
    used = scales[0]
    return tuple(_agree(used, other, limits["scales_agree"]) for other in scales[1:])


def _agree(used: Scale, other: Scale, limit: GateLimit) -> Gate:
    most = NORMAL_95 * float(np.hypot(used.relative_error, other.relative_error))
    named = limit.say.replace("ONE", SAID[used.method]).replace("OTHER", SAID[other.method])
    own = limit.model_copy(update={"most": most, "say": named})
    return gate(own, other.mm_per_px / used.mm_per_px - 1)
