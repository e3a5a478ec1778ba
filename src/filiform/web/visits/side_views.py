"""Pages of the 45-degree photos, and the card to print."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from filiform.face.side import Cheek
from filiform.web import faults
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.visits import files, kept, side
from filiform.web.visits.forms import SidePhotoForm
from filiform.web.visits.models import Photo, SidePhoto


@dataclass(frozen=True)
class Dot:
    """A site on a side photo, as shares of its width and height in per cent."""

    name: str
    x: float
    y: float
    r: float
    error_mm: float


@dataclass(frozen=True)
class Slot:
    """One of the two places for a 45-degree photo, as the page shows it."""

    cheek: Cheek
    row: SidePhoto | None
    reasons: tuple[str, ...]
    yaw_deg: float
    residual_mm: float
    sites: tuple[Dot, ...]
    error: str

    @property
    def other_way(self) -> str:
        """Where the head is turned so that this cheek faces the camera."""
        return "right" if self.cheek == "left" else "left"


def slots(photo: Photo, form: SidePhotoForm | None = None) -> list[Slot]:
    """Return both places for 45-degree photos, the patient's right first."""
    given = side.newest(photo)
    return [_slot(photo, cheek, given.get(cheek), form) for cheek in side.CHEEKS]


def _slot(photo: Photo, cheek: Cheek, row: SidePhoto | None, form: SidePhotoForm | None) -> Slot:
    said = kept.REFUSAL.validate_python(row.refusal).reasons if row and row.refusal else ()
    view: dict[str, Any] = row.view if row and row.view else {"pose": {"yaw_deg": 0.0}, "residual_mm": 0.0}
    own = form if form is not None and form.data.get("cheek") == cheek else None
    error = " ".join(str(one) for one in own.errors.get("photo", [])) if own else ""
    return Slot(
        cheek=cheek,
        row=row,
        reasons=tuple(gate.say for gate in said),
        yaw_deg=abs(view["pose"]["yaw_deg"]),
        residual_mm=view["residual_mm"],
        sites=_dots(photo, cheek, row),
        error=error,
    )


def _dots(photo: Photo, cheek: Cheek, row: SidePhoto | None) -> tuple[Dot, ...]:
    if row is None or row.state != SidePhoto.State.USED:
        return ()
    face, placed = kept.seen(photo)
    shared = side.joined_of(row, face)
    sites = placed.of("left45" if cheek == "left" else "right45")
    return tuple(
        Dot(site.id, site.x_px, site.y_px, site.error_mm / shared.camera.mm_per_px, site.error_mm) for site in sites
    )


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
    from filiform.web.visits import views  # noqa: PLC0415 the whole page is drawn there, and it asks for the slots

    return render(request, "visits/photo.html", views.photo_context(photo.visit, None, form), status=422)


@require_safe
def picture(request: ClinicRequest, pk: int) -> FileResponse:
    """Return a side photo of this clinic; it is never handed out by the web server itself."""
    shown = request.clinic.side_photos.filter(state__in=side.ANSWERED).exclude(file="")
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
