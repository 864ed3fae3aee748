"""What an action asks a person for, and how what they typed becomes values.

One description serves the web form, the API body and the command line.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from requests_app.rules.sentences import Sentence
from requests_app.rules.sentences import gettext_noop as _

LINE_LIMIT = 300
TEXT_LIMIT = 20_000
KEY_LIMIT = 100

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Kind(StrEnum):
    """What an input holds. A choice carries its keys; the other choices come from the case."""

    LINE = "LINE"
    TEXT = "TEXT"
    DATE = "DATE"
    INSTANT = "INSTANT"
    """A moment with its zone: ISO 8601 with an offset, or local time, a space, a zone name."""
    FLAG = "FLAG"
    NUMBER = "NUMBER"
    CHOICE = "CHOICE"
    GROUNDS = "GROUNDS"
    MEASURES = "MEASURES"
    CONCERNED = "CONCERNED"
    """Persons concerned, by their numbers in the request."""
    CONTENTS = "CONTENTS"
    EVIDENCE = "EVIDENCE"
    """Items of evidence, by their numbers in the case."""
    AUTHORITY = "AUTHORITY"
    CASE = "CASE"
    """Another request between the same two States, by its reference."""
    STATE = "STATE"
    """A State of the register, by its code."""
    PERSON = "PERSON"
    PEOPLE = "PEOPLE"
    """Several of those who may be told of the case, by their usernames."""
    LETTER = "LETTER"
    """A letter that is in the house."""
    LOST_LETTER = "LOST_LETTER"
    """A letter that failed or was cancelled."""
    FILE = "FILE"
    DOCUMENT = "DOCUMENT"
    """A whole request document (`mla-request/1`)."""


MANY = frozenset(
    {Kind.GROUNDS, Kind.MEASURES, Kind.CONCERNED, Kind.CONTENTS, Kind.EVIDENCE, Kind.PEOPLE}
)


@dataclass(frozen=True, slots=True)
class Input:
    """One thing an action takes."""

    key: str
    kind: Kind
    label: str
    help: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()


class UnableToReadInput(ValueError):
    """What was given cannot be read; `errors` names each input and says what to do."""

    def __init__(self, errors: dict[str, Sentence]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{key}: {sentence}" for key, sentence in errors.items()))


def read(takes: tuple[Input, ...], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The values of what was given: every input of `takes` has its key, absent ones are empty.

    Raises UnableToReadInput for unknown keys, missing and unreadable values.
    """
    errors: dict[str, Sentence] = {}
    known = {taken.key for taken in takes}
    for key in raw:
        if key not in known:
            errors[str(key)[:60]] = Sentence(_("This action does not take an input of that name."))
    values: dict[str, Any] = {}
    for taken in takes:
        try:
            values[taken.key] = _read_one(taken, raw.get(taken.key))
        except NotReadable as problem:
            errors[taken.key] = problem.sentence
    if errors:
        raise UnableToReadInput(errors)
    return values


class NotReadable(ValueError):
    """One value cannot be read; `sentence` says what to write instead."""

    def __init__(self, text: str, **blanks: object) -> None:
        self.sentence = Sentence(text, blanks)
        super().__init__(text)


def _read_one(taken: Input, raw: Any) -> Any:
    if taken.kind in MANY:
        items = raw if isinstance(raw, list | tuple) else [raw] if raw not in (None, "") else []
        if taken.required and not items:
            raise NotReadable(_("Choose at least one."))
        return tuple(dict.fromkeys(_read_key(item) for item in items))
    if taken.kind is Kind.FLAG:
        return raw in (True, "true", "on", "1", "yes", 1)
    if raw is None or raw == "":
        if taken.required:
            raise NotReadable(_("This is needed."))
        return "" if taken.kind in (Kind.LINE, Kind.TEXT, Kind.CHOICE) else None
    match taken.kind:
        case Kind.LINE | Kind.TEXT:
            value = clean_text(raw, limit=LINE_LIMIT if taken.kind is Kind.LINE else TEXT_LIMIT)
            if taken.kind is Kind.LINE:
                value = " ".join(value.split())
            if taken.required and not value:
                raise NotReadable(_("This is needed."))
            return value
        case Kind.DATE:
            return read_date(raw)
        case Kind.INSTANT:
            return read_instant(raw)
        case Kind.NUMBER:
            try:
                return int(str(raw))
            except ValueError:
                raise NotReadable(_("Write a whole number.")) from None
        case Kind.CHOICE:
            if raw not in [key for key, _label in taken.choices]:
                raise NotReadable(_("Choose one of the values offered."))
            return raw
        case Kind.DOCUMENT | Kind.FILE:
            return raw
        case _:
            return _read_key(raw)


def _read_key(raw: Any) -> str:
    """The name of something to choose, such as a ground or the number of a measure."""
    text = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
    return clean_text(text, limit=KEY_LIMIT)


def read_date(raw: Any) -> date:
    """A calendar day written YYYY-MM-DD, of the years 1900 to 2200. Raises NotReadable."""
    text = str(raw).strip()
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise NotReadable(_("Write the date as year-month-day, such as 2026-03-31.")) from None
    if not 1900 <= day.year <= 2200:
        raise NotReadable(_("The year must lie between 1900 and 2200."))
    return day


def read_instant(raw: Any) -> datetime:
    """A moment in UTC from `2026-03-31T14:05-05:00` or `2026-03-31T14:05 America/Jamaica`.

    A local time that the zone skips is refused; one it has twice means the earlier.
    """
    if isinstance(raw, datetime):
        text, zone_name = raw.isoformat(), ""
    else:
        text, _space, zone_name = str(raw).strip().partition(" ")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotReadable(
            _("Write date and time such as 2026-03-31T14:05, a space, and a zone name.")
        ) from None
    if not 1900 <= moment.year <= 2200:
        raise NotReadable(_("The year must lie between 1900 and 2200."))
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    zone_name = zone_name.strip()
    if not zone_name:
        raise NotReadable(_("Name the time zone, such as America/Jamaica."))
    if zone_name not in available_timezones():
        raise NotReadable(
            _("There is no time zone called %(zone)s; use a name such as America/Jamaica."),
            zone=zone_name[:60],
        )
    local = moment.replace(tzinfo=ZoneInfo(zone_name))
    utc = local.astimezone(UTC)
    if utc.astimezone(local.tzinfo).replace(tzinfo=None) != moment:
        raise NotReadable(
            _("The clocks in %(zone)s skip that time; write one that exists."), zone=zone_name
        )
    return utc


_NEEDED_BY_SCRIPTS = frozenset(
    "\u200c\u200d\u200e\u200f\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
)
"""Joiners, marks of direction that reach no further than a word, and the signs of numbers."""


def clean_text(raw: Any, *, limit: int) -> str:
    """The text in NFC, trimmed, line ends as \\n.

    Refuses control characters, lone surrogates, hidden and direction-changing characters,
    and texts over `limit` characters: what a reader cannot see must not be in a letter.
    """
    if not isinstance(raw, str):
        raise NotReadable(_("Write this as text."))
    text = raw
    if len(text) <= limit:
        text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > limit:
        raise NotReadable(_("At most %(limit)s characters."), limit=limit)
    for character in text:
        if character in "\n\t" or character in _NEEDED_BY_SCRIPTS:
            continue
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn", "Co"):
            raise NotReadable(
                _("The text has a hidden character (%(code)s) that letters cannot carry."),
                code=f"U+{ord(character):04X}",
            )
    return text.strip()


def days_between(first: date, last: date) -> int:
    """Whole days from `first` to `last`; the first day is not counted."""
    return (last - first) // timedelta(days=1)
