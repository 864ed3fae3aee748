"""Rows of one model read and written by statements that are put together once.

The same statements as Django's, and the same objects. Putting one together takes Django three
times as long as the database takes to answer it, which on the write path is most of the time
(docs/speed.md). For whatever is asked on every action; elsewhere Django's own way is better.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar

from django.db import connection, connections
from django.db.models import Field, Model
from django.db.models.expressions import Col

from mla import statements

M = TypeVar("M", bound=Model)
AnyField: TypeAlias = "Field[Any, Any]"


class Rows(Generic[M]):
    """The rows of one model that meet a condition in SQL, with values to be given."""

    def __init__(self, model: type[M], *, where: str, order: str = "id", lock: bool = False):
        self.model = model
        self._tail = f" WHERE {where} ORDER BY {order}{' FOR UPDATE' if lock else ''}"

    @cached_property
    def _fields(self) -> Sequence[AnyField]:
        return self.model._meta.concrete_fields

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self._fields]

    @cached_property
    def _sql(self) -> str:
        columns = ", ".join(f'"{field.column}"' for field in self._fields)
        return f'SELECT {columns} FROM "{self.model._meta.db_table}"{self._tail}'  # noqa: S608

    @cached_property
    def _conversions(self) -> list[tuple[int, Callable[..., Any], Any]]:
        """The places in a row that are not yet what the model holds."""
        table = self.model._meta.db_table
        return [
            (place, convert, Col(table, field))
            for place, field in enumerate(self._fields)
            for convert in field.get_db_converters(connections["default"])
        ]

    def of(self, *values: Any) -> list[M]:
        """The rows, read now."""
        with statements.cursor() as cursor:
            cursor.execute(self._sql, values)
            found = cursor.fetchall()
        made = []
        for row in found:
            kept = list(row)
            for place, convert, column in self._conversions:
                kept[place] = convert(kept[place], column, connection)
            made.append(self.model.from_db("default", self._names, kept))
        return made


class _Writer:
    """How the rows of one model are written."""

    def __init__(self, model: type[Model]) -> None:
        meta = model._meta
        self.table, self.key = meta.db_table, meta.pk.column
        self.fields = [field for field in meta.concrete_fields if not field.primary_key]
        self.by_name = {field.attname: field for field in self.fields}
        self._updates: dict[tuple[str, ...], str] = {}

    @cached_property
    def insert(self) -> str:
        columns = ", ".join(f'"{field.column}"' for field in self.fields)
        values = ", ".join(["%s"] * len(self.fields))
        return (
            f'INSERT INTO "{self.table}" ({columns}) VALUES ({values}) '  # noqa: S608
            f'RETURNING "{self.key}"'
        )

    def update(self, names: tuple[str, ...]) -> str:
        sql = self._updates.get(names)
        if sql is None:
            changes = ", ".join(f'"{self.by_name[name].column}" = %s' for name in names)
            sql = f'UPDATE "{self.table}" SET {changes} WHERE "{self.key}" = %s'  # noqa: S608
            self._updates[names] = sql
        return sql


_writers: dict[type[Model], _Writer] = {}


def _writer(model: type[Model]) -> _Writer:
    found = _writers.get(model)
    if found is None:
        found = _writers[model] = _Writer(model)
    return found


def insert(row: Model) -> None:
    """The row is in the database and knows its key, as after `save(force_insert=True)`."""
    writer = _writer(type(row))
    database = connections["default"]
    values = [
        field.get_db_prep_save(field.pre_save(row, True), database) for field in writer.fields
    ]
    with statements.cursor() as cursor:
        cursor.execute(writer.insert, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding = False
    row._state.db = "default"


def update(row: Model, names: Iterable[str]) -> None:
    """These attributes of the row are in the database. Raises the model's DoesNotExist when
    there is no such row any more."""
    chosen = tuple(names)
    if not chosen:
        return
    writer = _writer(type(row))
    database = connections["default"]
    values = [
        writer.by_name[name].get_db_prep_save(getattr(row, name), database) for name in chosen
    ]
    with statements.cursor() as cursor:
        cursor.execute(writer.update(chosen), [*values, row.pk])
        if cursor.rowcount != 1:
            raise type(row).DoesNotExist  # type: ignore[attr-defined]
