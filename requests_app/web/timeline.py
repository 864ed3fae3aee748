"""The history of a request in sentences, from its chain in the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, pgettext

from mla.ledger.queries import EventRow
from requests_app import telling
from requests_app.rules import workflow
from requests_app.rules.contents import CONTENTS
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.sentences import COMMA, kept
from requests_app.web import words
from requests_app.web.sections import LABELS

QUIET = frozenset({"read_letter", "read_document", "read_preview", "read_manifest", "read_request"})
"""Readings: on the ledger, but no step of the case."""
ALL, STEPS, REFUSED = "all", "steps", "refused"
KINDS = (STEPS, ALL, REFUSED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as a person reads it."""

    id: int
    when: str
    iso: str
    who: str
    sentence: str
    move: tuple[str, str] | None
    details: tuple[tuple[str, str], ...]
    refused: bool


def entries(rows: Iterable[EventRow], *, kind: str = ALL) -> list[Entry]:
    """The events as sentences, in the order given; `kind` is one of KINDS."""
    return [_entry(row) for row in rows if _belongs(row, kind)]


def _belongs(row: EventRow, kind: str) -> bool:
    if kind == STEPS:
        return row.verb not in QUIET and row.verb != "refused"
    if kind == REFUSED:
        return row.verb == "refused"
    return True


def _entry(row: EventRow) -> Entry:
    data = row.data
    before, after = data.get("from"), data.get("to")
    move = None
    if before and after and before != after:
        move = (words.state_label(before), words.state_label(after))
    return Entry(
        id=row.id,
        when=words.moment(row.at),
        iso=row.at.isoformat(timespec="seconds"),
        who=row.actor_name,
        sentence=telling.sentence(row),
        move=move,
        details=tuple(_details(row)),
        refused=row.verb == "refused",
    )


def _details(row: EventRow) -> Iterable[tuple[str, str]]:
    for reason in kept("reasons", row.data) if row.verb == "refused" else ():
        yield gettext("Reason"), words.say(reason)
    given = row.data.get("given")
    if isinstance(given, Mapping):
        inputs = _inputs_of(row.verb)
        for key, value in given.items():
            taken = inputs.get(key)
            if taken and taken.kind is Kind.DOCUMENT:
                continue
            if row.verb == "correct" and key == "value":
                labels = words.CORRECTED.get(str(given.get("entry")), {})
                value = gettext(labels[value]) if value in labels else value
            yield (gettext(taken.label) if taken else key), _told(taken, value)
    if (changed := row.data.get("changed")) is not None:
        named = [gettext(LABELS.get(path, path)) for path in changed]
        yield gettext("What changed"), gettext(COMMA).join(named) or gettext("nothing")
    for warning in kept("warnings", row.data):
        yield pgettext("in a history", "Warned of"), words.say(warning)
    if row.data.get("opened"):
        yield gettext("New request"), str(row.data["opened"])


def _inputs_of(verb: str) -> dict[str, Input]:
    try:
        return {taken.key: taken for taken in workflow.action(verb).takes}
    except KeyError:
        return {}


def _told(taken: Input | None, value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("name", ""))
    if isinstance(value, list):
        return gettext(COMMA).join(_one(taken, item) for item in value)
    return _one(taken, value)


def _one(taken: Input | None, value: Any) -> str:
    text = str(value)
    if taken is None:
        return text
    if taken.kind is Kind.CHOICE:
        return gettext(dict(taken.choices).get(text, text))
    if taken.kind is Kind.FLAG:
        return gettext("yes") if value else gettext("no")
    if taken.kind is Kind.DATE:
        return words.day(date.fromisoformat(text))
    if taken.kind is Kind.INSTANT:
        return words.moment(datetime.fromisoformat(text))
    if taken.kind is Kind.CONTENTS and text in CONTENTS:
        return gettext(CONTENTS[text].label)
    return text
