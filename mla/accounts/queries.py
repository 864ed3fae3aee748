"""Who is there, and who may see whom."""

from uuid import UUID

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
    """The people whom this person may see: all for a registrar, else colleagues of the authority.

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
    return visible_users(seen_by).get(public_id=public_id)
