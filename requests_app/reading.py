"""Reading a paper of a case: the bytes as they were kept, and the reading on the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mla import ledger
from mla.accounts.models import User
from requests_app import queries, vault
from requests_app.letters import carry
from requests_app.models import Document, Letter, Request, StoredFile


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that was read: its bytes, its type and the name it is saved under."""

    name: str
    media_type: str
    data: bytes


def letter(*, request: UUID, letter: UUID, by: User, at: datetime) -> Paper:
    """The PDF of a letter; who read it and when is on the ledger.

    Raises UnableToFind (absent, hidden, or not rendered yet) and vault.UnableToReadFile.
    """
    case = queries.find(request, by=by)
    row = Letter.objects.filter(request=case, public_id=letter).select_related("file").first()
    if row is None:
        raise queries.UnableToFind(_("There is no such letter."))
    return kept_letter(row, by=by, at=at)


def kept_letter(row: Letter, *, by: User, at: datetime) -> Paper:
    """As `letter`, for a letter whose reader may know of it. Raises UnableToFind without a file."""
    case = row.request
    if row.file is None:
        raise queries.UnableToFind(_("There is no such letter."))
    said: dict[str, object] = {
        "letter": str(row.public_id),
        "number": row.number,
        "sha256": row.file.sha256,
    }
    data = _read(row.file, case.chain, "read_letter", said, by=by, at=at)
    name = f"{case.reference.replace('/', '-')}-{row.number:02d}.pdf"
    return Paper(name, row.file.media_type, data)


def preview(context: dict[str, Any], *, request: Request, by: User, at: datetime) -> bytes:
    """The PDF of a letter that is not written yet, marked as a preview on every page.

    Who looked at it is on the ledger: it says what the letter will say. Nothing of it is kept.
    Raises UnableToRenderLetter.
    """
    said = {"kind": str(context["kind"])}
    with transaction.atomic():
        ledger.record(chain=request.chain, verb="read_preview", by=by, at=at, data=said)
    return carry.preview_pdf(context)


def document(*, request: UUID, document: UUID, by: User, at: datetime) -> Paper:
    """The bytes of an attached document; who read it and when is on the ledger.

    Raises UnableToFind (absent or hidden) and vault.UnableToReadFile.
    """
    case = queries.find(request, by=by)
    row = Document.objects.filter(request=case, public_id=document).select_related("file").first()
    if row is None:
        raise queries.UnableToFind(_("There is no such document."))
    said = {"document": str(row.public_id), "title": row.title, "sha256": row.file.sha256}
    data = _read(row.file, case.chain, "read_document", said, by=by, at=at)
    return Paper(row.file.name, row.file.media_type, data)


def restricted(request: Request, *, by: User, at: datetime) -> None:
    """Who looked at a request that is restricted is on the ledger; at any other nobody need be."""
    if request.restricted_to is not None:
        with transaction.atomic():
            ledger.record(chain=request.chain, verb="read_request", by=by, at=at, data={})


def manifest(request: Request, *, by: User, at: datetime) -> None:
    """Who looked at the manifest of evidence is on the ledger."""
    with transaction.atomic():
        ledger.record(chain=request.chain, verb="read_manifest", by=by, at=at, data={})


def _read(
    file: StoredFile, chain: str, verb: str, said: Mapping[str, object], *, by: User, at: datetime
) -> bytes:
    """On the ledger before the first byte leaves: a reading that fails was still tried."""
    with transaction.atomic():
        ledger.record(chain=chain, verb=verb, by=by, at=at, data=dict(said))
    return vault.read(file)
