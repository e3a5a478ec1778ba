"""What is typed after a command, checked."""

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import click

from filiform.errors import InputError

LEAST_IPD_MM, MOST_IPD_MM = 40.0, 85.0  # pupils farther apart or nearer were mistyped or are not in millimetres
YEARS = range(2000, 2100)  # days of sessions; any other was mistyped


class Taps(click.ParamType[tuple[float, float]]):
    """A place on the photo, X,Y in pixels."""

    name = "x,y"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        try:
            x_px, y_px = (float(number) for number in str(value).split(","))
        except ValueError:
            self.fail(f'"{value}" is not a place on the photo. Give two numbers, like 812,233.', param, ctx)
        if not math.isfinite(x_px + y_px):
            self.fail(f'"{value}" is not a place on the photo.', param, ctx)
        return x_px, y_px


class Lesion(click.ParamType[tuple[str, tuple[tuple[float, float], ...]]]):
    """The outline of a lesion, KIND:X,Y;X,Y;... in pixels."""

    name = "kind:x,y;..."

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, tuple[tuple[float, float], ...]]:
        kind, colon, corners = str(value).partition(":")
        if not colon:
            self.fail(f'"{value}" is no outline. Write it like scar:812,233;830,240;815,251.', param, ctx)
        return kind.strip(), tuple(Taps().convert(corner, param, ctx) for corner in corners.split(";"))


class Layers(click.ParamType[tuple[str, ...]]):
    """Kinds of structures, joined by commas."""

    name = "kinds"
    words = ("arteries", "veins", "nerves", "openings", "orbit")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        asked = (
            tuple(dict.fromkeys(word.strip() for word in str(value).split(","))) if isinstance(value, str) else value
        )
        for word in asked:
            if word not in self.words:
                self.fail(f'"{word}" is no layer. Choose from {", ".join(self.words)}.', param, ctx)
        return tuple(asked)


class Day(click.ParamType[date]):
    """A date like 2026-11-22."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            self.fail(f'"{value}" is not a date. Write it like 2026-11-22.', param, ctx)
        if day.year not in YEARS:
            self.fail(f'"{value}" is not a day of a session. Write it like 2026-11-22.', param, ctx)
        return day


def today() -> date:
    """Return the date on this machine's calendar; the only place that reads it."""
    return datetime.now().astimezone().date()


def check_ipd(ipd_mm: float | None) -> None:
    """Refuse a distance of the pupils that no adult has."""
    if ipd_mm is not None and not LEAST_IPD_MM <= ipd_mm <= MOST_IPD_MM:
        raise InputError(
            f"--ipd-mm {ipd_mm:g} is no distance between two pupils. "
            f"Give millimetres from {LEAST_IPD_MM:g} to {MOST_IPD_MM:g}, or leave it out."
        )


def check_hairline(taps: Sequence[tuple[float, float]], width_px: int, height_px: int) -> None:
    """Refuse taps beside the photo."""
    for x_px, y_px in taps:
        if not (0 <= x_px < width_px and 0 <= y_px < height_px):
            raise InputError(
                f"--hairline {x_px:g},{y_px:g} lies beside the photo of {width_px} x {height_px} pixels. "
                "Give a place on the photo, counted from its upper left corner."
            )


def face_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Return a command that also takes more front photos, the two 45-degree photos and the printed card."""
    for option in (
        click.option(
            "--also", multiple=True, metavar="FILE", help="One more front photo of this face; may be repeated."
        ),
        click.option("--card", is_flag=True, help="The card of `filiform card` is in PHOTO and gives the millimetres."),
        click.option("--right45", metavar="FILE", help="A photo of the patient's right cheek, turned by 45 degrees."),
        click.option("--left45", metavar="FILE", help="A photo of the patient's left cheek, turned by 45 degrees."),
    ):
        command = option(command)
    return command
