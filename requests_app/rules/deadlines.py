"""Clocks: a due date is computed from a list of events and always shows its arithmetic.

Days are local dates in a named zone; hours are counted in elapsed UTC. The event day is
not counted. Nobody edits a due date: a pause, an extension or a new agreed date is an event.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from requests_app.rules.facts import Direction
from requests_app.rules.instruments import ClockRow, Unit
from requests_app.rules.sentences import Moment, Sentence
from requests_app.rules.sentences import gettext_noop as _


class Calendar(Protocol):
    """The working days of an authority."""

    def is_working_day(self, day: date, /) -> bool:
        """True when the authority works on that day."""


class EveryWeekday:
    """Monday to Friday, where no holidays are known."""

    def is_working_day(self, day: date, /) -> bool:
        """True from Monday to Friday."""
        return day.weekday() < 5


class ClockEventKind(StrEnum):
    """What can happen to a clock."""

    START = "START"
    SET_DATE = "SET_DATE"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    EXTEND = "EXTEND"
    MEET = "MEET"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One thing that happened to a clock, at an instant; `amount` is in the clock's unit."""

    kind: ClockEventKind
    at: datetime
    on: date | None = None
    """The date it names (SET_DATE) or an earlier local day it counts from (START)."""
    amount: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock runs out, and how that was reckoned. Both empty: no limit is set."""

    on: date | None
    at: datetime | None
    running: bool
    paused: bool
    steps: tuple[Sentence, ...]


def compute(clock: ClockRow, events: Iterable[ClockEvent], *, zone: str, calendar: Calendar) -> Due:
    """The due date that these events give, in the order they happened.

    A clock whose text sets no number has no due date unless an event names one. A pause
    moves the end by its whole length: local days for a day clock, elapsed time for hours.
    """
    state = _Reckoning(clock, ZoneInfo(zone), zone, calendar)
    for event in events:
        state.take(event)
    return state.result()


class _Reckoning:
    def __init__(self, clock: ClockRow, tz: ZoneInfo, zone: str, calendar: Calendar) -> None:
        self.clock, self.tz, self.zone, self.calendar = clock, tz, zone, calendar
        self.on: date | None = None
        self.at: datetime | None = None
        self.paused_at: datetime | None = None
        self.running = False
        self.extended = 0
        self.steps: list[Sentence] = []

    def take(self, event: ClockEvent) -> None:
        match event.kind:
            case ClockEventKind.START:
                self._start(event)
            case ClockEventKind.SET_DATE:
                self._set(event)
            case ClockEventKind.PAUSE:
                self._pause(event)
            case ClockEventKind.RESUME:
                self._resume(event)
            case ClockEventKind.EXTEND:
                self._extend(event)
            case ClockEventKind.MEET | ClockEventKind.CANCEL:
                self.running = False
                text = (
                    _("%(day)s: met.")
                    if event.kind is ClockEventKind.MEET
                    else _("%(day)s: no longer needed.")
                )
                self._say(text, day=self._local(event.at))

    def result(self) -> Due:
        return Due(self.on, self.at, self.running, bool(self.paused_at), tuple(self.steps))

    def _start(self, event: ClockEvent) -> None:
        self.running, self.paused_at, self.on, self.at = True, None, None, None
        length = self.clock.length
        start = event.on or self._local(event.at)
        if self.clock.unit is Unit.HOURS:
            if length is None:
                self._say(
                    _("%(moment)s: started; the text sets no number of hours."),
                    moment=self._moment(event.at),
                )
                return
            self.at = event.at.astimezone(UTC) + timedelta(hours=length)
            self._say(
                _("%(moment)s + %(length)s hours = %(end)s"),
                moment=self._moment(event.at),
                length=length,
                end=self._moment(self.at),
            )
            return
        if self.clock.unit is Unit.DATE or length is None:
            self._say(_("%(day)s: started; the text sets no number of days."), day=start)
            return
        self.on = self._forward(start, length)
        self._say_forward(start, length, self.on)

    def _set(self, event: ClockEvent) -> None:
        self.running, self.paused_at, self.on, self.at = True, None, event.on, None
        self._say(
            _("%(day)s: the date named is %(end)s."), day=self._local(event.at), end=event.on or ""
        )

    def _pause(self, event: ClockEvent) -> None:
        if self.running and self.paused_at is None:
            self.paused_at = event.at
            self._say(_("%(day)s: paused."), day=self._local(event.at))

    def _resume(self, event: ClockEvent) -> None:
        if self.paused_at is None:
            return
        since, self.paused_at = self.paused_at, None
        if self.at is not None:
            gone = event.at - since
            self.at += gone
            self._say(
                _("Paused from %(start)s to %(stop)s: the end moves to %(end)s."),
                start=self._moment(since),
                stop=self._moment(event.at),
                end=self._moment(self.at),
            )
            return
        first, last = self._local(since), self._local(event.at)
        if self.on is None:
            self._say(_("%(day)s: runs on."), day=last)
            return
        if self.clock.unit is Unit.DATE:
            self._say(_("%(day)s: runs on; a date named does not move."), day=last)
            return
        gone_days = self._count(first, last)
        self.on = self._forward(self.on, gone_days)
        self._say(
            _("Paused from %(start)s to %(stop)s (%(days)s): the end moves to %(end)s."),
            start=first,
            stop=last,
            days=gone_days,
            end=self.on,
        )

    def _extend(self, event: ClockEvent) -> None:
        self.extended += event.amount
        if self.at is not None:
            self.at += timedelta(hours=event.amount)
            self._say(
                _("Extended by %(length)s hours = %(end)s"),
                length=event.amount,
                end=self._moment(self.at),
            )
        elif self.on is not None:
            before, self.on = self.on, self._forward(self.on, event.amount)
            self._say_forward(before, event.amount, self.on)
        most = self.clock.extension
        if most is not None and self.extended > most:
            self._say(
                _("Extended by %(length)s in all; the text allows %(most)s at most."),
                length=self.extended,
                most=most,
            )

    def _forward(self, start: date, length: int) -> date:
        if self.clock.unit is not Unit.WORKING_DAYS:
            day = start + timedelta(days=length)
            return day if not length or exists(day, self.tz) else day + timedelta(days=1)
        day = start
        while length > 0:
            day += timedelta(days=1)
            length -= self._works(day)
        return day

    def _count(self, first: date, last: date) -> int:
        days = (last - first).days
        if self.clock.unit is not Unit.WORKING_DAYS:
            return days
        return sum(self._works(first + timedelta(days=n)) for n in range(1, days + 1))

    def _works(self, day: date) -> bool:
        return self.calendar.is_working_day(day) and exists(day, self.tz)

    def _say_forward(self, start: date, length: int, end: date) -> None:
        text = (
            _("%(day)s + %(length)s working days = %(end)s")
            if self.clock.unit is Unit.WORKING_DAYS
            else _("%(day)s + %(length)s days = %(end)s")
        )
        self._say(text, day=start, length=length, end=end)
        skipped = start + timedelta(days=length)
        if self.clock.unit is not Unit.WORKING_DAYS and end != skipped:
            self._say(_("%(zone)s left %(day)s out of its calendar."), zone=self.zone, day=skipped)

    def _say(self, text: str, **blanks: object) -> None:
        self.steps.append(Sentence(text, blanks))

    def _local(self, moment: datetime) -> date:
        return moment.astimezone(self.tz).date()

    def _moment(self, moment: datetime) -> Moment:
        return Moment(moment, self.zone)


class Rhythm(StrEnum):
    """When people are told that a clock runs out."""

    ORDINARY = "ORDINARY"
    PERIOD = "PERIOD"
    """A period that protects something, such as preserved data: told earlier and more often."""
    ENDING = "ENDING"
    """Such a period seen by the side that keeps: the other is to act before it ends."""
    HOURS = "HOURS"


Stages = tuple[tuple[str, timedelta], ...]
NOTICES: dict[Rhythm, Stages] = {
    Rhythm.ORDINARY: (
        ("WEEK_BEFORE", timedelta(days=-7)),
        ("DAY_BEFORE", timedelta(days=-1)),
        ("OVERDUE", timedelta()),
        ("WEEK_OVERDUE", timedelta(days=7)),
    ),
    Rhythm.PERIOD: (
        ("MONTH_BEFORE", timedelta(days=-30)),
        ("FORTNIGHT_BEFORE", timedelta(days=-14)),
        ("WEEK_BEFORE", timedelta(days=-7)),
        ("DAY_BEFORE", timedelta(days=-1)),
        ("OVERDUE", timedelta()),
    ),
    Rhythm.ENDING: (("OVERDUE", timedelta()),),
    Rhythm.HOURS: (
        ("HOUR_BEFORE", timedelta(hours=-1)),
        ("OVERDUE", timedelta()),
        ("DAY_OVERDUE", timedelta(days=1)),
    ),
}
"""When holders and supervisors are told of a clock, from its end: a house rule.

That of periods follows the alarms suggested for preserved data: 30, 14, 7 days and 1 day."""


def rhythm_of(clock: ClockRow, side: Direction) -> Rhythm:
    """A clock of hours has the rhythm of hours, a minimum period that of periods.

    The alarm before such a period ends belongs to the requesting side, which has to act; the
    requested side is told when it has ended.
    """
    if clock.unit is Unit.HOURS:
        return Rhythm.HOURS
    if not clock.minimum:
        return Rhythm.ORDINARY
    return Rhythm.PERIOD if side is Direction.OUTGOING else Rhythm.ENDING


def next_notice(ends_at: datetime, *, after: datetime, rhythm: Rhythm) -> datetime | None:
    """The instant of the first notice that lies after `after`; None when all are past."""
    moments = (ends_at + offset for _stage, offset in NOTICES[rhythm])
    return next((moment for moment in moments if moment > after), None)


def stage_at(ends_at: datetime, at: datetime, rhythm: Rhythm) -> str:
    """The latest stage of notice that is reached at that instant."""
    stages = NOTICES[rhythm]
    reached = [stage for stage, offset in stages if ends_at + offset <= at]
    return reached[-1] if reached else stages[0][0]


def end_of_day(day: date, zone: str) -> datetime:
    """The instant at which that local day is over for good, in UTC.

    Where the clocks go back over midnight the day comes twice, and ends the second time.
    """
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    first, second = (midnight.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    before_second = (second - timedelta(microseconds=1)).astimezone(midnight.tzinfo)
    return second if second > first and before_second.date() == day else first


def exists(day: date, zone: tzinfo) -> bool:
    """False for a day that the zone's calendar left out, as Samoa's did 30 December 2011."""
    noon = datetime.combine(day, time(12), zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day
