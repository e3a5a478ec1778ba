"""The letters of pictures: open fonts that ship with the package, and how wide a text is in them."""

from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import ImageFont

FONTS = files("filiform.pictures") / "fonts"


@cache
def font(size: float, *, bold: bool) -> ImageFont.FreeTypeFont:
    """Return Inter at this size in pixels."""
    name = "Inter-SemiBold.ttf" if bold else "Inter-Regular.ttf"
    return ImageFont.truetype(BytesIO((FONTS / name).read_bytes()), size)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how many pixels wide a line of text is."""
    return float(font(size, bold=bold).getlength(text))


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Return the text in lines no wider than so many pixels; a single longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
