"""The layers beneath the skin of one photo, or of the drawn face, as a drawing the map takes in when asked."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from filiform.pictures.web_layers import layers_svg
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.visits.ear_jaw import lying
from filiform.web.visits.kept import seen
from filiform.web.visits.models import Photo

KEPT_SECONDS = 3600


def _drawing(photo: Photo | None) -> HttpResponse:
    face, _ = seen(photo)
    drawing = layers_svg(lying(photo, face), face)
    response = HttpResponse(drawing, content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


@gzip_page
@require_safe
def of_photo(request: ClinicRequest, pk: int) -> HttpResponse:
    """Return the layers on the face of a photo."""
    return _drawing(get_object_or_404(request.clinic.photos.exclude(face=None), pk=pk))


@gzip_page
@require_safe
def drawn(request: ClinicRequest) -> HttpResponse:
    """Return the layers on the drawn face."""
    return _drawing(None)
