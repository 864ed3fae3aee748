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


_COLUMNS = "id, sequence, at, verb, actor_id, actor_name, data::text"

_EVENTS = f"""
SELECT * FROM (
    (SELECT {_COLUMNS} FROM ledger_event
     WHERE chain = %(chain)s AND id > %(after)s ORDER BY sequence LIMIT %(limit)s)
    UNION ALL
    (SELECT {_COLUMNS} FROM ledger_event
     WHERE about = %(chain)s AND about <> '' AND id > %(after)s ORDER BY id LIMIT %(limit)s)
) AS event ORDER BY id LIMIT %(limit)s
"""  # noqa: S608 (no value from outside)


def events_of(chain: str, *, after: int | None = None, limit: int = 100) -> list[EventRow]:
    """Up to `limit` events of one chain or about it, oldest first, recorded after this id."""
    return _events(_EVENTS, {"chain": chain, "after": after or 0, "limit": limit})


_LATEST = f"""
SELECT * FROM (
    (SELECT {_COLUMNS} FROM ledger_event
     WHERE chain = %(chain)s AND id < %(before)s ORDER BY sequence DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT {_COLUMNS} FROM ledger_event
     WHERE about = %(chain)s AND about <> '' AND id < %(before)s ORDER BY id DESC LIMIT %(limit)s)
) AS event ORDER BY id DESC LIMIT %(limit)s
"""  # noqa: S608


def latest_events_of(chain: str, *, before: int | None = None, limit: int = 100) -> list[EventRow]:
    """Up to `limit` events of one chain or about it, latest first, recorded before this id."""
    return _events(_LATEST, {"chain": chain, "before": before or 2**62, "limit": limit})


def _events(statement: str, values: dict[str, Any]) -> list[EventRow]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [EventRow._make((*row[:6], json.loads(row[6]))) for row in cursor.fetchall()]
