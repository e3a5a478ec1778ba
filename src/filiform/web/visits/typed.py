"""A form as it was typed: which window sent it, and what of it a database can hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Typed = Mapping[str, Sequence[str]]
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL keeps no NUL in a text, and half a pair is no letter
VERSION = re.compile(r"\d{1,9}")
LATE = -1  # the version of a form that tells none


@dataclass(frozen=True)
class Window:
    """
    One showing of the intake page.

    `key` is its own, `version` the version of the draft it was opened with.
    """

    key: str
    version: int


def window_of(posted: Mapping[str, Any]) -> Window | None:
    """Return the window a form came from, or nothing when it tells none."""
    key, version = str(posted.get("window", "")), str(posted.get("version", ""))
    if not key:
        return None
    return Window(key[:32], int(version) if VERSION.fullmatch(version) else LATE)


def storable(value: Any) -> Any:
    """Return plain values without the characters that cannot be stored, in keys and texts of any depth."""
    match value:
        case str():
            return UNSTORABLE.sub("", value)
        case Mapping():
            return {storable(name): storable(held) for name, held in value.items()}
        case list() | tuple():
            return [storable(held) for held in value]
        case _:
            return value
