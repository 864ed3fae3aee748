"""What an action brings with it beyond its own move: rows of the document, a new case."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from mla.accounts.models import User
from requests_app import clocks, house, queries
from requests_app.exchange import rows
from requests_app.models import Request
from requests_app.operations.opening import open_case
from requests_app.rules import workflow
from requests_app.rules.facts import Direction, Form


def follow(
    row: workflow.Action, request: Request, values: dict[str, Any], *, by: User, at: datetime
) -> Request | None:
    """What comes with the action is written; returns the case it opened, if it opened one."""
    return _FOLLOW[row.key](request, values, by, at) if row.key in _FOLLOW else None


def _revise(request: Request, values: dict[str, Any], by: User, at: datetime) -> None:
    document = values["document"]
    rows.fill(request, document)
    rows.replace_rows(request, document)


def _prepare_anew(request: Request, values: dict[str, Any], by: User, at: datetime) -> Request:
    kept = rows.to_document(request)
    done = open_case(
        document=kept.model_copy(update={"their_reference": "", "form": Form.WRITTEN}),
        direction=Direction.OUTGOING,
        by=by,
        at=at,
        earlier=request,
    )
    return done.request


def _correct(request: Request, values: dict[str, Any], by: User, at: datetime) -> None:
    match values["entry"]:
        case "received_on":
            clocks.receipt_corrected(request, by=by, at=at)
            return
        case "form":
            clocks.form_corrected(request, by=by, at=at)
        case "urgency" if not request.next_action:
            clocks.plan(request, today=house.today(at))
    rows.resettle(request)


def _address(request: Request, values: dict[str, Any], by: User, at: datetime) -> None:
    """The request goes to the authority that the register names today."""
    request.other_authority = queries.counterpart(request, on=house.today(at))


def _find_by_their_reference(
    request: Request, values: dict[str, Any], by: User, at: datetime
) -> None:
    if values["their_reference"]:
        rows.resettle(request)


_FOLLOW: dict[str, Callable[[Request, dict[str, Any], User, datetime], Request | None]] = {
    "approve": _address,
    "revise": _revise,
    "prepare_anew": _prepare_anew,
    "correct": _correct,
    "record_acknowledgement": _find_by_their_reference,
    "record_acceptance": _find_by_their_reference,
}
