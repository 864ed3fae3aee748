"""How long a session lives."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from mla.accounts.models import User
from mla.accounts.operations import SignOut, record_sign_out

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
WRITE_EVERY = timedelta(minutes=1)

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"


class SessionLimits:
    """Ends a session after 15 minutes without a request, and 8 hours after the sign-in.

    The moment last seen is written at most once a minute, so the idle limit is between
    14 and 15 minutes of real idleness, never more than 15.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            self._end_or_extend(request, timezone.now())
        return self.get_response(request)

    def _end_or_extend(self, request: HttpRequest, now: datetime) -> None:
        started = _instant(request.session.get(SIGNED_IN_AT)) or now
        seen = _instant(request.session.get(SEEN_AT)) or now
        if now - started >= ABSOLUTE or now - seen >= IDLE:
            idle = now - seen >= IDLE
            end_session(request, at=now, why=SignOut.IDLE if idle else SignOut.TOO_LONG)
            messages.info(
                request,
                _(
                    "You were signed out: a session ends after 15 minutes without activity "
                    "and at the latest 8 hours after signing in."
                ),
            )
            return
        if SIGNED_IN_AT not in request.session:
            request.session[SIGNED_IN_AT] = now.isoformat()
        if SEEN_AT not in request.session or now - seen >= WRITE_EVERY:
            request.session[SEEN_AT] = now.isoformat()


def end_session(request: HttpRequest, *, at: datetime, why: SignOut) -> None:
    """Nobody is signed in any more, and the ledger tells who was; both, or neither."""
    with transaction.atomic():
        if isinstance(request.user, User):
            record_sign_out(by=request.user, at=at, why=why)
        logout(request)


def _instant(stored: object) -> datetime | None:
    return datetime.fromisoformat(stored) if isinstance(stored, str) else None
