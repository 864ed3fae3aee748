"""The write path of people: every change to a user is made here and stands in the ledger.

Nothing here reads a clock; `at` is the moment of the act. Chain `house` of the ledger.
"""

import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mla import ledger
from mla.accounts.models import User
from mla.accounts.names import clean_name
from mla.accounts.queries import SYSTEM_USERNAME
from mla.accounts.roles import Role

Employer = Any
"""A row of the register's authorities; the register stands above this layer."""

HOUSE = "house"

ONE_TIME_PASSWORD_LASTS = timedelta(hours=72)
"""How long a one-time password can be used to sign in (house rule)."""

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]")


class SignOut(StrEnum):
    """Why a session ended."""

    PERSON = "PERSON"
    IDLE = "IDLE"
    TOO_LONG = "TOO_LONG"


class FactorChange(StrEnum):
    """What a person did to their own second factor."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    NEW_CODES = "NEW_CODES"


class NotAllowedToManageUsers(Exception):
    """Only a registrar creates, changes or disables users."""


class UnableToSaveUser(Exception):
    """What was asked contradicts itself or the rules of the house; nothing was changed."""


class UnableToSaveStaleUser(UnableToSaveUser):
    """Somebody changed this user after the page was opened; nothing was changed."""


def create_user(
    *,
    by: User,
    at: datetime,
    username: str,
    roles: list[str],
    authority: Employer | None,
    full_name: str = "",
    email: str = "",
    lasting: bool = False,
) -> tuple[User, str]:
    """A new person can sign in with the returned one-time password, within 72 hours.

    The password is returned once and kept only as an Argon2 hash; the first sign-in asks for
    another. `lasting` (demonstration only) returns one that stays.
    Raises NotAllowedToManageUsers, UnableToSaveUser, UnableToAcceptName.
    """
    _check_manages(by)
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username) or username == SYSTEM_USERNAME:
        raise UnableToSaveUser(
            _(
                "A username has 3 to 64 characters: small Latin letters, digits, dots, hyphens "
                "or underscores, with a letter or digit at both ends."
            )
        )
    _check_roles(roles, authority)
    password = new_password()
    user = User(
        username=username,
        first_name=clean_name(full_name),
        email=email.strip(),
        roles=sorted(set(roles)),
        authority=authority,
        must_change_password=not lasting,
        one_time_password_until_at=None if lasting else at + ONE_TIME_PASSWORD_LASTS,
        date_joined=at,
    )
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            ledger.record(
                chain=HOUSE, verb="accounts.user_created", by=by, at=at, data=_facts(user)
            )
    except IntegrityError as error:
        raise UnableToSaveUser(
            _("The username “%(username)s” is taken.") % {"username": username}
        ) from error
    return user, password


def change_user(
    *,
    by: User,
    at: datetime,
    user: User,
    version: int,
    roles: list[str],
    authority: Employer | None,
    full_name: str,
    email: str,
) -> User:
    """The person has these roles, this authority, name and address from the next request on.

    `version` is the one the page showed. Raises NotAllowedToManageUsers, UnableToSaveUser
    (also for one's own roles: house rule, nobody raises their own rights), UnableToAcceptName,
    UnableToSaveStaleUser.
    """
    _check_manages(by)
    _check_roles(roles, authority)
    full_name = clean_name(full_name)
    with transaction.atomic():
        found = _locked(user, version)
        if found.pk == by.pk and sorted(set(roles)) != sorted(found.roles):
            raise UnableToSaveUser(
                _("You cannot change your own roles (house rule). Ask another registrar.")
            )
        before = _facts(found)
        found.roles = sorted(set(roles))
        found.authority = authority
        found.first_name, found.last_name = full_name, ""
        found.email = email.strip()
        _save(found)
        ledger.record(
            chain=HOUSE,
            verb="accounts.user_changed",
            by=by,
            at=at,
            data={**_facts(found), "before": before},
        )
    return found


def disable_user(*, by: User, at: datetime, user: User, version: int) -> User:
    """The person can no longer sign in; open sessions and tokens stop at their next request.

    Raises NotAllowedToManageUsers, UnableToSaveUser for oneself, UnableToSaveStaleUser.
    """
    _check_manages(by)
    with transaction.atomic():
        found = _locked(user, version)
        if found.pk == by.pk:
            raise UnableToSaveUser(_("You cannot disable yourself. Ask another registrar."))
        if not found.is_active:
            raise UnableToSaveUser(_("This user is disabled already."))
        found.is_active = False
        found.disabled_at, found.disabled_by = at, by
        _save(found)
        ledger.record(chain=HOUSE, verb="accounts.user_disabled", by=by, at=at, data=_facts(found))
    return found


def enable_user(*, by: User, at: datetime, user: User, version: int) -> User:
    """The person can sign in again, with the password of before.

    Raises NotAllowedToManageUsers, UnableToSaveUser when not disabled, UnableToSaveStaleUser.
    """
    _check_manages(by)
    with transaction.atomic():
        found = _locked(user, version)
        if found.is_active:
            raise UnableToSaveUser(_("This user is not disabled."))
        found.is_active = True
        found.disabled_at = found.disabled_by = None
        _save(found)
        ledger.record(chain=HOUSE, verb="accounts.user_enabled", by=by, at=at, data=_facts(found))
    return found


def issue_one_time_password(
    *, by: User, at: datetime, user: User, version: int, lasting: bool = False
) -> str:
    """The old password no longer works; the returned one does, for 72 hours and one choice.

    `lasting` (demonstration only) returns one that stays. Open sessions of the person end.
    Raises NotAllowedToManageUsers, UnableToSaveUser when the user is disabled,
    UnableToSaveStaleUser.
    """
    _check_manages(by)
    with transaction.atomic():
        found = _locked(user, version)
        if not found.is_active:
            raise UnableToSaveUser(_("This user is disabled. Enable the user first."))
        password = new_password()
        found.set_password(password)
        found.must_change_password = not lasting
        found.one_time_password_until_at = None if lasting else at + ONE_TIME_PASSWORD_LASTS
        _save(found)
        ledger.record(
            chain=HOUSE,
            verb="accounts.one_time_password_issued",
            by=by,
            at=at,
            data={"user": str(found.public_id)},
        )
    return password


def choose_password(*, by: User, at: datetime, password: str) -> User:
    """The person signs in with this password from now on; a one-time password is used up.

    The interface has checked the old password and the strength of the new one.
    """
    with transaction.atomic():
        found = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
        found.set_password(password)
        found.must_change_password = False
        found.one_time_password_until_at = None
        _save(found)
        ledger.record(
            chain=HOUSE,
            verb="accounts.password_chosen",
            by=by,
            at=at,
            data={"user": str(found.public_id)},
        )
    return found


def record_sign_in(*, by: User, at: datetime, failures_before: int) -> None:
    """The ledger tells that the person signed in, and after how many failures from there."""
    with transaction.atomic():
        ledger.record(
            chain=HOUSE,
            verb="accounts.signed_in",
            by=by,
            at=at,
            data={"user": str(by.public_id), "failures_before": failures_before},
        )


def record_sign_out(*, by: User, at: datetime, why: SignOut) -> None:
    """The ledger tells that a session ended, and why. One whose browser never came back is not
    told of: nobody was there to end it."""
    with transaction.atomic():
        ledger.record(
            chain=HOUSE,
            verb="accounts.signed_out",
            by=by,
            at=at,
            data={"user": str(by.public_id), "why": why.value},
        )


def record_second_factor(*, by: User, at: datetime, change: FactorChange) -> None:
    """The ledger tells what the person did to their own second factor; one who had to set it up
    has done so. In the caller's transaction, which holds the change."""
    verb = {
        FactorChange.ADDED: "accounts.second_factor_added",
        FactorChange.REMOVED: "accounts.second_factor_removed",
        FactorChange.NEW_CODES: "accounts.recovery_codes_made",
    }[change]
    with transaction.atomic():
        found = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
        if change is FactorChange.ADDED and found.must_enrol_second_factor:
            found.must_enrol_second_factor = False
            _save(found)
        ledger.record(chain=HOUSE, verb=verb, by=by, at=at, data={"user": str(found.public_id)})


def reset_second_factor(*, by: User, at: datetime, user: User, version: int) -> User:
    """The person's second factor and recovery codes are gone; after the next sign-in, with the
    password alone, they must set up another before anything else. Open sessions wait for it too.

    For a lost telephone. Raises NotAllowedToManageUsers, UnableToSaveUser for oneself (house
    rule: a stolen session must not do it) and where there is none, UnableToSaveStaleUser.
    """
    _check_manages(by)
    with transaction.atomic():
        found = _locked(user, version)
        if found.pk == by.pk:
            raise UnableToSaveUser(
                _("You cannot reset your own second factor (house rule). Ask another registrar.")
            )
        factors = Authenticator.objects.filter(user=found)
        kinds = sorted(factors.values_list("type", flat=True))
        if not kinds:
            raise UnableToSaveUser(_("This user has no second factor."))
        factors.delete()
        found.must_enrol_second_factor = True
        _save(found)
        ledger.record(
            chain=HOUSE,
            verb="accounts.second_factor_reset",
            by=by,
            at=at,
            data={"user": str(found.public_id), "factors": kinds},
        )
    return found


def new_password() -> str:
    """A random password of 100 bits that can be read over the telephone."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _i in range(5)) for _group in range(4))


def _check_manages(by: User) -> None:
    if not (by.has_role(Role.REGISTRAR) or by.username == SYSTEM_USERNAME):
        raise NotAllowedToManageUsers(_("Only a registrar may manage users."))


def _check_roles(roles: list[str], authority: Employer | None) -> None:
    unknown = set(roles) - set(Role.values)
    if unknown:
        raise UnableToSaveUser(_("There is no role “%(role)s”.") % {"role": sorted(unknown)[0]})
    if not roles:
        raise UnableToSaveUser(_("Give the user at least one role."))
    if authority is None and set(roles) != {Role.REGISTRAR}:
        raise UnableToSaveUser(
            _("Choose the authority the person works for. Only a registrar can be without one.")
        )
    if authority is not None and authority.state_id != settings.MLA_HOME_STATE:
        raise UnableToSaveUser(_("A person here works for an authority of the home State."))


def _locked(user: User, version: int) -> User:
    found = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if found.version != version:
        raise UnableToSaveStaleUser(
            _("Somebody changed this user after you opened the page. Look again, then repeat.")
        )
    return found


def _save(user: User) -> None:
    user.version += 1
    user.save()


def _facts(user: User) -> dict[str, Any]:
    return {
        "user": str(user.public_id),
        "username": user.username,
        "roles": [str(role) for role in user.roles],
        "authority": str(user.authority.public_id) if user.authority is not None else None,
        "active": user.is_active,
    }
