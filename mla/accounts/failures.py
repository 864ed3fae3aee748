"""Failed sign-ins in the ledger, so that an auditor sees them and nobody can flood it.

What was typed as a name is never kept: people type passwords there. A name of this house is
told by the person's id, any other by a keyed digest. The figures are house rules.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from mla import ledger
from mla.accounts.models import FailureTally, User
from mla.accounts.operations import HOUSE
from mla.accounts.queries import system_user

FIRST_ALWAYS = 5
"""The first failures of one name from one address are events; then the 8th, 16th, 32nd …"""
MOST_AN_HOUR = 100
"""So many events an hour, whoever caused them; what goes beyond is counted."""
CLOSED_AFTER = timedelta(hours=2)
DIGEST_LENGTH = 12


class Step(StrEnum):
    """What was wrong."""

    PASSWORD = "PASSWORD"  # noqa: S105 (the name of a step)
    SECOND_FACTOR = "SECOND_FACTOR"


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed attempt: `count` is how many there were of this name from this address.

    `confirming` is true for somebody who was signed in and had to show it again.
    """

    name: str
    address: str | None
    count: int
    step: Step
    confirming: bool = False


def record(failure: Failure, *, at: datetime) -> bool:
    """The failure is an event of the house, or counted; True when it is an event."""
    name = failure.name.strip().lower()
    hour = at.replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        tally, _created = FailureTally.objects.select_for_update().get_or_create(hour_at=hour)
        if not _is_telling(failure.count) or tally.recorded >= MOST_AN_HOUR:
            tally.left_out += 1
            tally.save(update_fields=["left_out"])
            return False
        tally.recorded += 1
        tally.save(update_fields=["recorded"])
        ledger.record(
            chain=HOUSE,
            verb="accounts.sign_in_failed",
            by=system_user(),
            at=at,
            data={
                **_who(name),
                "address": failure.address,
                "failures": failure.count,
                "step": failure.step.value,
                "confirming": failure.confirming,
            },
        )
    return True


def close_hours(*, at: datetime) -> int:
    """Of hours that are over the ledger tells how many failures were only counted; how many
    hours were closed."""
    closed = 0
    with transaction.atomic():
        over = FailureTally.objects.select_for_update(skip_locked=True)
        for tally in over.filter(hour_at__lte=at - CLOSED_AFTER).order_by("hour_at"):
            if tally.left_out:
                ledger.record(
                    chain=HOUSE,
                    verb="accounts.sign_in_failures_counted",
                    by=system_user(),
                    at=at,
                    data={
                        "hour": tally.hour_at.isoformat(),
                        "recorded": tally.recorded,
                        "left_out": tally.left_out,
                    },
                )
            tally.delete()
            closed += 1
    return closed


def name_digest(name: str) -> str:
    """What stands in the ledger for a name that nobody here has; the same name, the same digest."""
    digest = salted_hmac("mla.accounts.failures", name.strip().lower(), algorithm="sha256")
    return digest.hexdigest()[:DIGEST_LENGTH]


def _is_telling(count: int) -> bool:
    return count <= FIRST_ALWAYS or count & (count - 1) == 0


def _who(name: str) -> dict[str, Any]:
    known = User.objects.filter(username=name).values_list("public_id", flat=True).first()
    return {"user": str(known)} if known else {"name_digest": name_digest(name)}
