"""Pages of the patients."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.once import key_of, new_key
from filiform.web.patients.actions import corrected, registered
from filiform.web.patients.forms import PatientForm
from filiform.web.patients.glance import glances

PAGE_SIZE = 25


@require_safe
def today(request: ClinicRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:80].replace("\0", "")
    patients = request.clinic.patients.matching(words).order_by("search_key", "pk")
    page = Paginator(patients, PAGE_SIZE).get_page(request.GET.get("page"))
    template = "patients/rows.html" if request.htmx else "patients/today.html"
    listed = glances(request.clinic, list(page))
    return render(request, template, {"page": page, "listed": listed, "q": words, "any": words or page.paginator.count})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ClinicRequest) -> HttpResponse:
    form = PatientForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        key = key_of(request.POST)
        patient = registered(form.details(), clinic=request.clinic, by=request.user, at=timezone.now(), form_key=key)
        return redirect("patient", patient.pk)
    context = {"form": form, "form_key": new_key()}
    return render(request, "patients/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ClinicRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    initial = {field: getattr(patient, field) for field in PatientForm.base_fields}
    form = PatientForm(request.POST or None, initial=initial, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        corrected(patient, form.details(), by=request.user)
        return redirect("patient", patient.pk)
    return render(request, "patients/form.html", {"form": form, "patient": patient}, status=422 if form.errors else 200)
