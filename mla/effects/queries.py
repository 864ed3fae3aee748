"""Reading the outbox."""

from datetime import datetime, timedelta

from django.db import connection

_OLDEST = """
SELECT min(due_at) FROM effects_effect
WHERE state IN ('PENDING', 'CLAIMED') AND due_at <= %s
"""


def oldest_due_age(*, at: datetime) -> timedelta | None:
    """How long the oldest effect that is due has been waiting at this instant; None when none is.

    The measure of liveness: work done, not "process up" (security rule 16).
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
