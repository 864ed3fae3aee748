"""Bearer tokens of the API: issue, revoke, and whose a token is."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mla import ledger
from mla.accounts.models import ApiToken, User
from mla.accounts.names import clean_name
from mla.accounts.operations import HOUSE
from mla.accounts.roles import Role

MOST_DAYS = 366
"""The longest life of a token in days (house rule)."""

_SHAPE = re.compile(r"mla_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NOBODY = hashlib.sha256(b"no token has this digest").hexdigest()


class NotAllowedToRevokeToken(Exception):
    """A token is revoked by its holder or by a registrar."""


class UnableToIssueToken(Exception):
    """The token was not issued."""


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The person's own tokens, newest first."""
    return ApiToken.objects.filter(user=user).order_by("-created_at", "-pk")


def issue_token(*, by: User, at: datetime, name: str, days: int) -> tuple[ApiToken, str]:
    """A program can act as `by` for this many days with the returned token, shown once.

    Raises UnableToIssueToken and UnableToAcceptName.
    """
    name = clean_name(name, max_length=80)
    if not name:
        raise UnableToIssueToken(_("Give the token a name that says what it is for."))
    if not 1 <= days <= MOST_DAYS:
        raise UnableToIssueToken(
            _("A token lives from 1 to %(most)d days (house rule).") % {"most": MOST_DAYS}
        )
    if not by.is_active or by.must_change_password:
        raise UnableToIssueToken(_("Choose your own password before you issue a token."))
    prefix = secrets.token_hex(6)
    token = f"mla_{prefix}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        row = ApiToken.objects.create(
            user=by,
            name=name,
            prefix=prefix,
            sha256=_digest(token),
            created_at=at,
            expires_at=at + timedelta(days=days),
        )
        ledger.record(chain=HOUSE, verb="accounts.token_issued", by=by, at=at, data=_facts(row))
    return row, token


def revoke_token(*, by: User, at: datetime, token: ApiToken) -> ApiToken:
    """The token stops working at once. Revoking twice changes nothing.

    Raises NotAllowedToRevokeToken unless `by` holds it or is a registrar.
    """
    if token.user_id != by.pk and not by.has_role(Role.REGISTRAR):
        raise NotAllowedToRevokeToken(_("Only its holder or a registrar may revoke a token."))
    with transaction.atomic():
        row = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = at, by
            row.save(update_fields=["revoked_at", "revoked_by"])
            ledger.record(
                chain=HOUSE, verb="accounts.token_revoked", by=by, at=at, data=_facts(row)
            )
    return row


def user_for(token: str, *, at: datetime) -> User | None:
    """The active holder of a valid token with the roles of now, else None.

    The work and the comparison are the same for a wrong token and for none at all.
    """
    shape = _SHAPE.fullmatch(token)
    prefix = shape.group(1) if shape else ""
    row = ApiToken.objects.select_related("user", "user__authority").filter(prefix=prefix).first()
    same = hmac.compare_digest(_digest(token), row.sha256 if row else _NOBODY)
    if row is None or not same or row.revoked_at is not None or row.expires_at <= at:
        return None
    if not row.user.is_active or row.user.must_change_password:
        return None
    _note_use(row, at)
    return row.user


def _note_use(row: ApiToken, at: datetime) -> None:
    coarse = at - timedelta(hours=1)
    if row.last_used_at is None or row.last_used_at < coarse:
        ApiToken.objects.filter(
            Q(last_used_at__isnull=True) | Q(last_used_at__lt=coarse), pk=row.pk
        ).update(last_used_at=at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _facts(row: ApiToken) -> dict[str, str]:
    return {
        "token": str(row.public_id),
        "user": str(row.user.public_id),
        "expires_at": row.expires_at.isoformat(),
    }
