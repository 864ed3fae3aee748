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


def _reading(beyond: str, way: str) -> str:
    """The statement that reads one way from an id; the index on `about` holds no empty ones."""
    return f"""
SELECT * FROM (
    (SELECT {_COLUMNS} FROM ledger_event
     WHERE chain = %(chain)s AND id {beyond} %(edge)s ORDER BY sequence {way} LIMIT %(limit)s)
    UNION ALL
    (SELECT {_COLUMNS} FROM ledger_event
     WHERE about = %(chain)s AND about <> '' AND id {beyond} %(edge)s
     ORDER BY id {way} LIMIT %(limit)s)
) AS event ORDER BY id {way} LIMIT %(limit)s
"""  # noqa: S608 (no value from outside)


_ONWARD, _BACKWARD = _reading(">", "ASC"), _reading("<", "DESC")


def events_of(chain: str, *, after: int | None = None, limit: int = 100) -> list[EventRow]:
    """Up to `limit` events of one chain or about it, oldest first, recorded after this id."""
    return _events(_ONWARD, {"chain": chain, "edge": after or 0, "limit": limit})


def latest_events_of(chain: str, *, before: int | None = None, limit: int = 100) -> list[EventRow]:
    """Up to `limit` events of one chain or about it, latest first, recorded before this id."""
    return _events(_BACKWARD, {"chain": chain, "edge": before or 2**62, "limit": limit})


def _events(statement: str, values: dict[str, Any]) -> list[EventRow]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [EventRow._make((*row[:6], json.loads(row[6]))) for row in cursor.fetchall()]
