"""How a command ends: what was written, what was left alone, and the status of an honest no."""

from collections.abc import Iterable
from pathlib import Path

import click

from filiform.cli.files import STANDARD_OUTPUT

REFUSED = 3


def tell_written(paths: Iterable[str]) -> None:
    """Name on standard error what was written."""
    named = [path for path in paths if path != STANDARD_OUTPUT]
    if named:
        click.echo(f"Wrote {', '.join(named)}.", err=True)


def tell_left_alone(*paths: str | None) -> None:
    """Say on standard error that a picture asked for was not drawn, and that an older one is not of this run."""
    for path in paths:
        if path:
            older = " The older file of that name was left as it was." if Path(path).exists() else ""
            click.echo(f"{path} was not written.{older}", err=True)
