"""One page makes one record, however often its button is pressed."""

import re
import secrets
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

KEY = re.compile(r"[0-9a-f]{32}")
Made = TypeVar("Made", bound=models.Model)


def new_key() -> str:
    """Return a key for one showing of a page."""
    return secrets.token_hex(16)


def key_of(posted: Mapping[str, Any], name: str = "form_key") -> str:
    """Return the key a form sends, or nothing when it sends none that a page of ours could hold."""
    key = str(posted.get(name, ""))
    return key if KEY.fullmatch(key) else ""


def make_once(rows: "models.Manager[Made]", form_key: str | None, **values: Any) -> tuple[Made, bool]:
    """Return the row that was made with this key, made now where there is none; without a key it is always made."""
    if not form_key:
        return rows.create(**values), True
    return rows.get_or_create(form_key=form_key, defaults=values)
