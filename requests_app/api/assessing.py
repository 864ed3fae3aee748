"""Judging a request document, nothing being on file."""

from datetime import date
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Query, Router, Schema

from requests_app import house, telling
from requests_app.api import answers, shapes
from requests_app.exchange import document as documents
from requests_app.exchange.assessment import assess_document

router = Router(tags=["assess"])


class OnDay(Schema):
    """The day judged; today where none is named."""

    on: date | None = None


@router.post(
    "/assess",
    response={
        200: dict[str, Any],
        400: shapes.Refused,
        401: shapes.Refused,
        413: shapes.Refused,
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/CaseDocument"}}
            },
        }
    },
)
def assess(request: HttpRequest, day: Query[OnDay]) -> JsonResponse:
    """The verdicts on a case document (`mla-assessment/1`)."""
    try:
        raw = answers.read_object(request)
        document = documents.read(raw, documents.CaseDocument)
        on = day.on or house.today(timezone.now())
        return answers.answer(assess_document(document, on=on))
    except answers.UnableToReadBody as problem:
        return answers.unreadable(problem)
    except documents.UnableToReadDocument as problem:
        return answers.refused(telling.refusal_of(problem))
