"""Sessions that were done, read from files: what counts for what must rest."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from filiform.cli.files import content
from filiform.errors import InputError
from filiform.intake.problem import meant
from filiform.intake.read import intake_text
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.planning.settling import Needled
from filiform.safety.finding import SiteKey

MOST_DONE = 2_000_000  # bytes; twenty proposals have about a million
SIDES: dict[str, Side] = {"left": "left", "right": "right", "midline": "midline"}


def done_sessions(path: str, facts: Knowledge) -> list[Needled]:
    """Return the sessions of a file: a proposal as JSON, or TOML tables [[session]] with on and sites."""
    text = intake_text(content(path, "a session", MOST_DONE))
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is neither JSON nor TOML: {error}.") from error
    if document.get("schema") == "filiform.proposal/1":
        return [_proposed(document, path, facts)]
    rows = document.get("session")
    if not isinstance(rows, list) or not rows:
        raise InputError(f'{path} has no session. Write [[session]], on = 2026-11-22, sites = ["ST36 left", "GV20"].')
    return [_done(row, f"{path}, session {place}", facts) for place, row in enumerate(rows, start=1)]


def _proposed(document: Mapping[str, Any], path: str, facts: Knowledge) -> Needled:
    try:
        on = date.fromisoformat(document["on"])
        sites = [(str(needle["site"]), str(needle["side"])) for needle in document["needles"]]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path} is no whole proposal: on or needles are missing or not as Filiform writes them."
        ) from error
    return Needled(on, _known(sites, path, facts))


def _done(row: object, where: str, facts: Knowledge) -> Needled:
    on, sites = (row.get("on"), row.get("sites")) if isinstance(row, dict) else (None, None)
    if not isinstance(on, date) or not isinstance(sites, list) or not all(isinstance(site, str) for site in sites):
        raise InputError(f'{where}: give on = 2026-11-22 and sites = ["ST36 left", "GV20"].')
    named = [(site.partition(" ")[0], site.partition(" ")[2] or "midline") for site in sites]
    return Needled(on, _known(named, where, facts))


def _known(sites: Sequence[tuple[str, str]], where: str, facts: Knowledge) -> frozenset[SiteKey]:
    for point, side in sites:
        if point not in facts.points:
            raise InputError(f'{where}: unknown point "{point}". {meant(point, facts.points)}')
        if side not in SIDES or (side == "midline") != (facts.points[point].side == "midline"):
            raise InputError(f'{where}: "{point} {side}" has no such side; write it like "ST36 left" or "GV20".')
    return frozenset((point, SIDES[side]) for point, side in sites)
