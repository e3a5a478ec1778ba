"""A clinic's own protocol told: what it changes of the one it extends, and the file it can be read from."""

import json
from collections.abc import Mapping, Sequence

from filiform.knowledge.models import Knowledge, NeedleStock, Protocol
from filiform.planning.frame import protocol
from filiform.planning.own_protocol import with_protocol

NOT_SAID = frozenset({"id", "label", "why", "extends", "school", "weight_why", "citations", "level"})


def changes(own: Protocol, facts: Knowledge) -> tuple[tuple[str, str, str], ...]:
    """Return what an own protocol changes: the field in words, what it was before and what it is here."""
    base = protocol(str(own.extends), facts)
    whole = protocol(own.id, with_protocol(facts, own))
    found = []
    for field in sorted(own.model_fields_set - NOT_SAID):
        before, after = getattr(base, field), getattr(whole, field)
        if isinstance(before, dict):
            differs = [key for key in after if after[key] != before.get(key)]
            found += [
                (f"{_spelled(field)}, {_spelled(key)}", _words(before.get(key, "")), _words(after[key]))
                for key in differs
            ]
        elif before != after:
            found.append((_spelled(field), _words(before), _words(after)))
    return tuple(found)


def _spelled(field: str) -> str:
    return field.replace("_", " ")


def _words(value: object) -> str:
    match value:
        case float() | int():
            return f"{value:g}"
        case NeedleStock():
            return f"{value.gauge_mm:.2f} \N{MULTIPLICATION SIGN} {value.length_mm}"
        case (int(), int()):
            return f"{value[0]} to {value[1]}"
        case tuple():
            return ", ".join(map(_words, value))
        case _:
            return str(value)


def written(values: Mapping[str, object]) -> str:
    """Return what a clinic stated of its protocol as the TOML file it can be read from."""
    plain = {name: value for name, value in values.items() if not isinstance(value, dict) and not _rows(value)}
    lines = [f"{name} = {_toml(value)}" for name, value in plain.items()]
    for name, value in values.items():
        if isinstance(value, dict):
            lines += ["", f"[{name}]", *(f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items())]
    for name, value in values.items():
        for row in _rows(value):
            lines += ["", f"[[{name}]]", *(f"{key} = {_toml(one)}" for key, one in row.items())]
    return "\n".join(lines) + "\n"


def _rows(value: object) -> Sequence[Mapping[str, object]]:
    """Return the tables of a list of tables; nothing for anything else."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else ()


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
