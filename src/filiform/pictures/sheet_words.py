"""What the printed sheet says, as plain text by part; the template only lays it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from filiform.face.face import Face
from filiform.knowledge.models import Knowledge
from filiform.knowledge.words import CERTAINTIES, LEVELS, RULE_GRADES
from filiform.pictures.ink import DRAWN, NOT_REVIEWED, PALPATE
from filiform.pictures.numbering import SIDE_ORDER, first_of, numbers
from filiform.pictures.words import (
    SIDE_WORDS,
    count_of,
    counts,
    day,
    protocol_label,
    size_words,
    span,
    whole_mm,
    zone_line,
    zones_in_order,
)
from filiform.planning.lying import plan_notes, sites_said
from filiform.planning.proposal import LeftOut, Needle, Proposal
from filiform.planning.written import LITTLE
from filiform.safety.finding import Finding

TRADITION = {"A": "", "B": "", "C": "tradition or opinion", "D": "nobody has tested this"}
SHORT_SIDES = {"right": "R", "midline": "middle", "left": "L"}
LITTLE_SIGN = "*"
BY_TOUCH = "Find by touch"
TOO_NEAR = "Too near to a needle of the plan."
SPEAKING = ("stop", "wait", "refer")
QUIET = ("limit", "modify")
Text = Mapping[str, object]


@dataclass(frozen=True)
class SheetPatient:
    """Whose sheet it is; an empty name leaves a line to write on."""

    name: str = ""
    born: date | None = None


@dataclass(frozen=True)
class Signature:
    """Who signed the plan, and on which day."""

    by: str
    on: date


def _zone_rows(proposal: Proposal, facts: Knowledge) -> list[Text]:
    named = numbers(proposal.needles, facts)
    rows: list[Text] = []
    for zone, needles in zones_in_order(proposal.needles, facts):
        in_order = sorted(needles, key=lambda needle: first_of(named[needle.site, needle.side]))
        sites = list(dict.fromkeys(needle.site for needle in in_order))
        fact = facts.zones[zone]
        rows.append(
            {
                "initial": fact.initial,
                "label": fact.label,
                "count": len(needles),
                "what": zone_line(needles),
                "sites": sites,
            }
        )
    return rows


def _same(a: Needle, b: Needle) -> bool:
    """Return whether two needles differ in nothing but their side."""
    return (a.site, a.needle, a.depth_mm, a.inserted_mm, a.angle_deg, a.direction) == (
        b.site,
        b.needle,
        b.depth_mm,
        b.inserted_mm,
        b.angle_deg,
        b.direction,
    )


def _pairs(needles: Sequence[Needle]) -> list[list[Needle]]:
    """Return needles with both sides of a like pair together."""
    rows: list[list[Needle]] = []
    for needle in needles:
        if rows and _same(rows[-1][0], needle):
            rows[-1].append(needle)
        else:
            rows.append([needle])
    return rows


def _serves(needle: Needle, facts: Knowledge) -> str:
    """Return what a needle serves, each with how sure anyone is; a grade of C or D in words."""
    if not needle.serves:
        return "No stated wish."
    by_certainty: dict[str, list[str]] = {}
    for row in needle.serves:
        label = facts.needs[row.need].label if row.need in facts.needs else row.need
        by_certainty.setdefault(CERTAINTIES[row.certainty], []).append(label)
    sure = ". ".join(f"{', '.join(labels)}: {certainty}" for certainty, labels in by_certainty.items())
    basis = TRADITION[needle.serves[0].grade]
    return f"{sure}. {basis[:1].upper()}{basis[1:]}." if basis else f"{sure}."


def _little(needles: Sequence[Needle]) -> bool:
    """Return whether a row is there for the count alone."""
    return any(LITTLE in needle.cautions for needle in needles)


def _touched(needles: Sequence[Needle]) -> bool:
    """Return whether a row of the face is to be found by touch."""
    return any(note.startswith(BY_TOUCH) for needle in needles for note in needle.cautions)


def _notes(needles: Sequence[Needle]) -> str:
    """Return the cautions of a row of needles, each once, without what the row shows in another way."""
    said = (note for needle in needles for note in needle.cautions if note != LITTLE and not note.startswith(BY_TOUCH))
    return "; ".join(dict.fromkeys(note.removesuffix(".") for note in said))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}." if text else ""


def _needle_row(needles: Sequence[Needle], facts: Knowledge, named: Mapping[tuple[str, str], str]) -> Text:
    first = needles[0]
    point = facts.points.get(first.site)
    return {
        "number": ", ".join(dict.fromkeys(named[needle.site, needle.side] for needle in needles)),
        "site": first.site if first.of == 1 else f"{first.site} \N{MULTIPLICATION SIGN}{first.of}",
        "english": point.english if point is not None else "",
        "side": " + ".join(dict.fromkeys(SHORT_SIDES[needle.side] for needle in needles)),
        "size": size_words(first.needle),
        "depth": span(first.depth_mm),
        "inserted": whole_mm(first.inserted_mm),
        "angle": f"{first.angle_deg:.0f}\N{DEGREE SIGN}",
        "direction": _sentence(first.direction),
        "serves": _serves(first, facts),
        "notes": _notes(needles),
        "sign": LITTLE_SIGN if _little(needles) else "",
        "touch": "find by touch" if _touched(needles) else "",
    }


def _needle_zones(proposal: Proposal, facts: Knowledge) -> list[Text]:
    named = numbers(proposal.needles, facts)
    zones: list[Text] = []
    for zone, needles in zones_in_order(proposal.needles, facts):
        in_order = sorted(needles, key=lambda needle: first_of(named[needle.site, needle.side]))
        rows = [_needle_row(pair, facts, named) for pair in _pairs(in_order)]
        zones.append({"label": f"{facts.zones[zone].label}, {len(needles)}", "rows": rows})
    return zones


def _finding(finding: Finding) -> Text:
    return {
        "kind": finding.kind,
        "reason": finding.reason,
        "basis": f"{RULE_GRADES[finding.grade]}; {LEVELS[finding.level]}; {finding.source}",
    }


def _findings(proposal: Proposal, kinds: Sequence[str]) -> list[Text]:
    return [_finding(finding) for kind in kinds for finding in proposal.findings if finding.kind == kind]


def _why_out(item: LeftOut) -> str:
    return TOO_NEAR if item.rule == "spacing" else item.reason


def _left_out(items: Sequence[LeftOut], facts: Knowledge) -> list[Text]:
    """Return what was left out by its reason, sites with one name for both sides."""
    by_reason: dict[str, dict[str, list[str]]] = {}
    for item in items:
        by_reason.setdefault(_why_out(item), {}).setdefault(item.site, []).append(item.side)
    rows: list[Text] = []
    for reason, sites in by_reason.items():
        names = []
        for site, sides in sites.items():
            ordered = sorted(sides, key=lambda side: SIDE_ORDER[side])
            both = set(ordered) >= {"left", "right"} or ordered == ["midline"]
            names.append(site if both else f"{site} {SIDE_WORDS[ordered[0]]}")
        needs = dict.fromkeys(need for item in items if _why_out(item) == reason for need in item.would_serve)
        labels = [facts.needs[need].label if need in facts.needs else need for need in needs]
        rows.append({"reason": reason, "sites": ", ".join(names), "serve": ", ".join(labels)})
    return rows


def _evidence(proposal: Proposal, facts: Knowledge) -> list[Text]:
    """Return how sure anyone is that needles help with each need this plan serves."""
    served = dict.fromkeys(row.need for needle in proposal.needles for row in needle.serves)
    rows: list[Text] = []
    for name in served:
        need = facts.needs.get(name)
        if need is not None:
            why = ". ".join(part for part in (need.qualifier, need.basis) if part)
            rows.append({"need": need.label, "certainty": CERTAINTIES[need.certainty], "why": why})
    return rows


def _unserved(proposal: Proposal, facts: Knowledge) -> str:
    return ", ".join(facts.needs[name].label if name in facts.needs else name for name in proposal.unserved)


def _quiet_count(proposal: Proposal) -> str:
    """Return one line for what has already been applied and what is only to be read."""
    applied = sum(finding.kind in QUIET for finding in proposal.findings)
    cautions = sum(finding.kind == "caution" for finding in proposal.findings)
    parts = []
    if applied:
        parts.append(f"{count_of(applied, 'limit', 'limits')} already applied")
    if cautions:
        parts.append(count_of(cautions, "caution", "cautions"))
    return ", ".join(parts)


def _beneath(proposal: Proposal) -> list[Text]:
    notes = plan_notes(proposal)
    return [{"sites": sites_said(note.sites), "say": note.say, "source": note.source} for note in notes]


def sheet_words(
    proposal: Proposal,
    facts: Knowledge,
    *,
    face: Face,
    patient: SheetPatient,
    signed: Signature | None,
    broken: Sequence[str] = (),
) -> dict[str, object]:
    """Return every text of the sheet, by part."""
    course = proposal.course
    press = f"Press each site {proposal.press_min:g} min." if proposal.press_min else ""
    return {
        "patient": {"name": patient.name, "born": day(patient.born) if patient.born else ""},
        "protocol": protocol_label(proposal, facts),
        "on": day(proposal.on),
        "date": [proposal.on.year, proposal.on.month, proposal.on.day],
        "counts": f"{count_of(len(proposal.needles), 'needle', 'needles')}: {counts(proposal)}",
        "retention": f"{proposal.retention_min} min",
        "press": press,
        "tray": [{"size": size_words(tray.needle), "count": tray.count} for tray in proposal.tray],
        "total": len(proposal.needles),
        "zones": _zone_rows(proposal, facts),
        "needles": _needle_zones(proposal, facts),
        "little": f"{LITTLE_SIGN} {LITTLE}" if _little(proposal.needles) else "",
        "broken": list(broken),
        "speaking": _findings(proposal, SPEAKING),
        "applied": _findings(proposal, QUIET),
        "cautions": _findings(proposal, ("caution",)),
        "quiet": _quiet_count(proposal),
        "left_out": _left_out(proposal.left_out, facts),
        "left_out_count": len({(item.site, item.side) for item in proposal.left_out}),
        "course": {
            "line": f"Review after session {course.review_after} of {course.sessions}.",
            "why": course.why,
            "source": course.source,
        },
        "evidence": _evidence(proposal, facts),
        "unserved": _unserved(proposal, facts),
        "notes": list(proposal.notes),
        "beneath": [
            {"sites": sites_said(note.sites), "say": note.say, "source": note.source} for note in plan_notes(proposal)
        ],
        "signed": f"Signed by {signed.by} on {day(signed.on)}" if signed else "",
        "foot": f"{NOT_REVIEWED} {DRAWN if face.drawn else PALPATE}",
    }
