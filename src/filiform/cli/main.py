"""The command line: which command lives where, and what each exit status means."""

from collections.abc import Mapping
from importlib import import_module
from typing import IO, Any

import click

from filiform.errors import InputError

MENDABLE = 2  # the input can be mended; 0 is done, 3 an honest no
COMMANDS: Mapping[str, str] = {
    "place": "Place the points on the face of a photo.",
    "propose": "Propose the needles of one session.",
    "course": "Plan all sessions of a course.",
    "card": "Print the card that gives a photo its millimetres.",
    "knowledge": "Show the facts, check them, list what is due for review.",
    "evidence": "Say what is known about a concern, the certainty first.",
    "validate": "Measure again how good the measures are, on your own photos.",
    "serve": "Run the clinic's pages on this machine.",
    "doctor": "Say what is installed, what is missing and what to do.",
}


class Mendable(click.ClickException):
    """Something the person at the terminal can mend."""

    exit_code = MENDABLE

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"filiform: {self.message}", file=file, err=file is None)


class Commands(click.Group):
    """Commands whose modules are only loaded when they are called, so that --help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"filiform.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 the module was written beside this table
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            raise Mendable(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="filiform")
def main() -> None:
    """
    Facial acupuncture from one photo and an intake to a needle plan; nothing leaves this machine.

    Exit status: 0 done, 2 the input can be mended, 3 an honest no with its reasons.
    """
