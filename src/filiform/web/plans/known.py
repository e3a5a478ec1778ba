"""The facts as a clinic has them: the reviewed ones, and its own protocols beside them."""

import re

from filiform.knowledge import load
from filiform.knowledge.models import Knowledge, Protocol
from filiform.planning.frame import protocol
from filiform.planning.own_protocol import protocol_of as read_protocol
from filiform.planning.own_protocol import with_protocol
from filiform.web.clinics.models import Clinic
from filiform.web.plans.models import OwnProtocol

NAME = re.compile(r"own_([a-z0-9_]+)_v(\d{1,4})")


def stated_of(row: OwnProtocol) -> Protocol:
    """Return one version of a clinic's own protocol: what it states of the one it extends."""
    own = read_protocol({**row.values, "id": row.name}, load.knowledge())
    return own.model_copy(update={"label": f"{own.label}, version {row.version}"})


def facts_for(clinic: Clinic, name: str) -> Knowledge:
    """
    Return the facts with the protocol of a name among them, whichever version of the clinic's own it means.

    A version never changes, so one request, which holds one clinic, reads it once.
    """
    facts, meant = load.knowledge(), NAME.fullmatch(name)
    if meant is None:
        return facts
    read: dict[str, Knowledge] = vars(clinic).setdefault("own_protocols_read", {})
    if name not in read:
        row = clinic.own_protocols.filter(slug=meant[1], version=meant[2]).first()
        if row is None:
            return facts
        read[name] = with_protocol(facts, stated_of(row))
    return read[name]


def known_protocols() -> tuple[Protocol, ...]:
    """Return every protocol of the facts, whole."""
    facts = load.knowledge()
    return tuple(protocol(name, facts) for name in facts.protocols)


def offered(clinic: Clinic) -> tuple[OwnProtocol, ...]:
    """Return the newest version of each protocol of a clinic that is not put away."""
    newest = {row.slug: row for row in clinic.own_protocols.order_by("slug", "version").select_related("made_by")}
    return tuple(row for row in newest.values() if row.put_away_at is None)
