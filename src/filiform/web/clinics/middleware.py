"""The one door: who is signed in, and for which clinic this request is."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from filiform.web.accounts.models import User
from filiform.web.clinics.models import Clinic, Membership

OPEN_PAGES = frozenset({"healthz", "login", "logout", "about", "first"})


class ClinicRequest(HttpRequest):
    """A request of somebody signed in; every record is looked up from its clinic."""

    user: User
    clinic: Clinic
    membership: Membership
    htmx: HtmxDetails


class ClinicMiddleware:
    """Ask for sign-in everywhere but on the open pages, and hang the clinic on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.resolver_match is not None and request.resolver_match.url_name in OPEN_PAGES:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        membership = request.user.memberships.select_related("clinic").order_by("pk").first()
        if membership is None:
            return render(request, "accounts/no_clinic.html", status=403)
        request.membership = membership  # type: ignore[attr-defined]  # this is where a HttpRequest becomes a ClinicRequest
        request.clinic = membership.clinic  # type: ignore[attr-defined]  # as above
        return None
