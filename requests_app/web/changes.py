"""What others did since a form was opened, so that nobody overwrites what they have not seen."""

from django.http import HttpRequest

from mla.ledger.queries import latest_events_of
from requests_app.models import Request
from requests_app.web import timeline

MOST = 10


def read_version(request: HttpRequest) -> int:
    """The version that the form was made from; one that no request has when it names none."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def since(request: Request, version: int | None) -> list[timeline.Entry]:
    """The latest changes of the request after that version, as sentences."""
    rows = [
        row
        for row in latest_events_of(request.chain, limit=MOST)
        if int(row.data.get("version") or 0) > (version or 0)
    ]
    return timeline.entries(rows)
