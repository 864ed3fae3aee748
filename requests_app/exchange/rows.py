"""Between the request document and the rows that keep it."""

import hashlib
import json
from typing import Any

from requests_app.exchange.document import (
    Basis,
    LegalBasis,
    MeasureEntry,
    OffenceEntry,
    PersonEntry,
    RequestDocument,
    Treaty,
)
from requests_app.models import Measure, Offence, Person, Request
from requests_app.models.request import URGENCY_RANK
from requests_app.rules.applicability import COURTESY
from requests_app.rules.contents import SHEET_KEYS
from requests_app.rules.facts import Direction, Urgency
from requests_app.rules.instruments import all_instruments
from requests_app.rules.measures import Outcome

_PLAIN = (
    "title",
    "addressee",
    "case_reference",
    "their_reference",
    "contents",
    "persons_reason",
    "deadline_on",
    "deadline_reason",
    "confidentiality",
    "urgency",
    "urgency_reason",
    "language",
    "channel",
    "channel_agreed",
    "form",
)


def fill(request: Request, document: RequestDocument) -> None:
    """The request's own entries say what the document says; nothing is saved yet."""
    for name in _PLAIN:
        setattr(request, name, getattr(document, name))
    request.urgency_rank = URGENCY_RANK[Urgency(document.urgency)]
    request.legal_basis = document.legal_basis.model_dump()
    leading = leading_instrument(document)
    request.instrument = leading
    request.instrument_edition = _edition(leading)
    request.is_specimen = document.marking == "SPECIMEN"
    request.other_state_id = (
        document.requested_state
        if request.direction == Direction.OUTGOING
        else document.requesting_state
    )
    request.contents_hash = content_hash(document)
    request.search_text = _search_text(request, document)


def resettle(request: Request) -> None:
    """What follows from the entries fits them again: what approval binds to, and the search."""
    document = to_document(request)
    request.contents_hash = content_hash(document)
    request.search_text = _search_text(request, document)


def replace_rows(request: Request, document: RequestDocument) -> None:
    """Measures, persons and offences are those of the document; decided measures stay."""
    Person.objects.filter(request=request).delete()
    Offence.objects.filter(request=request).delete()
    kept = {measure.number: measure for measure in request.measures.all()}
    Person.objects.bulk_create(
        Person(request=request, number=number, **entry.model_dump())
        for number, entry in enumerate(document.persons, start=1)
    )
    Offence.objects.bulk_create(
        Offence(request=request, number=number, **entry.model_dump())
        for number, entry in enumerate(document.offences, start=1)
    )
    fresh: list[Measure] = []
    for number, entry in enumerate(document.measures, start=1):
        values = entry.model_dump()
        measure = kept.pop(number, None)
        if measure is None:
            fresh.append(Measure(request=request, number=number, **values))
        elif any(getattr(measure, name) != value for name, value in values.items()):
            Measure.objects.filter(pk=measure.pk).update(**values)
    Measure.objects.bulk_create(fresh)
    for measure in kept.values():
        if measure.outcome == Outcome.PENDING:
            measure.delete()


def to_document(request: Request) -> RequestDocument:
    """The document that the rows of the request hold."""
    basis = request.legal_basis
    return RequestDocument(
        schema="mla-request/1",
        marking="SPECIMEN" if request.is_specimen else "",
        requesting_state=request.requesting_state_id,
        requested_state=request.requested_state_id,
        legal_basis=LegalBasis(
            instruments=[Basis(**row) for row in basis.get("instruments", [])],
            treaties=[Treaty(**row) for row in basis.get("treaties", [])],
            reciprocity=basis.get("reciprocity", False),
        ),
        persons=[
            PersonEntry(
                role=p.role, identity=p.identity, location=p.location, nationality=p.nationality
            )
            for p in request.persons.all()
        ],
        offences=[
            OffenceEntry(
                title=o.title,
                provisions=o.provisions,
                penalty=o.penalty,
                max_penalty_years=o.max_penalty_years,
            )
            for o in request.offences.all()
        ],
        measures=[
            MeasureEntry(kind=m.kind, description=m.description, contents=m.contents)
            for m in request.measures.all()
        ],
        **{name: getattr(request, name) for name in _PLAIN},
    )


def changed(request: Request, document: RequestDocument) -> list[str]:
    """The paths of the entries in which the document differs from the rows, never their words;
    what comes in rows counts as one entry."""
    before = to_document(request)
    found: list[str] = []
    for name in RequestDocument.model_fields:
        old, new = getattr(before, name), getattr(document, name)
        if name == "contents":
            found += [f"{name}.{key}" for key in SHEET_KEYS if old.get(key) != new.get(key)]
        elif old != new:
            found.append(name)
    return found


def leading_instrument(document: RequestDocument) -> str:
    """The instrument whose rules the request is kept under.

    A treaty of assistance that the request names but this installation holds no text of
    leads by courtesy rules, which warn and never block; else the first instrument named.
    """
    basis = document.legal_basis
    if any(treaty.covers_assistance for treaty in basis.treaties):
        return COURTESY
    held = all_instruments()
    return next((row.instrument for row in basis.instruments if row.instrument in held), COURTESY)


def content_hash(document: RequestDocument) -> str:
    """SHA-256 of the document in canonical JSON: what an approval binds to."""
    data: dict[str, Any] = document.model_dump(mode="json", by_alias=True)
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _edition(code: str) -> str:
    instrument = all_instruments()[code]
    return f"{instrument.edition}:{instrument.digest}"


def _search_text(request: Request, document: RequestDocument) -> str:
    parts = [
        request.reference,
        document.title,
        document.case_reference,
        document.their_reference,
        *(person.identity for person in document.persons),
        *(offence.title for offence in document.offences),
    ]
    return " \n".join(part for part in parts if part).casefold()
