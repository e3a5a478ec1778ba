"""Further front photos of a placement or proposal as the documents others read."""

from collections.abc import Sequence

from filiform.exchange.contract import photo_part
from filiform.exchange.documents import PlacementDocument, ProposalDocument
from filiform.photo.photo import Photo


def add_also(document: PlacementDocument | ProposalDocument, photos: Sequence[Photo]) -> None:
    """Add each further photo the face was averaged over; without one nothing changes."""
    if photos:
        document["also"] = [photo_part(photo) for photo in photos]
