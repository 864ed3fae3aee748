"""One act per `Idempotency-Key`: the same key and body give the same answer again."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext

from mla.accounts import idempotency
from mla.accounts.models import User
from mla.accounts.once import rewind
from mla.conflicts import again_on_conflict
from requests_app import telling
from requests_app.api import answers


class Made(NamedTuple):
    """Something was done: what is answered, now and to every repeat."""

    body: dict[str, Any]
    status: int


def once(request: HttpRequest, *, by: User, at: datetime, work: Callable[[], Made]) -> JsonResponse:
    """Carry `work` out at most once for the key; its refusals leave the key free.

    The key, the act and the answer are one transaction.
    """
    key = request.headers.get("Idempotency-Key", "")
    digest = _digest(request)

    @again_on_conflict
    def carry_out() -> JsonResponse:
        rewind(request)
        with transaction.atomic():
            outcome = idempotency.begin(
                user=by, key=f"api:{key}", path=request.path, body_sha256=digest, at=at
            )
            match outcome:
                case idempotency.New():
                    return _do(outcome, work)
                case idempotency.Replay():
                    return answers.answer(outcome.body, status=outcome.status)
                case idempotency.InFlight():
                    return answers.refuse(
                        answers.KEY_IN_FLIGHT,
                        gettext("The same Idempotency-Key is being worked on; ask again."),
                    )
                case idempotency.Mismatch():
                    return answers.refuse(
                        answers.KEY_REUSED,
                        gettext("This Idempotency-Key was used for something else."),
                    )

    if not key:
        return answers.refuse(
            answers.KEY_NEEDED,
            gettext("Send an Idempotency-Key, so that a repeat is not done twice."),
        )
    try:
        return carry_out()
    except idempotency.UnableToBegin:
        return answers.refuse(
            answers.KEY_NEEDED,
            gettext("An Idempotency-Key has 1 to 190 printable ASCII characters."),
        )


def _do(outcome: idempotency.New, work: Callable[[], Made]) -> JsonResponse:
    try:
        made = work()
    except telling.REFUSALS as problem:
        idempotency.release(outcome)
        return answers.refused(telling.refusal_of(problem))
    idempotency.finish(outcome, status=made.status, body=made.body)
    return answers.answer(made.body, status=made.status)


def _digest(request: HttpRequest) -> str:
    """Of the bytes, or of what a form says: its boundary differs from one try to the next."""
    seen = hashlib.sha256(request.headers.get("If-Match", "").encode())
    if request.content_type != "multipart/form-data":
        seen.update(request.body)
        return seen.hexdigest()
    for name, values in sorted(request.POST.lists()):
        seen.update(repr((name, values)).encode("utf-8", "surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            seen.update(repr((name, file.name)).encode("utf-8", "surrogatepass"))
            for chunk in file.chunks():
                seen.update(chunk)
            file.seek(0)
    return seen.hexdigest()
