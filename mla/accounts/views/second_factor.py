"""One's own second factor: the pages are allauth's, the events are ours.

Each change and its event are one transaction; allauth's own notices come after the commit.
"""

from typing import Any

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from mla.accounts.operations import FactorChange, record_second_factor
from mla.accounts.policy import signed_in_user


class _Recorded:
    """A form of allauth's whose success is an event."""

    change: FactorChange

    def form_valid(self, form: Any) -> HttpResponse:
        """What the form asks for is done, and on the ledger."""
        request = self.request  # type: ignore[attr-defined]
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            record_second_factor(by=signed_in_user(request), at=timezone.now(), change=self.change)
        return response


class Activate(_Recorded, ActivateTOTPView):  # type: ignore[misc]
    """The second factor is on."""

    change = FactorChange.ADDED


class Deactivate(_Recorded, DeactivateTOTPView):  # type: ignore[misc]
    """The second factor is off."""

    change = FactorChange.REMOVED


class MakeCodes(_Recorded, GenerateRecoveryCodesView):  # type: ignore[misc]
    """There are new recovery codes; the old ones admit nobody."""

    change = FactorChange.NEW_CODES
