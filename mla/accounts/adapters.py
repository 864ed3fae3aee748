"""Where allauth asks the house: who is admitted, how passwords and secrets are kept."""

import base64
import ipaddress
import os
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mla.accounts import attempts, operations
from mla.accounts.failures import Failure, Step
from mla.accounts.failures import record as record_failure
from mla.accounts.middleware.sessions import SEEN_AT, SIGNED_IN_AT, end_session
from mla.accounts.models import User

FAILURES_SESSION_KEY = "failures_before_sign_in"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up, no public password reset; delays per name and address; one answer to all."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The username or the password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The person, or None alike for unknown names, wrong passwords and disabled users.

        Raises ValidationError, before looking at the password, while a delay runs.
        """
        name = str(credentials.get("username", ""))
        address = self.address_of(request)
        now = timezone.now()
        failures = admit_or_refuse(name=name, address=address)
        user: AbstractBaseUser | None = authenticate(request, **credentials)
        if user is not None:
            attempts.succeeded(name=name, address=address, at=now)
            request.session[FAILURES_SESSION_KEY] = failures
            return user
        failure = Failure(
            name, address, failures + 1, Step.PASSWORD, confirming=request.user.is_authenticated
        )
        record_failure(failure, at=now)
        return None

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """A new session key and fresh limits; the ledger knows."""
        failures = request.session.pop(FAILURES_SESSION_KEY, 0)
        super().login(request, user)
        now = timezone.now()
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now.isoformat()
        assert isinstance(user, User)
        operations.record_sign_in(by=user, at=now, failures_before=failures)

    def logout(self, request: HttpRequest) -> None:
        """The session is gone; the ledger knows."""
        end_session(request, at=timezone.now(), why=operations.SignOut.PERSON)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        assert isinstance(user, User)
        saved = operations.choose_password(by=user, at=timezone.now(), password=password)
        user.password = saved.password
        user.must_change_password = False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Only our own messages are shown; allauth's speak of e-mail and sign-up."""

    def address_of(self, request: HttpRequest) -> str | None:
        """The address of the client, or None where the server cannot tell."""
        try:
            return str(ipaddress.ip_address(self.get_client_ip(request)))
        except (PermissionDenied, ValueError):
            return None


def admit_or_refuse(*, name: str, address: str | None) -> int:
    """The failures counted before, when this attempt may go on.

    Raises ValidationError with the seconds to wait, when not.
    """
    outcome = attempts.admit(name=name, address=address, at=timezone.now())
    if isinstance(outcome, attempts.Wait):
        raise ValidationError(
            ngettext(
                "Too many failed attempts from here. Wait %(seconds)d second, then try again.",
                "Too many failed attempts from here. Wait %(seconds)d seconds, then try again.",
                outcome.seconds,
            )
            % {"seconds": outcome.seconds},
            code="wait",
        )
    return outcome.failures_before


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second factor are encrypted in the database (AES-256-GCM)."""

    def get_totp_issuer(self) -> str:
        return f"Rogatory {settings.MLA_HOME_STATE}"

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(12)
        sealed = self._cipher.encrypt(nonce, text.encode(), b"second factor")
        return base64.b64encode(nonce + sealed).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        return self._cipher.decrypt(sealed[:12], sealed[12:], b"second factor").decode()

    @cached_property
    def _cipher(self) -> AESGCM:
        secret = str(settings.MLA_FILE_KEY or settings.SECRET_KEY).encode()
        derived = HKDF(SHA256(), 32, salt=None, info=b"mla.accounts second factor").derive(secret)
        return AESGCM(derived)
