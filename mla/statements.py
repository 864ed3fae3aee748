"""Statements that are said on every action: the database keeps the plans of them.

Parsing and planning the statements of a transition takes the database as long as carrying
them out (docs/speed.md). Django's cursors write the values into the text, so that no two
statements are alike; these send them beside it.
"""

import threading
from collections.abc import Sequence
from typing import Any, cast

from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

THRESHOLD = 2
"""A statement said so often on one connection is prepared on it."""


def rows(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows that the statement gives."""
    cursor = _prepared(_kept)
    cursor.execute(sql, values)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def execute(sql: str, values: Sequence[Any] = ()) -> int:
    """The statement is carried out; the number of rows it changed."""
    cursor = _prepared(_kept)
    cursor.execute(sql, values)
    return int(cursor.rowcount)


def cursor() -> CursorWrapper:
    """A cursor of its own, for what `rows` and `execute` cannot say."""
    return _prepared(_Kept())


class _Kept(threading.local):
    """A cursor on the connection it was made for: making one takes as long as sending."""

    cursor: Any = None


_kept = _Kept()


def _prepared(kept: _Kept) -> CursorWrapper:
    """A cursor of the default connection, with Django's errors, wrappers and query log.

    Nothing is prepared where MLA_PREPARED_STATEMENTS is off: behind a pooler that hands a
    connection on between transactions and does not know of prepared statements.
    """
    connection = cast(Any, connections["default"])
    connection.ensure_connection()
    raw = connection.connection
    if kept.cursor is None or kept.cursor.connection is not raw:
        if raw.prepare_threshold is None and settings.MLA_PREPARED_STATEMENTS:
            raw.prepare_threshold = THRESHOLD
        kept.cursor = cast(Any, ServerBindingCursor)(raw)
    wrapped: CursorWrapper = connection._prepare_cursor(kept.cursor)
    return wrapped
