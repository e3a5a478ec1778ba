"""Acts on a plan: proposing, changing, accepting, signing."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django_tasks import task

from filiform.errors import InputError
from filiform.planning import proposal as core
from filiform.planning.keep import NOTHING_KEPT, Keep
from filiform.web import version
from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.plans import kept
from filiform.web.plans.models import Plan, Proposal
from filiform.web.plans.wanted import wanted_of
from filiform.web.visits import hand
from filiform.web.visits.models import Visit

State = Proposal.State
FIRST_OF_ALL = frozenset({"proposed"})  # changes that begin a plan: nothing lies before them
STALE = "The plan was changed in another window meanwhile. Your last press changed nothing: look, then press again."


def current(visit: Visit) -> Proposal | None:
    """Return the proposal a visit stands at."""
    row = visit.proposals.filter(current=True).select_related("photo", "made_by").first()
    if row is not None:
        row.clinic = visit.clinic
    return row


def offered(visit: Visit, here: Proposal | None = None) -> Proposal | None:
    """Return the suggestion that waits beside the current proposal, which is looked up where it is not given."""
    here = here or current(visit)
    if here is None:
        return None
    beside = visit.proposals.filter(replaces=here, current=False, undone_at=None)
    waiting = beside.filter(state__in=[State.WAITING, State.READY, State.NONE])
    return waiting.filter(change="suggested again").order_by("-pk").first()


def _row(visit: Visit, *, by: User, at: datetime, on: date, **values: Any) -> Proposal:
    return visit.proposals.create(
        clinic=visit.clinic,
        made_by=by,
        made_at=at,
        on=on,
        facts_digest=version.facts_digest(),
        software=version.software(),
        **values,
    )


def proposed(visit: Visit, *, protocol: str, by: User, at: datetime, on: date) -> Proposal:
    """Have a first proposal computed from the accepted intake; the worker answers later."""
    with transaction.atomic():
        before = current(visit)
        visit.proposals.filter(current=True).update(current=False)
        row = _row(
            visit,
            by=by,
            at=at,
            on=on,
            photo=visit.photo,
            intake=visit.intake,
            protocol=protocol,
            wanted=wanted_of(NOTHING_KEPT),
            current=True,
            replaces=before,
            change="proposed",
        )
        record(visit.clinic_id, by, "ask for a proposal", row, protocol=protocol)
    propose.enqueue(row.pk)
    return row


def suggested_again(row: Proposal, keep: Keep, *, protocol: str, by: User, at: datetime, on: date) -> Proposal:
    """Have another proposal computed around what the practitioner keeps; the current one stays as it is."""
    visit = row.visit
    with transaction.atomic():
        new = _row(
            visit,
            by=by,
            at=at,
            on=on,
            photo=visit.photo,
            intake=visit.intake,
            protocol=protocol,
            wanted=wanted_of(keep),
            replaces=row,
            change="suggested again",
        )
        record(visit.clinic_id, by, "suggest again", new)
    propose.enqueue(new.pk)
    return new


@task()
def propose(proposal_id: int) -> None:
    """Compute one proposal; this runs in the worker, never in a web process."""
    from filiform.web.plans.computing import outcome  # noqa: PLC0415 loads the solver

    computed(proposal_id, outcome)


def computed(proposal_id: int, outcome: Callable[[Proposal], core.Proposal | core.NoProposal]) -> None:
    """Keep what was computed; a fault in the program leaves the row marked as failed, never waiting for ever."""
    row = Proposal.objects.select_related("visit__patient", "photo", "clinic", "made_by").get(pk=proposal_id)
    row.state = State.FAILED
    try:
        answer = outcome(row)
        row.document = kept.document_of(answer)
        row.protocol = answer.protocol
        row.state = State.READY if isinstance(answer, core.Proposal) else State.NONE
    finally:
        with transaction.atomic():
            row.save(update_fields=["document", "protocol", "state"])
            record(row.clinic_id, row.made_by, "compute", row, state=row.state)


@transaction.atomic
def given_up(proposal_id: int) -> None:
    """Mark a proposal as failed whose worker was killed while it was computed, more than once."""
    row = Proposal.objects.select_related("made_by").get(pk=proposal_id)
    if row.state == State.WAITING:
        row.state = State.FAILED
        row.save(update_fields=["state"])
        record(row.clinic_id, row.made_by, "give up", row)


@transaction.atomic
def drafted_anew(
    visit: Visit, proposal: core.Proposal, keep: Keep, *, change: str, by: User, at: datetime, on: date
) -> Proposal:
    """Put a proposal that was not computed in the place of what a visit stands at, which stays behind it for undo."""
    before = current(visit)
    if before is not None:
        _replaced(before)
    new = _row(
        visit,
        by=by,
        at=at,
        on=on,
        photo=visit.photo,
        intake=visit.intake,
        protocol=proposal.protocol,
        wanted=wanted_of(keep),
        replaces=before,
        change=change,
        state=State.READY,
        current=True,
        document=kept.document_of(proposal),
    )
    record(visit.clinic_id, by, "draft", new, change=change)
    return new


def undoable(row: Proposal) -> bool:
    """Return whether there is a plan before this one to step back to."""
    return row.replaces_id is not None and row.change not in FIRST_OF_ALL


def next_again(row: Proposal) -> Proposal | None:
    """Return the change that was taken back last from here, which can be done again."""
    return row.replaced_by.filter(undone_at__isnull=False, current=False).order_by("-undone_at").first()


def _replaced(row: Proposal) -> None:
    """Step down from the current proposal, unless somebody else changed it in the meantime."""
    if not row.visit.proposals.filter(pk=row.pk, current=True).update(current=False):
        raise InputError(STALE)


@transaction.atomic
def changed(row: Proposal, proposal: core.Proposal, keep: Keep, *, change: str, by: User, at: datetime) -> Proposal:
    """Put a proposal changed by hand in the place of the current one, which stays behind it for undo."""
    _replaced(row)
    new = _row(
        row.visit,
        by=by,
        at=at,
        on=row.on,
        photo=row.photo,
        intake=row.intake,
        protocol=row.protocol,
        wanted=wanted_of(keep),
        replaces=row,
        change=change,
        state=State.READY,
        current=True,
        document=kept.document_of(proposal),
    )
    record(row.clinic_id, by, "change by hand", new, change=change)
    return new


@transaction.atomic
def undone(row: Proposal, *, by: User, at: datetime) -> Proposal:
    """Step back to the proposal before the last change, which can be done again."""
    before = row.replaces
    if before is None or not undoable(row):
        raise InputError("There is nothing to undo: this is the first proposal.")
    _replaced(row)
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    if row.photo:
        hand.stepped(row.photo, row.wanted, back=True, by=by, at=at)
    before.current = True
    before.save(update_fields=["current"])
    record(row.clinic_id, by, "undo", row)
    return before


@transaction.atomic
def redone(row: Proposal, *, by: User, at: datetime) -> Proposal:
    """Do again the change that was taken back last."""
    after = next_again(row)
    if after is None:
        raise InputError("There is nothing to do again.")
    _replaced(row)
    after.current, after.undone_at = True, None
    after.save(update_fields=["current", "undone_at"])
    if after.photo:
        hand.stepped(after.photo, after.wanted, back=False, by=by, at=at)
    record(row.clinic_id, by, "redo", after)
    return after


@transaction.atomic
def accepted(row: Proposal, *, by: User) -> None:
    """Take the new suggestion in the place of the proposal it was made beside."""
    if row.replaces is None or row.state != State.READY:
        raise InputError(STALE)
    _replaced(row.replaces)
    row.current = True
    row.save(update_fields=["current"])
    record(row.clinic_id, by, "accept suggestion", row)


@transaction.atomic
def declined(row: Proposal, *, by: User) -> None:
    """Keep what there is and put the new suggestion away."""
    if row != offered(row.visit):
        raise InputError(STALE)
    row.state = State.DECLINED
    row.save(update_fields=["state"])
    record(row.clinic_id, by, "decline suggestion", row)


@transaction.atomic
def signed(
    row: Proposal,
    *,
    agreed: AbstractSet[str],
    by: User,
    at: datetime,
    broken: Sequence[str] = (),
    against: AbstractSet[str] = frozenset(),
) -> Plan:
    """
    Sign a proposal: it becomes the clinic's plan and never changes again. Signing it twice signs it once.

    Parameters
    ----------
    agreed
        Rules whose referral has an agreement on record.
    broken, against
        Limits the proposal breaks, and those the practitioner knowingly signs against: all of them, or none is signed.
    """
    Proposal.objects.select_for_update().get(pk=row.pk)
    already = Plan.objects.filter(proposal=row).first()
    if already is not None and not hasattr(already, "replaced_by"):
        return already
    if already is not None:
        raise InputError("This proposal was signed before, and a newer plan replaced it. Change it, then sign.")
    if row.state != State.READY or not row.current:
        raise InputError("Only the proposal that is shown can be signed. Open the plan again.")
    if row.intake != row.visit.intake:
        raise InputError("The intake was changed after this proposal. Suggest again, then sign.")
    if row.photo != row.visit.photo:
        raise InputError("The photo was changed after this proposal. Suggest again, then sign.")
    if {finding.rule for finding in kept.proposal_of(row).findings if finding.kind == "refer"} - agreed:
        raise InputError("Tick each agreement that is recorded, or wait with signing until it is.")
    if set(broken) - against:
        raise InputError("Tick each limit that you sign against, or change the plan until it keeps them.")
    before = row.visit.plans.filter(replaced_by__isnull=True).order_by("-pk").first()
    plan: Plan = row.visit.plans.create(
        clinic=row.clinic,
        proposal=row,
        replaces=before,
        signed_by=by,
        signed_at=at,
        document=row.document,
        intake=row.intake,
        agreements=sorted(agreed),
        against=list(broken),
        facts_digest=row.facts_digest,
        software=row.software,
    )
    record(row.clinic_id, by, "sign", plan, replaces=before.pk if before else None)
    return plan
