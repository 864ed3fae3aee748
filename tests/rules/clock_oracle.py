"""When a clock runs out, reckoned another way: the tests' own oracle.

It imports nothing of the product. Days are ordinals and are found by listing every day one
after the other; hours are seconds since 1970; what a pause took is counted day by day.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WorkingDay = Callable[[int], bool]
"""Tells of the ordinal of a day whether it is a working day."""


@dataclass(frozen=True)
class Happening:
    """One event: what, when (seconds since 1970), the day it names, how much."""

    what: str
    second: int
    names: int | None = None
    amount: int = 0


@dataclass(frozen=True)
class Answer:
    """The last day as an ordinal, or the last instant in seconds; paused or not."""

    day: int | None
    second: int | None
    paused: bool
    running: bool


def local_day(second: int, zone: str) -> int:
    """The ordinal of the calendar day that the zone's clocks show at that second."""
    shift = ZoneInfo(zone).utcoffset(datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(zone)))
    assert shift is not None
    whole = second + shift.days * 86_400 + shift.seconds
    return date(1970, 1, 1).toordinal() + whole // 86_400


LEFT_OUT = {
    "Kwajalein": date(1993, 8, 21),
    "Pacific/Kwajalein": date(1993, 8, 21),
    "Pacific/Enderbury": date(1994, 12, 31),
    "Pacific/Kanton": date(1994, 12, 31),
    "Pacific/Kiritimati": date(1994, 12, 31),
    "Pacific/Apia": date(2011, 12, 30),
    "Pacific/Fakaofo": date(2011, 12, 30),
}
"""The days that calendars left out when islands went over the date line (history, not code)."""


def _every(_day: int) -> bool:
    return True


def _working(works: WorkingDay, gap: int | None) -> WorkingDay:
    return works if gap is None else lambda day: day != gap and works(day)


def _after(start: int, length: int, counts: WorkingDay) -> int:
    """The ordinal of the `length`-th counting day after `start`."""
    day, left = start, length
    while left:
        day += 1
        left -= bool(counts(day))
    return day


def answer(
    unit: str, length: int | None, events: Sequence[Happening], zone: str, works: WorkingDay
) -> Answer:
    """When the clock runs out after these events.

    Calendar days are counted by their dates; where that ends on a day which the zone left
    out, the next one is meant. A day that was left out was nobody's working day.
    """
    gap = LEFT_OUT[zone].toordinal() if zone in LEFT_OUT else None
    counts = _working(works, gap) if unit == "WORKING_DAYS" else _every

    def after(start: int, length: int, counts: WorkingDay) -> int:
        end = _after(start, length, counts)
        return end + 1 if end == gap and length else end

    begun = max(
        (n for n, event in enumerate(events) if event.what in ("START", "SET_DATE")), default=None
    )
    if begun is None:
        return Answer(None, None, False, False)
    first = events[begun]
    day: int | None = None
    second: int | None = None
    if first.what == "SET_DATE":
        day = first.names
    elif length is not None and unit == "HOURS":
        second = first.second + 3600 * length
    elif length is not None and unit != "DATE":
        day = after(first.names or local_day(first.second, zone), length, counts)
    since: int | None = None
    over = False
    for event in events[begun + 1 :]:
        if event.what == "PAUSE" and since is None and not over:
            since = event.second
        elif event.what == "RESUME" and since is not None:
            if second is not None:
                second += event.second - since
            elif day is not None and unit != "DATE":
                gone = range(local_day(since, zone) + 1, local_day(event.second, zone) + 1)
                day = after(day, sum(map(counts, gone)), counts)
            since = None
        elif event.what == "EXTEND":
            if second is not None:
                second += 3600 * event.amount
            elif day is not None:
                day = after(day, event.amount, counts)
        elif event.what in ("MEET", "CANCEL"):
            over = True
    return Answer(day, second, since is not None, not over)


def midnight_after(day: int, zone: str) -> int:
    """The first second after which it is never again that local day or one before it."""
    quarter = 900
    high = int(datetime.fromordinal(day).replace(tzinfo=UTC).timestamp()) + 60 * 3600
    while local_day(high - quarter, zone) > day:
        high -= quarter
    low = high - quarter
    while high - low > 1:
        middle = (low + high) // 2
        if local_day(middle, zone) > day:
            high = middle
        else:
            low = middle
    return high
