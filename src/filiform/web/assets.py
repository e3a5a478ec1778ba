"""The files every page loads, put where the web server hands them out."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = "static.stamp"


def _files() -> Iterator[tuple[str, int, int]]:
    """Yield every file there is to collect, with its size in bytes and the time it was changed in ns."""
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=None):
            found = Path(storage.path(name)).stat()
            yield name, found.st_size, found.st_mtime_ns


def stamp() -> str:
    """Return a digest that changes with every change of a file."""
    return hashlib.sha256(repr(sorted(_files())).encode()).hexdigest()


def collected() -> bool:
    """Collect the files unless none changed since the last time; return whether it was done."""
    now, kept = stamp(), Path(settings.STATIC_ROOT).parent / STAMP
    if kept.exists() and kept.read_text(encoding="ascii") == now and Path(settings.STATIC_ROOT).is_dir():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    kept.write_text(now, encoding="ascii")
    return True
