"""The page of what a clinic has and does not use: needles in stock, and points it leaves alone."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.once import key_of, new_key
from filiform.web.plans import clinic_rules as rules
from filiform.web.plans.stock_form import StockForm


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: ClinicRequest) -> HttpResponse:
    """Show what the clinic decided, or keep what it decides now."""
    row, facts = rules.newest(request.clinic), load.knowledge()
    form = StockForm(request.POST if request.method == "POST" else None, row, facts)
    shown = {
        "form": form,
        "row": row,
        "named": [(code, facts.points[code].english) for code in (row.banned if row else ()) if code in facts.points],
        "form_key": key_of(request.POST) or new_key(),
        "said": request.session.pop("said", ""),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "plans/stock.html", shown, status=422 if form.errors else 200)
    try:
        rules.saved(
            request.clinic,
            banned=form.cleaned_data["banned"],
            stock=form.stock(),
            version=request.POST.get("version", ""),
            form_key=key_of(request.POST),
            by=request.user,
            at=timezone.now(),
        )
    except InputError as error:
        return render(request, "plans/stock.html", shown | {"trouble": str(error), "form_key": new_key()}, status=409)
    request.session["said"] = "Saved. New proposals keep to it; a plan that is open does so when suggested again."
    return redirect("stock")
