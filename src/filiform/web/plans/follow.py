"""A plan follows the sites of its face: when a hand moves one, the needles of the plan move with it."""

from collections.abc import Sequence
from datetime import datetime

from filiform.planning.resited import resited
from filiform.web.accounts.models import User
from filiform.web.patients.models import HandMove
from filiform.web.plans import actions, edits, kept
from filiform.web.plans.models import Proposal
from filiform.web.plans.wanted import keep_of
from filiform.web.visits import hand
from filiform.web.visits.models import Photo


def followed(photo: Photo, words: str, moved: Sequence[HandMove], *, back: bool, by: User, at: datetime) -> None:
    """
    Put the needles of the current plan where the sites of its photo are now; without such a plan nothing is done.

    The new row names the moves, so that a step back in the plan takes them back too. Plans of other visits of this
    patient that nobody has signed follow as well.
    """
    for one in (photo, *hand.open_photos(photo)):
        _followed(one, words, moved, back=back, by=by, at=at)


def _followed(photo: Photo, words: str, moved: Sequence[HandMove], *, back: bool, by: User, at: datetime) -> None:
    row = actions.current(photo.visit)
    if row is None or row.state != Proposal.State.READY or row.photo_id != photo.pk:
        return
    proposal = kept.proposal_of(row)
    row.photo = photo  # as it is now
    there = resited(proposal, edits.case_of(row))
    if there.needles == proposal.needles:
        return
    new = actions.changed(row, there, keep_of(row.wanted), change=words, by=by, at=at)
    new.wanted = new.wanted | {"taken_back" if back else "moved": [one.pk for one in moved]}
    new.save(update_fields=["wanted"])
