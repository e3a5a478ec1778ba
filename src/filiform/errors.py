"""What can go wrong that somebody outside the program can mend."""

from collections.abc import Mapping


class InputError(Exception):
    """
    Something a person gave cannot be used; the message says what is wrong and what to give instead.

    `problems` holds the same by field path ("concern.0.severity"), for a form that shows each beside its field.
    """

    def __init__(self, message: str, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.problems: Mapping[str, str] = problems or {}


class KnowledgeError(Exception):
    """A fact file is wrong; the message names the file and what to correct."""
