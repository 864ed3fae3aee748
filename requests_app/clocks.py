"""Moving the clocks of a case: events are added, dates are computed from them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from mla import plain
from mla.accounts.models import User
from requests_app import house
from requests_app.models import Clock, ClockEvent, Request
from requests_app.rules import deadlines, instruments, look_again
from requests_app.rules.applicability import COURTESY
from requests_app.rules.clock_life import EMERGENCY_DECISION, MET_BY_LEAVING, dying
from requests_app.rules.deadlines import ClockEventKind
from requests_app.rules.facts import Form, Urgency
from requests_app.rules.instruments import ClockRow, Unit
from requests_app.rules.states import State
from requests_app.rules.workflow import ClockChange, ClockMove

Key = tuple[str, str]
"""A clock and what it is about."""
REVIEW = "D-REVIEW"
FROM_THE_REQUEST = "*deadline"
"""In the workflow table: the date that the request itself suggests, with its reasons."""


def rule_for(clock: str, instrument: str) -> tuple[ClockRow, str]:
    """The row that a clock is reckoned by, and the instrument it stands in.

    The leading instrument's own row where it sets a number or names a date; else the
    house's row, marked as a house rule. Raises KeyError for a clock that neither knows.
    """
    own = instruments.get(instrument).clock(clock)
    if own and (own.length is not None or own.unit is Unit.DATE):
        return own, instrument
    ours = instruments.get(COURTESY).clock(clock)
    if ours:
        return ours, COURTESY
    if own:
        return own, instrument
    raise KeyError(clock)


def move(
    request: Request,
    changes: Collection[ClockChange],
    *,
    before: str,
    given: Mapping[str, Any],
    by: User,
    at: datetime,
) -> list[Clock] | None:
    """The clocks stand as these changes leave them; the next-action date follows from them.

    Clocks that do not live in the state the request came to, from `before`, are cancelled; those
    that wait for any answer are met by it.
    Returns the clocks as they are now; None where they were not looked at.
    """
    left = dying(request.side, State(before), request.stage)
    if not changes and not left:
        return None
    rows = {row.key: row for row in _CLOCKS.of(request.pk)}
    for row in rows.values():
        row.request = request
    fresh: list[ClockEvent] = []
    for change in changes:
        if change.into and request.stage not in change.into:
            continue
        fresh.extend(_change(request, rows, change, given=given, by=by, at=at))
    for clock, about in [key for key in rows if key[0] in left]:
        answered = clock in MET_BY_LEAVING and request.stage is not State.WITHDRAWN
        rest = ClockChange(ClockMove.MEET if answered else ClockMove.CANCEL, clock, about=about)
        fresh.extend(_change(request, rows, rest, given=given, by=by, at=at))
    for event in fresh:
        plain.insert(event)
    return list(rows.values())


_CLOCKS = plain.Rows(Clock, where="request_id = %s")


def _change(
    request: Request,
    rows: dict[Key, Clock],
    change: ClockChange,
    *,
    given: Mapping[str, Any],
    by: User,
    at: datetime,
) -> Iterable[ClockEvent]:
    key = (change.clock, change.about)
    row = rows.get(key)
    if change.move is ClockMove.START:
        named = _named_date(request, change, given)
        if change.date_from and named is None:
            return
        started = given.get(change.counted_from or "received_on")
        kind = ClockEventKind.SET_DATE if named else ClockEventKind.START
        event = ClockEvent(kind=kind.value, at=at, on=named or started, by=by)
        yield _reckon(request, rows, key, [event.facts], event, at=at)
    elif row is not None and row.status in _CHANGED_FROM[change.move]:
        amount = given.get(change.amount_from) or 0 if change.amount_from else 0
        event = ClockEvent(clock=row, kind=change.move.value, at=at, by=by, amount=amount)
        if change.move in (ClockMove.MEET, ClockMove.CANCEL):
            stop(row, change.move)
            plain.update(row, ("status", "notice_at"))
            yield event
        else:
            earlier = [item.facts for item in row.events.order_by("id")]
            yield _reckon(request, rows, key, [*earlier, event.facts], event, at=at)


_CHANGED_FROM = {
    ClockMove.PAUSE: ("RUNNING",),
    ClockMove.RESUME: ("PAUSED",),
    ClockMove.EXTEND: ("RUNNING", "PAUSED"),
    ClockMove.MEET: ("RUNNING", "PAUSED"),
    ClockMove.CANCEL: ("RUNNING", "PAUSED"),
}


def _named_date(request: Request, change: ClockChange, given: Mapping[str, Any]) -> date | None:
    if change.date_from == FROM_THE_REQUEST:
        return request.deadline_on if request.deadline_reason.strip() else None
    return given.get(change.date_from) if change.date_from else None


def _reckon(
    request: Request,
    rows: dict[Key, Clock],
    key: Key,
    events: list[deadlines.ClockEvent],
    event: ClockEvent,
    *,
    at: datetime,
) -> ClockEvent:
    row = rows.get(key) or Clock(request=request, clock=key[0], about=key[1])
    reckon(row, events, at=at)
    row.save()
    rows[key] = row
    event.clock = row
    return event


def reckon(
    row: Clock,
    events: list[deadlines.ClockEvent],
    *,
    at: datetime,
    calendar: deadlines.Calendar | None = None,
) -> None:
    """The clock says when it runs out and when notice of it is given, by these events.

    Working days are those of the house as the register knows them now, unless a calendar
    is given; that is for many clocks at once.
    """
    rule, source = rule_for(row.clock, row.request.instrument)
    zone = house.zone()
    due = _due(rule, events, zone, calendar)
    row.instrument, row.zone = source, zone
    row.due_on, row.due_at = due.on, due.at
    row.status = "PAUSED" if due.paused else "RUNNING"
    row.ends_at = due.at or (deadlines.end_of_day(due.on, zone) if due.on else None)
    rhythm = deadlines.rhythm_of(rule, row.request.side)
    row.rhythm = rhythm
    row.notice_at = (
        deadlines.next_notice(row.ends_at, after=at, rhythm=rhythm)
        if row.ends_at and not due.paused
        else None
    )
    row.noticed = 0


def stop(row: Clock, move: ClockMove) -> None:
    """The clock has what it waited for, or no longer matters; no notice of it is given."""
    row.status = "MET" if move is ClockMove.MEET else "CANCELLED"
    row.notice_at = None


def _due(
    rule: ClockRow,
    events: list[deadlines.ClockEvent],
    zone: str,
    calendar: deadlines.Calendar | None = None,
) -> deadlines.Due:
    if calendar is None:
        counts_working_days = rule.unit is Unit.WORKING_DAYS
        calendar = house.calendar() if counts_working_days else deadlines.EveryWeekday()
    return deadlines.compute(rule, events, zone=zone, calendar=calendar)


def explain(clock: Clock) -> deadlines.Due:
    """The arithmetic of a clock, computed again from its events."""
    rule, _source = rule_for(clock.clock, clock.instrument)
    events = sorted(clock.events.all(), key=lambda event: event.pk)
    return _due(rule, [event.facts for event in events], clock.zone)


def starts_for(change: ClockChange, instrument: str, kinds: Collection[str]) -> bool:
    """False for a clock that starts only for requests of other kinds than these."""
    only = rule_for(change.clock, instrument)[0].kinds
    return not only or not only.isdisjoint(kinds)


def start_on_receipt(request: Request, *, kinds: Collection[str], by: User, at: datetime) -> None:
    """What receiving a request for these kinds of measure sets in motion: our
    acknowledgement, their confirmation, in an emergency our decision."""
    begun = [ClockChange(ClockMove.START, "D-ACKNOWLEDGE")]
    decision = ClockChange(ClockMove.START, EMERGENCY_DECISION)
    if starts_for(decision, request.instrument, kinds):
        begun.append(decision)
    if request.confirmation_owed:
        begun.append(ClockChange(ClockMove.START, "D-ORAL-CONFIRM"))
    given = {"received_on": request.received_on}
    events: list[ClockEvent] = []
    for change in begun:
        events.extend(_change(request, {}, change, given=given, by=by, at=at))
    ClockEvent.objects.bulk_create(events)


def receipt_corrected(request: Request, *, by: User, at: datetime) -> None:
    """The clocks that run since receipt count from the right day."""
    rows = {row.key: row for row in request.clocks.all()}
    for clock in ("D-ACKNOWLEDGE", "D-ORAL-CONFIRM"):
        if (clock, "") in rows and rows[clock, ""].status == "RUNNING":
            _count_from(request, rows, clock, request.received_on, by=by, at=at)


def form_corrected(request: Request, *, by: User, at: datetime) -> None:
    """Written confirmation is owed, with its clock, where the request was oral after all and
    was not confirmed yet; else neither is."""
    rows = {row.key: row for row in request.clocks.all()}
    running = rows.get(("D-ORAL-CONFIRM", ""))
    confirmed = running is not None and running.status == "MET"
    made_on = house.made_on(request)
    oral = request.form == Form.ORAL and made_on is not None
    request.confirmation_owed = oral and not confirmed
    if request.confirmation_owed:
        _count_from(request, rows, "D-ORAL-CONFIRM", made_on, by=by, at=at)
    elif running is not None:
        change = ClockChange(ClockMove.CANCEL, "D-ORAL-CONFIRM")
        ClockEvent.objects.bulk_create(_change(request, rows, change, given={}, by=by, at=at))


def _count_from(
    request: Request, rows: dict[Key, Clock], clock: str, on: date | None, *, by: User, at: datetime
) -> None:
    change = ClockChange(ClockMove.START, clock)
    given = {"received_on": on}
    ClockEvent.objects.bulk_create(_change(request, rows, change, given=given, by=by, at=at))


def plan_new(request: Request, *, today: date) -> None:
    """A request that is just being opened has its first next-action date."""
    request.next_action_on = today + timedelta(days=_days(request) or 0)


def _days(request: Request) -> int | None:
    return look_again.days(request.turn, Urgency(request.urgency))


def plan(request: Request, *, today: date, rows: Iterable[Clock] | None = None) -> None:
    """The request says when it is looked at again: the day of its review where one is set,
    else the house rule for its holder and urgency; or the day before its next running clock
    where that is sooner.

    `rows` are its clocks, where they are at hand.
    """
    days = _days(request)
    if days is None:
        request.next_action_on = None
        request.next_action = ""
        return
    planned = today + timedelta(days=days)
    if rows is None:
        rows = _CLOCKS.of(request.pk)
    ends = {row.key: row.due_on for row in rows if row.status == "RUNNING" and row.due_on}
    if (REVIEW, "") in ends:
        planned = ends.pop((REVIEW, ""))
    if ends:
        planned = min(planned, max(today, min(ends.values()) - timedelta(days=1)))
    request.next_action_on = planned
    request.next_action = ""
