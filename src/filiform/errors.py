"""What can go wrong that somebody outside the program can mend."""


class InputError(Exception):
    """Something a person gave cannot be used; the message says what is wrong and what to give instead."""


class KnowledgeError(Exception):
    """A fact file is wrong; the message names the file and what to correct."""
