"""Pages about the program itself: is it alive, and whose work it rests on."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiform.web import version


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html", {"software": version.software(), "facts_digest": version.facts_digest()})
