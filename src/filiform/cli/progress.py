"""What is being done at the moment, on one line of a terminal."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

CLEAR = "\r\x1b[K"


class Progress:
    """One line on standard error that names the step; silent when nobody watches."""

    def __init__(self, *, quiet: bool) -> None:
        self._is_shown = not quiet and sys.stderr.isatty()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Show a step while it lasts."""
        self._show(f"{CLEAR}{name} ...")
        try:
            yield
        finally:
            self._show(CLEAR)

    def _show(self, text: str) -> None:
        if self._is_shown:
            click.echo(text, err=True, nl=False, color=True)


@contextmanager
def muted() -> Iterator[None]:
    """Keep what the runtime of the face engine prints as it starts off standard error."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
