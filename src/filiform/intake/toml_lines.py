"""On which line of a TOML text each key stands, which its parser does not tell."""

import re
from collections.abc import Mapping

from filiform.intake.problem import Place

KEY = re.compile(r"""\s*([\w."'-][\w\s."'-]*?)\s*=""", re.ASCII)
QUOTES = ('"""', "'''")
LONGEST_LINE = 2000  # a key never starts later


def key_lines(text: str) -> dict[Place, int]:
    """Return the line (from 1) of every table and key of a valid TOML text; an inline table has only its own."""
    lines: dict[Place, int] = {}
    rows: dict[Place, int] = {}
    table: Place = ()
    quoted = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not quoted:
            if line.lstrip().startswith("["):
                table = _table(line, rows)
                lines.setdefault(table, number)
            elif key := KEY.match(line[:LONGEST_LINE]):
                lines.setdefault((*table, *_parts(key[1])), number)
        quoted = _open_quote(line, quoted)
    return lines


def line_of(place: Place, lines: Mapping[Place, int]) -> int | None:
    """Return the line of a place, or of the nearest thing around it that has one."""
    return next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), None)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _table(line: str, rows: dict[Place, int]) -> Place:
    is_row = line.lstrip().startswith("[[")
    path: Place = ()
    for part in _parts(line.split("]", 1)[0].strip().lstrip("[").strip()):
        path = (*path, part)
        if path in rows and not is_row:
            path = (*path, rows[path])
    if is_row:
        rows[path] = rows.get(path, -1) + 1
        path = (*path, rows[path])
    return path


def _open_quote(line: str, quoted: str) -> str:
    if quoted:
        return "" if line.count(quoted) % 2 else quoted
    return next((quote for quote in QUOTES if line.count(quote) % 2), "")
