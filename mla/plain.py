"""Rows of one model read and written by statements that are put together once.

The same statements as Django's, and the same objects. Putting one together takes Django three
times as long as the database takes to answer it, which on the write path is most of the time
(docs/speed.md). For whatever is asked on every action; elsewhere Django's own way is better.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar, cast

from django.db import connection, connections
from django.db.models import Field, Model
from django.db.models.expressions import Col

from mla import statements

M = TypeVar("M", bound=Model)
AnyField: TypeAlias = "Field[Any, Any]"


class Rows(Generic[M]):
    """The rows of one model that meet a condition in SQL, with values to be given.

    `own` is the name of its table in the condition. What stands at the end of the foreign
    keys in `follow` (`authority`, `authority__state`) is read in the same statement.
    """

    def __init__(
        self,
        model: type[M],
        *,
        where: str,
        order: str = "own.id",
        lock: bool = False,
        follow: Sequence[str] = (),
    ) -> None:
        self.model = model
        self._follow = follow
        self._tail = f" WHERE {where} ORDER BY {order}{' FOR UPDATE' if lock else ''}"

    @cached_property
    def _parts(self) -> "list[_Part]":
        parts = [_Part("", "own", self.model, 0)]
        for path in self._follow:
            earlier, _, name = path.rpartition("__")
            before = next(part for part in parts if part.path == earlier)
            model = before.model._meta.get_field(name).related_model
            start = parts[-1].start + len(parts[-1].fields)
            parts.append(_Part(path, path, cast(type[Model], model), start, before, name))
        return parts

    @cached_property
    def _sql(self) -> str:
        columns = ", ".join(
            f'{part.table}."{field.column}"' for part in self._parts for field in part.fields
        )
        joins = "".join(part.join for part in self._parts[1:])
        source = f'"{self.model._meta.db_table}" AS own'
        return f"SELECT {columns} FROM {source}{joins}{self._tail}"  # noqa: S608

    def of(self, *values: Any) -> list[M]:
        """The rows, read now."""
        made: list[M] = []
        for row in statements.rows(self._sql, values):
            objects: dict[str, Any] = {}
            for part in self._parts:
                objects[part.path] = one = part.made_of(row)
                if part.before is not None and objects[part.before.path] is not None:
                    field = cast(Any, part.before.model._meta.get_field(part.name))
                    field.set_cached_value(objects[part.before.path], one)
            made.append(objects[""])
        return made


class _Part:
    """The columns of one table in a row."""

    def __init__(
        self,
        path: str,
        table: str,
        model: type[Model],
        start: int,
        before: "_Part | None" = None,
        name: str = "",
    ) -> None:
        self.path, self.table, self.model, self.start = path, table, model, start
        self.before, self.name = before, name
        self.fields: Sequence[AnyField] = model._meta.concrete_fields
        self.names = [field.attname for field in self.fields]
        self.place_of_key = start + self.names.index(model._meta.pk.attname)
        database = connections["default"]
        self.conversions: list[tuple[int, Callable[..., Any], Any]] = [
            (place, convert, Col(table, field))
            for place, field in enumerate(self.fields)
            for convert in field.get_db_converters(database)
        ]

    @property
    def join(self) -> str:
        assert self.before is not None
        column = cast(Any, self.before.model._meta.get_field(self.name)).column
        key = self.model._meta.pk.column
        return (
            f' LEFT JOIN "{self.model._meta.db_table}" AS {self.table}'
            f' ON {self.table}."{key}" = {self.before.table}."{column}"'
        )

    def made_of(self, row: Sequence[Any]) -> Model | None:
        if row[self.place_of_key] is None:
            return None
        kept = list(row[self.start : self.start + len(self.names)])
        for place, convert, column in self.conversions:
            kept[place] = convert(kept[place], column, connection)
        return self.model.from_db("default", self.names, kept)


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
    row.pk = statements.rows(writer.insert, values)[0][0]
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
    if statements.execute(writer.update(chosen), [*values, row.pk]) != 1:
        raise type(row).DoesNotExist  # type: ignore[attr-defined]
