"""Pages of the 45-degree photos, and the card to print."""

from typing import cast

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from filiform.errors import InputError
from filiform.face.side import Cheek
from filiform.points.ear_jaw import Node
from filiform.web import faults
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.visits import files, marking, side, sides
from filiform.web.visits.dragged import dragged_to
from filiform.web.visits.forms import SidePhotoForm
from filiform.web.visits.models import Photo, SidePhoto
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


@require_POST
def mark(request: ClinicRequest, pk: int) -> HttpResponse:
    """Mark the ear or the angle of the jaw on a side photo, or take the mark away."""
    used = request.clinic.side_photos.filter(state=SidePhoto.State.USED).select_related("photo__visit__patient")
    row, now = get_object_or_404(used, pk=pk), timezone.now()
    visit = row.photo.visit
    try:
        node = _node(request.POST.get("site", ""))
        if request.POST.get("go") == "away":
            marking.take_away_side(row, node, by=request.user, at=now)
        else:
            marking.tap_side(row, node, dragged_to(request.POST), by=request.user, at=now)
    except InputError as error:
        shown = photo_context(visit, None, mark_error=(row.cheek, str(error)))
        return render(request, "visits/photo.html", shown, status=422)
    return redirect(f"{reverse('photo', args=[visit.pk])}#side-{row.cheek}-slot")


def _node(name: str) -> Node:
    if name not in sides.SIDE_NODES:
        raise InputError("Choose the ear or the jaw angle, and drag it to its place.")
    return name


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
