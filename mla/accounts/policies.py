"""Who may open which page: the one table. What is not in it is refused.

A policy opens the door of a page; which records a person then sees is decided by the
queries (`visible_to`), and what may be done to them by the access verdict.
"""

from collections.abc import Mapping
from enum import Enum

from mla.accounts.roles import Role


class Audience(Enum):
    """Audiences that are not a set of roles."""

    PUBLIC = "PUBLIC"
    ANY_SIGNED_IN = "ANY_SIGNED_IN"
    OWN_CREDENTIALS = "OWN_CREDENTIALS"
    """The interface authenticates by itself and never by cookie (bearer tokens)."""


Rule = Audience | frozenset[Role]

PUBLIC = Audience.PUBLIC
ANY_SIGNED_IN = Audience.ANY_SIGNED_IN

CASE_ROLES = frozenset({Role.CLERK, Role.SUPERVISOR, Role.EXECUTING_OFFICER, Role.DUTY_OFFICER})
DRAFTING_ROLES = frozenset({Role.CLERK, Role.SUPERVISOR, Role.DUTY_OFFICER})

POLICIES: Mapping[str, Rule] = {
    "public": PUBLIC,
    "signed_in": ANY_SIGNED_IN,
    # people
    "users.manage": frozenset({Role.REGISTRAR}),
    "tokens.own": ANY_SIGNED_IN,
    # the register
    "register.read": ANY_SIGNED_IN,
    "register.manage": frozenset({Role.REGISTRAR}),
    "register.letters": frozenset({Role.REGISTRAR, Role.SUPERVISOR, Role.AUDITOR}),
    # requests
    "requests.read": CASE_ROLES | {Role.AUDITOR},
    "requests.draft": DRAFTING_ROLES,
    "requests.act": CASE_ROLES,
    "requests.statistics": CASE_ROLES | {Role.AUDITOR},
    # the ledger and the installation
    "ledger.read": frozenset({Role.AUDITOR}),
    "effects.manage": frozenset({Role.SUPERVISOR}),
}
"""Policy name → who may open a view that declares it with `@policy(name)`."""

VIEWS_OF_OTHERS: Mapping[str, Rule] = {
    # django
    "set_language": PUBLIC,
    # health
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    # allauth: sign-in and second factor
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_reauthenticate": ANY_SIGNED_IN,
    "account_change_password": ANY_SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": ANY_SIGNED_IN,
    "mfa_index": ANY_SIGNED_IN,
    "mfa_activate_totp": ANY_SIGNED_IN,
    "mfa_deactivate_totp": ANY_SIGNED_IN,
    "mfa_view_recovery_codes": ANY_SIGNED_IN,
    "mfa_generate_recovery_codes": ANY_SIGNED_IN,
    "mfa_download_recovery_codes": ANY_SIGNED_IN,
}
"""URL name → audience, for views whose code is not ours and cannot carry a decorator."""

NAMESPACES_WITH_OWN_CREDENTIALS = frozenset({"api"})
"""URL namespaces that check a bearer token on each operation and ignore cookies."""

OPEN_BEFORE_PASSWORD_CHANGE = frozenset(
    {"account_change_password", "account_reauthenticate", "account_logout", "set_language"}
)
"""URL names that a person with a one-time password may still open."""

OPEN_BEFORE_ENROLMENT = frozenset(
    {
        "mfa_activate_totp",
        "account_reauthenticate",
        "account_change_password",
        "account_logout",
        "set_language",
    }
)
"""URL names that a person who must set up a second factor may still open."""
