"""The read path: every list, page, search, count and choice starts from `visible_to`."""

from datetime import date
from functools import cache
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from authorities import queries as register
from authorities.models import Authority
from mla import plain
from mla.accounts.models import User
from mla.accounts.roles import Role
from requests_app.models import Request
from requests_app.rules.case import Actor

_AROUND = (
    "other_state",
    "home_authority__state",
    "other_authority",
    "executing_authority",
    "author",
    "holder",
)
CENTRAL = (Role.CLERK, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.AUDITOR)


def actor(user: User) -> Actor:
    """What the rules may know of a person."""
    roles = frozenset(user.roles) if user.is_active else frozenset()
    return Actor(user.pk, roles, user.authority_id)


def visible_to(user: User) -> QuerySet[Request]:
    """The requests this person may know of; for everyone else they do not exist.

    The central authority's people see their authority's requests, an executing officer
    those that were passed on to the officer's own authority, a registrar none.
    """
    seen = Q()
    for authority in ways_of(user):
        seen |= Q(**{authority: user.authority_id})
    return Request.objects.filter(seen) if seen else Request.objects.none()


def ways_of(user: User) -> tuple[str, ...]:
    """The columns of a request whose authority, being this person's own, lets them know of it.

    The one rule behind `visible_to`; blank where the person may know of none.
    """
    if not user.is_active or user.authority_id is None:
        return ()
    ways = (
        ("home_authority_id", CENTRAL),
        ("executing_authority_id", (Role.EXECUTING_OFFICER,)),
    )
    return tuple(authority for authority, roles in ways if user.has_role(*roles))


class UnableToFind(LookupError):
    """There is no such request, or the person may not know of it: the same thing."""


def find(public_id: UUID | str, *, by: User) -> Request:
    """One request by its public id. Raises UnableToFind when absent or hidden, alike."""
    return _one(visible_to(by).select_related(*_AROUND), public_id=public_id)


def find_by_reference(reference: str, *, by: User) -> Request:
    """One request by its reference. Raises UnableToFind when absent or hidden, alike."""
    return _one(visible_to(by), reference=reference.strip())


def lock(public_id: UUID | str, *, by: User) -> Request:
    """The same row as `find`, locked until the transaction ends and read afresh."""
    ways = ways_of(by)
    try:
        key = UUID(str(public_id))
    except ValueError:
        ways = ()
    if not ways:
        raise UnableToFind(_("There is no such request."))
    found = _locked(ways).of(key, *(by.authority_id for _way in ways))
    if not found:
        raise UnableToFind(_("There is no such request."))
    return found[0]


@cache
def _locked(ways: tuple[str, ...]) -> plain.Rows[Request]:
    """`visible_to` as a condition in SQL, for the one row that every action begins with."""
    known = " OR ".join(f"{authority} = %s" for authority in ways)
    return plain.Rows(Request, where=f"public_id = %s AND ({known})", lock=True)


def assignable(request: Request) -> QuerySet[User]:
    """The people to whom a request can be assigned: those of our authority who handle cases."""
    return User.objects.filter(
        is_active=True,
        authority=request.home_authority_id,
        roles__overlap=[Role.CLERK, Role.SUPERVISOR, Role.DUTY_OFFICER],
    ).order_by("username")


def counterpart(request: Request, *, on: date) -> Authority | None:
    """The central authority of the other State that the register names for the request's
    instrument on that day; None where it names none, or somebody is addressed by hand."""
    if request.addressee:
        return None
    found = register.authorities_for(
        request.other_state_id, "CENTRAL_AUTHORITY", request.instrument, on=on
    )
    return found[0].authority if found else None


def executing_authority(public_id: str, *, on: date) -> Authority | None:
    """A competent authority of our State by its public id; None when there is none."""
    choices = executing_authorities(on=on)
    return next((found for found in choices if str(found.public_id) == public_id), None)


def executing_authorities(*, on: date) -> list[Authority]:
    """The competent authorities of our State to which a request can be passed on."""
    found = register.authorities_for(settings.MLA_HOME_STATE, "EXECUTING_AUTHORITY", on=on)
    return [choice.authority for choice in found]


def _one(rows: QuerySet[Request], **by_key: object) -> Request:
    try:
        return rows.get(**by_key)
    except (Request.DoesNotExist, ValidationError, ValueError):
        raise UnableToFind(_("There is no such request.")) from None
