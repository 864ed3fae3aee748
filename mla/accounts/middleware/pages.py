"""Bare refusals get a page that says what happened."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from mla.accounts import errors
from mla.accounts.policies import NAMESPACES_WITH_OWN_CREDENTIALS


class PageForRefusedMethod:
    """A 405 without a body, as Django's own decorators give it, becomes the page of the house.

    The interfaces for programs speak for themselves and are left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 405 or not isinstance(response, HttpResponse):
            return response
        match = request.resolver_match
        if match and not NAMESPACES_WITH_OWN_CREDENTIALS.isdisjoint(match.namespaces):
            return response
        page = errors.answer(request, 405)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page
