"""`manage read_letter F.pdf`: what a letter says of itself, and whether it is one of ours."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from mla.accounts.models import User
from requests_app import queries
from requests_app.letters import received
from requests_app.management import ends
from requests_app.models import Letter

SCHEMA = "mla-letter-reading/1"


class Command(BaseCommand):
    """Exit codes: 0 read, 2 not a PDF, or none that can be read."""

    help = "Read a letter (a PDF): one JSON document."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a PDF")
        parser.add_argument(
            "--as", dest="as_user", metavar="USER", help="say also whether this person knows it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = ends.person(self, options["as_user"]) if options["as_user"] else None
        try:
            found = received.read(Path(options["file"]))
        except received.UnableToReadLetter as problem:
            ends.misused(self, str(problem))
        ends.tell(
            self,
            {
                "schema": SCHEMA,
                "sha256": found.sha256,
                "size": found.size,
                "pages": found.pages,
                "title": found.title,
                "language": found.language,
                "seal": _seal(found),
                "known_here": _known_here(found.sha256, by) if by else None,
                "request_document": found.request_document,
                "request_document_errors": found.document_errors,
            },
        )


def _seal(found: received.Reading) -> dict[str, Any]:
    if not found.is_signed:
        return {
            "present": False,
            "sentence": gettext(
                "This letter has no electronic seal; sealing is not part of this installation."
            ),
        }
    return {
        "present": True,
        "checked": False,
        "sentence": gettext(
            "This letter has an electronic signature or seal. It was not checked: "
            "checking is not part of this installation."
        ),
    }


def _known_here(sha256: str, by: User) -> dict[str, Any] | None:
    """The letter with these bytes, if the person may know of it; hidden is the same as absent."""
    row = (
        Letter.objects.filter(file__sha256=sha256, request__in=queries.visible_to(by))
        .select_related("request")
        .order_by("pk")
        .first()
    )
    if row is None:
        return None
    return {
        "reference": row.request.reference,
        "number": row.number,
        "kind": row.kind,
        "status": row.status,
        "dispatched_at": row.dispatched_at.isoformat() if row.dispatched_at else None,
        "channel": row.channel or None,
    }
