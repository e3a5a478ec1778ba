"""Pages of protocols: those that are known, and the clinic's own: new, changed, as a file."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.knowledge.models import Protocol
from filiform.planning.frame import DEFAULT, protocol
from filiform.planning.own_protocol import protocol_of, with_protocol
from filiform.planning.own_written import changes, written
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.once import key_of, new_key
from filiform.web.plans import known
from filiform.web.plans import protocol_acts as acts
from filiform.web.plans.models import OwnProtocol
from filiform.web.plans.protocol_file import values_of
from filiform.web.plans.protocol_form import NEW, ProtocolForm


@dataclass(frozen=True)
class Own:
    """One protocol of the clinic: its row, the protocol, the one it extends, and what it changes of it."""

    row: OwnProtocol
    protocol: Protocol
    base: Protocol
    changes: tuple[tuple[str, str, str], ...]


def _own(row: OwnProtocol) -> Own:
    facts, one = load.knowledge(), known.stated_of(row)
    return Own(row, one, protocol(str(one.extends), facts), changes(one, facts))


def _row(request: ClinicRequest, pk: int) -> OwnProtocol:
    return get_object_or_404(request.clinic.own_protocols.select_related("clinic", "made_by"), pk=pk)


@require_safe
def listed(request: ClinicRequest) -> HttpResponse:
    """Show every protocol there is."""
    shown = {
        "own": [_own(row) for row in known.offered(request.clinic)],
        "known": known.known_protocols(),
        "trouble": request.session.pop("trouble", ""),
        "form_key": new_key(),
    }
    return render(request, "plans/protocols.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ClinicRequest) -> HttpResponse:
    """Write a protocol from a known one."""
    facts = load.knowledge()
    asked = request.POST.get("extends") or request.GET.get("from", DEFAULT)
    base = protocol(asked if asked in facts.protocols else DEFAULT, facts)
    return _answered(request, ProtocolForm(request.POST or None, base, facts), {"base": base})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ClinicRequest, pk: int) -> HttpResponse:
    """Write the next version of one of the clinic's protocols."""
    row, facts = _row(request, pk), load.knowledge()
    stated = protocol_of({**row.values, "id": row.name}, facts)
    base = protocol(str(stated.extends), facts)
    whole = protocol(stated.id, with_protocol(facts, stated))
    form = ProtocolForm(request.POST or None, base, facts, whole)
    return _answered(request, form, {"base": base, "row": row})


def _answered(request: ClinicRequest, form: ProtocolForm, shown: dict[str, Any]) -> HttpResponse:
    """Show the form, or what it would change, or keep it."""
    shown |= {"form": form, "form_key": key_of(request.POST) or new_key()}
    if request.method != "POST" or not form.is_valid():
        return render(request, "plans/protocol_form.html", shown, status=422 if form.errors else 200)
    if request.POST.get("go") == "look":
        own = protocol_of({**form.values(), "id": NEW}, load.knowledge())
        looked = {"changes": changes(own, load.knowledge()), "looked": True}
        return render(request, "plans/protocol_form.html", shown | looked)
    return _kept(request, form, shown)


def _kept(request: ClinicRequest, form: ProtocolForm, shown: dict[str, Any]) -> HttpResponse:
    row: OwnProtocol | None = shown.get("row")
    unseen = {name: value for name, value in row.values.items() if name not in form.SHOWN} if row else {}
    stated = {**form.values(), **unseen}
    seen = int(request.POST.get("version", 0)) if request.POST.get("version", "").isdecimal() else 0
    try:
        acts.saved(
            request.clinic,
            stated,
            slug=row.slug if row else "",
            version=seen if row else 0,
            form_key=key_of(request.POST),
            by=request.user,
            at=timezone.now(),
        )
    except InputError as error:
        return render(request, "plans/protocol_form.html", shown | {"trouble": str(error)}, status=409)
    return redirect("protocols")


@require_safe
def show(request: ClinicRequest, pk: int) -> HttpResponse:
    """Show one version of a protocol, and the versions before it."""
    row = _row(request, pk)
    versions = request.clinic.own_protocols.filter(slug=row.slug).order_by("-version").select_related("made_by")
    return render(request, "plans/protocol.html", {"one": _own(row), "versions": versions})


@require_safe
def file(request: ClinicRequest, pk: int) -> HttpResponse:
    """Return one version of a protocol as a file."""
    row = _row(request, pk)
    response = HttpResponse(written({"id": row.name, **row.values}), content_type="application/toml")
    response["Content-Disposition"] = f'attachment; filename="{row.name}.toml"'
    return response


@require_POST
def from_file(request: ClinicRequest) -> HttpResponse:
    """Keep a protocol from a file, as a new one of this clinic."""
    try:
        values = values_of(request.FILES.get("file"))
    except InputError as error:
        request.session["trouble"] = str(error)
    else:
        acts.saved(request.clinic, values, form_key=key_of(request.POST), by=request.user, at=timezone.now())
    return redirect("protocols")


@require_POST
def put_away(request: ClinicRequest, pk: int) -> HttpResponse:
    acts.put_away(_row(request, pk), by=request.user, at=timezone.now())
    return redirect("protocols")
