"""The printed plan: the paper twin of a session, made with typst from plain text and two drawings."""

import json
import unicodedata
from collections.abc import Sequence
from importlib.resources import as_file, files
from typing import Literal

from filiform.face.face import Face
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.pictures.lettering import FONTS
from filiform.pictures.sheet_pictures import sheet_faces, sheet_figure, sheet_map
from filiform.pictures.sheet_words import SheetPatient, Signature, sheet_words
from filiform.planning.proposal import Proposal

TEMPLATE = files("filiform.pictures") / "sheet.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}
BOX = "\N{WHITE SQUARE}"
# Letters, marks, numbers, punctuation and signs of these blocks stand in fonts that ship.
SHIPPED_BLOCKS = ((0x20, 0x24F), (0x370, 0x3FF), (0x400, 0x45F), (0x5D0, 0x5EA), (0x621, 0x64A), (0x1E00, 0x1EFF))
SHIPPED_SIGNS = frozenset(
    "\u2009\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u20ac\u2212" + BOX
)


def shipped(letter: str) -> bool:
    """Return whether the fonts that ship with the package have a letter."""
    return letter in SHIPPED_SIGNS or any(low <= ord(letter) <= high for low, high in SHIPPED_BLOCKS)


def printable(text: str) -> str:
    """Return a text without what has no shape: line ends become spaces, controls and direction overrides go."""
    spaced = " ".join(text.split())
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def _clean(value: object) -> object:
    """Return plain data with every text printable."""
    match value:
        case str():
            return printable(value)
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {key: _clean(item) for key, item in value.items()}
        case _:
            return value


def _compiled(inputs: dict[str, str], *, own_fonts: bool) -> bytes:
    import typst  # noqa: PLC0415 34 MB that only printing needs

    with as_file(FONTS) as fonts:
        pdf: bytes = typst.compile(  # type: ignore[misc]  # its stubs leave the type of `root` open
            TEMPLATE.read_bytes(),
            font_paths=[str(fonts)],
            ignore_system_fonts=own_fonts,
            sys_inputs=inputs,
            pdf_standards=["ua-1"],
        )
    return pdf


def _printed(inputs: dict[str, str], words: str) -> bytes:
    """Return the PDF; letters no font has become boxes, and the sheet then asks for the name by hand."""
    if all(shipped(letter) for letter in words):
        return _compiled({**inputs, "words": words}, own_fonts=True)
    import typst  # noqa: PLC0415 as above

    try:
        return _compiled({**inputs, "words": words}, own_fonts=False)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
    boxed = "".join(letter if shipped(letter) else BOX for letter in words)
    return _compiled({**inputs, "words": boxed, "by_hand": "yes"}, own_fonts=True)


def sheet_pdf(
    proposal: Proposal,
    facts: Knowledge,
    *,
    face: Face,
    photo: Photo | None = None,
    patient: SheetPatient,
    paper: Literal["a4", "letter"] = "a4",
    signed: Signature | None = None,
    on_photo: bool = False,
    broken: Sequence[str] = (),
) -> bytes:
    """
    Return the printable plan as tagged PDF; the same input gives the same bytes.

    The template gets every text as data, never as markup, so that no name can be read as a command.

    Parameters
    ----------
    photo, on_photo
        The face is a line drawing of its own landmarks; asked for, the photo is printed at 40 % in its place.
    broken
        Limits the plan was knowingly changed against, in words; they stand on the first page.
    """
    words = sheet_words(proposal, facts, face=face, patient=patient, signed=signed, broken=broken)
    behind = photo if on_photo else None
    maps = [sheet_map(shown, face, behind) for shown in sheet_faces(proposal, facts, face=face, photo=behind)]
    inputs = {
        "paper": PAPERS[paper],
        "lines": "yes" if behind is None else "no",
        "maps": json.dumps(maps),
        "figure": sheet_figure(proposal, facts),
    }
    return _printed(inputs, json.dumps(_clean(words), ensure_ascii=False))
