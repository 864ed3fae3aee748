"""`manage assess FILE`: a request document judged, nothing being on file."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from requests_app import house
from requests_app.exchange import document as documents
from requests_app.exchange.assessment import assess_document

BAD_USAGE = 2
LONGEST = 5 * 1024 * 1024


class Command(BaseCommand):
    """Exit codes: 0 judged, 2 the document cannot be read (path by path on stderr)."""

    help = "Judge a request document (a file, or - for the standard input): one JSON document."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a JSON file, or - for the standard input")
        parser.add_argument("--on", metavar="DATE", help="the day judged, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on = self._day(options["on"])
            raw = read_json(options["file"])
            found = assess_document(documents.read(raw, documents.CaseDocument), on=on)
        except documents.UnableToReadDocument as problem:
            for path, sentence in problem.errors.items():
                self.stderr.write(f"{path}: {sentence}")
            raise SystemExit(BAD_USAGE) from problem
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))

    def _day(self, raw: str | None) -> date:
        if not raw:
            return house.today(timezone.now())
        try:
            return date.fromisoformat(raw)
        except ValueError as error:
            raise documents.UnableToReadDocument(
                {"--on": gettext("Write the date as year-month-day, such as 2026-03-31.")}
            ) from error


def read_json(name: str) -> Any:
    """The JSON value of a file, or of the standard input for `-`.

    Raises UnableToReadDocument.
    """
    try:
        if name == "-":
            text = sys.stdin.read(LONGEST + 1)
        else:
            with Path(name).open(encoding="utf-8") as stream:
                text = stream.read(LONGEST + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise documents.UnableToReadDocument(
            {"file": gettext("%(name)s cannot be read as a text file.") % {"name": name}}
        ) from error
    if len(text) > LONGEST:
        raise documents.UnableToReadDocument({"file": gettext("The file is over 5 MB.")})
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise documents.UnableToReadDocument(
            {"document": gettext("Not valid JSON: %(error)s") % {"error": error}}
        ) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
