"""The API put together: its credentials, its routes, its description, its last answers."""

from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.log import log_response
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from requests_app import api as package
from requests_app import telling
from requests_app.api import answers, assessing, register, requests, shapes
from requests_app.api.credentials import Token, speak
from requests_app.exchange.document import CaseDocument

_BORROWED = (shapes.Opening, CaseDocument)
_FAILED = {
    "description": answers.MEANINGS[500],
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}},
}


class Api(NinjaAPI):
    """The API with the schemas that its routes point to."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """The OpenAPI 3.1 description."""
        found = super().get_openapi_schema(*args, **kwargs)
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        for model in _BORROWED:
            told = model.model_json_schema(
                by_alias=True, ref_template="#/components/schemas/{model}"
            )
            # By the names that are sent: the framework describes answers by those of Python.
            schemas.update(told.pop("$defs", {}))
            schemas[model.__name__] = told
        for path in found["paths"].values():
            for operation in path.values():
                operation.setdefault("responses", {}).setdefault(500, _FAILED)
                for code, response in operation["responses"].items():
                    if int(code) in answers.MEANINGS:
                        response["description"] = answers.MEANINGS[int(code)]
        return found


api = Api(
    title="Rogatory",
    version="1",
    description=package.__doc__ or "",
    auth=Token(),
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", requests.router)
api.add_router("", assessing.router)
api.add_router("/register", register.router)


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, problem: AuthenticationError) -> JsonResponse:
    """Nobody, or nobody any more."""
    speak(request)
    return answers.refuse(answers.UNAUTHENTICATED, str(answers.NOT_A_PERSON))


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, problem: ValidationError) -> JsonResponse:
    """Parameters that cannot be read, each by its name."""
    errors = {
        str(fault["loc"][-1]): gettext("This value cannot be read.") for fault in problem.errors
    }
    return answers.refuse(telling.UNREADABLE, gettext("This value cannot be read."), errors)


@api.exception_handler(RequestDataTooBig)
@api.exception_handler(SuspiciousOperation)
def too_large(request: HttpRequest, problem: Exception) -> JsonResponse:
    """More than the installation takes at once."""
    return answers.refuse(answers.TOO_LARGE, gettext("That is too large to be taken at once."))


@api.exception_handler(BadRequest)
@api.exception_handler(MultiPartParserError)
def broken(request: HttpRequest, problem: Exception) -> JsonResponse:
    """A body that is no form, although it says so."""
    sentence = gettext("The form that was sent cannot be read.")
    return answers.refuse(telling.UNREADABLE, sentence, {"body": sentence})


@api.exception_handler(Exception)
def failed(request: HttpRequest, problem: Exception) -> JsonResponse:
    """Whatever nobody foresaw: told in the same shape, and logged as Django logs it."""
    response = answers.refuse(
        answers.FAILED, gettext("Something failed here, and nothing was changed by it.")
    )
    got_request_exception.send(sender=None, request=request)
    log_response(
        "%s: %s",
        response.reason_phrase,
        request.path,
        response=response,
        request=request,
        exception=problem,
    )
    return response
