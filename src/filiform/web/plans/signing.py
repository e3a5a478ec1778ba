"""Signing a plan, and the plan that was signed."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from filiform.errors import InputError
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.plans import actions, context
from filiform.web.plans.asked import edited, plan_of, unchanged


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: ClinicRequest, pk: int) -> HttpResponse:
    visit, row = edited(request, pk)
    shown = context.signing(visit, row)
    ticked, against = set(request.POST.getlist("agreed")), set(request.POST.getlist("against"))
    if request.method == "POST":
        try:
            plan = actions.signed(
                unchanged(request, row),
                agreed=ticked,
                by=request.user,
                at=timezone.now(),
                broken=shown["broken_limits"],
                against=against,
            )
        except InputError as error:
            shown |= {"trouble": str(error), "ticked": ticked | against}
        else:
            return redirect("plan", plan.pk)
    return render(request, "plans/sign.html", shown, status=422 if "trouble" in shown else 200)


@gzip_page
@require_safe
def show(request: ClinicRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    shown = context.signed(plan, chosen=request.GET.get("needle", ""), view=request.GET.get("view", ""))
    return render(request, "plans/signed.html", shown)


@gzip_page
@require_safe
def signed_why(request: ClinicRequest, pk: int) -> HttpResponse:
    """Return why one needle of a signed plan is there."""
    return render(request, "plans/why.html", context.signed_why(plan_of(request, pk), request.GET.get("needle", "")))
