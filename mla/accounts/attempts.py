"""How long somebody has to wait after failed sign-ins.

The delay belongs to a name *from one address*: whoever types wrong passwords for the duty
desk delays only the place they type from. The name is counted as typed, whether or not such
a user exists, so that the answer tells nothing. The figures are house rules.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.crypto import salted_hmac

from mla.accounts.models import SignInAttempt

FREE_FAILURES = 5
LONGEST_DELAY = timedelta(minutes=15)
LONGEST_DELAY_WITHOUT_ADDRESS = timedelta(seconds=5)
FORGOTTEN_AFTER = timedelta(hours=1)
KNOWN_PLACE_FOR = timedelta(days=30)

NAME_WINDOW = timedelta(hours=1)
NAME_LIMIT = 50
ADDRESS_WINDOW = timedelta(minutes=15)
ADDRESS_LIMIT = 100
DELAY_OF_CROWDED_ADDRESS = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Admitted:
    """The password may be checked; it counts as failed until `succeeded` says otherwise."""

    failures_before: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many failures: the password was not looked at. Try again after so many seconds."""

    seconds: int


def admit(*, name: str, address: str | None, at: datetime) -> Admitted | Wait:
    """Count one attempt of this name from this address, or say how long to wait.

    From the sixth failure on the wait doubles, from 2 seconds to 15 minutes. A name with 50
    failures in an hour over all addresses lets an address that never signed in under that name
    try once per 15 minutes; an address with 100 failures in 15 minutes waits a minute between
    attempts, except for names that signed in from there within 30 days.
    """
    name_key = _name_key(name)
    with transaction.atomic():
        row, _created = SignInAttempt.objects.select_for_update().get_or_create(
            name_key=name_key, address=address
        )
        if row.last_failed_at is not None and at - row.last_failed_at >= FORGOTTEN_AFTER:
            row.failures = 0
        wait = _wait(row, at)
        if wait > timedelta(0):
            return Wait(max(1, round(wait.total_seconds())))
        before = row.failures
        row.failures += 1
        row.last_failed_at = at
        row.save(update_fields=["failures", "last_failed_at"])
    return Admitted(before)


def succeeded(*, name: str, address: str | None, at: datetime) -> None:
    """The place is known for this name and its failures are forgotten."""
    SignInAttempt.objects.filter(name_key=_name_key(name), address=address).update(
        failures=0, last_failed_at=None, last_success_at=at
    )


def delay_after(failures: int, *, has_address: bool = True) -> timedelta:
    """The wait after so many failures of one name from one address."""
    if failures <= FREE_FAILURES:
        return timedelta(0)
    longest = LONGEST_DELAY if has_address else LONGEST_DELAY_WITHOUT_ADDRESS
    return min(longest, timedelta(seconds=2 ** min(failures - FREE_FAILURES, 12)))


def purge(*, at: datetime) -> int:
    """Counts without failure in a day and without success in 30 days are gone."""
    gone, _models = (
        SignInAttempt.objects.exclude(last_failed_at__gt=at - timedelta(days=1))
        .exclude(last_success_at__gt=at - KNOWN_PLACE_FOR)
        .delete()
    )
    return gone


def _wait(row: SignInAttempt, at: datetime) -> timedelta:
    """What is left of the longest of the delays that apply."""
    known = row.last_success_at is not None and at - row.last_success_at < KNOWN_PLACE_FOR
    delay = delay_after(row.failures, has_address=row.address is not None)
    waits = [_left(row.last_failed_at, delay, at)]
    if not known:
        name_failures, _last = _failures_since(at - NAME_WINDOW, name_key=row.name_key)
        if name_failures >= NAME_LIMIT and row.failures:
            waits.append(_left(row.last_failed_at, LONGEST_DELAY, at))
        if row.address is not None:
            failures, last = _failures_since(at - ADDRESS_WINDOW, address=row.address)
            if failures >= ADDRESS_LIMIT:
                waits.append(_left(last, DELAY_OF_CROWDED_ADDRESS, at))
    return max(waits)


def _left(last_failed_at: datetime | None, delay: timedelta, at: datetime) -> timedelta:
    return timedelta(0) if last_failed_at is None else last_failed_at + delay - at


def _failures_since(since: datetime, **of: str) -> tuple[int, datetime | None]:
    rows = SignInAttempt.objects.filter(last_failed_at__gt=since, **of)
    found = rows.aggregate(total=Sum("failures"), last=Max("last_failed_at"))
    return found["total"] or 0, found["last"]


def _name_key(name: str) -> str:
    return salted_hmac(
        "mla.accounts.attempts", name.strip().lower(), algorithm="sha256"
    ).hexdigest()
