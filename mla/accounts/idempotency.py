"""One answer per key: repeating a request does not repeat the act.

`begin`, the operation and `finish` share one transaction, so that the answer is kept
exactly when the act is. A crash between them leaves neither, and the key is free again.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from mla.accounts.models import IdempotencyRecord, User

KEPT_FOR = timedelta(hours=48)
"""How long an answer can be repeated (house rule)."""

MAX_KEY_LENGTH = 200


class UnableToBegin(Exception):
    """The key is empty, too long or not plain text, or there is no transaction to be part of."""


@dataclass(frozen=True, slots=True)
class New:
    """Nobody used this key: carry the act out, then call `finish` with this."""

    record_id: int


@dataclass(frozen=True, slots=True)
class Replay:
    """The act was carried out: give this answer again."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class InFlight:
    """The same key is being worked on at this moment: answer 409."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The key was used for another address or another body: answer 422."""


Outcome = New | Replay | InFlight | Mismatch


def body_sha256(body: bytes) -> str:
    """The digest by which two bodies are told apart."""
    return hashlib.sha256(body).hexdigest()


def begin(*, user: User, key: str, path: str, body_sha256: str, at: datetime) -> Outcome:
    """Claim the key for the rest of the caller's transaction, or say what became of it.

    An answer older than 48 hours is forgotten. Raises UnableToBegin.
    """
    if not key or len(key) > MAX_KEY_LENGTH or not (key.isascii() and key.isprintable()):
        raise UnableToBegin("An idempotency key has 1 to 200 printable ASCII characters.")
    if not connection.in_atomic_block:
        raise UnableToBegin("Claim the key in the transaction of the act.")
    if not _claimed(user, key):
        return InFlight()
    record = IdempotencyRecord.objects.filter(user=user, key=key).first()
    if record is not None and record.created_at <= at - KEPT_FOR:
        record.delete()
        record = None
    if record is None:
        record = IdempotencyRecord.objects.create(
            user=user, key=key, path=path[:500], body_sha256=body_sha256, created_at=at
        )
        return New(record.pk)
    if record.path != path[:500] or record.body_sha256 != body_sha256:
        return Mismatch()
    if record.status is None:
        return InFlight()
    return Replay(record.status, record.response)


def finish(new: New, *, status: int, body: Any) -> None:
    """The answer (a JSON value) is what a repeat of the key gets from now on."""
    IdempotencyRecord.objects.filter(pk=new.record_id).update(
        state=IdempotencyRecord.State.DONE, status=status, response=body
    )


def release(new: New) -> None:
    """Nothing was done under this key: it is free again."""
    IdempotencyRecord.objects.filter(pk=new.record_id).delete()


def purge(*, at: datetime) -> int:
    """Answers older than 48 hours are gone; returns how many."""
    with transaction.atomic():
        gone, _models = IdempotencyRecord.objects.filter(created_at__lte=at - KEPT_FOR).delete()
    return gone


def lock_number(user: User, key: str) -> int:
    """The number of the database lock that stands for this key of this person."""
    digest = hashlib.sha256(f"{user.pk}:{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _claimed(user: User, key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock_number(user, key)])
        row = cursor.fetchone()
    return bool(row and row[0])
