"""The commands about the facts: show one, check them all, list what waits for a clinician."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date

import click

from filiform.cli.options import Day, today
from filiform.errors import InputError, KnowledgeError
from filiform.knowledge import load
from filiform.knowledge.check import checked, due
from filiform.knowledge.fact import Named
from filiform.knowledge.show import TITLES, named_facts, shown
from filiform.planning.frame import DEFAULT, protocol
from filiform.planning.weights import as_text


@click.group()
def knowledge() -> None:
    """Show the facts, check them, list what waits to be read by a clinician."""


@knowledge.command()
@click.argument("wanted", metavar="ID")
def show(wanted: str) -> None:
    """
    Show the fact called ID (ST36, botox_recent, glabellar_lines), or list a kind (points, conditions, rules).

    `weights` shows every number the planner weighs with; `weights:light` those of another protocol.
    """
    facts, known = load.knowledge(), load.evidence()
    if wanted.partition(":")[0] == "weights":
        click.echo(as_text(protocol(wanted.partition(":")[2] or DEFAULT, facts)))
        return
    kind = named_facts(facts, known).get(wanted)
    click.echo("\n".join(_listed(kind)) if kind else shown(wanted, facts, known))


@knowledge.command()
def check() -> None:
    """Read every fact, count them, and name what is wrong; status 2 when anything is."""
    try:
        found = checked(load.knowledge(), load.evidence())
    except KnowledgeError as error:
        raise InputError(str(error)) from error
    for kind, count in found.counts.items():
        click.echo(f"{count:5d}  {kind.replace('_', ' ')}")
    click.echo("Left out, and why:")
    for line in found.left_out:
        click.echo(f"  {line}")
    click.echo(f"sha256 {load.digest()}")
    if found.problems:
        raise InputError("\n  ".join([f"{len(found.problems)} facts to mend:", *found.problems]))
    click.echo("Nothing is wrong.")


@knowledge.command("due")
@click.option("--on", type=Day(), metavar="DATE", help="The day to look at; today otherwise.")
@click.option("--json", "as_json", is_flag=True, help="List every fact as JSON on standard output.")
def due_command(*, on: date | None, as_json: bool) -> None:
    """List the facts that no clinician has read yet, or that are to be read again."""
    waiting = due(on or today(), load.knowledge(), load.evidence())
    if as_json:
        rows = [{"id": fact.id, "kind": fact.kind, "why": fact.why} for fact in waiting]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for (kind, why), count in Counter((fact.kind, fact.why) for fact in waiting).items():
        click.echo(f"{count:5d}  {kind}: {why}")
    click.echo(f"{len(waiting)} facts wait for a clinician. --json names each.")


def _listed(facts: dict[str, Named]) -> Iterator[str]:
    width = max((len(key) for key in facts), default=0)
    for key, fact in facts.items():
        title = next((str(getattr(fact, name)) for name in TITLES if getattr(fact, name, "")), "")
        yield f"{key:{width}s}  {title}".rstrip()
