"""Every number the objective is made of, with what it stands for: what a page or a terminal shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from filiform.knowledge.models import Protocol

# The first word of a weight's name, the heading it stands under, and what it is counted in.
GROUPS: Mapping[str, tuple[str, str]] = {
    "rank": ("The patient's wishes, in their order", "times the wish before"),
    "severity": ("How severe it is", "times a moderate one"),
    "health": ("Health beside the face", "times a wish"),
    "result": ("How much is wished for", "times a moderate result"),
    "cover": ("Each need served at all", "points"),
    "repeat": ("Diminishing returns for one need", "share of the site's worth"),
    "certainty": ("How sure anyone is that needles help", "share"),
    "grade": ("How well the point is supported", "share"),
    "elsewhere": ("Where the site lies", "share"),
    "one": ("Symmetry", "share"),
    "needle": ("Comfort, bruises and doubt", "points off for each needle"),
    "tender": ("Comfort, bruises and doubt", "points off for each needle"),
    "bruise": ("Comfort, bruises and doubt", "points off for each needle"),
    "touch": ("Comfort, bruises and doubt", "points off for each needle"),
    "comfort": ("How much a person can bear", "times what a needle costs"),
    "idle": ("Needles nobody asked for", "points off for each needle"),
    "adjunct": ("Needles nobody asked for", "times a wish"),
    "keep": ("Changing little when suggesting again", "points for each site of the plan before"),
}
OTHER = ("Others", "")
TRAY = (
    "Of equal plans nothing depends on the tray: once the sites are chosen, the fewest sizes that serve them all are "
    "laid out, and of those the finest. A sensitive person gets the finest needle at each site instead."
)


@dataclass(frozen=True)
class Weight:
    """One number of the objective: its name in the protocol's file, value, unit, and what it stands for."""

    name: str
    value: float
    unit: str
    why: str


@dataclass(frozen=True)
class WeightGroup:
    label: str
    weights: tuple[Weight, ...]


def weight_groups(frame: Protocol) -> tuple[WeightGroup, ...]:
    """Return the weights of a protocol by what they weigh, in the order of `GROUPS`."""
    found: dict[str, list[Weight]] = {label: [] for label, _ in (*GROUPS.values(), OTHER)}
    for name, value in frame.weights.items():
        label, unit = GROUPS.get(name.split("_", maxsplit=1)[0], OTHER)
        found[label].append(Weight(name, value, unit, frame.weight_why.get(name, "")))
    return tuple(WeightGroup(label, tuple(weights)) for label, weights in found.items() if weights)


def limit_rows(frame: Protocol) -> tuple[Weight, ...]:
    """Return the hard limits of a protocol that are no counts, with why."""
    rows = (
        ("spacing_mm", frame.spacing_mm, "mm along the skin", frame.spacing_why),
        ("line_spacing_mm", frame.line_spacing_mm, "mm along the skin", frame.line_spacing_why),
        ("soft_error_mm", frame.soft_error_mm, "mm", "A site less sure than this is found by touch"),
        ("region_needles_most", float(frame.region_needles_most), "needles in one region", frame.region_why),
        ("unseen_per_region_most", float(frame.unseen_per_region_most), "needles on a side of it", frame.unseen_why),
        ("insert_face_s", frame.insert_face_s, "s a needle", frame.time_why),
        ("insert_body_s", frame.insert_body_s, "s a needle", frame.time_why),
        ("remove_s", frame.remove_s, "s a needle", frame.time_why),
    )
    timed = (
        [("session_most_min", float(frame.session_most_min), "min in all", frame.time_why)]
        if frame.session_most_min
        else []
    )
    return tuple(Weight(*row) for row in (*rows, *timed))


def as_text(frame: Protocol) -> str:
    """Return the weights and limits of a protocol as lines for a terminal."""
    lines = [f"{frame.label}: what the objective counts. Practice opinion without a trial, all of it."]
    groups = [*weight_groups(frame), WeightGroup("Limits that are never crossed", limit_rows(frame))]
    for group in groups:
        lines += ["", group.label]
        lines += [f"  {row.name:24s} {row.value:<6g} {row.unit:32s} {row.why}" for row in group.weights]
    return "\n".join([*lines, "", TRAY])
