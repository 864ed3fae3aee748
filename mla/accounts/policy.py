"""How a view says who may open it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest
from django.urls import ResolverMatch

from mla.accounts.policies import (
    NAMESPACES_WITH_OWN_CREDENTIALS,
    POLICIES,
    VIEWS_OF_OTHERS,
    Audience,
    Rule,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from mla.accounts.models import User

_MARK = "mla_policy"

View = TypeVar("View", bound=Callable[..., Any])


def policy(name: str) -> Callable[[View], View]:
    """Declare who may open a view, by a name of `policies.POLICIES`.

    Put it outermost: on a function, or around `SomeView.as_view()`. Raises
    `ImproperlyConfigured` at import time when the table has no such name.
    """
    if name not in POLICIES:
        raise ImproperlyConfigured(f"There is no policy {name!r} in mla/accounts/policies.py.")

    def declare(view: View) -> View:
        setattr(view, _MARK, name)
        return view

    return declare


public: Callable[[View], View] = policy("public")


def rule_for(view: Callable[..., Any], match: ResolverMatch) -> Rule | None:
    """Who may open this view at this address, or None when nobody has said so."""
    declared = getattr(view, _MARK, None)
    if declared is not None:
        return POLICIES[declared]
    if match.namespaces and match.namespaces[0] in NAMESPACES_WITH_OWN_CREDENTIALS:
        return Audience.OWN_CREDENTIALS
    if match.namespaces:
        return None
    return VIEWS_OF_OTHERS.get(match.url_name or "")


def may_open(user: "User | AnonymousUser", rule: Rule) -> bool:
    """True when this person belongs to the audience."""
    if rule in (Audience.PUBLIC, Audience.OWN_CREDENTIALS):
        return True
    if not user.is_authenticated:
        return False
    if rule is Audience.ANY_SIGNED_IN:
        return True
    assert isinstance(rule, frozenset)
    return user.has_role(*rule)


def signed_in_user(request: HttpRequest) -> "User":
    """The person behind a request that passed a policy other than `public`.

    Raises Http404 when nobody is signed in: a view asked for a person it was not promised.
    """
    user = request.user
    if not user.is_authenticated:
        raise Http404
    return user
