"""How the letters and short words of facts are told to a person."""

import re

LEVELS = {
    "seen": "read by us",
    "secondary": "told by others, not read by us",
    "memory": "from memory, not looked up",
    "derived": "our own arithmetic or judgement",
    "not_found": "not found",
    "ours": "ours",
}
CERTAINTIES = {
    "high": "high",
    "moderate": "moderate",
    "low": "low",
    "very_low": "very low",
    "none": "no study found",
    "not_assessed": "not assessed",
}
GRADES = {"A": "A, sure", "B": "B, fair", "C": "C, tradition or opinion", "D": "D, nobody has tested this"}
RULE_GRADES = {
    "A": "A, law, label or official guideline",
    "B": "B, cohort, review or ultrasound study",
    "C": "C, case reports",
    "D": "D, opinion or our cautious choice",
}
PLACE_GRADES = {
    "A": "A, from landmarks a photo shows",
    "B": "B, needs a measure in cun or a muscle",
    "C": "C, at the side of the face or found by touch: an area, not a dot",
    "D": "D, at the edge of what a photo shows: a hint",
    "N": "N, not on the face mesh, never drawn",
    "U": "U, drawn by hand",
}
SHIPPING = {
    "yes": "may be shipped with its items",
    "own_words": "may be shipped in our own words, without the owner's text or photos",
    "plugin_only": "scores only; a clinic with a licence brings the items",
    "no": "not shipped; name and licence only",
}
CATEGORIES = {
    "who_standard": "point of the WHO standard",
    "who_extra": "extra point of the WHO list",
    "extra": "extra point",
    "auricular": "ear point",
    "muscle_site": "muscle, a local site of ours",
    "wrinkle_site": "line or fold, a local site of ours",
    "dynamic_site": "site drawn on this person's own skin",
}
WEIGHTS = {3: "core", 2: "usual", 1: "adjunct"}
UNITS = {"mm": "mm", "min": "min", "days": "days", "weeks": "weeks", "deg": "degrees", "years": "years"}
FIELDS = {
    "about": "About",
    "anatomy": "Anatomy",
    "ask": "We ask",
    "cun_rule": "Cun",
    "forbidden_when": "Not when",
    "caution_when": "Careful when",
    "how": "How it is found",
    "raises": "Raises",
    "ship": "Licence allows",
    "use": "Use",
    "words": "In words",
    "level": "How it was read",
    "needs": "Needs",
}


def words(name: str) -> str:
    """Return an identifier as words: "depth_region" is "depth region"."""
    return name.replace("_", " ").strip()


def told(value: str) -> str:
    """Return a word of a closed list as words; any other text stays as it is."""
    return words(value) if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", value) else value


def field_label(name: str) -> str:
    """Return what stands before a field's value: its words without the unit."""
    if name in FIELDS:
        return FIELDS[name]
    stem = name.rsplit("_", 1)[0] if name.rsplit("_", 1)[-1] in UNITS and "_" in name else name
    text = words(stem)
    return text[:1].upper() + text[1:]


def field_unit(name: str) -> str:
    """Return the unit a field's name ends in, with a space before it, or nothing."""
    unit = UNITS.get(name.rsplit("_", 1)[-1], "") if "_" in name else ""
    return f" {unit}" if unit else ""
