"""Pages of a visit: the intake and the photo."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.web import faults
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.once import key_of, new_key
from filiform.web.visits import actions, files, hand
from filiform.web.visits.answers import Person, procedure_rows
from filiform.web.visits.forms import MOST_PROCEDURES, IntakeForm, PhotoForm, draft_of
from filiform.web.visits.models import Photo, Visit
from filiform.web.visits.photo_page import HAIRLINE_TAPS, photo_context
from filiform.web.visits.typed import Window, window_of


def person(visit: Visit) -> Person:
    """Return what the patient's own record answers."""
    patient = visit.patient
    return Person(patient.born, patient.sex, patient.skin_type, patient.height_cm)


@require_POST
def start(request: ClinicRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    visit = actions.opened(patient, by=request.user, at=timezone.now(), form_key=key_of(request.POST))
    return redirect("intake", visit.pk)


@require_safe
def show(request: ClinicRequest, pk: int) -> HttpResponse:
    """Go to what is next in this visit."""
    visit = get_object_or_404(request.clinic.visits, pk=pk)
    if visit.intake is None:
        return redirect("intake", visit.pk)
    return redirect("plan_draft" if visit.has_face else "photo", visit.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = get_object_or_404(request.clinic.visits.select_related("patient"), pk=pk)
    draft = draft_of(request.POST) if request.method == "POST" else visit.draft
    form = IntakeForm(draft, person(visit), load.knowledge())
    if request.method == "POST":
        answer = _intake_sent(request, visit, form)
        if answer is not None:
            return answer
    context = _intake_context(visit, form)
    return render(request, "visits/intake.html", context, status=422 if form.errors else 200)


def _intake_sent(request: ClinicRequest, visit: Visit, form: IntakeForm) -> HttpResponse | None:
    """Keep an intake that was sent and answer the button that sent it, or nothing when there is something to mend."""
    go, window, now = request.POST.get("go"), window_of(request.POST), timezone.now()
    was_kept = actions.drafted(visit, form.draft, None if go == "mine" else window, at=now)
    if go == "another":
        return _with_another_procedure(request, visit, dict(form.draft))
    if not was_kept:
        context = _intake_context(visit, form, window) | {"changed": changed_words(visit)}
        return render(request, "visits/intake.html", context, status=409)
    if go in {"mine", "keep"}:
        return redirect("intake", visit.pk) if go == "mine" else redirect("patient", visit.patient_id)
    answers = form.answers(timezone.localdate())
    if answers is None:
        return None
    actions.answered(visit, form.draft, answers, by=request.user, at=now)
    return redirect("findings" if visit.has_face else "photo", visit.pk)


def _intake_context(visit: Visit, form: IntakeForm, window: Window | None = None) -> dict[str, object]:
    """Return what the intake page shows; a window whose draft came too late stays the one it was."""
    shown = window or Window(new_key(), visit.draft_version)
    return {"visit": visit, "patient": visit.patient, "form": form, "step": "intake", "window": shown}


def changed_words(visit: Visit) -> str:
    """Return what to say to a window when another one kept a later draft."""
    at = timezone.localtime(visit.draft_saved_at)
    return f"This intake was changed in another window at {at:%H:%M}. Load it, or keep mine."


def _with_another_procedure(request: ClinicRequest, visit: Visit, draft: dict[str, Sequence[str]]) -> HttpResponse:
    rows = procedure_rows(draft)
    if len(rows) < MOST_PROCEDURES:
        draft[f"procedure-{max(rows, default=-1) + 1}-what"] = [""]
    form = IntakeForm(draft, person(visit), load.knowledge())
    context = _intake_context(visit, form, window_of(request.POST))
    template = "visits/procedures.html" if request.htmx else "visits/intake.html"
    return render(request, template, context)


@require_POST
def draft(request: ClinicRequest, pk: int) -> HttpResponse:
    """Keep the intake while it is typed."""
    visit = get_object_or_404(request.clinic.visits, pk=pk)
    if actions.drafted(visit, draft_of(request.POST), window_of(request.POST), at=timezone.now()):
        return HttpResponse(status=204)
    return HttpResponse(changed_words(visit), status=409, content_type="text/plain")


@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = get_object_or_404(request.clinic.visits.select_related("patient"), pk=pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data, told = form.cleaned_data["photo"].read(), form.cleaned_data
        try:
            actions.photographed(
                visit, data, ipd_mm=told["ipd_mm"], card=told["card"], by=request.user, at=timezone.now()
            )
        except OSError as error:
            form.add_error("photo", faults.disk_words(error))
            return render(request, "visits/photo.html", photo_context(visit, form), status=507)
        return redirect("photo", visit.pk)
    return render(request, "visits/photo.html", photo_context(visit, form), status=422 if form.errors else 200)


@require_safe
def photo_state(request: ClinicRequest, pk: int) -> HttpResponse:
    """Return the part of the photo page that waits for the worker."""
    visit = get_object_or_404(request.clinic.visits.select_related("patient"), pk=pk)
    return render(request, "visits/photo_state.html", photo_context(visit, PhotoForm()))


@require_safe
def picture(request: ClinicRequest, pk: int) -> HttpResponseBase:
    """Return a photo of this clinic; it is never handed out by the web server itself."""
    return _jpeg(get_object_or_404(_readable(request), pk=pk).file)


@require_safe
def crop(request: ClinicRequest, pk: int) -> HttpResponseBase:
    """Return the face alone, as the map shows it."""
    return _jpeg(get_object_or_404(_readable(request).exclude(crop_file=""), pk=pk).crop_file)


@require_safe
def portrait(request: ClinicRequest, pk: int) -> HttpResponseBase:
    """Return the face small, as it stands beside a name."""
    photo = get_object_or_404(_readable(request).exclude(crop_file=""), pk=pk)
    return _jpeg(files.portrait_of(photo.crop_file))


def _readable(request: ClinicRequest) -> QuerySet[Photo]:
    """Return the photos that may be shown: not the bytes of an upload that nothing has read yet."""
    return request.clinic.photos.exclude(file="").exclude(state__in=[Photo.State.WAITING, Photo.State.FAILED])


def _jpeg(name: str) -> FileResponse:
    response = FileResponse(files.path_of(name).open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_POST
def drawn(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = get_object_or_404(request.clinic.visits, pk=pk)
    actions.without_photo(visit, by=request.user)
    return redirect("findings" if visit.intake else "intake", visit.pk)


@require_POST
def hairline(request: ClinicRequest, pk: int) -> HttpResponse:
    photo = get_object_or_404(request.clinic.photos.filter(state=Photo.State.FOUND), pk=pk)
    taps = _taps(request.POST.getlist("tap"), photo)
    if taps is None:
        least, most = HAIRLINE_TAPS
        return HttpResponseBadRequest(
            f"Tap the hairline {least} to {most} times, on the photo.", content_type="text/plain"
        )
    try:
        hand.hairline_marked(photo, taps, by=request.user, at=timezone.now())
    except InputError as error:
        said = {"taps_error": str(error), "tapped": request.POST.getlist("tap")}
        return render(request, "visits/photo.html", photo_context(photo.visit, PhotoForm()) | said, status=422)
    return redirect("photo", photo.visit_id)


def _taps(typed: Sequence[str], photo: Photo) -> list[tuple[float, float]] | None:
    """Return the taps in pixels of the photo, or None when they are no 3 to 7 places on it."""
    try:
        taps = [(float(x), float(y)) for x, y in (tap.split(",") for tap in typed)]
    except ValueError:
        return None
    inside = all(0 <= x < (photo.width_px or 0) and 0 <= y < (photo.height_px or 0) for x, y in taps)
    return taps if inside and HAIRLINE_TAPS[0] <= len(taps) <= HAIRLINE_TAPS[1] else None
