"""Pages for what could not be done. They say the same for what is hidden and what is absent."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import get_language, get_language_bidi


def answer(request: HttpRequest | None, status: int, sentence: str = "") -> HttpResponse:
    """The page of this status (400, 403, 404, 405, 409, 422, 429, 500) with one sentence.

    The page depends on nothing but the status, the sentence and the language: no name, no
    address, no token, so that two answers of one kind are the same bytes.
    """
    template = loader.get_template(f"errors/{status}.html")
    context = {
        "sentence": sentence,
        "LANGUAGE_CODE": get_language() or "en",
        "LANGUAGE_BIDI": get_language_bidi(),
    }
    return HttpResponse(template.render(context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read."""
    return answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 is for forms that do not come from here; who may not see something gets 404."""
    return answer(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "", **_more: Any) -> HttpResponse:
    """403: the form does not carry the secret of this browser's session."""
    return answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or not for this person."""
    return answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: something failed, and nothing was changed by it."""
    return answer(request, 500)
