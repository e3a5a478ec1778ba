"""The only reader of fact files."""

import json
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import ValidationError

from filiform.errors import KnowledgeError
from filiform.knowledge.models import Condition, DepthRegion, Fact, Need, Point, Procedure, Region, Zone

DATA = files("filiform.knowledge") / "data"
F = TypeVar("F", bound=Fact)


def _toml(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{file.name}: {error}") from error


def _fact(kind: type[F], row: dict[str, Any], name: str) -> F:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        raise KnowledgeError(f"{name}: {error}") from error


def table(kind: type[F], file: str, key: str) -> dict[str, F]:
    """Return the rows of one table file by their id, in the order of the file."""
    rows = [_fact(kind, row, f"{file} {row.get('id', '?')}") for row in _toml(DATA / file)[key]]
    return {getattr(row, "id"): row for row in rows}  # noqa: B009 the id field is of the subclasses


def folder(kind: type[F], name: str) -> dict[str, F]:
    """Return the facts of a folder, one file each, by their id, sorted by file name."""
    listed = sorted((file for file in (DATA / name).iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    facts = [_fact(kind, _toml(file), f"{name}/{file.name}") for file in listed]
    return {getattr(fact, "id"): fact for fact in facts}  # noqa: B009 as above


def document(file: str) -> Any:
    """Return one JSON document (mesh tables)."""
    return json.loads((DATA / file).read_text(encoding="utf-8"))


@cache
def points() -> dict[str, Point]:
    """Return every point, one file each, by id."""
    return folder(Point, "points")


@cache
def regions() -> dict[str, Region]:
    """Return the regions of the body surface, by id."""
    return table(Region, "regions.toml", "region")


@cache
def zones() -> dict[str, Zone]:
    """Return the ledger zones, in the order of insertion, by id."""
    return table(Zone, "zones.toml", "zone")


@cache
def depth_regions() -> dict[str, DepthRegion]:
    """Return soft-tissue thickness by region, by id."""
    return table(DepthRegion, "depth_regions.toml", "depth_region")


@cache
def needs() -> dict[str, Need]:
    """Return what a needle can serve, by id."""
    return table(Need, "needs.toml", "need")


@cache
def conditions() -> dict[str, Condition]:
    """Return what an intake can state about the patient, by id."""
    return table(Condition, "conditions.toml", "condition")


@cache
def procedures() -> dict[str, Procedure]:
    """Return what an intake can state was done to the face, by id."""
    return table(Procedure, "procedures.toml", "procedure")
