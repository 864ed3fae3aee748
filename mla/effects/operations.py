"""Writing to the outbox."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from mla.effects import bell


class UnableToEnqueue(Exception):
    """The effect cannot be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEffect:
    """One effect that is to be written together with many others."""

    key: str
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)
    at: datetime
    subject: str = ""
    urgent: bool = False


_ENQUEUE = """
INSERT INTO effects_effect (effect_key, kind, payload, subject, urgent, due_at)
VALUES (%s, %s, %s::jsonb, %s, %s, %s)
ON CONFLICT (effect_key) DO NOTHING
RETURNING id, due_at <= clock_timestamp()
"""

_ENQUEUE_MANY = """
WITH written AS (
    INSERT INTO effects_effect (effect_key, kind, payload, subject, urgent, due_at)
    SELECT key, kind, payload, subject, urgent, due_at
    FROM unnest(%s::text[], %s::text[], %s::jsonb[], %s::text[], %s::boolean[], %s::timestamptz[])
         AS new (key, kind, payload, subject, urgent, due_at)
    ORDER BY key COLLATE "C"
    ON CONFLICT (effect_key) DO NOTHING
    RETURNING id, due_at <= clock_timestamp() AS due
)
SELECT count(*), min(id) FILTER (WHERE due) FROM written
"""


def enqueue(
    *,
    key: str,
    kind: str,
    payload: dict[str, Any],
    at: datetime,
    subject: str = "",
    urgent: bool = False,
) -> None:
    """The effect is carried out once `at` has come and the caller's transaction has committed.

    A second effect with the same key changes nothing: the first one stands. Payload: ids
    only, nothing confidential (security rule 12). After the commit the broker is told, and
    if it cannot be told the sweeper finds the row.
    Raises UnableToEnqueue outside a transaction or for an instant without a zone.
    """
    _check(at)
    with connection.cursor() as cursor:
        cursor.execute(_ENQUEUE, (key, kind, json.dumps(payload), subject, urgent, at))
        row = cursor.fetchone()
    if row is not None and row[1]:
        bell.ring_after_commit(row[0])


def enqueue_many(effects: Iterable[NewEffect]) -> int:
    """As `enqueue`, for many effects in one statement; the number of those that were new."""
    # The last of two equal keys would hide the first; the first one stands, as in `enqueue`.
    work = list({effect.key: effect for effect in reversed(list(effects))}.values())
    for effect in work:
        _check(effect.at)
    if not work:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _ENQUEUE_MANY,
            (
                [effect.key for effect in work],
                [effect.kind for effect in work],
                [json.dumps(effect.payload) for effect in work],
                [effect.subject for effect in work],
                [effect.urgent for effect in work],
                [effect.at for effect in work],
            ),
        )
        written, first_due = cursor.fetchone()
    if first_due is not None:
        bell.ring_after_commit(first_due)
    return written


def cancel(*, keys: Iterable[str]) -> int:
    """The effects with these keys that were still waiting are not carried out any more.

    In the caller's transaction. What is being carried out or done stays as it is. The number
    of those cancelled.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE effects_effect SET state = 'CANCELLED' "
            "WHERE effect_key = ANY(%s) AND state IN ('PENDING', 'PARKED')",
            (list(keys),),
        )
        return cursor.rowcount


def _check(at: datetime) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise UnableToEnqueue(
            _("An effect can only be written in the transaction of what causes it.")
        )
    if at.tzinfo is None:
        raise UnableToEnqueue(_("An effect needs an instant with a time zone."))
