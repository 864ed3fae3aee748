"""Requests: listing, opening, reading, acting, their history and letters."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from ninja import Query, Router, Schema
from pydantic import Field

from mla.ledger import events_of
from requests_app import house, operations, queries, reading, telling, vault, worklist
from requests_app.api import answers, shapes
from requests_app.api.credentials import holder
from requests_app.api.once import Made, once
from requests_app.casefile import CaseFile
from requests_app.models import Letter
from requests_app.rules import inputs, workflow
from requests_app.rules.facts import Direction, Urgency
from requests_app.rules.inputs import MANY, Kind
from requests_app.rules.states import State

router = Router(tags=["requests"])
_VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')
MOST_EVENTS = 500


def refusals(*codes: int) -> dict[Any, Any]:
    """The refusals an operation may answer with, for the description."""
    return dict.fromkeys((401, *codes), shapes.Refused)


KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "maxLength": 190},
    "description": "The same key with the same body is done once and answered alike.",
}
VERSION_HEADER = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "The version seen, as in the ETag.",
}


class Wanted(Schema):
    """Filters of the list; a blank asks for nothing."""

    scope: str = Field(worklist.OPEN, pattern="^(open|mine|turn|closed)$")
    direction: Direction | None = None
    state: State | None = None
    urgency: Urgency | None = None
    other_state: str = Field("", max_length=2)
    overdue: bool = False
    q: str = Field("", max_length=worklist.SEARCH_LIMIT)
    after: str = Field("", max_length=60)
    before: str = Field("", max_length=60)
    limit: int = Field(worklist.PAGE_SIZE, ge=1, le=200)


@router.get("/requests", response={200: shapes.Page, **refusals(400)})
def list_requests(request: HttpRequest, wanted: Query[Wanted]) -> JsonResponse:
    """The requests that the holder may know of, by urgency and next action."""
    filters = worklist.Filters(
        scope=wanted.scope,
        direction=wanted.direction or "",
        state=wanted.state or "",
        other_state=wanted.other_state,
        urgency=wanted.urgency or "",
        overdue=wanted.overdue,
        search=wanted.q.replace("\x00", ""),
    )
    page = worklist.page(
        filters,
        by=holder(request),
        today=house.today(timezone.now()),
        after=wanted.after,
        before=wanted.before,
        size=wanted.limit,
    )
    return answers.answer(
        {
            "requests": [telling.row(entry) for entry in page.rows],
            "before": page.before or None,
            "after": page.after or None,
        }
    )


@router.post(
    "/requests",
    response={201: shapes.Done, **refusals(400, 403, 409, 413, 422)},
    openapi_extra={
        "parameters": [KEY_HEADER],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Opening"}}},
        },
    },
)
def open_request(request: HttpRequest) -> JsonResponse:
    """A new request is on file: a draft of ours, or one received and registered."""
    at = timezone.now()
    by = holder(request)
    try:
        body = answers.read_object(request)
        side, received_on, document = _opening(body)
    except answers.UnableToReadBody as problem:
        return answers.unreadable(problem)
    except inputs.UnableToReadInput as problem:
        return answers.refused(telling.refusal_of(problem))

    def work() -> Made:
        done = operations.open_case(
            document=document, direction=side, by=by, at=at, received_on=received_on
        )
        return Made(telling.done(done), 201)

    return once(request, by=by, at=at, work=work)


_OPENING = (
    inputs.Input(
        "direction",
        Kind.CHOICE,
        "Direction",
        choices=tuple((side.value, side.value) for side in Direction),
    ),
    inputs.Input("received_on", Kind.DATE, "Received on", required=False),
    inputs.Input("document", Kind.DOCUMENT, "Document"),
)


def _opening(body: dict[str, Any]) -> tuple[str, date | None, Any]:
    values = inputs.read(_OPENING, body)
    return values["direction"], values["received_on"], values["document"]


@router.get("/requests/{request_id}", response={200: shapes.Detail, **refusals(404)})
def get_request(request: HttpRequest, request_id: str) -> JsonResponse:
    """Everything about one request; its version is the `ETag`."""
    at = timezone.now()
    by = holder(request)
    try:
        found = queries.find(request_id, by=by)
    except queries.UnableToFind as absent:
        return answers.refused(telling.refusal_of(absent))
    reading.restricted(found, by=by, at=at)
    case = CaseFile(found, at=at, today=house.today(at))
    return answers.answer(telling.detail(case, by=by))


class From(Schema):
    """Where a page of events begins."""

    after: int = Field(0, ge=0, le=2**53)
    limit: int = Field(100, ge=1, le=MOST_EVENTS)


@router.get("/requests/{request_id}/history", response={200: shapes.History, **refusals(400, 404)})
def get_history(request: HttpRequest, request_id: str, page: Query[From]) -> JsonResponse:
    """What happened to a request, oldest first."""
    try:
        found = queries.find(request_id, by=holder(request))
    except queries.UnableToFind as absent:
        return answers.refused(telling.refusal_of(absent))
    events = events_of(found.chain, after=page.after, limit=page.limit + 1)
    shown = events[: page.limit]
    return answers.answer(
        {
            "events": [telling.event(event) for event in shown],
            "after": shown[-1].id if len(events) > page.limit else None,
        }
    )


@router.get(
    "/letters/{letter_id}.pdf",
    response={**refusals(404, 503)},
    openapi_extra={
        "responses": {200: {"description": "The PDF", "content": {"application/pdf": {}}}}
    },
)
def get_letter(request: HttpRequest, letter_id: str) -> HttpResponse:
    """The PDF of a letter; the reading is on the ledger."""
    by = holder(request)
    try:
        found = _letter(letter_id).first()
        if found is None:
            raise queries.UnableToFind(gettext("There is no such letter."))
        paper = reading.letter(
            request=found.request.public_id, letter=found.public_id, by=by, at=timezone.now()
        )
    except (queries.UnableToFind, ValueError):
        absent = queries.UnableToFind(gettext("There is no such letter."))
        return answers.refused(telling.refusal_of(absent))
    except vault.UnableToReadFile as damage:
        return answers.refuse(answers.FILE_DAMAGED, str(damage))
    response = HttpResponse(paper.data, content_type=paper.media_type)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, paper.name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _letter(letter_id: str) -> Any:
    return Letter.objects.select_related("request").filter(public_id=UUID(letter_id))


def act(request: HttpRequest, request_id: str, row: workflow.Action) -> JsonResponse:
    """The action is done once for its key, on the version that was seen, or nothing is."""
    at = timezone.now()
    by = holder(request)
    seen = _VERSION.fullmatch(request.headers.get("If-Match", "").strip())
    if seen is None:
        return answers.refuse(
            answers.VERSION_NEEDED, gettext("Send the version you saw in If-Match.")
        )
    version = int(seen.group(1))
    try:
        given = _given(request, row)
    except answers.UnableToReadBody as problem:
        return answers.unreadable(problem)

    def work() -> Made:
        done = operations.act(
            row.key, request=request_id, by=by, at=at, version=version, given=given
        )
        return Made(telling.done(done), 200)

    return once(request, by=by, at=at, work=work)


def _given(request: HttpRequest, row: workflow.Action) -> dict[str, Any]:
    if request.content_type != "multipart/form-data":
        return answers.read_object(request)
    kinds = {taken.key: taken.kind for taken in row.takes}
    given: dict[str, Any] = {
        key: values if kinds.get(key) in MANY else values[-1]
        for key, values in request.POST.lists()
    }
    return given | {key: files[-1] for key, files in request.FILES.lists()}


def _view_of(row: workflow.Action) -> Callable[..., JsonResponse]:
    def view(request: HttpRequest, request_id: str) -> JsonResponse:
        return act(request, request_id, row)

    view.__name__ = row.key
    view.__doc__ = f"{row.label}: {row.help}" if row.help else row.label
    return view


def _body(row: workflow.Action) -> dict[str, Any]:
    has_file = any(taken.kind is Kind.FILE for taken in row.takes)
    kind = "multipart/form-data" if has_file else "application/json"
    required = any(taken.required for taken in row.takes)
    schema = shapes.body_of(row)
    schema.pop("$defs", None)
    return {"required": required, "content": {kind: {"schema": schema}}}


for _row in workflow.actions():
    router.add_api_operation(
        f"/requests/{{request_id}}/actions/{_row.key}",
        ["POST"],
        _view_of(_row),
        response={200: shapes.Done, **refusals(400, 403, 404, 409, 412, 413, 422, 428)},
        operation_id=_row.key,
        summary=_row.label,
        tags=["actions"],
        openapi_extra={
            "parameters": [KEY_HEADER, VERSION_HEADER],
            "requestBody": _body(_row),
        },
    )
