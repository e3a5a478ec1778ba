"""Pages of the 45-degree photos, and the card to print."""

from typing import cast

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from filiform.face.side import Cheek
from filiform.web import faults
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.visits import files, side, sides
from filiform.web.visits.forms import SidePhotoForm
from filiform.web.visits.models import Photo
from filiform.web.visits.photo_page import photo_context
from filiform.web.visits.slots import slots


@require_POST
def give(request: ClinicRequest, pk: int) -> HttpResponse:
    """Take in one 45-degree photo of a front photo that was found."""
    photo = get_object_or_404(request.clinic.photos.filter(state=Photo.State.FOUND).select_related("visit"), pk=pk)
    form = SidePhotoForm(request.POST, request.FILES)
    if form.is_valid():
        data, cheek = form.cleaned_data["photo"].read(), cast("Cheek", form.cleaned_data["cheek"])
        try:
            side.photographed(photo, cheek, data, by=request.user, at=timezone.now())
            return redirect("photo", photo.visit_id)
        except OSError as error:
            form.add_error("photo", faults.disk_words(error))
    return render(request, "visits/photo.html", photo_context(photo.visit, None, form), status=422)


@require_safe
def state(request: ClinicRequest, pk: int) -> HttpResponse:
    """Return the slot that waits for the worker, and nothing else of the page: what is tapped there stays."""
    row = get_object_or_404(request.clinic.side_photos.select_related("photo__visit__patient"), pk=pk)
    own = next(slot for slot in slots(row.photo) if slot.cheek == row.cheek)
    visit = row.photo.visit
    shown = {"slot": own, "photo": row.photo, "visit": visit, "patient": visit.patient}
    return render(request, "visits/side_slot.html", shown)


@require_safe
def picture(request: ClinicRequest, pk: int) -> FileResponse:
    """Return a side photo of this clinic; it is never handed out by the web server itself."""
    shown = request.clinic.side_photos.filter(state__in=sides.ANSWERED).exclude(file="")
    response = FileResponse(files.path_of(get_object_or_404(shown, pk=pk).file).open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
def card(request: ClinicRequest) -> HttpResponse:
    """Return the card to print."""
    from filiform.pictures.card_sheet import card_pdf  # noqa: PLC0415 typesetting, only when asked for

    pdf = card_pdf("letter" if request.GET.get("paper") == "letter" else "a4")
    return HttpResponse(
        pdf, headers={"Content-Disposition": 'inline; filename="filiform-card.pdf"'}, content_type="application/pdf"
    )
