"""The pages of register accuracy: entries to confirm, questions asked, confirmations."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from authorities import confirming, operations, queries
from authorities.forms import AskedForm, ConfirmForm
from authorities.models import Authority
from mla.accounts.once import Done, post_once
from mla.accounts.policies import POLICIES
from mla.accounts.policy import may_open, policy, signed_in_user


@policy("register.read")
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """Entries that nobody confirmed within a year, the oldest first, 50 a page."""
    today = confirming.today(timezone.now())
    page = confirming.entries_page(
        on=today, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "page": page,
        "today": today,
        "may_edit": may_open(request.user, POLICIES["register.manage"]),
        "newer": "?" + urlencode({"before": page.before}) if page.before else "",
        "older": "?" + urlencode({"after": page.after}) if page.after else "",
    }
    return render(request, "authorities/entries.html", context)


@policy("register.manage")
@require_http_methods(["GET", "POST"])
def confirm_authority(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Note that the authority itself found its entry right."""
    found = _authority(public_id)
    today = confirming.today(timezone.now())
    form = ConfirmForm(
        request.POST or None, initial={"version": found.version, "confirmed_on": today}
    )

    def note(given: dict[str, Any]) -> None:
        confirming.confirm_authority(
            authority=found, by=signed_in_user(request), at=timezone.now(), **given
        )

    said = _("The confirmation is noted.")
    return _noted(request, found, form, note, said, "authorities/authority_confirm.html")


@policy("register.manage")
@require_http_methods(["GET", "POST"])
def note_question(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Note that the authority was asked whether its entry is right."""
    found = _authority(public_id)
    form = AskedForm(request.POST or None, initial={"asked_on": confirming.today(timezone.now())})

    def note(given: dict[str, Any]) -> None:
        confirming.note_question(
            authority=found, by=signed_in_user(request), at=timezone.now(), **given
        )

    said = _("The question is noted.")
    return _noted(request, found, form, note, said, "authorities/authority_ask.html")


def _noted(
    request: HttpRequest,
    found: Authority,
    form: Form,
    note: Callable[[dict[str, Any]], None],
    said: str,
    template: str,
) -> HttpResponse:
    def page() -> HttpResponse:
        context = {"authority": found, "form": form}
        return render(request, template, context, status=422 if form.is_bound else 200)

    def work() -> Done | HttpResponse:
        if not form.is_valid():
            return page()
        try:
            note(form.cleaned_data)
        except (operations.NotAllowedInRegister, operations.UnableToChangeRegister) as refusal:
            problems = getattr(refusal, "problems", {})
            for field, sentences in (problems or {None: [str(refusal)]}).items():
                form.add_error(field, sentences)
            return page()
        messages.success(request, said)
        url = reverse("register:authority", args=[found.public_id])
        return Done(HttpResponseRedirect(url), then=url)

    return post_once(request, at=timezone.now(), work=work) if request.method == "POST" else page()


def _authority(public_id: UUID) -> Authority:
    try:
        return queries.authority_by_public_id(public_id)
    except Authority.DoesNotExist as absent:
        raise Http404 from absent
