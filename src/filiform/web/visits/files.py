"""Where photographs lie: outside everything the web server hands out by itself."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

FILE_MODE = 0o600
FOLDER_MODE = 0o700
INCOMING = "incoming"
YOUNG_S = 60.0  # the row of an original this young may be on its way


def written(folder: str, data: bytes, suffix: str) -> str:
    """Write bytes under a name nobody can guess and return it, relative to the photo folder."""
    place = Path(settings.MEDIA_ROOT) / folder
    place.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    name = f"{folder}/{secrets.token_hex(16)}{suffix}"
    written_as(name, data)
    return name


def portrait_of(crop: str) -> str:
    """Return the name of the small picture of a face that lies beside its crop."""
    return f"{crop.removesuffix('.jpg')}-portrait.jpg"


def written_as(name: str, data: bytes) -> None:
    """Write bytes under a name that is known, whole or not at all; OSError when the disk refuses."""
    path = path_of(name)
    path.touch(mode=FILE_MODE)
    try:
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink()
        raise


@contextmanager
def taken_back() -> Iterator[list[str]]:
    """Yield a list for the names of files; when the block fails, they are removed."""
    names: list[str] = []
    try:
        yield names
    except BaseException:
        for name in names:
            removed(name)
        raise


def incoming() -> list[str]:
    """Return the names of the originals that lie here for longer than a moment."""
    before = time.time() - YOUNG_S
    found = (Path(settings.MEDIA_ROOT) / INCOMING).glob("*")
    return [f"{INCOMING}/{path.name}" for path in found if path.stat().st_mtime < before]


def path_of(name: str) -> Path:
    """Return where a kept file lies."""
    return Path(settings.MEDIA_ROOT) / name


def removed(name: str) -> None:
    """Remove a kept file; it may be gone already."""
    path_of(name).unlink(missing_ok=True)
