"""The command that prints the card a photo is measured with."""

from typing import Literal

import click

from filiform.cli.files import check_outputs, write
from filiform.cli.outcome import tell_written


@click.command()
@click.option("--pdf", "pdf_path", metavar="OUT", required=True, help="Write the card to print; - is standard output.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True)
def card(*, pdf_path: str, paper: Literal["a4", "letter"]) -> None:
    """Write the card that gives a photo its millimetres, with a ruler to check the printer."""
    from filiform.pictures.card_sheet import card_pdf  # noqa: PLC0415 only printing needs typesetting

    check_outputs((pdf_path,), ())
    outputs = {pdf_path: card_pdf(paper)}
    write(outputs)
    tell_written(outputs)
