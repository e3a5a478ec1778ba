"""Where photographs lie: outside everything the web server hands out by itself."""

import secrets
from pathlib import Path

from django.conf import settings

FILE_MODE = 0o600
FOLDER_MODE = 0o700


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
    """Write bytes under a name that is known."""
    path = path_of(name)
    path.touch(mode=FILE_MODE)
    path.write_bytes(data)


def path_of(name: str) -> Path:
    """Return where a kept file lies."""
    return Path(settings.MEDIA_ROOT) / name


def removed(name: str) -> None:
    """Remove a kept file; it may be gone already."""
    path_of(name).unlink(missing_ok=True)
