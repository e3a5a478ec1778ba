"""Which program and which facts made a record."""

from functools import cache
from importlib.metadata import version

from filiform.knowledge import load


@cache
def software() -> str:
    """Return the version of this program."""
    return f"filiform {version('filiform')}"


@cache
def facts_digest() -> str:
    """Return the digest of the facts in use."""
    return load.digest()
