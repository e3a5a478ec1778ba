"""The first page of a new installation, and the people of a clinic."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from filiform.errors import InputError
from filiform.web.accounts.models import is_empty
from filiform.web.clinics.actions import admitted, founded
from filiform.web.clinics.forms import FirstClinicForm, MemberForm
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.clinics.models import Membership


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Create the first clinic and its owner; the page is there only while nobody can sign in."""
    if not is_empty():
        return redirect("login")
    form = FirstClinicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            owner = founded(form.cleaned_data["clinic"], **form.person(), at=timezone.now())
        except InputError:
            return redirect("login")
        login(request, owner, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("today")
    return render(request, "clinics/first.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: ClinicRequest) -> HttpResponse:
    """Show who signs in to this clinic, and let its owner add a person."""
    if request.membership.role != Membership.Role.OWNER:
        raise Http404
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        admitted(request.clinic, **form.person(), role=form.cleaned_data["role"], by=request.user)
        return redirect("people")
    members = request.clinic.memberships.select_related("user").order_by("user__full_name", "pk")
    return render(
        request, "clinics/people.html", {"form": form, "members": members}, status=422 if form.errors else 200
    )
