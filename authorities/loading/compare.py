"""Comparing a file's row with the row in the database, keeping what people corrected.

Three values decide each field: what the last load brought (`base`), what stands here now, and
what the file says. A correction made here is never overwritten; when the file has moved on as
well, both are shown as a conflict and the correction stays.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Change(StrEnum):
    """What a load does, or would do, with one row."""

    ADDED = "ADDED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    EDITED_HERE = "EDITED_HERE"
    CONFLICT = "CONFLICT"
    ONLY_HERE = "ONLY_HERE"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that differs. `taken` says whether the file's value is written."""

    field: str
    here: Any
    in_file: Any
    outcome: Change

    @property
    def taken(self) -> bool:
        """True when the load writes the file's value."""
        return self.outcome is Change.CHANGED


def compare(
    *, base: dict[str, Any], here: dict[str, Any], in_file: dict[str, Any]
) -> tuple[FieldDifference, ...]:
    """The fields that differ, each with what becomes of it; empty when nothing differs."""
    return tuple(
        FieldDifference(name, here[name], value, _outcome(name, base, here[name], value))
        for name, value in in_file.items()
        if here[name] != value
    )


def _outcome(name: str, base: dict[str, Any], here: Any, in_file: Any) -> Change:
    if name not in base:
        return Change.CONFLICT
    if here == base[name]:
        return Change.CHANGED
    return Change.EDITED_HERE if in_file == base[name] else Change.CONFLICT


def summary(fields: tuple[FieldDifference, ...]) -> Change:
    """What a row with these differing fields counts as: the gravest wins."""
    outcomes = {f.outcome for f in fields}
    for change in (Change.CONFLICT, Change.CHANGED, Change.EDITED_HERE):
        if change in outcomes:
            return change
    return Change.UNCHANGED
