"""The printed card carries the marker the photo is searched for, as large as it says."""

from io import BytesIO
from typing import Literal

import numpy as np
import pytest
from PIL import Image

from filiform.face.card import MARKER_MM, card
from filiform.pictures.card_sheet import card_pdf, typeset

DPI = 300


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_card_on_paper_is_found_and_has_its_size(paper: Literal["a4", "letter"]) -> None:
    page = Image.open(BytesIO(typeset(paper, {"format": "png", "ppi": DPI}))).convert("RGB")
    seen = card(np.asarray(page))
    assert seen is not None
    assert seen.side_px / DPI * 25.4 == pytest.approx(MARKER_MM, rel=0.004)
    assert seen.tilt_deg < 1


def test_the_ruler_is_a_hundred_millimetres_long() -> None:
    page = np.asarray(Image.open(BytesIO(typeset("a4", {"format": "png", "ppi": DPI}))).convert("L"))
    longest = max(_longest_run(row < 128) for row in page[: page.shape[0] // 4])
    assert longest / DPI * 25.4 == pytest.approx(100, abs=0.3)


def _longest_run(dark: np.ndarray) -> int:
    edges = np.flatnonzero(np.diff(np.r_[0, dark.astype(int), 0]))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def test_the_card_is_a_pdf_and_the_same_each_time() -> None:
    first = card_pdf()
    assert first.startswith(b"%PDF")
    assert first == card_pdf()
    assert first != card_pdf("letter")
