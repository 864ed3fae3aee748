"""Who a name and a password belong to, and who a session belongs to."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from mla import plain
from mla.accounts.models import User


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]
    """Admits active people; a one-time password only until it ends.

    Unknown names cost the same hashing as known ones.
    """

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        if not isinstance(user, User) or not user.is_active:
            return False
        until = user.one_time_password_until_at
        return not (user.must_change_password and until and until <= timezone.now())

    def get_user(self, user_id: Any) -> User | None:
        """The row of now, with the authority: what a session may do is never remembered."""
        found = _PEOPLE.of(user_id)
        return found[0] if found and found[0].is_active else None


_PEOPLE = plain.Rows(User, where="own.id = %s", follow=("authority", "authority__state"))
