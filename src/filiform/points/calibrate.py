"""Rings from photos: how far points lie from marks and from a second photo, and how far a smile moves them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import exp, hypot, log

import numpy as np

from filiform.face.face import Face
from filiform.face.mesh import Mesh
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.knowledge.ring import Ring
from filiform.points.error import SMILES
from filiform.points.field import Field, Template, field_of, radius_mm
from filiform.points.hairline import pupil_distance_mm
from filiform.points.place import placement
from filiform.points.site import Site
from filiform.points.validation import Marked

Key = tuple[str, Side]
SHARE = 0.95
# A radius that holds 95 of 100 on the people it was fitted on holds fewer on others, the fewer people there were. These
# shares of the people here gave 95 of 100 on people left out (docs/validation/placement.md).
MARK_SHARE, SECOND_SHARE = 0.96, 0.975
IPD_MM = 63.0  # photos are compared at one distance of the pupils: a ring on the skin holds no error of the scale
LEAST_MM = 0.5  # no ring is smaller: people mark no better
LEAST_MARKS = 12  # fewer marks of a point say nothing about 95 of 100
PRIOR_MARKS = 16  # a point's own marks count against what the landmarks around it say as so many would
PRIOR_PERSONS = 6  # what was collected on persons whose photos are not here
# The marks of these are of another place than ours, another reading of the text (docs/validation/placement.md): they
# say nothing of how far the landmarks around a point nobody marked are off.
OTHER_READING = frozenset({"BL1", "GB1", "SI18"})
CLEAR_SMILE = 0.25  # a difference of scores from which a shift says how far a smile moves a point


@dataclass(frozen=True)
class Shot:
    """
    One photo of one person with its sites.

    Attributes
    ----------
    accepted
        Whether the photo keeps every limit; one that does not still tells how far a smile moves points.
    marked, template
        What people marked on it, if anything: points, and named places of the face.
    """

    name: str
    person: str
    face: Face
    sites: Mapping[Key, Site]
    accepted: bool = True
    marked: Marked | None = None
    template: Template | None = None

    @property
    def smile(self) -> float:
        return sum(self.face.blendshapes.get(name, 0.0) for name in SMILES) / len(SMILES)


@dataclass(frozen=True)
class Off:
    """How far one site lay from where it should be, in mm, and the terms of its photo that explain a part of it."""

    key: Key
    person: str
    distance_mm: float
    known_mm: float
    ring_mm: float


def shot(name: str, person: str, face: Face, facts: Knowledge, mesh: Mesh) -> Shot:
    """Return a photo with its sites, without what people marked on it."""
    return Shot(name, person, face, {(site.id, site.side): site for site in placement(face, facts, mesh).sites})


def from_marks(shots: Iterable[Shot]) -> Iterator[Off]:
    """Yield how far each marked point lay from its mark."""
    for one in shots:
        if one.marked is None or not one.accepted:
            continue
        for key, (x_px, y_px) in one.marked.places.items():
            site = one.sites.get(key)
            if site is not None and site.terms is not None:
                away = hypot(site.x_px - x_px, site.y_px - y_px) / one.marked.px_per_mm
                known = hypot(site.terms.measures_mm, site.terms.pose_mm, site.terms.expression_mm)
                yield Off(key, one.person, away, known, site.error_mm)


def second_photos(shots: Iterable[Shot]) -> Iterator[Off]:
    """Yield how far each point of a photo lay from itself on every other photo of the same person."""
    of: dict[str, list[Shot]] = defaultdict(list)
    for one in shots:
        if one.accepted:
            of[one.person].append(one)
    for person, theirs in of.items():
        for first, second in permutations(theirs, 2):
            for key, away in moved_mm(first, second).items():
                site = first.sites[key]
                if site.terms is not None:
                    known = hypot(site.terms.pose_mm, site.terms.expression_mm)
                    yield Off(key, person, away, known, site.repeat_mm)


def moved_mm(first: Shot, second: Shot) -> dict[Key, float]:
    """Return how far sites lie from themselves, seen from the front, both faces at one distance of the pupils."""
    one, other = (IPD_MM / pupil_distance_mm(each.face.landmarks_mm) for each in (first, second))
    places = {
        key: np.array(site.position_mm[:2]) * one - np.array(second.sites[key].position_mm[:2]) * other
        for key, site in first.sites.items()
        if key in second.sites
    }
    return {key: float(np.linalg.norm(place)) for key, place in places.items()}


def smile_slopes(shots: Sequence[Shot]) -> dict[str, float]:
    """Return mm by which a full smile moves each point: least squares through nothing, over pairs of photos."""
    top: dict[str, float] = defaultdict(float)
    bottom: dict[str, float] = defaultdict(float)
    for first, second in permutations(shots, 2):
        more = second.smile - first.smile
        if first.person == second.person and more > CLEAR_SMILE:
            for (name, _), away in moved_mm(first, second).items():
                top[name] += away * more
                bottom[name] += more**2
    return {name: top[name] / bottom[name] for name in top}


def left_mm(found: Sequence[Off], share: float = SHARE) -> float:
    """Return the radius at rest that holds a share of them, each person counting alike however often photographed."""
    count: dict[str, int] = defaultdict(int)
    for one in found:
        count[one.person] += 1
    squares = np.array([one.distance_mm**2 - one.known_mm**2 for one in found])
    weights = np.array([1 / count[one.person] for one in found])
    order = np.argsort(squares)
    held = np.cumsum(weights[order]) / weights.sum()
    reached = squares[order][min(int(np.searchsorted(held, share - 1e-9)), len(order) - 1)]
    return float(max(reached, LEAST_MM**2) ** 0.5)


def _by_point(found: Iterable[Off]) -> dict[str, list[Off]]:
    by: dict[str, list[Off]] = defaultdict(list)
    for one in found:
        by[one.key[0]].append(one)
    return by


def _blend(own_mm: float, weight: float, prior_mm: float, prior_weight: float) -> float:
    return exp((weight * log(own_mm) + prior_weight * log(prior_mm)) / (weight + prior_weight))


def _factor(found: Sequence[Off], radii_mm: Mapping[str, float]) -> float:
    """Return by what all radii are to be multiplied so that together they hold that share of second photos."""
    persons: dict[str, int] = defaultdict(int)
    for one in found:
        persons[one.person] += 1
    need = np.array([max(o.distance_mm**2 - o.known_mm**2, 0.0) ** 0.5 / radii_mm[o.key[0]] for o in found])
    weights = np.array([1 / persons[one.person] for one in found])
    order = np.argsort(need)
    share = np.cumsum(weights[order]) / weights.sum()
    return float(need[order][min(int(np.searchsorted(share, SECOND_SHARE - 1e-9)), len(order) - 1)])


def second_radii(found: Sequence[Off], facts: Knowledge) -> dict[str, float]:
    """Return the radius of a second photo for each point: its own, drawn towards what was collected elsewhere."""
    by = _by_point(found)
    pool = float(np.median([left_mm(own) for own in by.values()]))
    radii = {}
    for name, own in by.items():
        how = facts.points[name].construction
        collected = how.repeatability_sd_mm if how else None
        prior = pool if collected is None else collected * 2.45
        radii[name] = _blend(left_mm(own), len({one.person for one in own}), prior, PRIOR_PERSONS)
    factor = _factor(found, radii)
    return {name: radius * factor for name, radius in radii.items()}


def around_mm(found: Sequence[Off], field: Field, sites: Mapping[str, Site]) -> float:
    """Return what is to be added, as a square, to the error of the landmarks around for 95 of 100 marks to hold."""
    same = [one for one in found if one.key[0] in sites and one.key[0] not in OTHER_READING]
    known = [(one, radius_mm(field, sites[one.key[0]])) for one in same]
    held = [Off(o.key, o.person, o.distance_mm, hypot(o.known_mm, near), 0.0) for o, near in known if near is not None]
    squares = np.array([one.distance_mm**2 - one.known_mm**2 for one in held] or [0.0])
    return float(max(np.percentile(squares, 100 * MARK_SHARE), 0.0) ** 0.5)


def starting(shots: Sequence[Shot]) -> dict[str, Ring]:
    """Return rings that say how far a smile moves each point and which have marks, for a first round."""
    marked = {key[0] for one in shots if one.marked for key in one.marked.places}
    slopes = smile_slopes(shots)
    names = {name for one in shots for name, _ in one.sites}
    return {
        name: Ring(
            id=name,
            basis="marks" if name in marked else "estimate",
            repeat_mm=LEAST_MM,
            smile_mm=round(slopes.get(name, 0.0), 2),
        )
        for name in names
    }


def rings(shots: Sequence[Shot], facts: Knowledge, mesh: Mesh) -> dict[str, Ring]:
    """
    Return the ring of each point that is on these photos.

    The sites of the shots are to be placed with the `starting` rings: what pose, smile and measures explain of a miss
    is left out of the radius at rest, and comes back with the pose, smile and measures of the photo it is used on.
    """
    sites = {key[0]: site for one in shots for key, site in one.sites.items()}
    marks, seconds = list(from_marks(shots)), list(second_photos(shots))
    slopes, second = smile_slopes(shots), second_radii(seconds, facts)
    field = field_of([one for one in shots if one.accepted], mesh)
    more_mm = around_mm(marks, field, sites)
    own = _by_point(marks)
    pool_mm = float(np.median(list(second.values())))
    found = {}
    for name in sorted(sites):
        near_mm = radius_mm(field, sites[name])
        around = None if near_mm is None else hypot(near_mm, more_mm)
        radius, basis = around, "landmarks"
        if len(own.get(name, ())) >= LEAST_MARKS:
            measured = left_mm(own[name], MARK_SHARE)
            radius, basis = _blend(measured, len(own[name]), around or measured, PRIOR_MARKS), "marks"
        found[name] = Ring.model_validate(
            {
                "id": name,
                "place_mm": None if radius is None else round(radius, 2),
                "basis": "estimate" if radius is None else basis,
                "marks": len(own.get(name, ())),
                "repeat_mm": round(second.get(name, pool_mm), 2),
                "smile_mm": round(slopes.get(name, 0.0), 2),
            }
        )
    return found
