"""Where something was dragged to on a photo, as a page sends it."""

from django.http import QueryDict

from filiform.errors import InputError

MOST_PX = 1e6  # no photo is as wide; this refuses nan too
NOT_DRAGGED = "Choose a site on the photo and drag it to its place."


def dragged_to(sent: QueryDict) -> tuple[float, float]:
    """
    Return the place of a photo that something was dragged to, in its pixels.

    Raises
    ------
    InputError
        Nothing was dragged, or to no place at all.
    """
    try:
        x_px, y_px = float(sent.get("x", "")), float(sent.get("y", ""))
    except ValueError:
        raise InputError(NOT_DRAGGED) from None
    if not (abs(x_px) < MOST_PX and abs(y_px) < MOST_PX):
        raise InputError(NOT_DRAGGED)
    return x_px, y_px
