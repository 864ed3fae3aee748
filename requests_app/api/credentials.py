"""Whose token a request carries, and in which language its holder reads."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.security import HttpBearer

from mla.accounts import tokens
from mla.accounts.models import User


class Token(HttpBearer):
    """A bearer token of the installation; its holder's roles are those of this moment."""

    def __call__(self, request: HttpRequest) -> Any:
        """As HttpBearer, with every sentence from here on in the language asked for."""
        speak(request)
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The active holder of the token, else None."""
        return tokens.user_for(token, at=timezone.now())


def speak(request: HttpRequest) -> None:
    """The language is the best shipped one of `Accept-Language`; no cookie has a say."""
    wished = request.headers.get("Accept-Language", "")[:200]
    for name, _weight in parse_accept_lang_header(wished):
        try:
            language = translation.get_supported_language_variant(name)
        except LookupError:
            continue
        break
    else:
        language = settings.LANGUAGE_CODE
    translation.activate(language)


def holder(request: HttpRequest) -> User:
    """The person whose token let the request in."""
    found: User = request.auth  # type: ignore[attr-defined]
    return found
