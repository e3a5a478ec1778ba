"""The card to print: the marker a photo is measured with, a ruler to check the printer, and how to hold it."""

import json
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any, Literal

import numpy as np

from filiform.face.card import MARKER_MM, PLANE_MM, Card, card_scale, marker_cells
from filiform.pictures.lettering import FONTS
from filiform.pictures.sheet import PAPERS

TEMPLATE = files("filiform.pictures") / "card.typ"
SIDE_PX = 90.0  # of the marker on an ordinary photo, 3 px a mm


def card_pdf(paper: Literal["a4", "letter"] = "a4") -> bytes:
    """Return the card as tagged PDF; the same paper gives the same bytes."""
    return typeset(paper, {"pdf_standards": ["ua-1"]})


def typeset(paper: Literal["a4", "letter"], how: Mapping[str, Any]) -> bytes:
    """Return the page of the card as typst makes it: a PDF, or a picture when that is asked for."""
    import typst  # noqa: PLC0415 34 MB that only printing needs

    error = card_scale(Card(np.zeros((4, 2)), SIDE_PX, 0.0)).relative_error
    card = {
        "marker_mm": round(MARKER_MM),
        "plane_mm": round(PLANE_MM),
        "cells": marker_cells().tolist(),
        "error_percent": round(100 * error),
    }
    with as_file(FONTS) as fonts:
        page: bytes = typst.compile(
            TEMPLATE.read_bytes(),
            font_paths=[str(fonts)],
            sys_inputs={"paper": PAPERS[paper], "card": json.dumps(card)},
            **how,
        )
    return page
