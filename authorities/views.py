"""The register's pages. Anybody signed in reads them; registrars correct."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from authorities import pages, party_status, queries, what_if
from authorities.binding import UnableToJudgeBinding, instruments_between
from authorities.forms import BindingForm, PartiesForm
from authorities.models import Authority, Instrument, State
from mla.accounts.policies import POLICIES
from mla.accounts.policy import may_open, policy

MOST_SUPPOSED = 60
"""Deposits supposed at once in an address."""
MOST_SHOWN = 10
"""Confirmations shown with an entry, the newest."""


@policy("register.read")
@require_GET
def states(request: HttpRequest) -> HttpResponse:
    """All States by name, 50 a page, with a search by name or code."""
    search = request.GET.get("q", "").replace("\x00", "")
    page = queries.states_page(
        search=search,
        after=_code(request.GET.get("after")),
        before=_code(request.GET.get("before")),
    )
    context = {
        "page": page,
        "search": search,
        "newer": _link(search, "before", page.before),
        "older": _link(search, "after", page.after),
    }
    return render(request, "authorities/states.html", context)


@policy("register.read")
@require_GET
def state(request: HttpRequest, code: str) -> HttpResponse:
    """Everything the register knows about one State."""
    try:
        page = pages.state_page(code, on=_today())
    except State.DoesNotExist as absent:
        raise Http404 from absent
    home = settings.MLA_HOME_STATE
    context = {
        "page": page,
        "home_code": "" if code == home else home,
        "today": _today(),
        **_rights(request),
    }
    return render(request, "authorities/state.html", context)


@policy("register.read")
@require_GET
def instruments(request: HttpRequest) -> HttpResponse:
    """All instruments of the register."""
    return render(request, "authorities/instruments.html", {"rows": pages.instruments_list()})


@policy("register.read")
@require_GET
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """One instrument: what it is, and when it enters into force, with the arithmetic."""
    try:
        status = party_status.party_status(code, on=_today())
    except Instrument.DoesNotExist as absent:
        raise Http404 from absent
    return render(request, "authorities/instrument.html", {"status": status})


@policy("register.read")
@require_GET
def parties(request: HttpRequest, code: str) -> HttpResponse:
    """Party status on a day, and what if a State deposits.

    Several deposits are supposed one after the other: those already supposed travel in the
    address as `what_if=CO=2027-01-05`.
    """
    data = request.GET.copy()
    if not data.get("on"):
        data["on"] = _today().isoformat()
    form = PartiesForm(data)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {"on": _today()}
    try:
        supposed = [what_if.read(text) for text in request.GET.getlist("what_if")[:MOST_SUPPOSED]]
        if given.get("suppose_by"):
            supposed.append((given["suppose_by"], given["suppose_on"]))
        rest_on = None if given.get("suppose_by") else given.get("suppose_on")
        found = party_status.party_status(code, on=given["on"], what_if=supposed, rest_on=rest_on)
        if supposed and not form.errors:
            form = PartiesForm(initial={"on": given["on"]})
    except Instrument.DoesNotExist as absent:
        raise Http404 from absent
    except party_status.UnableToSuppose as refusal:
        form.add_error(None, str(refusal))
        found = party_status.party_status(code, on=given["on"])
        supposed = []
    context = {"status": found, "form": form, "supposed": [what_if.written(s) for s in supposed]}
    return render(request, "authorities/parties.html", context, status=422 if form.errors else 200)


@policy("register.read")
@require_GET
def binding(request: HttpRequest) -> HttpResponse:
    """Which instruments bind two States on a day, and why."""
    data = request.GET.copy()
    if not data.get("on"):
        data["on"] = _today().isoformat()
    asked = bool(data.get("a") and data.get("b"))
    form = BindingForm(data if asked else None, initial=data.dict())
    context: dict[str, Any] = {"form": form, "found": None}
    if asked and form.is_valid():
        given = form.cleaned_data
        try:
            context["found"] = instruments_between(given["a"], given["b"], given["on"])
        except UnableToJudgeBinding as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    return render(request, "authorities/binding.html", context, status=status)


@policy("register.read")
@require_GET
def authority(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One authority: for what it is named, how to reach it, since when."""
    try:
        found = queries.authority_by_public_id(public_id)
    except Authority.DoesNotExist as absent:
        raise Http404 from absent
    context = {
        "authority": found,
        "roles": found.roles.select_related("instrument"),
        "languages": found.languages.all(),
        "confirmations": found.confirmations.all()[:MOST_SHOWN],
        "asked": found.asked.all()[:MOST_SHOWN],
        "today": _today(),
        **_rights(request),
    }
    return render(request, "authorities/authority.html", context)


def _rights(request: HttpRequest) -> dict[str, bool]:
    return {"may_edit": may_open(request.user, POLICIES["register.manage"])}


def _today() -> date:
    return timezone.now().date()


def _code(text: str | None) -> str:
    code = (text or "").upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _link(search: str, name: str, code: str) -> str:
    return "?" + urlencode({"q": search, name: code} if search else {name: code}) if code else ""
