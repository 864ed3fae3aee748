"""Reading the register: States, and what binds two of them."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Query, Router, Schema
from pydantic import Field

from authorities import party_status, queries, what_if
from authorities.binding import UnableToJudgeBinding, instruments_between
from authorities.models import Instrument
from requests_app import house, telling
from requests_app.api import answers, shapes

router = Router(tags=["register"])


class Searched(Schema):
    """Which States."""

    q: str = Field("", max_length=80)
    after: str = Field("", max_length=2)
    before: str = Field("", max_length=2)


class StateRow(Schema):
    """A State as the register knows it."""

    code: str
    name: str
    zone: str | None
    source: str
    verified: bool


class States(Schema):
    """A page of States by name."""

    states: list[StateRow]
    before: str | None
    after: str | None


class Between(Schema):
    """The instruments of the register with their verdict for two States on a day."""

    a: str
    b: str
    on: str
    instruments: list[dict[str, Any]]


@router.get("/states", response={200: States, 400: shapes.Refused, 401: shapes.Refused})
def list_states(request: HttpRequest, wanted: Query[Searched]) -> JsonResponse:
    """States by name."""
    page = queries.states_page(
        search=wanted.q.replace("\x00", ""), after=wanted.after, before=wanted.before
    )
    return answers.answer(
        {
            "states": [
                {
                    "code": state.code,
                    "name": state.local_name,
                    "zone": state.zone or None,
                    "source": state.source,
                    "verified": state.verified,
                }
                for state in page.rows
            ],
            "before": page.before or None,
            "after": page.after or None,
        }
    )


class OnDay(Schema):
    """A day; today where none is named."""

    on: date | None = None


@router.get(
    "/states/{a}/binding/{b}",
    response={200: Between, 400: shapes.Refused, 401: shapes.Refused, 404: shapes.Refused},
)
def get_binding(request: HttpRequest, a: str, b: str, day: Query[OnDay]) -> JsonResponse:
    """Which instruments bind two States on a day, and why."""
    on = day.on or house.today(timezone.now())
    try:
        found = instruments_between(a.upper()[:2], b.upper()[:2], on)
    except UnableToJudgeBinding as problem:
        return answers.refuse(telling.ABSENT, str(problem) or gettext("There is no such State."))
    return answers.answer(
        {
            "a": a.upper(),
            "b": b.upper(),
            "on": on.isoformat(),
            "instruments": [_plain(asdict(binding)) for binding in found],
        }
    )


class AskedParties(OnDay):
    """A day, and deposits to suppose."""

    what_if: list[str] = Field([], max_length=60, description="each as CO=2027-01-05")
    rest_on: date | None = None


class PartyStatus(Schema):
    """Who signed an instrument, who is bound, how many are missing, and what if."""

    instrument: str
    title: str
    short_title: str
    on: str
    status: str
    status_on: str | None
    in_force_on: str | None
    list_as_at: str | None
    list_source: str
    verified: bool
    source: str
    signed: int
    bound: int
    counts: dict[str, int]
    threshold: dict[str, int] | None
    entry: dict[str, Any] | None
    entry_cite: str
    entry_evidence: str
    entry_late_cite: str
    entry_late_evidence: str
    agrees: bool | None
    parties: list[dict[str, Any]]
    what_if: dict[str, Any] | None


@router.get(
    "/instruments/{code}/parties",
    response={
        200: PartyStatus,
        400: shapes.Refused,
        401: shapes.Refused,
        404: shapes.Refused,
    },
)
def get_parties(request: HttpRequest, code: str, asked: Query[AskedParties]) -> JsonResponse:
    """Party status of an instrument on a day, and what if a State deposits."""
    try:
        status = party_status.party_status(
            code.upper(),
            on=asked.on or house.today(timezone.now()),
            what_if=[what_if.read(text) for text in asked.what_if],
            rest_on=asked.rest_on,
        )
    except Instrument.DoesNotExist:
        return answers.refuse(telling.ABSENT, gettext("There is no such instrument."))
    except party_status.UnableToSuppose as problem:
        return answers.refuse(telling.UNREADABLE, str(problem))
    return answers.answer(party_status.as_document(status))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
