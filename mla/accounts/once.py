"""HTML forms with a hidden one-shot key: a double click is one act."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from mla.accounts import errors, idempotency
from mla.accounts.policy import signed_in_user
from mla.conflicts import again_on_conflict

FIELD = "once"


@dataclass(frozen=True, slots=True)
class Done:
    """The act was carried out: show `response`; a repeat of the form goes to `then`."""

    response: HttpResponse
    then: str


def post_once(
    request: HttpRequest, *, at: datetime, work: Callable[[], Done | HttpResponse]
) -> HttpResponse:
    """Carry `work` out at most once for the hidden key of the form.

    `work` returns `Done` when something was done, or a page (with the errors of the form) when
    nothing was; the key stays free then. It runs in the transaction of the key, so that the
    key is used up exactly when the act is. A repeat is redirected to where the first one led;
    the same key with other content is answered 422, at the same moment 409, without a key 400.
    Where the database asks for it (two acts that crossed), all of it is done again.
    """
    try:
        outcome = _carry_out(request, at, work)
    except idempotency.UnableToBegin:
        return errors.answer(request, 400, _("The form lacks its one-time key. Reload it."))
    if isinstance(outcome, HttpResponse):
        return outcome
    if isinstance(outcome, idempotency.Replay):
        return HttpResponseRedirect(outcome.body["location"])
    if isinstance(outcome, idempotency.InFlight):
        return errors.answer(
            request, 409, _("This form is being worked on already. Wait a moment, then look.")
        )
    return errors.answer(
        request, 422, _("This form was sent before with other content. Reload it and try again.")
    )


@again_on_conflict
def _carry_out(
    request: HttpRequest, at: datetime, work: Callable[[], Done | HttpResponse]
) -> HttpResponse | idempotency.Replay | idempotency.InFlight | idempotency.Mismatch:
    rewind(request)
    digest = hashlib.sha256(_content(request).encode("utf-8", "surrogatepass")).hexdigest()
    with transaction.atomic():
        outcome = idempotency.begin(
            user=signed_in_user(request),
            key=f"form:{request.POST.get(FIELD, '')}" if request.POST.get(FIELD) else "",
            path=request.path,
            body_sha256=digest,
            at=at,
        )
        if not isinstance(outcome, idempotency.New):
            return outcome
        done = work()
        if isinstance(done, Done):
            idempotency.finish(outcome, status=303, body={"location": done.then})
            return done.response
        idempotency.release(outcome)
        return done


def rewind(request: HttpRequest) -> None:
    """The files that were sent are read from their beginning, whoever read them before."""
    for _name, found in request.FILES.lists():
        for file in found:
            file.seek(0)


def _content(request: HttpRequest) -> str:
    pairs = [
        (name, value)
        for name, values in sorted(request.POST.lists())
        for value in values
        if name not in (FIELD, "csrfmiddlewaretoken")
    ]
    files = [
        (name, f"{file.name}:{file.size}")
        for name, found in sorted(request.FILES.lists())
        for file in found
    ]
    return urlencode(pairs + files)
