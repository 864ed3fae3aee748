"""Filing an emergency: the case is opened and, where it is ours and whole, submitted at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from mla.accounts.models import User
from requests_app.models import Request
from requests_app.operations.acting import act
from requests_app.operations.done import NotAllowed
from requests_app.operations.opening import open_case
from requests_app.rules.facts import Direction
from requests_app.rules.findings import Finding


@dataclass(frozen=True, slots=True)
class Filed:
    """The case on file; `problems` kept a request of ours from review: it is a draft."""

    request: Request
    problems: tuple[Finding, ...] = ()


def file_emergency(*, document: Any, direction: str, by: User, at: datetime) -> Filed:
    """The emergency is on file, in review where it is ours and whole. Who filed it does not
    approve it. Raises UnableToReadDocument, UnableToOpen, NotAllowed (nothing is filed)."""
    with transaction.atomic():
        request = open_case(document=document, direction=direction, by=by, at=at).request
        if Direction(direction) is Direction.INCOMING:
            return Filed(request)
        try:
            return Filed(act("submit", request=request.public_id, by=by, at=at).request)
        except NotAllowed as refused:
            found = refused.verdict.findings
            return Filed(request, tuple(finding for finding in found if finding.blocks))
