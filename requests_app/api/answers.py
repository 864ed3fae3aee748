"""What the API answers: one JSON object, and one status for each kind of refusal."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requests_app import telling
from requests_app.telling import Refusal

UNAUTHENTICATED, VERSION_NEEDED, KEY_NEEDED = "UNAUTHENTICATED", "VERSION_NEEDED", "KEY_NEEDED"
KEY_IN_FLIGHT, KEY_REUSED, TOO_LARGE = "KEY_IN_FLIGHT", "KEY_REUSED", "TOO_LARGE"
FILE_DAMAGED, FAILED, METHOD = "FILE_DAMAGED", "FAILED", "METHOD"

STATUS: dict[str, int] = {
    telling.UNREADABLE: 400,
    KEY_NEEDED: 400,
    UNAUTHENTICATED: 401,
    telling.ROLE: 403,
    telling.ABSENT: 404,
    METHOD: 405,
    telling.STATE: 409,
    KEY_IN_FLIGHT: 409,
    telling.STALE: 412,
    TOO_LARGE: 413,
    telling.RULE: 422,
    telling.NOT_OPENED: 422,
    KEY_REUSED: 422,
    VERSION_NEEDED: 428,
    FAILED: 500,
    FILE_DAMAGED: 503,
}
"""The status of each kind of refusal: the whole of the API follows this table."""

MEANINGS = {
    400: "What was sent cannot be read; `errors` says what to do, path by path.",
    401: "No valid token.",
    403: "The token's holder has not the role for this.",
    404: "There is no such thing, or the holder may not know of it: the same answer.",
    405: "The address does not take that method; `Allow` names others.",
    409: "Not possible in this state, or the same key is being worked on.",
    412: "The request was changed since the version in `If-Match`.",
    413: "Too large.",
    422: "Refused by the rules, with the paragraph; or the key was used for something else.",
    428: "Send the version you saw in `If-Match`.",
    500: "Something failed here, and nothing was changed by it.",
    503: "The stored file is missing or damaged until it is restored from a backup.",
}


class UnableToReadBody(ValueError):
    """The body is not one JSON object."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


def refused(refusal: Refusal) -> JsonResponse:
    """The refusal under its status."""
    return answer(refusal.body, status=STATUS[refusal.kind])


def refuse(kind: str, sentence: str, errors: Mapping[str, str] | None = None) -> JsonResponse:
    """A refusal of the API itself."""
    return refused(Refusal(kind, sentence, errors=errors))


def answer(body: Any, *, status: int = 200) -> JsonResponse:
    """A JSON answer; the version of a single request is its `ETag`."""
    response = JsonResponse(
        body,
        status=status,
        safe=False,
        json_dumps_params={"ensure_ascii": False, "sort_keys": True},
    )
    version = _version(body)
    if version is not None and status < 300:
        response.headers["ETag"] = f'"{version}"'
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _version(body: Any) -> int | None:
    if not isinstance(body, dict):
        return None
    subject = body.get("request", body)
    version = subject.get("version") if isinstance(subject, dict) else None
    return version if isinstance(version, int) else None


def read_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent; an empty body is an empty object.

    Raises UnableToReadBody.
    """
    if not request.body:
        return {}
    try:
        found = json.loads(request.body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnableToReadBody(gettext("Not valid JSON.")) from error
    if not isinstance(found, dict):
        raise UnableToReadBody(gettext("Write one JSON object."))
    return found


def unreadable(problem: UnableToReadBody) -> JsonResponse:
    """The body cannot be read."""
    return refuse(telling.UNREADABLE, str(problem), {"body": str(problem)})


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


NOT_A_PERSON = _("Send a valid token: Authorization: Bearer …")
