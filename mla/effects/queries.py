"""Reading the outbox."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

_OLDEST = """
SELECT min(due_at) FROM effects_effect
WHERE state IN ('PENDING', 'CLAIMED') AND due_at <= %s
"""


def oldest_due_age(*, at: datetime) -> timedelta | None:
    """How long the oldest effect that is due has been waiting at this instant; None when none is.

    The measure of liveness: work done, not "process up".
    """
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST, (at,))
        oldest = cursor.fetchone()[0]
    return None if oldest is None else at - oldest


def is_paused() -> bool:
    """True while effects are held back by the switch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(bool_or(paused), false) FROM effects_switch")
        return bool(cursor.fetchone()[0])


class EffectRow(NamedTuple):
    """One effect as the duty desk reads it."""

    id: int
    kind: str
    subject: str
    state: str
    urgent: bool
    due_at: datetime
    attempts: int
    failures: int
    last_error: str


#: The states in which something is still to happen, or somebody still to look.
OPEN = ("PENDING", "CLAIMED", "PARKED")

_EFFECTS = """
SELECT id, kind, subject, state, urgent, due_at, attempts, failures, last_error
FROM effects_effect
WHERE id > %(after)s
  AND state = ANY(%(states)s)
  AND (%(subject)s::text IS NULL OR subject = %(subject)s)
ORDER BY id LIMIT %(limit)s
"""


def effects(
    *, state: str | None = None, subject: str | None = None, after: int = 0, limit: int = 100
) -> list[EffectRow]:
    """Up to `limit` effects, oldest first, with a larger id than `after`.

    Without a state: those that are neither done nor cancelled.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _EFFECTS,
            {
                "states": [state] if state else list(OPEN),
                "subject": subject,
                "after": after,
                "limit": limit,
            },
        )
        return [EffectRow(*row) for row in cursor.fetchall()]
