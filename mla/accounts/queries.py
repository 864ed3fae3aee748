"""Who is there, and who may see whom."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet

from mla.accounts.models import User
from mla.accounts.roles import Role

SYSTEM_USERNAME = "system"

_system_id: int | None = None


def system_user() -> User:
    """The installation itself, as the `by=` of what no person did.

    It cannot sign in (inactive, no usable password, no role). Its id is remembered for the
    life of the process. Raises `User.DoesNotExist` on a database that was never migrated.
    """
    global _system_id
    if _system_id is not None:
        found = User.objects.filter(pk=_system_id, username=SYSTEM_USERNAME).first()
        if found is not None:
            return found
    user = User.objects.get(username=SYSTEM_USERNAME)
    _system_id = user.pk
    return user


def visible_users(user: User) -> QuerySet[User]:
    """The people whom this person may see: all for registrars and auditors, else only oneself.

    The system user is never among them. Hidden is the same as absent.
    """
    people = User.objects.exclude(username=SYSTEM_USERNAME)
    if user.has_role(Role.REGISTRAR, Role.AUDITOR):
        return people
    if not user.is_active:
        return people.none()
    return people.filter(pk=user.pk)


def user_by_public_id(public_id: UUID, *, seen_by: User) -> User:
    """One visible person. Raises `User.DoesNotExist` when hidden or absent, alike."""
    return (
        visible_users(seen_by).select_related("authority", "disabled_by").get(public_id=public_id)
    )


def has_second_factor(user: User) -> bool:
    """True when signing in as this person takes more than the password."""
    return bool(is_mfa_enabled(user))


def authorities_of_this_state() -> QuerySet[Any]:
    """The register's authorities of the home State: whom a person here can work for."""
    model: Any = apps.get_model("authorities", "Authority")
    found: QuerySet[Any] = model.objects.filter(state_id=settings.MLA_HOME_STATE)
    return found


PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people by username; the ids of its ends where there is more beyond them."""

    rows: list[User]
    before: UUID | None
    after: UUID | None


def people_page(
    *, seen_by: User, after: UUID | None = None, before: UUID | None = None, size: int = PAGE_SIZE
) -> PeoplePage:
    """The page of visible people that follows `after` or precedes `before`, else the first.

    An id that does not exist, or is hidden, is treated as no id.
    """
    people = visible_users(seen_by).select_related("authority")
    start = _username(seen_by, before or after)
    if start is None:
        rows = list(people.order_by("username")[: size + 1])
        more_before, more_after = False, len(rows) > size
    elif before is not None:
        rows = list(people.filter(username__lt=start).order_by("-username")[: size + 1])
        more_before, more_after = len(rows) > size, True
        rows = rows[:size][::-1]
    else:
        rows = list(people.filter(username__gt=start).order_by("username")[: size + 1])
        more_before, more_after = True, len(rows) > size
    rows = rows[:size]
    return PeoplePage(
        rows=rows,
        before=rows[0].public_id if rows and more_before else None,
        after=rows[-1].public_id if rows and more_after else None,
    )


def _username(seen_by: User, public_id: UUID | None) -> str | None:
    if public_id is None:
        return None
    return (
        visible_users(seen_by)
        .filter(public_id=public_id)
        .values_list("username", flat=True)
        .first()
    )
