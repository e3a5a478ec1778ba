"""The command that says what is known about a concern: certainty first, then numbers, then whose they are."""

import textwrap
from collections.abc import Iterable, Iterator

import click

from filiform.cli.proposal_words import UNREVIEWED
from filiform.errors import InputError
from filiform.intake.problem import meant
from filiform.knowledge import load, words
from filiform.knowledge.evidence import Evidence, Figure, StudyOutcome, Trial
from filiform.knowledge.fact import Citation
from filiform.knowledge.models import Knowledge, Need

WIDTH = 100


@click.command()
@click.argument("concern", required=False)
def evidence(concern: str | None) -> None:
    """Say what is known about CONCERN, or list every concern with how sure anyone is that needles help."""
    facts, known = load.knowledge(), load.evidence()
    lines = concern_lines(concern, facts, known) if concern else overview_lines(facts)
    for line in lines:
        click.echo(line)
    click.echo(UNREVIEWED)


def overview_lines(facts: Knowledge) -> Iterator[str]:
    """Yield one line for each concern: how sure, what, and on what it rests."""
    for kind, title in (("skin", "Skin"), ("health", "Overall health")):
        yield f"{title}: how sure anyone is that needles help"
        for need in facts.needs.values():
            if need.kind == kind:
                basis = "; ".join(part for part in (need.qualifier, need.basis) if part)
                yield f"  {words.CERTAINTIES[need.certainty]:23s} {need.id:20s} {basis}".rstrip()


def concern_lines(concern: str, facts: Knowledge, known: Evidence) -> Iterator[str]:
    """Yield what is known about one concern."""
    need = facts.needs.get(concern)
    graded = next((row for row in known.concerns.values() if concern in {row.id, row.need}), None)
    if need is None and graded is None:
        labels = {row.label: row.id for row in known.concerns.values()} | {
            row.label: row.id for row in facts.needs.values()
        }
        raise InputError(
            f'Nothing is filed under "{concern}". {meant(concern, {*facts.needs, *known.concerns}, labels)}'
        )
    if need:
        yield f"{need.label}. Certainty that needles help: {_certainty(need)}"
        yield from _filled(need.basis, 2)
    elif graded:
        yield f"{graded.label}. Certainty that needles help: {graded.words}"
        yield from _filled(graded.basis, 2)
    ids = {concern} | ({graded.id, graded.need} if graded else set())
    trials = [trial for trial in known.trials.values() if ids & set(trial.concerns)]
    count = "1 study:" if len(trials) == 1 else f"{len(trials)} studies:"
    yield count if trials else "No study of it is on file."
    for trial in trials:
        yield from _trial_lines(trial, known)


def _certainty(need: Need) -> str:
    return words.CERTAINTIES[need.certainty] + (f" ({need.qualifier})" if need.qualifier else "")


def _trial_lines(trial: Trial, known: Evidence) -> Iterator[str]:
    yield ""
    sure = "; ".join(f"{of}: {word}" if of else word for of, word in trial.certainty.items())
    yield from _filled(f"{trial.id}. Certainty {sure}", 2)
    yield from _filled(f"{trial.design}. {trial.technique}. {trial.population}".rstrip(". ") + ".", 4)
    for outcome in trial.outcomes:
        yield from _filled(_outcome(outcome), 4)
    if trial.harms:
        yield from _filled(f"Harms: {_figures(trial.harms)}", 4)
    if trial.bias:
        yield from _filled(f"Risk of bias: {trial.bias}. {'; '.join(trial.bias_why)}", 4)
    yield from _filled("; ".join(_cited(trial.citations, known)), 4)


def _outcome(outcome: StudyOutcome) -> str:
    said = [outcome.measure, outcome.when, _figures(outcome.figures), outcome.result, outcome.p and f"p {outcome.p}"]
    return "; ".join(part for part in said if part)


def _figures(figures: Iterable[Figure]) -> str:
    return ", ".join(_figure(figure) for figure in figures)


def _figure(figure: Figure) -> str:
    value = "" if figure.value is None else f"{figure.value:g}"
    interval = f" ({figure.interval_kind} {figure.interval[0]:g} to {figure.interval[1]:g})" if figure.interval else ""
    memory = " (from memory)" if figure.level == "memory" else ""
    return " ".join(f"{figure.name} {value} {figure.unit} {figure.count} {figure.text}{interval}{memory}".split())


def _cited(citations: Iterable[Citation], known: Evidence) -> Iterator[str]:
    for citation in citations:
        source = known.sources.get(citation.source)
        yield " ".join(f"{source.citation if source else citation.source} {citation.at}".split())


def _filled(text: str, indent: int) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))
