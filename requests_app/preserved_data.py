"""Preserved data and the request that they wait for, which is a case of its own."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Prefetch

from mla import ledger, plain
from mla.accounts.models import User
from requests_app import clocks, house
from requests_app.models import Measure, Preservation, Request
from requests_app.rules import states
from requests_app.rules.measures import Outcome
from requests_app.rules.preserved import DISCLOSING, PERIOD, PRESERVATION, Keeping, PreservedFacts
from requests_app.rules.workflow import ClockChange, ClockMove

ASKED, DECIDED = "data_asked_for", "data_decided_on"


def rows_of(request: Request) -> list[Preservation]:
    """What is or was preserved under the request, by measure, with the requests for the data."""
    asked = Prefetch("kept_for__measures", queryset=Measure.objects.order_by("number"))
    found = Preservation.objects.filter(measure__request=request)
    return list(
        found.select_related("measure", "kept_for").prefetch_related(asked).order_by("measure")
    )


def ends_of(request: Request) -> dict[str, date | None]:
    """Until when the data of each measure are kept at least, by what the clock is about."""
    return dict(request.clocks.filter(clock=PERIOD).values_list("about", "due_on"))


def facts_of(request: Request, measures: Iterable[Measure]) -> tuple[PreservedFacts, ...]:
    """What the rules may know of the data preserved under the request."""
    if all(measure.kind != PRESERVATION for measure in measures):
        return ()
    ends = ends_of(request)
    return tuple(
        PreservedFacts(
            row.measure.number,
            row.preserved_on,
            ends.get(f"measure:{row.measure.number}"),
            row.ended_as == Keeping.KEPT,
            str(row.kept_for) if row.kept_for and not is_decided(row.kept_for) else "",
        )
        for row in rows_of(request)
    )


def is_decided(request: Request) -> bool:
    """Every measure of it is decided, or it came to its end without."""
    if (request.side, request.stage) in states.ENDED:
        return True
    return all(measure.outcome != Outcome.PENDING for measure in request.measures.all())


def linkable(request: Request, reference: str = "") -> list[Request]:
    """The latest requests between the same two States that may be the request for preserved
    data, or that one of all whose reference is given."""
    found = Request.objects.filter(
        home_authority=request.home_authority_id,
        direction=request.direction,
        other_state=request.other_state_id,
        measures__kind__in=DISCLOSING,
    ).exclude(pk=request.pk)
    if reference:
        found = found.filter(reference=reference.strip())
    past = {state for side, state in states.ENDED if side == request.side}
    found = found.exclude(state__in=past | states.BEFORE_DISPATCH)
    return list(found.distinct().order_by("-id")[:50])


_WAITING = plain.Rows(
    Preservation, where="own.kept_for_id = %s AND own.ended_as = %s", follow=("measure",)
)
"""Asked on every action that moves a request: put together once."""


def follow(request: Request, *, by: User, at: datetime) -> None:
    """Data that wait for this request wait on once it has left, and no more once it is decided.

    The period stands still from the day on which the request left or was linked; it is met
    when the request is decided.
    """
    if request.stage in states.BEFORE_DISPATCH:
        return
    rows = _WAITING.of(request.pk, Keeping.KEPT.value)
    if not rows:
        return
    decided = is_decided(request)
    kept = {row.measure.request_id for row in rows}
    for held in Request.objects.select_for_update().filter(pk__in=kept).order_by("pk"):
        numbers = [row.measure.number for row in rows if row.measure.request_id == held.pk]
        _tell(held, numbers, request, decided=decided, by=by, at=at)


def _tell(
    held: Request, numbers: list[int], request: Request, *, decided: bool, by: User, at: datetime
) -> None:
    runs = dict(held.clocks.filter(clock=PERIOD).values_list("about", "status"))
    change, fresh = (ClockMove.MEET, "PAUSED") if decided else (ClockMove.PAUSE, "RUNNING")
    about = [f"measure:{number}" for number in numbers if runs.get(f"measure:{number}") == fresh]
    if not about:
        return
    changes = [ClockChange(change, PERIOD, about=one) for one in about]
    clocks.move(held, changes, before=held.state, given={}, by=by, at=at)
    if decided:
        held.next_action_on = house.today(at)
    held.version += 1
    held.save(update_fields=("version", "next_action_on"))
    ledger.record(
        chain=held.chain,
        verb=DECIDED if decided else ASKED,
        by=by,
        at=at,
        data={"request": request.reference, "measures": numbers, "version": held.version},
    )
