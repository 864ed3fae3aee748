"""The treaty files of `requests_app/instruments/`, read and checked: one file per instrument.

What a row may say stands in `instrument_rows.py`; `docs/adding-a-treaty.md` shows how to
write a file.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from requests_app.rules import contents, facts, measures
from requests_app.rules.instrument_rows import (
    Audience,
    ChannelRow,
    ChannelWhen,
    ClockRow,
    ContentRow,
    DefaultRegime,
    Demands,
    Depositary,
    DualCriminality,
    DualTest,
    DutyRow,
    FormRow,
    GroundRow,
    Instrument,
    Lapse,
    Moment,
    Nature,
    Need,
    NotificationRow,
    Party,
    PostponementRow,
    Reach,
    Row,
    Start,
    Status,
    Stop,
    Strength,
    Subject,
    Tag,
    ThresholdRow,
    TypeRow,
    Unit,
)

__all__ = [
    "FOLDER",
    "Audience",
    "ChannelRow",
    "ChannelWhen",
    "ClockRow",
    "ContentRow",
    "DefaultRegime",
    "Demands",
    "Depositary",
    "DualCriminality",
    "DualTest",
    "DutyRow",
    "FormRow",
    "GroundRow",
    "Instrument",
    "Lapse",
    "Moment",
    "Nature",
    "Need",
    "NotificationRow",
    "Party",
    "PostponementRow",
    "Reach",
    "Row",
    "Start",
    "Status",
    "Stop",
    "Strength",
    "Subject",
    "Tag",
    "ThresholdRow",
    "TypeRow",
    "UnableToReadInstrument",
    "Unit",
    "all_instruments",
    "get",
    "parse",
    "rules_edition",
]

E = TypeVar("E", bound=StrEnum)
FOLDER = Path(__file__).resolve().parent.parent / "instruments"


class UnableToReadInstrument(ValueError):
    """A treaty file says something that is not in the closed sets of `instrument_rows`."""


_TABLES: dict[str, type[Row]] = {
    "types": TypeRow,
    "contents": ContentRow,
    "grounds": GroundRow,
    "postponements": PostponementRow,
    "duties": DutyRow,
    "channels": ChannelRow,
    "forms": FormRow,
    "clocks": ClockRow,
    "closed_lists": Row,
    "thresholds": ThresholdRow,
    "notifications": NotificationRow,
    "scope": Row,
}
_ENUMS: dict[str, type[StrEnum]] = {
    "tag": Tag,
    "need": Need,
    "nature": Nature,
    "reach": Reach,
    "moment": Moment,
    "strength": Strength,
    "demands": Demands,
    "owed_by": Party,
    "unit": Unit,
    "when": ChannelWhen,
    "starts": Start,
    "test": DualTest,
    "non_coercive_help": Strength,
    "audience": Audience,
    "stops": Stop,
    "lapse": Lapse,
    "subject": Subject,
    "to": Depositary,
    "law": DualTest,
}
_KEYS: dict[str, re.Pattern[str]] = {
    "grounds": re.compile(r"(ref|forbid)\.[a-z_]+"),
    "postponements": re.compile(r"post\.[a-z_]+"),
    "duties": re.compile(r"(duty|cond)\.[a-z_]+"),
    "clocks": re.compile(r"D-[A-Z]+(-[A-Z]+)*"),
    "notifications": re.compile(r"notify\.[a-z_0-9]+"),
    "thresholds": re.compile(r"least\.[a-z_]+"),
    "scope": re.compile(r"scope\.[a-z_]+"),
}
_HEAD = ("code", "edition", "title", "short_title", "article", "source")
_FAMILIES = {
    family.value: frozenset(kind.key for kind in measures.KINDS.values() if kind.family is family)
    for family in measures.Family
}


def parse(text: str, *, name: str) -> Instrument:
    """The instrument that this TOML text describes.

    Raises UnableToReadInstrument, naming the file, the row and what is wrong with it.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnableToReadInstrument(f"{name}: not valid TOML: {error}") from error
    known = {*_HEAD, "status", "notes", "default_regime", "dual_criminality", *_TABLES}
    if unknown := sorted(set(data) - known):
        raise UnableToReadInstrument(f"{name}: unknown table or key: {', '.join(unknown)}")
    if missing := [key for key in (*_HEAD, "status") if not data.get(key)]:
        raise UnableToReadInstrument(f"{name}: missing: {', '.join(missing)}")
    if wrong := [key for key in _HEAD if not isinstance(data[key], str)]:
        raise UnableToReadInstrument(f"{name}: not a text: {', '.join(wrong)}")
    tables: dict[str, Any] = {
        table: tuple(
            _row(kind, row, where=f"{name}: {table}[{number}]")
            for number, row in enumerate(_list_of(data, table, name=name), start=1)
        )
        for table, kind in _TABLES.items()
    }
    for table, rows in tables.items():
        _refuse_doubles(rows, where=f"{name}: {table}")
    instrument = Instrument(
        **{key: data[key] for key in _HEAD},
        status=_choice(Status, data["status"], where=f"{name}: status"),
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
        default_regime=_single(DefaultRegime, data, "default_regime", name=name),
        dual_criminality=_single(DualCriminality, data, "dual_criminality", name=name),
        notes=tuple(data.get("notes", ())),
        **tables,
    )
    _check_vocabulary(instrument, name=name)
    return instrument


@cache
def all_instruments() -> dict[str, Instrument]:
    """Every instrument of the folder by code, in alphabetical order of the files."""
    found: dict[str, Instrument] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        instrument = parse(path.read_text(encoding="utf-8"), name=path.name)
        if instrument.code in found:
            raise UnableToReadInstrument(f"{path.name}: code {instrument.code} is taken")
        found[instrument.code] = instrument
    return found


def get(code: str) -> Instrument:
    """The instrument of that code. Raises KeyError where the folder has no such file."""
    return all_instruments()[code]


@cache
def rules_edition() -> str:
    """A short digest of every treaty file: what a decision freezes as its rule-set edition."""
    joined = "".join(f"{i.code}@{i.edition}:{i.digest};" for i in all_instruments().values())
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def _list_of(data: dict[str, Any], table: str, *, name: str) -> list[dict[str, Any]]:
    rows = data.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnableToReadInstrument(f"{name}: {table}: write each row as [[{table}]]")
    return rows


def _row(kind: type[Row], data: dict[str, Any], *, where: str) -> Row:
    where = f"{where} {data.get('key', '')}".rstrip()
    return kind(**_values(kind, data, required=("key", "cite", "tag"), where=where))


def _single(kind: type, data: dict[str, Any], table: str, *, name: str) -> Any:
    if table not in data:
        return None
    where = f"{name}: {table}"
    if not isinstance(data[table], dict):
        raise UnableToReadInstrument(f"{where}: write it as [{table}]")
    needed = ("paragraphs",) if kind is DefaultRegime else ("test",)
    return kind(**_values(kind, data[table], required=(*needed, "cite", "tag"), where=where))


def _values(
    kind: type, data: dict[str, Any], *, required: tuple[str, ...], where: str
) -> dict[str, Any]:
    types = get_type_hints(kind)
    if unknown := sorted(set(data) - set(types)):
        raise UnableToReadInstrument(f"{where}: unknown key: {', '.join(unknown)}")
    if missing := [key for key in required if not data.get(key)]:
        raise UnableToReadInstrument(f"{where}: missing: {', '.join(missing)}")
    return {key: _value(key, value, types[key], where=where) for key, value in data.items()}


def _value(key: str, value: Any, expected: Any, *, where: str) -> Any:
    if key in _ENUMS:
        return _choice(_ENUMS[key], value, where=f"{where}: {key}")
    if key == "kinds":
        return _kinds(value, where=where)
    fits: bool
    if expected is str:
        fits, what = isinstance(value, str), "a text"
    elif expected is bool:
        fits, what = isinstance(value, bool), "true or false"
    else:
        fits = isinstance(value, int) and not isinstance(value, bool) and value > 0
        what = "a whole number above zero"
    if not fits:
        raise UnableToReadInstrument(f"{where}: {key}: {value!r} is not {what}")
    return value


def _kinds(value: Any, *, where: str) -> frozenset[str]:
    if not isinstance(value, list) or not value:
        raise UnableToReadInstrument(f'{where}: kinds: write a list, such as ["service"]')
    found: set[str] = set()
    for item in value:
        if item in _FAMILIES:
            found |= _FAMILIES[item]
        elif item in measures.KINDS:
            found.add(item)
        else:
            raise UnableToReadInstrument(f"{where}: kinds: {item!r} is not a kind of measure")
    return frozenset(found)


def _choice(kind: type[E], value: Any, *, where: str) -> E:
    try:
        return kind(value)
    except ValueError as error:
        choices = ", ".join(kind)
        raise UnableToReadInstrument(f"{where}: {value!r} is not one of {choices}") from error


def _refuse_doubles(rows: Iterable[Row], *, where: str) -> None:
    seen: set[tuple[str, frozenset[str]]] = set()
    for row in rows:
        kinds: frozenset[str] = getattr(row, "kinds", frozenset())
        mark = (row.key, kinds)
        if mark in seen:
            raise UnableToReadInstrument(f"{where}: {row.key} stands twice for the same kinds")
        seen.add(mark)


def _check_vocabulary(instrument: Instrument, *, name: str) -> None:
    closed: dict[str, tuple[set[str], str]] = {
        "types": (set(measures.KINDS), "kind of measure"),
        "closed_lists": (set(measures.KINDS), "kind of measure"),
        "contents": (set(contents.CONTENTS), "known content"),
        "channels": ({channel.value for channel in facts.Channel}, "known channel"),
        "forms": ({form.value for form in facts.Form}, "known form"),
    }
    for table, (keys, what) in closed.items():
        for row in getattr(instrument, table):
            if row.key not in keys:
                raise UnableToReadInstrument(f"{name}: {table}: {row.key} is not a {what}")
    for table, pattern in _KEYS.items():
        for row in getattr(instrument, table):
            if not pattern.fullmatch(row.key):
                raise UnableToReadInstrument(
                    f"{name}: {table}: {row.key} is not written like {pattern.pattern}"
                )
    labelled: tuple[GroundRow | PostponementRow | ClockRow | ThresholdRow, ...] = (
        *instrument.grounds,
        *instrument.postponements,
        *instrument.clocks,
        *instrument.thresholds,
    )
    for entry in labelled:
        if not entry.label:
            raise UnableToReadInstrument(f"{name}: {entry.key}: missing: label")
    for notification in instrument.notifications:
        if not notification.text:
            raise UnableToReadInstrument(f"{name}: {notification.key}: missing: text")
    for duty in instrument.duties:
        if not duty.text:
            raise UnableToReadInstrument(f"{name}: {duty.key}: missing: text")
        if duty.follows and duty.follows not in {row.key for row in instrument.grounds}:
            raise UnableToReadInstrument(
                f"{name}: duties: {duty.key}: follows: {duty.follows} is not a ground of this file"
            )
    for threshold in instrument.thresholds:
        if not threshold.kinds:
            raise UnableToReadInstrument(f"{name}: {threshold.key}: missing: kinds")
    for ground in instrument.grounds:
        if ground.key.startswith("forbid.") is not (ground.nature is Nature.FORBIDDEN):
            raise UnableToReadInstrument(
                f"{name}: grounds: {ground.key}: a forbidden ground, and no other, "
                "is written forbid. and has nature FORBIDDEN"
            )
    for clock in instrument.clocks:
        if clock.length is not None and clock.unit is Unit.DATE:
            raise UnableToReadInstrument(
                f"{name}: clocks: {clock.key}: a DATE names its day; it has no length"
            )
