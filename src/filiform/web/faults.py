"""Answers to what goes wrong outside any page: a full disk, a form too large."""

import errno
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
DISK_FULL = "The disk of the clinic computer is full. Nothing of this was kept. Make room on it, then send it again."
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def disk_words(error: OSError) -> str:
    """Return what to say when a file cannot be written."""
    if error.errno in FULL:
        return DISK_FULL
    return f"The clinic computer cannot write the file ({error.strerror}). Nothing of this was kept."


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a fault of the program, or of the disk under it."""
    error = sys.exception()
    if (isinstance(error, OSError) and error.errno in FULL) or "database or disk is full" in str(error):
        return HttpResponse(render_to_string("507.html", {"say": DISK_FULL}), status=507)
    return HttpResponse(render_to_string("500.html"), status=500)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django refuses to read."""
    if isinstance(exception, TOO_MUCH):
        return HttpResponse(render_to_string("413.html"), status=413)
    return HttpResponse("This request cannot be read.", status=400, content_type="text/plain")
