"""How a command of the contract ends: exit codes, one JSON document, the reason on stderr."""

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from mla.accounts.models import User
from requests_app import telling
from requests_app.exchange.document import UnableToReadDocument

REFUSED = 1
BAD_USAGE = 2
LONGEST_FILE = 5 * 1024 * 1024


def refuse(command: BaseCommand, problem: Exception, *, as_json: bool) -> NoReturn:
    """The reason is on stderr, the whole of it as JSON on stdout where that was asked for.

    Ends with 2 where what was given cannot be read, else with 1.
    """
    refusal = telling.refusal_of(problem)
    if as_json:
        tell(command, refusal.body)
    if refusal.errors:
        for path, sentence in refusal.errors.items():
            command.stderr.write(f"{path}: {sentence}")
    else:
        command.stderr.write(refusal.sentence)
    raise SystemExit(BAD_USAGE if refusal.kind == telling.UNREADABLE else REFUSED) from problem


def misused(command: BaseCommand, sentence: str, *, as_json: bool = False) -> NoReturn:
    """The sentence is on stderr; ends with 2."""
    if as_json:
        tell(command, {"refused": sentence, "kind": telling.UNREADABLE, "findings": []})
    command.stderr.write(sentence)
    raise SystemExit(BAD_USAGE)


def tell(command: BaseCommand, body: Any) -> None:
    """One JSON document on stdout."""
    command.stdout.write(json.dumps(body, ensure_ascii=False, indent=2))


def person(command: BaseCommand, name: str, *, as_json: bool = False) -> User:
    """The active person of that name; anybody else ends the command."""
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        misused(
            command,
            gettext("There is no active user called %(name)s.") % {"name": name},
            as_json=as_json,
        )
    return found


def read_json(name: str) -> Any:
    """The JSON value of a file, or of the standard input for `-`.

    Raises UnableToReadDocument.
    """
    try:
        if name == "-":
            text = sys.stdin.read(LONGEST_FILE + 1)
        else:
            with Path(name).open(encoding="utf-8") as stream:
                text = stream.read(LONGEST_FILE + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise UnableToReadDocument(
            {"file": gettext("%(name)s cannot be read as a text file.") % {"name": name}}
        ) from error
    if len(text) > LONGEST_FILE:
        raise UnableToReadDocument({"file": gettext("The file is over 5 MB.")})
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnableToReadDocument(
            {"document": gettext("Not valid JSON: %(error)s") % {"error": error}}
        ) from error


def read_object(name: str) -> Mapping[str, Any]:
    """As `read_json`, for a file that must hold one object."""
    found = read_json(name)
    if not isinstance(found, dict):
        raise UnableToReadDocument({"document": gettext("Write one JSON object.")})
    return found


def read_day(raw: str | None, *, name: str) -> date | None:
    """A day written YYYY-MM-DD, or None. Raises UnableToReadDocument."""
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise UnableToReadDocument(
            {name: gettext("Write the date as year-month-day, such as 2026-03-31.")}
        ) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
