"""What an action brings with it beyond its own move: rows of the document, a new case."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from mla.accounts.models import User
from requests_app import clocks, house, preserved_data, queries
from requests_app.exchange import rows
from requests_app.exchange.document import MeasureEntry
from requests_app.models import Measure, Preservation, Request
from requests_app.operations.opening import open_case
from requests_app.rules import workflow
from requests_app.rules.facts import Direction, Form
from requests_app.rules.measures import EMERGENCY
from requests_app.rules.preserved import FOR_TRAFFIC, PRESERVATION


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


def _request_the_data(request: Request, values: dict[str, Any], by: User, at: datetime) -> Request:
    """The draft that asks for preserved data: the same case, each of the data a measure."""
    kept = rows.to_document(request)
    chosen = request.measures.filter(number__in=values["measures"]).select_related("preservation")
    done = open_case(
        document=kept.model_copy(
            update={
                "their_reference": "",
                "form": Form.WRITTEN,
                "measures": [_for_the_data(request, measure) for measure in chosen],
            }
        ),
        direction=Direction.OUTGOING,
        by=by,
        at=at,
        earlier=request,
    )
    Preservation.objects.filter(measure__in=chosen).update(kept_for=done.request)
    return done.request


def _link_request(request: Request, values: dict[str, Any], by: User, at: datetime) -> None:
    """The data wait for that request."""
    chosen = request.measures.filter(number__in=values["measures"])
    (found,) = preserved_data.linkable(request, values["request"])
    Preservation.objects.filter(measure__in=chosen).update(kept_for=found)


def _for_the_data(request: Request, measure: Measure) -> MeasureEntry:
    preserved = measure.preservation
    kept_as = (request.reference, request.their_reference, preserved.preserved_on.isoformat())
    contents = {
        "data_description": measure.contents.get("data_to_preserve", ""),
        "custodian_or_location": preserved.custodian
        or measure.contents.get("custodian_or_location", ""),
        "necessity": measure.contents.get("necessity", ""),
        "earlier_preservation": "; ".join(part for part in kept_as if part),
    }
    return MeasureEntry(
        kind="stored_data",
        description=measure.description,
        contents={key: text for key, text in contents.items() if text},
    )


def _ask_third_state(request: Request, values: dict[str, Any], by: User, at: datetime) -> Request:
    """The draft that asks the State of the provider found last to preserve what it has."""
    found = request.providers_found.filter(followed_by=None).order_by("-id")[0]
    kept = rows.to_document(request)
    earlier = next(one for one in kept.measures if one.kind in FOR_TRAFFIC)
    asked = {
        **{key: earlier.contents.get(key, "") for key in ("necessity", "followup_intention")},
        "data_to_preserve": found.traffic_data,
        "custodian_or_location": found.provider,
    }
    measure = MeasureEntry(
        kind=PRESERVATION,
        description=earlier.description,
        contents={key: text for key, text in asked.items() if text},
    )
    changes = {
        "requested_state": found.third_state_id,
        "addressee": "",
        "their_reference": "",
        "form": Form.WRITTEN,
        "measures": [measure],
    }
    done = open_case(
        document=kept.model_copy(update=changes),
        direction=Direction.OUTGOING,
        by=by,
        at=at,
        earlier=request,
    )
    found.followed_by = done.request
    found.save(update_fields=("followed_by",))
    return done.request


def _prepare_emergency_mla(
    request: Request, values: dict[str, Any], by: User, at: datetime
) -> Request:
    kept = rows.to_document(request)
    asked = [
        measure.model_copy(update={"kind": "emergency_mla"})
        for measure in kept.measures
        if measure.kind in EMERGENCY
    ]
    changes = {"their_reference": "", "form": Form.WRITTEN, "measures": asked}
    done = open_case(
        document=kept.model_copy(update=changes),
        direction=Direction.OUTGOING,
        by=by,
        at=at,
        earlier=request,
    )
    return done.request


_FOLLOW: dict[str, Callable[[Request, dict[str, Any], User, datetime], Request | None]] = {
    "approve": _address,
    "approve_emergency": _address,
    "revise": _revise,
    "prepare_anew": _prepare_anew,
    "prepare_emergency_mla": _prepare_emergency_mla,
    "record_refiling": _find_by_their_reference,
    "record_emergency_mla": _find_by_their_reference,
    "correct": _correct,
    "record_their_preservation": _find_by_their_reference,
    "record_acknowledgement": _find_by_their_reference,
    "request_the_data": _request_the_data,
    "link_request": _link_request,
    "ask_third_state": _ask_third_state,
    "record_acceptance": _find_by_their_reference,
}
