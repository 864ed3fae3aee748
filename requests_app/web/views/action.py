"""Doing something to a request: one page and one form for every row of the workflow table."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mla.accounts.once import Done, post_once
from mla.accounts.policy import policy, signed_in_user
from requests_app import operations, queries, vault
from requests_app.casefile import CaseFile
from requests_app.exchange.document import UnableToReadDocument
from requests_app.rules import access, inputs, workflow
from requests_app.web import casepage, changes, decision, standing, words
from requests_app.web.forms import ActionForm

UNREADABLE = (inputs.UnableToReadInput, UnableToReadDocument)


@policy("requests.act")
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """The form of an action, and the action itself: at most once for each form."""
    row = _row(key)
    case = _fetch(request, public_id)
    if request.method == "POST":
        return post_once(
            request, at=timezone.now(), work=lambda: _do(request, public_id, row, case)
        )
    wished = {name: value for name, value in request.GET.items() if name != "version"}
    return _page(request, row, case, ActionForm(row, case, initial=wished))


def _row(key: str) -> workflow.Action:
    try:
        row = workflow.action(key)
    except KeyError as unknown:
        raise Http404 from unknown
    if row.key == "revise":
        raise Http404
    return row


def _fetch(request: HttpRequest, public_id: UUID) -> CaseFile:
    try:
        return casepage.fetch(public_id, by=signed_in_user(request), at=timezone.now())
    except queries.UnableToFind as absent:
        raise Http404 from absent


def _do(
    request: HttpRequest, public_id: UUID, row: workflow.Action, case: CaseFile
) -> Done | HttpResponse:
    form = ActionForm(row, case, data=request.POST, files=request.FILES)
    seen = changes.read_version(request)
    try:
        done = operations.act(
            row.key,
            request=public_id,
            by=signed_in_user(request),
            at=timezone.now(),
            version=seen,
            given=form.given(),
        )
    except queries.UnableToFind as absent:
        raise Http404 from absent
    except UNREADABLE as fault:
        form.tell(fault.errors)
        return _page(request, row, case, form, status=422)
    except vault.UnableToKeepFile as fault:
        form.tell({"file": str(fault)})
        return _page(request, row, case, form, status=422)
    except operations.NotAllowed as refusal:
        return _page(request, row, case, form, status=422, refusal=refusal)
    except operations.ChangedMeanwhile as change:
        fresh = _fetch(request, public_id)
        again = ActionForm(row, fresh, data=request.POST)
        return _page(request, row, fresh, again, status=409, change=change, seen=seen)
    return Done(*_after(request, row, done))


def _after(
    request: HttpRequest, row: workflow.Action, done: operations.Done
) -> tuple[HttpResponse, str]:
    said = _("Done: %(action)s.") % {"action": _(row.label)}
    if done.letter:
        said += " " + _("Letter %(number)s is being rendered.") % {"number": done.letter.number}
    messages.success(request, said)
    for warning in done.warnings:
        messages.warning(request, words.say(warning.sentence))
    subject = done.opened or done.request
    url = reverse("requests:request", args=[subject.public_id])
    return HttpResponseRedirect(url), url


def _page(
    request: HttpRequest,
    row: workflow.Action,
    case: CaseFile,
    form: ActionForm,
    *,
    status: int = 200,
    refusal: operations.NotAllowed | None = None,
    change: operations.ChangedMeanwhile | None = None,
    seen: int | None = None,
) -> HttpResponse:
    person = signed_in_user(request)
    verdict = access.verdict(row, case, queries.actor(person))
    findings: Mapping[str, Any] = {
        "refused": [words.finding(f) for f in refusal.verdict.findings] if refusal else [],
        "warnings": [words.finding(f) for f in verdict.warnings],
    }
    context = {
        "case": casepage.header(case),
        "action": {
            "key": row.key,
            "label": _(row.label),
            "help": _(row.help) if row.help else "",
            "grave": row.grave,
            "has_file": any(taken.kind is inputs.Kind.FILE for taken in row.takes),
            "preview_url": reverse("requests:preview", args=[case.request.public_id, row.key])
            if row.letter and verdict.allowed
            else "",
        },
        "form": form,
        "allowed": verdict.allowed,
        "reason": words.say(verdict.reason),
        "findings": findings,
        "sentence": words.say(refusal.verdict.reason) if refusal else "",
        "change": str(change) if change else "",
        "changed": changes.since(case.request, seen) if change else [],
        "decision": decision.panel(row, case) if row.key in decision.PAGES else None,
        "standing": standing.answered_by(row.key, case),
    }
    return render(request, "requests/action.html", context, status=status)


@policy("requests.act")
@require_POST
def preview(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """The letter that the action would write, with what is typed; nothing is done by it."""
    row = _row(key)
    case = _fetch(request, public_id)
    form = ActionForm(row, case, data=request.POST, files=request.FILES)
    return decision.preview(request, row, case, form)
