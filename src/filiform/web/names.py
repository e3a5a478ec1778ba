"""Names of people and places: at least one letter that can be seen."""

import unicodedata

from django.core.exceptions import ValidationError

SEEN = frozenset("LNPS")  # letters, numbers, punctuation and symbols, by the first letter of their Unicode category
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # fillers that count as letters or symbols and show nothing


def can_be_seen(name: str) -> None:
    """Refuse a name made only of spaces, marks, zero-width or control characters."""
    if not any(unicodedata.category(letter)[0] in SEEN and letter not in BLANK for letter in name):
        raise ValidationError("Write the name in letters that can be seen.")
