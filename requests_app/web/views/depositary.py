"""The pages of notifications to a depositary: their list, preparing one, its own page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from authorities.languages import language_name
from mla.accounts import errors
from mla.accounts.once import Done, post_once
from mla.accounts.policy import policy, signed_in_user
from mla.accounts.roles import Role
from requests_app import depositary, house, vault
from requests_app.letters import wordings
from requests_app.letters.render import UnableToRenderLetter
from requests_app.models import DepositaryLetter, choices
from requests_app.models.depositary import DepositaryStatus
from requests_app.rules import instruments
from requests_app.rules.instrument_sets import DEPOSITARY_LABELS
from requests_app.web import attachment
from requests_app.web.cites import cite

PAGE_SIZE = 50
TONES = {
    DepositaryStatus.PREPARED: "amber",
    DepositaryStatus.WAITING: "grey",
    DepositaryStatus.READY: "blue",
    DepositaryStatus.FAILED: "red",
    DepositaryStatus.DISPATCHED: "green",
    DepositaryStatus.CANCELLED: "grey",
}
REFUSALS = (depositary.NotAllowedToNotify, depositary.UnableToNotify)


class BeginForm(forms.Form):
    """Under which instrument, and in which language."""

    instrument = forms.ChoiceField(label=gettext_lazy("Instrument"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asking = [(one.code, _(one.short_title)) for one in depositary.instruments_that_ask()]
        spoken = [(code, language_name(code)) for code in wordings.languages()]
        for name, offered in (("instrument", asking), ("language", spoken)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered


class FactsForm(forms.Form):
    """What is notified, one text for each row of the instrument."""

    def __init__(self, code: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in instruments.get(code).notifications:
            field = forms.CharField(
                label=_(row.text),
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=f"{cite(row.cite)} · {row.tag}",
            )
            self.fields[row.key] = field


@policy("register.letters")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """All notifications, the latest first, 50 a page."""
    rows = DepositaryLetter.objects.defer("context", "items")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE_SIZE + 1])
    older = f"?before={found[PAGE_SIZE - 1].pk}" if len(found) > PAGE_SIZE else ""
    context = {
        "rows": [_row(row) for row in found[:PAGE_SIZE]],
        "older": older,
        "may_prepare": signed_in_user(request).has_role(Role.REGISTRAR),
    }
    return render(request, "depositary/listed.html", context)


@policy("register.manage")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a notification: first the instrument and language, then what is notified."""
    begin = BeginForm(request.GET if "instrument" in request.GET else None)
    if not begin.is_valid():
        status = 422 if begin.errors else 200
        return render(request, "depositary/new.html", {"begin": begin}, status=status)
    code, language = begin.cleaned_data["instrument"], begin.cleaned_data["language"]
    on = house.today(timezone.now())
    says = depositary.from_the_register(code, language=language, on=on)
    form = FactsForm(code, request.POST or None, initial=says)
    context = {
        "begin": begin,
        "form": form,
        "instrument": _(instruments.get(code).short_title),
        "language": language_name(language),
        "to": _(DEPOSITARY_LABELS[instruments.get(code).notifications[0].to]),
    }

    def work() -> Done | HttpResponse:
        if form.is_valid():
            try:
                letter = depositary.prepare(
                    instrument=code,
                    language=language,
                    given=form.cleaned_data,
                    by=signed_in_user(request),
                    at=timezone.now(),
                )
            except REFUSALS as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The notification waits for a supervisor."))
                return _to(letter.public_id)
        return render(request, "depositary/new.html", context, status=422)

    if request.method == "POST":
        return post_once(request, at=timezone.now(), work=work)
    return render(request, "depositary/new.html", context)


@policy("register.letters")
@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One notification: what it says, where it is, what can be done with it."""
    letter = (
        DepositaryLetter.objects.select_related(
            "file", "authority", "prepared_by", "approved_by", "dispatched_by"
        )
        .defer("context")
        .filter(public_id=public_id)
        .first()
    )
    if letter is None:
        raise Http404
    by = signed_in_user(request)
    handles = by.has_role(Role.REGISTRAR, Role.SUPERVISOR)
    prepared = letter.status == DepositaryStatus.PREPARED
    context = {
        **_row(letter),
        "items": [{**item, "label": _labelled(item)} for item in letter.items],
        "may_approve": prepared and by.has_role(Role.SUPERVISOR) and letter.prepared_by_id != by.pk,
        "is_own": prepared and letter.prepared_by_id == by.pk,
        "may_dispatch": handles and letter.status == DepositaryStatus.READY,
        "may_cancel": handles
        and letter.status not in (DepositaryStatus.DISPATCHED, DepositaryStatus.CANCELLED),
        "channels": choices.CHANNELS,
    }
    return render(request, "depositary/detail.html", context)


@policy("register.letters")
@require_POST
def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The supervisor approves the words: they are frozen and drawn."""
    return _done(
        request,
        public_id,
        lambda by: depositary.approve(letter=public_id, by=by, at=timezone.now()),
        _("The notification is approved. A worker renders it."),
    )


@policy("register.letters")
@require_POST
def dispatch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letter left the house."""
    channel = request.POST.get("channel", "")
    if channel not in {code for code, _label in choices.CHANNELS}:
        channel = "DIPLOMATIC"
    return _done(
        request,
        public_id,
        lambda by: depositary.dispatch(letter=public_id, channel=channel, by=by, at=timezone.now()),
        _("The dispatch is noted. The letter does not change any more."),
    )


@policy("register.letters")
@require_POST
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letter will not leave the house."""
    return _done(
        request,
        public_id,
        lambda by: depositary.cancel(letter=public_id, by=by, at=timezone.now()),
        _("The notification is cancelled."),
    )


@policy("register.letters")
@require_GET
def pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letter as a PDF, a preview until it is drawn; the reading is on the ledger."""
    try:
        paper = depositary.read(letter=public_id, by=signed_in_user(request), at=timezone.now())
    except depositary.UnableToNotify as absent:
        raise Http404 from absent
    except UnableToRenderLetter as refusal:
        return errors.answer(request, 422, str(refusal))
    except vault.UnableToReadFile as failure:
        return errors.answer(request, 500, str(failure))
    return attachment.pdf_to_look_at(paper.data, name=paper.name)


def _done(
    request: HttpRequest, public_id: UUID, act: Callable[[Any], object], said: str
) -> HttpResponse:
    def work() -> Done | HttpResponse:
        try:
            act(signed_in_user(request))
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return _to(public_id).response
        messages.success(request, said)
        return _to(public_id)

    return post_once(request, at=timezone.now(), work=work)


def _labelled(item: dict[str, str]) -> str:
    words = item["text"]
    return _(words)


def _row(letter: DepositaryLetter) -> dict[str, Any]:
    held = instruments.all_instruments().get(letter.instrument)
    return {
        "letter": letter,
        "instrument": _(held.short_title) if held else letter.instrument,
        "language": language_name(letter.language),
        "status": letter.get_status_display(),
        "tone": TONES[DepositaryStatus(letter.status)],
        "home": settings.MLA_HOME_STATE,
    }


def _to(public_id: UUID) -> Done:
    url = reverse("depositary:detail", args=[public_id])
    return Done(HttpResponseRedirect(url), then=url)
