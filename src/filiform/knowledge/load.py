"""The only reader of fact files."""

import hashlib
import json
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import ValidationError

from filiform.errors import KnowledgeError
from filiform.knowledge import evidence as known
from filiform.knowledge.anatomy import Structure, StructureNode, Thickness
from filiform.knowledge.course import ProtocolLimit, Settling, StopRule
from filiform.knowledge.fact import Fact, Named, Source, Term
from filiform.knowledge.line import Line
from filiform.knowledge.models import (
    Condition,
    DangerZone,
    DepthRegion,
    GateLimit,
    Knowledge,
    Need,
    Point,
    Procedure,
    Protocol,
    Region,
    Zone,
)
from filiform.knowledge.ring import Ring
from filiform.knowledge.rules import Rule, Token
from filiform.knowledge.side import SideNode, SideSite
from filiform.knowledge.thread import rules_with, thread_points, threads, zones_with

DATA = files("filiform.knowledge") / "data"
F = TypeVar("F", bound=Fact)
N = TypeVar("N", bound=Named)


def _toml(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KnowledgeError(f"{file.name}: {error}") from error


def _fact(kind: type[F], row: dict[str, Any], name: str) -> F:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        raise KnowledgeError(f"{name}: {error}") from error


def _by_id(facts: list[N], name: str) -> dict[str, N]:
    by_id = {fact.id: fact for fact in facts}
    if len(by_id) < len(facts):
        raise KnowledgeError(f"{name}: an id is used twice")
    return by_id


def table(kind: type[N], file: str, key: str) -> dict[str, N]:
    """Return the rows of one table file by their id, in the order of the file."""
    rows = _toml(DATA / file).get(key, [])
    return _by_id([_fact(kind, row, f"{file} {row.get('id', '?')}") for row in rows], file)


def folder(kind: type[N], name: str) -> dict[str, N]:
    """Return the facts of a folder, one file each, by their id, sorted by file name."""
    if not (DATA / name).is_dir():
        raise KnowledgeError(f"{name}: there is no such folder of facts")
    listed = sorted((file for file in (DATA / name).iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    return _by_id([_fact(kind, _toml(file), f"{name}/{file.name}") for file in listed], name)


def document(file: str) -> Any:
    """Return one JSON document (mesh tables)."""
    return json.loads((DATA / file).read_text(encoding="utf-8"))


def _data_files(folder: Traversable, path: str = "") -> dict[str, Traversable]:
    listed: dict[str, Traversable] = {}
    for entry in folder.iterdir():
        listed |= _data_files(entry, f"{path}{entry.name}/") if entry.is_dir() else {f"{path}{entry.name}": entry}
    return listed


@cache
def digest() -> str:
    """Return the SHA-256 over the name and content of every data file, sorted by name."""
    sha = hashlib.sha256()
    for name, file in sorted(_data_files(DATA).items()):
        content = file.read_bytes()
        sha.update(f"{name}\0{len(content)}\0".encode())
        sha.update(content)
    return sha.hexdigest()


@cache
def knowledge() -> Knowledge:
    """Return every fact the core works with, read once; a line that is needled as one site is a point as well."""
    points = folder(Point, "points")
    lines = table(Line, "lines.toml", "line")
    listed = threads(lines)
    return Knowledge(
        points=points | thread_points(lines, points),
        regions=table(Region, "regions.toml", "region"),
        zones=table(Zone, "zones.toml", "zone"),
        depth_regions=table(DepthRegion, "depth_regions.toml", "depth_region"),
        danger_zones=zones_with(listed, table(DangerZone, "danger_zones.toml", "danger_zone")),
        rules=rules_with(listed, folder(Rule, "rules")),
        conditions=table(Condition, "conditions.toml", "condition"),
        procedures=table(Procedure, "procedures.toml", "procedure"),
        needs=table(Need, "needs.toml", "need"),
        protocols=table(Protocol, "protocols.toml", "protocol"),
        gates=table(GateLimit, "gates.toml", "gate"),
        tokens=table(Token, "tokens.toml", "token"),
        settling=table(Settling, "settling.toml", "settling"),
        stop_rules=table(StopRule, "stop_rules.toml", "stop_rule"),
        protocol_limits=table(ProtocolLimit, "protocol_limits.toml", "protocol_limit"),
        lines=lines,
        structures=table(Structure, "structures.toml", "structure"),
        structure_nodes=table(StructureNode, "structure_nodes.toml", "structure_node"),
        side_nodes=table(SideNode, "side_views.toml", "side_node"),
        side_sites=table(SideSite, "side_views.toml", "side_site"),
        rings=table(Ring, "rings.toml", "ring"),
    )


@cache
def evidence() -> known.Evidence:
    """Return everything known that no rule of planning reads, read once."""
    return known.Evidence(
        sources=table(Source, "sources.toml", "source"),
        terms=table(Term, "terms.toml", "term"),
        trials=table(known.Trial, "trials.toml", "trial"),
        concerns=table(known.ConcernCertainty, "concerns.toml", "concern"),
        response_facts=table(known.ResponseFact, "response_facts.toml", "response_fact"),
        claims=table(known.Claim, "claims.toml", "claim"),
        priors=table(known.Prior, "priors.toml", "prior"),
        event_studies=table(known.EventStudy, "event_rates.toml", "event_study"),
        scales=table(known.OutcomeScale, "scales.toml", "scale"),
        published_protocols=table(known.PublishedProtocol, "published_protocols.toml", "published_protocol"),
        schools=table(known.School, "schools.toml", "school"),
        body_points=table(known.BodyPoints, "body_points.toml", "body_points"),
        wait_practices=table(known.WaitPractice, "wait_practices.toml", "wait_practice"),
        statements=table(known.Known, "statements.toml", "statement"),
        default_exclusions=table(known.DefaultExclusion, "default_exclusions.toml", "default_exclusion"),
        reporting_items=table(known.ReportingItem, "reporting_items.toml", "reporting_item"),
        codes=table(known.Code, "codes.toml", "code"),
        exports=table(known.Export, "exports.toml", "export"),
        operations=table(known.Operation, "operations.toml", "operation"),
        left_out=table(known.NotTaken, "left_out.toml", "left_out"),
        thickness=table(Thickness, "thickness.toml", "thickness"),
    )
