"""What an operation said to the database, word for word, to be said again without it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import psycopg
from django.db import connection, transaction

Statement: TypeAlias = tuple[str, Any]


def statements_of(operation: Callable[[], Any]) -> list[Statement]:
    """The statements of one transaction of the operation, which is undone again.

    Numbers that it drew from sequences stay drawn, so that the statements can be carried
    out later as they are.
    """
    said: list[Statement] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "SAVEPOINT" not in sql:
            said.append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(listen):
            operation()
        transaction.set_rollback(True)
    return said


@contextmanager
def raw_connection() -> Iterator[psycopg.Connection[Any]]:
    """An open connection of psycopg with its defaults, to the same database."""
    known = connection.settings_dict
    with psycopg.connect(
        dbname=known["NAME"],
        user=known["USER"],
        password=known["PASSWORD"],
        host=known["HOST"],
        port=known["PORT"] or None,
        **known["OPTIONS"],
    ) as raw:
        yield raw


def carry_out(raw: psycopg.Connection[Any], said: Sequence[Statement]) -> None:
    """The statements are done in one transaction, their rows fetched."""
    with raw.transaction(), raw.cursor() as cursor:
        for sql, params in said:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
