"""Opening a case: a draft of ours, or a request received and registered."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from mla import ledger
from mla.accounts.models import User
from mla.conflicts import again_on_conflict
from requests_app import clocks, house, naming, queries
from requests_app.exchange import document as documents
from requests_app.exchange import rows
from requests_app.models import Request, reference
from requests_app.operations.done import Done, NotAllowed
from requests_app.rules import access, states, workflow
from requests_app.rules.facts import Direction, Form
from requests_app.rules.findings import Finding, Severity
from requests_app.rules.sentences import Sentence, keeping
from requests_app.rules.sentences import gettext_noop as _


@again_on_conflict
def open_case(
    *,
    document: Any,
    direction: str,
    by: User,
    at: datetime,
    received_on: date | None = None,
    earlier: Request | None = None,
) -> Done:
    """A new request is on file: a draft of ours, or one received and registered.

    It has a reference, an author, a holder and a next-action date. Incomplete contents are
    no obstacle: a deficient request is registered too. Raises UnableToReadDocument,
    UnableToOpen, NotAllowed.
    """
    side = Direction(direction)
    read = documents.read(document)
    actor = queries.actor(by)
    with transaction.atomic():
        if not actor.roles & workflow.DESK or by.authority_id is None:
            sentence = Sentence(_("Only the people of the central authority open a case."))
            refused = access.Verdict(False, (Finding("role", Severity.BLOCKS, sentence),), "ROLE")
            ledger.record(
                chain="house",
                verb="request.refused",
                by=by,
                at=at,
                data={"action": "open", **keeping("reasons", [sentence])},
            )
        else:
            refused = None
            request = _new_request(read, side, by, at, received_on, earlier)
            event = ledger.record(
                chain=request.chain,
                verb="opened" if side is Direction.OUTGOING else "registered",
                by=by,
                at=at,
                data={
                    "reference": request.reference,
                    "to": str(request.state),
                    "contents": request.contents_hash,
                    "earlier": earlier.reference if earlier else None,
                },
            )
    if refused:
        raise NotAllowed(refused)
    return Done(request, event)


def _new_request(
    document: documents.RequestDocument,
    side: Direction,
    by: User,
    at: datetime,
    received_on: date | None,
    earlier: Request | None,
) -> Request:
    today = house.today(at)
    naming.check_sides(document, side)
    if side is Direction.INCOMING:
        received_on = received_on or today
        if received_on > today:
            raise naming.UnableToOpen(
                gettext("That lies in the future; record it once it has happened.")
            )
    request = Request(
        direction=side.value,
        state=states.INITIAL[side].value,
        home_authority=by.authority,
        author=by,
        preparers=[by.pk],
        created_at=at,
        state_since=at,
        received_on=received_on,
        earlier=earlier,
        restricted_to=earlier.restricted_to if earlier else None,
    )
    rows.fill(request, document)
    request.confirmation_owed = side is Direction.INCOMING and request.form == Form.ORAL
    request.other_authority = queries.counterpart(request, on=today)
    request.reference = reference.issue(direction=side, year=today.year)
    request.search_text = f"{request.reference.casefold()} {request.search_text}".strip()
    clocks.plan_new(request, today=today)
    request.save(force_insert=True)
    rows.replace_rows(request, document)
    if side is Direction.INCOMING:
        kinds = {measure.kind for measure in document.measures}
        clocks.start_on_receipt(request, kinds=kinds, by=by, at=at)
    return request
