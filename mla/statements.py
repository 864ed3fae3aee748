"""Statements that are said on every action: the database keeps the plans of them.

Parsing and planning the statements of a transition takes the database as long as carrying
them out (docs/speed.md). Django's cursors write the values into the text, so that no two
statements are alike; this one sends them beside it.
"""

from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

THRESHOLD = 2
"""A statement said so often on one connection is prepared on it."""


def cursor() -> CursorWrapper:
    """A cursor of the default connection, with Django's errors, wrappers and query log.

    Nothing is prepared where MLA_PREPARED_STATEMENTS is off: behind a pooler that hands a
    connection on between transactions and does not know of prepared statements.
    """
    connection.ensure_connection()
    raw = cast(Any, connection.connection)
    if raw.prepare_threshold is None and settings.MLA_PREPARED_STATEMENTS:
        raw.prepare_threshold = THRESHOLD
    known = cast(Any, connection)
    bare = cast(Any, ServerBindingCursor)(raw)
    wrapped: CursorWrapper = known._prepare_cursor(bare)
    return wrapped
