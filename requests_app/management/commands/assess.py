"""`manage assess FILE`: a request document judged, nothing being on file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from requests_app import house
from requests_app.exchange import document as documents
from requests_app.exchange.assessment import assess_document
from requests_app.management import ends


class Command(BaseCommand):
    """Exit codes: 0 judged, 2 the document cannot be read (path by path on stderr)."""

    help = "Judge a request document (a file, or - for the standard input): one JSON document."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a JSON file, or - for the standard input")
        parser.add_argument("--on", metavar="DATE", help="the day judged, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on = ends.read_day(options["on"], name="--on") or house.today(timezone.now())
            raw = ends.read_json(options["file"])
            found = assess_document(documents.read(raw, documents.CaseDocument), on=on)
        except documents.UnableToReadDocument as problem:
            ends.refuse(self, problem, as_json=False)
        ends.tell(self, found)
