"""A protocol that comes in as a file."""

import tomllib
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.planning.own_protocol import MOST_CHARACTERS, protocol_from
from filiform.web.plans.protocol_form import NEW


def values_of(upload: "UploadedFile[bytes] | None") -> dict[str, Any]:
    """Return what an uploaded protocol states, once it may be used; its id is given anew by the clinic."""
    if upload is None or upload.size is None or upload.size > MOST_CHARACTERS:
        raise InputError(f"Choose a protocol file of at most {MOST_CHARACTERS // 1000} kB.")
    try:
        text = upload.read().decode()
    except UnicodeDecodeError as error:
        raise InputError("This is no text file in UTF-8; choose another.") from error
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        document = {}
    protocol_from(text if document.get("id") is None else _renamed(text, str(document["id"])), load.knowledge())
    return {name: value for name, value in document.items() if name != "id"}


def _renamed(text: str, name: str) -> str:
    """Return a protocol under a name no other has, its lines where they were."""
    return text.replace(f'"{name}"', f'"{NEW}"', 1)
