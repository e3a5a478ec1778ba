"""What a card says of a point that was moved by hand."""

from django import template

from filiform.points.hand import said
from filiform.web.visits import hand
from filiform.web.visits.models import Visit

register = template.Library()


@register.inclusion_tag("plans/by_hand.html")
def by_hand(visit: Visit, point: str) -> dict[str, object]:
    """Return the moves of a point that hold for the patient of a visit, and where to move it."""
    holding = {row.side: row for row in hand.rows(visit.patient).filter(point=point, undone_at=None)}
    moved = [
        {"said": said(hand.value(row).key), "mm": row.moved_mm, "by": hand.initials(row.made_by), "at": row.made_at}
        for row in holding.values()
    ]
    return {"visit": visit, "point": point, "moved": moved, "photo": None if visit.drawn else visit.photo}
