"""Reading the ledger. Who may read which chain is decided by the caller."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection


class EventRow(NamedTuple):
    """One event as people read it."""

    id: int
    sequence: int
    at: datetime
    verb: str
    actor_id: int
    actor_name: str
    data: dict[str, Any]


_EVENTS = """
SELECT id, sequence, at, verb, actor_id, actor_name, data::text FROM ledger_event
WHERE chain = %s AND sequence > %s ORDER BY sequence LIMIT %s
"""


def events_of(chain: str, *, after: int | None = None, limit: int = 100) -> list[EventRow]:
    """Up to `limit` events of one chain, oldest first, that come after this sequence."""
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, (chain, after or 0, limit))
        return [EventRow._make((*row[:6], json.loads(row[6]))) for row in cursor.fetchall()]


_LATEST = """
SELECT id, sequence, at, verb, actor_id, actor_name, data::text FROM ledger_event
WHERE chain = %s AND sequence < %s ORDER BY sequence DESC LIMIT %s
"""


def latest_events_of(chain: str, *, before: int | None = None, limit: int = 100) -> list[EventRow]:
    """Up to `limit` events of one chain, latest first, that come before this sequence."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, (chain, before or 2**62, limit))
        return [EventRow._make((*row[:6], json.loads(row[6]))) for row in cursor.fetchall()]
