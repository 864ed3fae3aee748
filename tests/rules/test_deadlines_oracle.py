"""Clocks against the tests' own oracle: every zone, both changes of the clocks, odd days.

The ordinary run judges 21,000 generated cases; ROGATORY_DEEP=1 judges 100,000.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from requests_app.rules import deadlines
from requests_app.rules.deadlines import ClockEvent, ClockEventKind
from requests_app.rules.instruments import ClockRow, Tag, Unit
from tests.rules import clock_oracle as oracle

CASES = 100_000 if os.environ.get("ROGATORY_DEEP") else 21_000
ZONES = sorted(available_timezones())
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seconds(moment: datetime) -> int:
    return int((moment - EPOCH).total_seconds())


def odd_instants(zone: str) -> list[int]:
    """Instants around which this zone does something odd, and the ends of February."""
    tz = ZoneInfo(zone)
    found = [seconds(datetime(year, 2, 28, 22, tzinfo=UTC)) for year in (2023, 2024, 2028, 2100)]
    at = datetime(2008, 1, 1, tzinfo=UTC)
    for _day in range(0, 366 * 6, 7):
        later = at + timedelta(days=7)
        if at.astimezone(tz).utcoffset() != later.astimezone(tz).utcoffset():
            low, high = at, later
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                same = middle.astimezone(tz).utcoffset() == low.astimezone(tz).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(seconds(high.replace(microsecond=0)))
        at = later
    if zone in oracle.LEFT_OUT:
        gone = oracle.LEFT_OUT[zone]
        found += 6 * [seconds(datetime(gone.year, gone.month, gone.day, tzinfo=UTC))]
    return found


@dataclass
class Case:
    """One clock with what happened to it."""

    zone: str
    unit: Unit
    length: int | None
    events: list[oracle.Happening]
    holidays: frozenset[int]
    weekend: frozenset[int]

    def is_working_day(self, day: date, /) -> bool:
        return self.works(day.toordinal())

    def works(self, day: int) -> bool:
        return day % 7 not in self.weekend and day not in self.holidays

    def computed(self) -> oracle.Answer:
        row = ClockRow("D-TEST", "house rule", Tag.HOUSE, unit=self.unit, length=self.length)
        events = [
            ClockEvent(
                ClockEventKind(event.what),
                EPOCH + timedelta(seconds=event.second),
                None if event.names is None else date.fromordinal(event.names),
                event.amount,
            )
            for event in self.events
        ]
        due = deadlines.compute(row, events, zone=self.zone, calendar=self)
        return oracle.Answer(
            due.on.toordinal() if due.on else None,
            seconds(due.at) if due.at else None,
            due.paused,
            due.running,
        )

    def expected(self) -> oracle.Answer:
        return oracle.answer(self.unit.value, self.length, self.events, self.zone, self.works)


def generated(count: int, *, seed: int) -> Iterator[Case]:
    """`count` cases, every zone in its turn; the same ones for the same seed."""
    chance = random.Random(seed)
    odd: dict[str, list[int]] = {}
    for number in range(count):
        zone = ZONES[number % len(ZONES)]
        if chance.random() < 0.6:
            if zone not in odd:
                odd[zone] = odd_instants(zone)
            start = chance.choice(odd[zone]) + chance.randrange(-5 * 86_400, 3 * 86_400)
        else:
            start = chance.randrange(seconds(datetime(1990, 1, 1, tzinfo=UTC)), 4_000_000_000)
        unit = chance.choice(list(Unit))
        length = {
            Unit.DATE: None,
            Unit.DAYS: chance.choice([0, 1, 2, 7, 30, 60, 90, 366]),
            Unit.WORKING_DAYS: chance.choice([0, 1, 2, 5, 10, 40]),
            Unit.HOURS: chance.choice([1, 4, 24, 48, 72, 2160]),
        }[unit]
        if length is not None and chance.random() < 0.05:
            length = None
        begun = chance.random()
        today = oracle.local_day(start, zone)
        if unit is Unit.DATE or begun < 0.1:
            events = [oracle.Happening("SET_DATE", start, today + chance.randrange(0, 200))]
        elif begun < 0.4:
            events = [oracle.Happening("START", start, today - chance.randrange(0, 20))]
        else:
            events = [oracle.Happening("START", start)]
        at = start
        for _more in range(chance.choice([0, 0, 1, 2, 2, 3, 4, 6])):
            at += chance.randrange(0, 20 * 86_400)
            what = chance.choice(
                ["PAUSE", "RESUME", "PAUSE", "RESUME", "EXTEND", "START", "SET_DATE", "MEET"]
            )
            names = oracle.local_day(at, zone) + 9 if what == "SET_DATE" else None
            amount = chance.randrange(1, 12) if what == "EXTEND" else 0
            events.append(oracle.Happening(what, at, names, amount))
        holidays = frozenset(today + chance.randrange(-40, 160) for _day in range(25))
        weekend = chance.choice([{6, 0}, {5, 6}, {0}, set()])
        yield Case(zone, unit, length, events, holidays, frozenset(weekend))


def test_generated_clocks_run_out_when_the_oracle_says() -> None:
    wrong = [
        (case, case.computed(), case.expected())
        for case in generated(CASES, seed=2026)
        if case.computed() != case.expected()
    ]
    assert not wrong, f"{len(wrong)} of {CASES}, the first: {wrong[0]}"


def test_the_generated_cases_reach_every_zone_every_unit_and_every_event() -> None:
    cases = list(generated(2 * len(ZONES), seed=2026))
    assert {case.zone for case in cases} == set(ZONES)
    assert {case.unit for case in cases} == set(Unit)
    assert {event.what for case in cases for event in case.events} == set(ClockEventKind) - {
        "CANCEL"
    }


@pytest.mark.parametrize("zone", ZONES)
def test_a_local_day_is_over_when_it_never_comes_again(zone: str) -> None:
    days = {oracle.local_day(at, zone) + step for at in odd_instants(zone) for step in (-1, 0, 1)}
    wrong = [
        date.fromordinal(day)
        for day in sorted(days)
        if seconds(deadlines.end_of_day(date.fromordinal(day), zone))
        != oracle.midnight_after(day, zone)
    ]
    assert not wrong


def test_the_days_that_calendars_left_out_are_known() -> None:
    found = {}
    for zone in ZONES:
        tz = ZoneInfo(zone)
        for year in range(1970, 2041):
            first, last = date(year, 1, 1), date(year + 1, 1, 1)
            offsets = [
                datetime(day.year, day.month, day.day, tzinfo=UTC).astimezone(tz).utcoffset()
                for day in (first, date(year, 7, 1), last)
            ]
            assert all(offset is not None for offset in offsets)
            if max(offsets) - min(offsets) < timedelta(hours=12):  # type: ignore[type-var, operator]
                continue
            for number in range((last - first).days):
                day = first + timedelta(days=number)
                if not deadlines.exists(day, tz):
                    found[zone] = day
    assert found == oracle.LEFT_OUT


def test_hours_are_elapsed_hours_when_the_clocks_go_forward() -> None:
    start = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)  # 01:30 in New York, half an hour before
    row = ClockRow("D-TEST", "house rule", Tag.HOUSE, unit=Unit.HOURS, length=1)
    due = deadlines.compute(
        row,
        [ClockEvent(ClockEventKind.START, start)],
        zone="America/New_York",
        calendar=deadlines.EveryWeekday(),
    )
    assert due.at == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert str(due.steps[-1].blanks["end"]) == "2026-03-08 03:30 America/New_York"


def test_a_limit_that_ends_on_a_day_the_calendar_left_out_ends_on_the_next() -> None:
    row = ClockRow("D-TEST", "house rule", Tag.HOUSE, unit=Unit.DAYS, length=1)
    due = deadlines.compute(
        row,
        [ClockEvent(ClockEventKind.START, datetime(2011, 12, 29, 20, tzinfo=UTC))],
        zone="Pacific/Apia",
        calendar=deadlines.EveryWeekday(),
    )
    assert due.on == date(2011, 12, 31)
    assert "2011-12-30" in str(due.steps[-1])


def test_a_date_that_was_named_does_not_move_for_a_pause() -> None:
    at = datetime(2026, 3, 2, 15, tzinfo=UTC)
    row = ClockRow("D-TEST", "house rule", Tag.HOUSE, unit=Unit.DATE)
    due = deadlines.compute(
        row,
        [
            ClockEvent(ClockEventKind.SET_DATE, at, date(2026, 4, 1)),
            ClockEvent(ClockEventKind.PAUSE, at + timedelta(days=1)),
            ClockEvent(ClockEventKind.RESUME, at + timedelta(days=9)),
        ],
        zone="America/Jamaica",
        calendar=deadlines.EveryWeekday(),
    )
    assert due.on == date(2026, 4, 1)
    assert "does not move" in str(due.steps[-1])


def test_a_clock_without_a_number_has_no_end() -> None:
    row = ClockRow("D-TEST", "house rule", Tag.HOUSE, unit=Unit.DAYS)
    due = deadlines.compute(
        row,
        [ClockEvent(ClockEventKind.START, datetime(2026, 3, 2, tzinfo=UTC))],
        zone="UTC",
        calendar=deadlines.EveryWeekday(),
    )
    assert (due.on, due.at, due.running) == (None, None, True)
    assert "sets no number" in str(due.steps[-1])
