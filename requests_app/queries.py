"""The read path: every list, page, search, count and choice starts from `visible_to`."""

from datetime import date
from functools import cache
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from authorities import queries as register
from authorities.models import Authority
from mla import plain
from mla.accounts.models import User
from mla.accounts.roles import Role
from requests_app.models import Clock, Measure, Request
from requests_app.rules.case import Actor
from requests_app.rules.facts import Channel
from requests_app.rules.measures import EMERGENCY

_AROUND = (
    "other_state",
    "home_authority__state",
    "other_authority",
    "executing_authority",
    "author",
    "holder",
)
HOME = "home_authority_id"
CENTRAL = (Role.CLERK, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.AUDITOR)


def actor(user: User) -> Actor:
    """What the rules may know of a person."""
    roles = frozenset(user.roles) if user.is_active else frozenset()
    return Actor(user.pk, roles, user.authority_id)


def visible_to(user: User) -> QuerySet[Request]:
    """The requests this person may know of; for everyone else they do not exist.

    The central authority's people see their authority's requests, an executing officer
    those that were passed on to the officer's own authority, a registrar none. Of those that
    are restricted only the supervisors, its holder and those named see one at the central
    authority.
    """
    seen = Q()
    for authority in ways_of(user):
        way = Q(**{authority: user.authority_id})
        if must_be_named(user, authority):
            named = Q(restricted_to__contains=[user.pk]) | Q(holder=user.pk)
            way &= Q(restricted_to__isnull=True) | named
        seen |= way
    return Request.objects.filter(seen) if seen else Request.objects.none()


def ways_of(user: User) -> tuple[str, ...]:
    """The columns of a request whose authority, being this person's own, lets them know of it.

    The one rule behind `visible_to`; blank where the person may know of none.
    """
    if not user.is_active or user.authority_id is None:
        return ()
    ways = (
        (HOME, CENTRAL),
        ("executing_authority_id", (Role.EXECUTING_OFFICER,)),
    )
    return tuple(authority for authority, roles in ways if user.has_role(*roles))


def must_be_named(user: User, way: str) -> bool:
    """True where a request that is restricted is seen that way only by who is named in it."""
    return way == HOME and not user.has_role(Role.SUPERVISOR)


def known_to(user: User, *, row: str = "") -> tuple[str, list[int]] | None:
    """`visible_to` as a condition in SQL with its values, for statements that are written out;
    `row` is what stands before a column. None where the person may know of no request."""
    conditions: list[str] = []
    values: list[int] = []
    for way in ways_of(user):
        assert user.authority_id is not None
        values.append(user.authority_id)
        if must_be_named(user, way):
            conditions.append(
                f"({row}{way} = %s AND ({row}restricted_to IS NULL"
                f" OR %s = ANY ({row}restricted_to) OR {row}holder_id = %s))"
            )
            values += [user.pk, user.pk]
        else:
            conditions.append(f"{row}{way} = %s")
    return (f"({' OR '.join(conditions)})", values) if conditions else None


def may_know(user: User, request: Request) -> bool:
    """`visible_to` for one request at hand."""
    return any(
        getattr(request, way) == user.authority_id
        and (
            request.restricted_to is None
            or not must_be_named(user, way)
            or user.pk in request.restricted_to
            or user.pk == request.holder_id
        )
        for way in ways_of(user)
    )


def open_emergencies(user: User, *, most: int) -> QuerySet[Request]:
    """The emergencies that the person may know of and that are not closed, the latest first,
    with their measures and running clocks."""
    asked = Measure.objects.filter(request=OuterRef("pk"), kind__in=EMERGENCY)
    running = Clock.objects.filter(status="RUNNING").order_by("ends_at", "id")
    return (
        visible_to(user)
        .exclude(state="CLOSED")
        .filter(Exists(asked))
        .select_related("other_state", "holder")
        .prefetch_related("measures", Prefetch("clocks", queryset=running))
        .order_by("-created_at", "-id")[:most]
    )


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
    known = known_to(by)
    try:
        key = UUID(str(public_id))
    except ValueError:
        known = None
    if not known:
        raise UnableToFind(_("There is no such request."))
    condition, values = known
    found = _locked(condition).of(key, *values)
    if not found:
        raise UnableToFind(_("There is no such request."))
    return found[0]


@cache
def _locked(known: str) -> plain.Rows[Request]:
    """The one row that every action begins with, under that condition."""
    return plain.Rows(Request, where=f"public_id = %s AND {known}", lock=True)


def assignable(request: Request) -> QuerySet[User]:
    """The people to whom a request can be assigned: those of our authority who handle cases."""
    return User.objects.filter(
        is_active=True,
        authority=request.home_authority_id,
        roles__overlap=[Role.CLERK, Role.SUPERVISOR, Role.DUTY_OFFICER],
    ).order_by("username")


def nameable(request: Request) -> QuerySet[User]:
    """The people of our authority who can be named where a request is restricted."""
    return User.objects.filter(
        is_active=True, authority=request.home_authority_id, roles__overlap=list(CENTRAL)
    ).order_by("username")


def counterpart(request: Request, *, on: date) -> Authority | None:
    """The central authority of the other State that the register names for the request's
    instrument on that day, or its 24/7 contact point where the request goes by that channel;
    None where it names none, or somebody is addressed by hand."""
    if request.addressee:
        return None
    roles = ["CENTRAL_AUTHORITY"]
    if request.channel == Channel.CONTACT_24_7:
        roles.insert(0, "CONTACT_24_7")
    for role in roles:
        found = register.authorities_for(request.other_state_id, role, request.instrument, on=on)
        if found:
            return found[0].authority
    return None


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
