"""People for a demonstration: one per role, two supervisors, with random passwords."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from mla import ledger
from mla.accounts import operations
from mla.accounts.models import User
from mla.accounts.queries import authorities_of_this_state, system_user
from mla.accounts.roles import Role

EXECUTING_INSTITUTION = "SPECIMEN executing authority"
SOURCE = "Invented for demonstration"

CAST = (
    ("clerk", Role.CLERK, "CENTRAL"),
    ("supervisor", Role.SUPERVISOR, "CENTRAL"),
    ("supervisor2", Role.SUPERVISOR, "CENTRAL"),
    ("officer", Role.EXECUTING_OFFICER, "EXECUTING"),
    ("duty", Role.DUTY_OFFICER, "CENTRAL"),
    ("auditor", Role.AUDITOR, "CENTRAL"),
    ("registrar", Role.REGISTRAR, "CENTRAL"),
)


class UnableToMakeSignIns(Exception):
    """No demonstration sign-ins were made."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What one person of the demonstration signs in with."""

    username: str
    password: str
    role: str
    authority: str

    def as_dict(self) -> dict[str, str]:
        """For a program that reads it."""
        return asdict(self)


def make_sign_ins(*, at: datetime, fresh: bool) -> list[SignIn]:
    """The people of the demonstration exist; their passwords are returned, this once.

    Empty when they existed and `fresh` is not asked for; `fresh` gives all of them new
    passwords. Raises UnableToMakeSignIns outside a demonstration and without a register.
    """
    if not settings.MLA_DEMO:
        raise UnableToMakeSignIns(
            _("Demonstration sign-ins are made only in a demonstration (MLA_DEMO=1).")
        )
    with transaction.atomic():
        missing = {name for name, _role, _where in CAST} - set(
            User.objects.values_list("username", flat=True)
        )
        if not missing and not fresh:
            return []
        places = {"CENTRAL": _home_authority(), "EXECUTING": _executing_authority(at)}
        return [
            _sign_in(name, role, places[where], at)
            for name, role, where in CAST
            if fresh or name in missing
        ]


def _sign_in(name: str, role: Role, authority: Any, at: datetime) -> SignIn:
    by = system_user()
    user = User.objects.filter(username=name).first()
    if user is None:
        _user, password = operations.create_user(
            by=by, at=at, username=name, roles=[role], authority=authority, lasting=True
        )
    else:
        if not user.is_active:
            user = operations.enable_user(by=by, at=at, user=user, version=user.version)
        password = operations.issue_one_time_password(
            by=by, at=at, user=user, version=user.version, lasting=True
        )
    return SignIn(name, password, role.value, str(authority))


def _named_for(role: str) -> Any:
    return authorities_of_this_state().filter(roles__role=role).order_by("pk").first()


def _home_authority() -> Any:
    found = _named_for("CENTRAL_AUTHORITY")
    if found is None:
        raise UnableToMakeSignIns(
            _("The register names no central authority of %(state)s. Load the register first.")
            % {"state": settings.MLA_HOME_STATE}
        )
    return found


def _executing_authority(at: datetime) -> Any:
    """The first executing authority of the home State, or an invented one that says so."""
    found = _named_for("EXECUTING_AUTHORITY")
    if found is not None:
        return found
    made, created = authorities_of_this_state().get_or_create(
        state_id=settings.MLA_HOME_STATE,
        institution=EXECUTING_INSTITUTION,
        unit="",
        defaults={"source": SOURCE, "is_specimen": True},
    )
    made.roles.create(role="EXECUTING_AUTHORITY")
    ledger.record(
        chain=operations.HOUSE,
        verb="accounts.specimen_authority_added",
        by=system_user(),
        at=at,
        data={"authority": str(made.public_id), "created": created},
    )
    return made
