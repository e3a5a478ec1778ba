"""How steady, how true and how fair the measured face is: the tables of docs/validation/face_tables.md, recomputed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from filiform.face.crop import Floats
from filiform.face.engine import Engine, Trace
from filiform.face.face import Face, Refusal
from filiform.face.find import found_face
from filiform.face.mesh import Mesh
from filiform.face.scale import IRIS_MM, fitted_irises, ipd_px, mesh_irises
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.photo.sample import Pyramid

MEAN_IPD_MM = 62.0  # turns pixels to mm where persons are to be compared without their own scale
SMILES = ("none", "slight", "visible")


@dataclass(frozen=True)
class LabelledPhoto:
    """
    One photo with what people said about it.

    Attributes
    ----------
    marks_px
        Marked places (n, 2) by name: "right iris" and "left iris" rims, "corners" of eyes and mouth as the model's
        landmarks 33, 133, 362, 263, 61, 291. Empty where nobody marked any.
    smile
        none, slight or visible, labelled by eye; empty where not labelled.
    """

    name: str
    series: str
    photo: Photo
    marks_px: Mapping[str, Floats]
    smile: str = ""
    sex: str = ""
    group: str = ""


CORNERS = (33, 133, 362, 263, 61, 291)


def tables(cases: Sequence[LabelledPhoto], engine: Engine, facts: Knowledge, mesh: Mesh) -> str:
    """Return every table as Markdown."""
    answers = [found_face(case.photo, engine, facts, mesh) for case in cases]
    open_facts = _without_refusals(facts)
    seen = [found_face(case.photo, engine, open_facts, mesh) for case in cases]
    faces = [(case, face) for case, face in zip(cases, seen, strict=True) if isinstance(face, Face)]
    marked = [case for case in cases if case.marks_px]
    parts = [
        ("Photos found and refused", _refusals(cases, answers)),
        ("Resting faces (no smile by eye) refused, by group", _by_group(cases, answers)),
        ("Smile gate against labels by eye", _smiles(faces, facts)),
        (
            "Steadiness: mean distance in mm of the landmarks of a changed photo from those of the photo",
            _steady(marked, engine, mesh),
        ),
        ("Truth: corners of eyes and mouth against marks by hand, mm", _truth(marked, engine, mesh)),
        ("Scale: width of the iris against the rim marked by hand", _scales(marked, engine)),
    ]
    return "\n\n".join(f"## {title}\n\n{table}" for title, table in parts) + "\n"


def _without_refusals(facts: Knowledge) -> Knowledge:
    """Return the facts with every gate of a face only warning, so that each face found is measured."""
    gates = {
        key: gate if key == "faces" else gate.model_copy(update={"refuses": False}) for key, gate in facts.gates.items()
    }
    return replace(facts, gates=gates)


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _refusals(cases: Sequence[LabelledPhoto], answers: Sequence[Face | Refusal]) -> str:
    rows = []
    for series in dict.fromkeys(case.series for case in cases):
        own = [answer for case, answer in zip(cases, answers, strict=True) if case.series == series]
        reasons = [reason.gate for answer in own if isinstance(answer, Refusal) for reason in answer.reasons]
        told = ", ".join(f"{gate} {reasons.count(gate)}" for gate in dict.fromkeys(reasons))
        rows.append((series, len(own), sum(isinstance(answer, Face) for answer in own), told))
    return _table(("photos", "n", "found", "reasons of the others"), rows)


def _by_group(cases: Sequence[LabelledPhoto], answers: Sequence[Face | Refusal]) -> str:
    resting = [(case, answer) for case, answer in zip(cases, answers, strict=True) if case.smile == "none"]
    rows = []
    for kind in ("sex", "group"):
        for name in sorted({getattr(case, kind) for case, _ in resting} - {""}):
            own = [answer for case, answer in resting if getattr(case, kind) == name]
            reasons = sorted(reason.gate for answer in own if isinstance(answer, Refusal) for reason in answer.reasons)
            rows.append((name, len(own), sum(isinstance(answer, Refusal) for answer in own), ", ".join(reasons)))
    return _table(("group", "n", "refused", "reasons"), rows)


def _smiles(faces: Sequence[tuple[LabelledPhoto, Face]], facts: Knowledge) -> str:
    rows = []
    values = {
        name: [{gate.gate: gate.value for gate in face.gates} for case, face in faces if case.smile == name]
        for name in SMILES
    }
    lips = facts.gates["lips_apart"].most or 0.0
    for limit in (0.2, 0.3, 0.4, 0.5):
        counts = [sum(v["smile"] > limit or v["lips_apart"] > lips for v in values[name]) for name in SMILES]
        rows.append((limit, *(f"{count} of {len(values[name])}" for count, name in zip(counts, SMILES, strict=True))))
    return _table(("smile above (or lips apart)", *(f"{name}: refused" for name in SMILES)), rows)


Tracer = Callable[[Pyramid], Trace]


def _tracers(engine: Engine, mesh: Mesh) -> dict[str, Tracer]:
    return {
        "1 pass": lambda picture: engine.trace(picture, engine.boxes(picture)[0], passes=1),
        "3 passes": lambda picture: engine.trace(picture, engine.boxes(picture)[0]),
        "careful": lambda picture: engine.careful_trace(picture, engine.boxes(picture)[0], mesh.mirror),
    }


def _changes() -> dict[str, tuple[Callable[[Photo], Pyramid], Callable[[Floats, Photo], Floats]]]:
    """Return ways to change a photo, each with the way its landmarks come back."""
    return {
        "shifted by 37, 21 px": (
            lambda photo: Pyramid(photo.pixels[21:, 37:]),
            lambda points, _: np.add(points, (37, 21)),
        ),
        "turned by 10 degrees": (lambda photo: _turned(photo, 10), lambda points, photo: _back(points, photo, 10)),
        "turned by 20 degrees": (lambda photo: _turned(photo, 20), lambda points, photo: _back(points, photo, 20)),
        "half size": (lambda photo: _smaller(photo, 2.0), lambda points, _: (points + 0.5) * 2 - 0.5),
        "size 0.37": (lambda photo: _smaller(photo, 2.7), lambda points, _: (points + 0.5) * 2.7 - 0.5),
    }


def _turn(photo: Photo, degrees: float) -> Floats:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre = (np.array([photo.width_px, photo.height_px]) - 1) / 2
    return np.column_stack([turn, centre - turn @ centre])


def _turned(photo: Photo, degrees: float) -> Pyramid:
    return Pyramid(Pyramid(photo.pixels).crop(_turn(photo, degrees), max(photo.width_px, photo.height_px)))


def _back(points: Floats, photo: Photo, degrees: float) -> Floats:
    turn = _turn(photo, degrees)
    return np.asarray(points @ turn[:, :2].T + turn[:, 2])


def _smaller(photo: Photo, factor: float) -> Pyramid:
    shift = (factor - 1) / 2
    side = int(max(photo.width_px, photo.height_px) / factor)
    return Pyramid(Pyramid(photo.pixels).crop(np.array([[factor, 0.0, shift], [0.0, factor, shift]]), side))


def _steady(cases: Sequence[LabelledPhoto], engine: Engine, mesh: Mesh) -> str:
    rows = []
    tracers = _tracers(engine, mesh)
    some = cases[::4]
    for change, (changed, back) in _changes().items():
        cells = []
        for trace in tracers.values():
            apart = []
            for case in some:
                before = trace(Pyramid(case.photo.pixels)).landmarks_px[:, :2]
                after = back(trace(changed(case.photo)).landmarks_px[:, :2], case.photo)
                apart.append(np.linalg.norm(after - before, axis=1).mean() * MEAN_IPD_MM / ipd_px(before))
            cells.append(f"{np.mean(apart):.2f}")
        rows.append((change, *cells))
    return _table((f"{len(some)} photos", *tracers), rows)


def _truth(cases: Sequence[LabelledPhoto], engine: Engine, mesh: Mesh) -> str:
    rows = []
    for name, trace in _tracers(engine, mesh).items():
        misses = []
        for case in cases:
            points = trace(Pyramid(case.photo.pixels)).landmarks_px
            misses.append((points[list(CORNERS), :2] - case.marks_px["corners"]) * MEAN_IPD_MM / ipd_px(points))
        rows.append((name, *_misses(np.array(misses))))
    return _table((f"{len(cases)} photos", "mean", "mean without what all share", "95 %", "to the right", "down"), rows)


def _misses(misses: Floats) -> tuple[str, ...]:
    """Return mean, spread, its 95 % and the common shift of (photos, corners, 2) misses."""
    spread = np.linalg.norm(misses - misses.mean(axis=0), axis=2)
    right, down = misses.mean(axis=(0, 1))
    values = (np.linalg.norm(misses, axis=2).mean(), spread.mean(), np.quantile(spread, 0.95))
    return (*(f"{value:.2f}" for value in values), f"{right:+.2f}", f"{down:+.2f}")


def _scales(cases: Sequence[LabelledPhoto], engine: Engine) -> str:
    rows = []
    for series in dict.fromkeys(case.series for case in cases):
        ratios, own, hand = [], [], []
        for case in (one for one in cases if one.series == series):
            picture = Pyramid(case.photo.pixels)
            points = engine.trace(picture, engine.boxes(picture)[0]).landmarks_px
            marked = np.mean([_width(case.marks_px[f"{side} iris"]) for side in ("right", "left")])
            fits = fitted_irises(picture, points)
            model = np.mean([2 * eye.radius_px for eye in mesh_irises(points)])
            fitted = np.mean([2 * fit.radius_px for fit in fits])
            ratios.append((fitted / marked, model / marked))
            own.append(ipd_px(points) / fitted * IRIS_MM)
            hand.append(ipd_px(points) / marked * IRIS_MM)
        mean, spread = np.mean(ratios, axis=0), np.std(ratios, axis=0, ddof=1)
        rows.append(
            (
                series,
                len(ratios),
                f"{mean[0]:.3f} +- {spread[0]:.3f}",
                f"{mean[1]:.3f} +- {spread[1]:.3f}",
                f"{np.corrcoef(own, hand)[0, 1]:.2f}",
                f"{np.mean(hand):.1f} +- {np.std(hand, ddof=1):.1f}",
            )
        )
    return _table(
        (
            "photos",
            "n",
            "our fit / by hand",
            "the model / by hand",
            "correlation of the fit, by distance of the pupils",
            "distance of the pupils by the marked iris, mm",
        ),
        rows,
    )


def _width(rim: Floats) -> float:
    return float(np.ptp(rim[:, 0]))
