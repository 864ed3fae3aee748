"""The clocks of a request that is only being judged: what runs from what has happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from requests_app.rules import deadlines
from requests_app.rules.completeness import is_given
from requests_app.rules.deadlines import Calendar, ClockEvent, ClockEventKind
from requests_app.rules.facts import RequestFacts
from requests_app.rules.instruments import ClockRow, Instrument, Party, Start, Stop, Tag, Unit
from requests_app.rules.sentences import Sentence
from requests_app.rules.sentences import gettext_noop as _


class Happened(StrEnum):
    """What starts, stops or moves a clock."""

    RECEIVED = "RECEIVED"
    STATUS_ENQUIRY = "STATUS_ENQUIRY"
    ORAL_REQUEST = "ORAL_REQUEST"
    PRESERVED = "PRESERVED"
    PRESENCE_NOT_NEEDED = "PRESENCE_NOT_NEEDED"
    DECIDED = "DECIDED"
    NOTIFIED = "NOTIFIED"
    ORDER_RECEIVED = "ORDER_RECEIVED"
    CLARIFICATION_ASKED = "CLARIFICATION_ASKED"
    ISSUED_UNVALIDATED = "ISSUED_UNVALIDATED"
    OBJECTION_ANNOUNCED = "OBJECTION_ANNOUNCED"
    ARRESTED = "ARRESTED"
    HANDOVER_MISSED = "HANDOVER_MISSED"
    DISCHARGED = "DISCHARGED"
    PAUSE = "PAUSE"
    RESUME = "RESUME"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened on a local day."""

    kind: Happened
    on: date


@dataclass(frozen=True, slots=True)
class ClockVerdict:
    """One clock, when it runs out and how that was reckoned; no date where no text sets one."""

    key: str
    label: str
    cite: str
    tag: Tag
    owed_by: Party
    unit: Unit
    length: int | None
    minimum: bool
    started: bool
    due_on: date | None
    due_at: datetime | None
    overdue: bool
    arithmetic: tuple[Sentence, ...]
    note: Sentence | None

    @property
    def house_rule(self) -> bool:
        """True for a number of this installation, which no text sets."""
        return self.tag is Tag.HOUSE


_ONLY_FOR: dict[Start, frozenset[str]] = {
    Start.PRESERVED: frozenset({"preservation"}),
    Start.PRESENCE_NOT_NEEDED: frozenset({"testimony", "voluntary_appearance"}),
}
"""Clocks that only requests for these measures have, unless their start happened all the same."""
_STARTS = {
    happened: Start(happened.value) for happened in Happened if happened.value in list(Start)
}


def clocks(
    instrument: Instrument,
    house: Instrument | None,
    facts: RequestFacts,
    happenings: Iterable[Happening],
    *,
    on: date,
    zone: str,
    calendar: Calendar,
) -> tuple[ClockVerdict, ...]:
    """The instrument's own clocks, then those of the house that what happened has started.

    A clock whose text sets no number has no due date: none is invented. The number of the
    house beside it is marked as a house rule.
    """
    past = sorted(happenings, key=lambda happening: happening.on)
    found: list[ClockVerdict] = []
    for row in instrument.clocks:
        started = any(_STARTS.get(happening.kind) is row.starts for happening in past)
        only = row.kinds or _ONLY_FOR.get(row.starts)
        if only and not only & facts.kinds and not started:
            continue
        found.append(_judge(row, facts, past, on=on, zone=zone, calendar=calendar))
    if house is not None and house.code != instrument.code:
        numbered = {verdict.key for verdict in found if verdict.length is not None}
        ours = (
            _judge(row, facts, past, on=on, zone=zone, calendar=calendar)
            for row in house.clocks
            if row.length is not None and row.key not in numbered and _is_for(row, facts)
        )
        found.extend(verdict for verdict in ours if verdict.started)
    return tuple(found)


def _is_for(row: ClockRow, facts: RequestFacts) -> bool:
    return not row.kinds or bool(row.kinds & facts.kinds)


def _judge(
    row: ClockRow,
    facts: RequestFacts,
    past: list[Happening],
    *,
    on: date,
    zone: str,
    calendar: Calendar,
) -> ClockVerdict:
    events = _events(row, facts, past, on=on, zone=zone)
    due = deadlines.compute(row, events, zone=zone, calendar=calendar)
    return ClockVerdict(
        key=row.key,
        label=row.label,
        cite=row.cite,
        tag=row.tag,
        owed_by=row.owed_by,
        unit=row.unit,
        length=row.length,
        minimum=row.minimum,
        started=bool(events),
        due_on=due.on,
        due_at=due.at,
        overdue=due.on is not None and not row.minimum and due.running and due.on < on,
        arithmetic=due.steps,
        note=_note(row, facts),
    )


def _note(row: ClockRow, facts: RequestFacts) -> Sentence | None:
    if row.starts is Start.DATE_IN_REQUEST:
        if facts.deadline_on and not is_given(facts.deadline_reason):
            return Sentence(_("The date suggested counts for nothing without its reasons."))
        if facts.deadline_on is None:
            return Sentence(_("The request suggests no date."))
    if row.length is None and row.unit is not Unit.DATE:
        return Sentence(_("The text sets no number: as soon as possible."))
    return Sentence(row.note) if row.note else None


def _events(
    row: ClockRow, facts: RequestFacts, past: list[Happening], *, on: date, zone: str
) -> list[ClockEvent]:
    if row.starts is Start.DATE_IN_REQUEST:
        if facts.deadline_on is None or not is_given(facts.deadline_reason):
            return []
        first = next((h.on for h in past if h.kind is Happened.RECEIVED), on)
        return [ClockEvent(ClockEventKind.SET_DATE, _noon(first, zone), facts.deadline_on)]
    events: list[ClockEvent] = []
    for happening in past:
        at = _noon(happening.on, zone)
        if _STARTS.get(happening.kind) is row.starts:
            events.append(ClockEvent(ClockEventKind.START, at, happening.on))
        elif events and _stands_still(row):
            if happening.kind is Happened.PAUSE:
                events.append(ClockEvent(ClockEventKind.PAUSE, at))
            elif happening.kind is Happened.RESUME:
                events.append(ClockEvent(ClockEventKind.RESUME, at))
    return events


def _stands_still(row: ClockRow) -> bool:
    """A question stops a clock of the house, and one whose text says so; never a protection."""
    if row.starts in (Start.PRESERVED, Start.PRESENCE_NOT_NEEDED):
        return False
    return row.stops is Stop.CLARIFICATION or row.tag is Tag.HOUSE


def _noon(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(zone))
