"""Pictures changed on purpose, and the way back to the places of the original."""

import numpy as np
import pytest

from filiform.photo.changes import CHANGES

SPOT = (161.0, 92.0)


def a_spot() -> np.ndarray:
    y, x = np.mgrid[0:240, 0:320]
    bright = 60 + 180 * np.exp(-((x - SPOT[0]) ** 2 + (y - SPOT[1]) ** 2) / (2 * 9.0**2))
    return np.repeat(bright.round().astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_picture_finds_its_way_back(change):
    seen, back = CHANGES[change](a_spot())
    weights = np.clip(seen[..., 0].astype(float) - 150, 0, None)  # only the spot is as bright
    y, x = np.mgrid[0 : weights.shape[0], 0 : weights.shape[1]]
    centre = np.array([(weights * x).sum(), (weights * y).sum()]) / weights.sum()
    assert back[:, :2] @ centre + back[:, 2] == pytest.approx(SPOT, abs=0.15)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_picture_is_another_picture(change):
    seen, _ = CHANGES[change](a_spot())
    assert seen.dtype == np.uint8
    assert seen.shape != a_spot().shape or not np.array_equal(seen, a_spot())
