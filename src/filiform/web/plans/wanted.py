"""What a practitioner decided by hand, as it is kept beside a proposal."""

from collections.abc import Iterable
from typing import Any, cast

from filiform.knowledge.fact import Side
from filiform.planning.keep import Keep
from filiform.safety.finding import SiteKey

KINDS = ("locked", "added", "banned", "previous")
Wanted = dict[str, list[list[str]]]


def keep_of(wanted: Any) -> Keep:
    """Return the decisions as the planner takes them."""
    sites = {kind: frozenset(_keys(wanted.get(kind, ()))) for kind in KINDS}
    counts = frozenset((site, cast("Side", side), int(count)) for site, side, count in wanted.get("counts", ()))
    return Keep(**sites, counts=counts)


def wanted_of(keep: Keep) -> Wanted:
    """Return the decisions as plain values."""
    sites = {kind: [list(key) for key in sorted(getattr(keep, kind))] for kind in KINDS}
    return sites | {"counts": [[site, side, str(count)] for site, side, count in sorted(keep.counts)]}


def _keys(pairs: Iterable[Iterable[str]]) -> Iterable[SiteKey]:
    return (cast("SiteKey", tuple(pair)) for pair in pairs)
