"""What a load would change: every row of the files against every row of the database."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models as db

from authorities import models
from authorities.loading.compare import Change, FieldDifference, compare, summary
from authorities.loading.rows import (
    AUTHORITY,
    DECLARATION,
    INSTRUMENT,
    KINDS,
    PARTICIPATION,
    REQUIREMENT,
    STATE,
    Row,
)

MODELS: dict[str, type[db.Model]] = {
    STATE: models.State,
    INSTRUMENT: models.Instrument,
    PARTICIPATION: models.Participation,
    DECLARATION: models.Declaration,
    AUTHORITY: models.Authority,
    REQUIREMENT: models.NationalRequirement,
}
KEY_FIELDS: dict[str, tuple[str, ...]] = {
    STATE: ("code",),
    INSTRUMENT: ("code",),
    PARTICIPATION: ("instrument_id", "state_id"),
    DECLARATION: ("state_id", "law", "kind", "article"),
    AUTHORITY: ("state_id", "institution", "unit"),
    REQUIREMENT: ("state_id", "rule", "item"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of the register and what the load does with it."""

    kind: str
    key: tuple[str, ...]
    change: Change
    fields: tuple[FieldDifference, ...] = ()
    row: Row | None = None
    here: Any = None

    def as_json(self) -> dict[str, Any]:
        """The difference as primitives."""
        return {
            "kind": self.kind,
            "key": list(self.key),
            "change": self.change.value,
            "fields": [
                {
                    "field": f.field,
                    "here": f.here,
                    "in_file": f.in_file,
                    "outcome": f.outcome.value,
                }
                for f in self.fields
            ],
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """Every difference, in the order in which the rows must be written."""

    differences: tuple[Difference, ...]

    def of(self, *changes: Change) -> tuple[Difference, ...]:
        """The differences of these sorts."""
        return tuple(d for d in self.differences if d.change in changes)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each sort."""
        found = Counter(d.change for d in self.differences)
        return {change.value: found[change] for change in Change}

    @property
    def writes_something(self) -> bool:
        """True when carrying it out changes a row."""
        return any(
            d.change is Change.ADDED or any(f.taken for f in d.fields) for d in self.differences
        )


def plan_load(rows: Sequence[Row]) -> Plan:
    """The differences between the rows and the database. Writes nothing.

    One query per kind of row, and one for the roles of authorities.
    """
    differences: list[Difference] = []
    for kind in KINDS:
        here = {_key(kind, found): found for found in _present(kind)}
        differences += [
            _difference(row, here.pop(row.key, None)) for row in rows if row.kind == kind
        ]
        differences += [
            Difference(kind, key, Change.ONLY_HERE, here=found)
            for key, found in sorted(here.items(), key=lambda item: item[0])
        ]
    return Plan(tuple(differences))


def _present(kind: str) -> db.QuerySet[Any]:
    rows = MODELS[kind]._default_manager.all()
    return rows.prefetch_related("roles") if kind == AUTHORITY else rows


def _key(kind: str, found: Any) -> tuple[str, ...]:
    return tuple(getattr(found, name) or "" for name in KEY_FIELDS[kind])


def _difference(row: Row, here: Any) -> Difference:
    if here is None:
        return Difference(row.kind, row.key, Change.ADDED, row=row)
    fields = compare(
        base=here.loaded, here=present_values(here, tuple(row.values)), in_file=row.values
    )
    return Difference(row.kind, row.key, summary(fields), fields, row, here)


def present_values(found: Any, names: Sequence[str]) -> dict[str, Any]:
    """The values of a row in the database as primitives, as the files would say them."""
    return {name: _primitive(found, name) for name in names}


def _primitive(found: Any, name: str) -> Any:
    if name == "roles":
        return sorted(
            [r.role, r.law, r.instrument_id or "", r.article, r.stage, r.limit]
            for r in found.roles.all()
        )
    value = getattr(found, name)
    return value.isoformat() if isinstance(value, date) else value
