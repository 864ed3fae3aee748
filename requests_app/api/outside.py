"""What is refused before any operation of the API is reached, told as the API tells it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from requests_app import telling
from requests_app.api import answers
from requests_app.api.credentials import speak

PREFIX = "/api/"
REFUSALS = {
    400: (telling.UNREADABLE, _("What was sent cannot be read.")),
    404: (telling.ABSENT, _("There is no such address. See openapi.json.")),
    405: (answers.METHOD, _("This address does not take that method; `Allow` names others.")),
    500: (answers.FAILED, _("Something failed here, and nothing was changed by it.")),
}


class AnswersOfTheApi:
    """Under the API's address no program meets a page: an address or a method that it has not,
    and what Django itself refuses there, is one JSON object in the language asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if (
            response.status_code not in REFUSALS
            or not isinstance(response, HttpResponse)
            or response.headers.get("Content-Type") == "application/json"
            or not request.path_info.startswith(PREFIX)
        ):
            return response
        kind, sentence = REFUSALS[response.status_code]
        with translation.override(translation.get_language()):
            speak(request)
            told = answers.refuse(kind, str(sentence))
            told.headers["Content-Language"] = translation.get_language() or "en"
        if allowed := response.headers.get("Allow"):
            told.headers["Allow"] = allowed
        return told
