"""Deny by default: a view without a declared policy is not served."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from mla.accounts.policies import (
    OPEN_BEFORE_ENROLMENT,
    OPEN_BEFORE_PASSWORD_CHANGE,
    PUBLIC,
    Audience,
)
from mla.accounts.policy import may_open, rule_for


class ViewWithoutPolicyError(ImproperlyConfigured):
    """Somebody added a URL and did not say who may open it."""


class DenyByDefault:
    """Lets a request through to a view only when the view's policy admits the person.

    Nobody signed in: to the sign-in page. Signed in but not entitled: the same 404 as for
    a page that does not exist. No policy at all: 404 for everybody, and
    `ViewWithoutPolicyError` where `MLA_STRICT_POLICIES` is on (the tests).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        assert match is not None
        rule = rule_for(view, match)
        if rule is None:
            if getattr(settings, "MLA_STRICT_POLICIES", False):
                raise ViewWithoutPolicyError(
                    f"{match.route} ({match.view_name}) declares no policy."
                )
            raise Http404
        if rule in (PUBLIC, Audience.OWN_CREDENTIALS):
            return None
        user = request.user
        if not user.is_authenticated:
            return _to_sign_in(request)
        if user.must_change_password and match.view_name not in OPEN_BEFORE_PASSWORD_CHANGE:
            return HttpResponseRedirect(reverse("account_change_password"))
        if user.must_enrol_second_factor and match.view_name not in OPEN_BEFORE_ENROLMENT:
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        if not may_open(user, rule):
            raise Http404
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page, and back afterwards only to what can be opened by a plain GET."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(reverse("account_login"))
    if request.method == "GET":
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    return HttpResponseRedirect(reverse("account_login"))
