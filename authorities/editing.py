"""The registrars' pages: correcting an authority, local holidays."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from authorities import operations, queries
from authorities.forms import AuthorityForm, HolidayForm
from authorities.models import Authority, LocalHoliday, State
from mla.accounts.once import Done, post_once
from mla.accounts.policy import policy, signed_in_user

REFUSALS = (operations.NotAllowedInRegister, operations.UnableToChangeRegister)


@policy("register.manage")
@require_http_methods(["GET", "POST"])
def edit_authority(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct the facts of one authority, with a reason and a source."""
    found = _authority(public_id)
    if request.method != "POST":
        form = AuthorityForm(instance=found, initial={"version": found.version})
        return _edit_page(request, found, form)
    form = AuthorityForm(request.POST, instance=_authority(public_id))
    return post_once(request, at=timezone.now(), work=lambda: _correct(request, found, form))


def _correct(request: HttpRequest, found: Authority, form: AuthorityForm) -> Done | HttpResponse:
    if form.is_valid():
        given = form.cleaned_data
        try:
            operations.edit_authority(
                authority=found,
                version=given["version"],
                changes={name: given[name] for name in operations.EDITABLE_FIELDS},
                reason=given["reason"],
                by=signed_in_user(request),
                at=timezone.now(),
            )
        except REFUSALS as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("The correction is saved."))
            return _to_authority(found)
    return _edit_page(request, found, form)


def _edit_page(request: HttpRequest, found: Authority, form: AuthorityForm) -> HttpResponse:
    context = {"authority": found, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "authorities/authority_edit.html", context, status=status)


@policy("register.manage")
@require_http_methods(["GET", "POST"])
def holidays(request: HttpRequest, code: str) -> HttpResponse:
    """The local days off of one State, and a form for one more."""
    state = State.objects.filter(code=code).first()
    if state is None:
        raise Http404
    form = HolidayForm(request.POST or None)
    if request.method != "POST":
        return _holiday_page(request, state, form)
    return post_once(request, at=timezone.now(), work=lambda: _add(request, state, form))


def _add(request: HttpRequest, state: State, form: HolidayForm) -> Done | HttpResponse:
    if form.is_valid():
        given = form.cleaned_data
        try:
            operations.add_holiday(
                state=state,
                holiday_on=given["holiday_on"],
                name=given["name"],
                source=given["source"],
                by=signed_in_user(request),
                at=timezone.now(),
            )
        except REFUSALS as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("The day off is added."))
            return _to(reverse("register:holidays", args=[state.code]))
    return _holiday_page(request, state, form)


def _holiday_page(request: HttpRequest, state: State, form: HolidayForm) -> HttpResponse:
    rows = state.local_holidays.order_by("-holiday_on", "-pk")[:200]
    context = {"state": state, "rows": rows, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "authorities/holidays.html", context, status=status)


@policy("register.manage")
@require_POST
def withdraw_holiday(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The local day off counts as a working day again."""
    holiday = LocalHoliday.objects.filter(pk=pk, state=code).first()
    if holiday is None:
        raise Http404

    def work() -> Done | HttpResponse:
        try:
            operations.withdraw_holiday(
                holiday=holiday, by=signed_in_user(request), at=timezone.now()
            )
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return _to(reverse("register:holidays", args=[code])).response
        messages.success(request, _("The day off is withdrawn."))
        return _to(reverse("register:holidays", args=[code]))

    return post_once(request, at=timezone.now(), work=work)


def _authority(public_id: UUID) -> Authority:
    try:
        return queries.authority_by_public_id(public_id)
    except Authority.DoesNotExist as absent:
        raise Http404 from absent


def _tell(form: BaseForm, refusal: Exception) -> None:
    """The refusal stands at the fields it is about, else above the form."""
    problems: Mapping[str, list[str]] = getattr(refusal, "problems", {})
    placed = {name: found for name, found in problems.items() if name in form.fields}
    for name, sentences in placed.items():
        for sentence in sentences:
            form.add_error(name, sentence)
    if not placed:
        form.add_error(None, str(refusal))


def _to_authority(found: Authority) -> Done:
    return _to(reverse("register:authority", args=[found.public_id]))


def _to(url: str) -> Done:
    return Done(HttpResponseRedirect(url), then=url)
