"""Working days: the public calendar of a State plus the local days off of the register."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from authorities.models import Authority, LocalHoliday, State

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_CLOSURE = 366


class UnableToCountWorkingDays(ValueError):
    """A number of working days must not be negative."""


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of one State or one authority.

    `public_days_known` is False where no public calendar of the State is to be had: then only
    Saturdays, Sundays and the register's local days are off. `version` changes with the
    calendar, so that a clock can say what it was computed with.
    """

    state: str
    version: str
    public_days_known: bool
    local_days: "Mapping[date, str]" = field(default_factory=dict)

    def day_off(self, day: date) -> str | None:
        """Why the day is not a working day, or None when it is one."""
        if day in self.local_days:
            return self.local_days[day]
        public = _public_days(self.state)
        if public is None:
            return _("weekend") if day.weekday() in (5, 6) else None
        if day.weekday() in public.weekend:
            return _("weekend")
        name = public.get(day)
        return str(name) if name else None

    def is_working_day(self, day: date) -> bool:
        """True when people are at work on that local date."""
        return self.day_off(day) is None

    def next_working_day(self, day: date) -> date:
        """The day itself when it is a working day, else the first one after it."""
        for _step in range(_LONGEST_CLOSURE):
            if self.is_working_day(day):
                return day
            day += timedelta(days=1)
        raise UnableToCountWorkingDays(_("This calendar has no working day for a whole year."))

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself is not counted (0 gives `day`).

        Raises UnableToCountWorkingDays for a negative count.
        """
        if count < 0:
            raise UnableToCountWorkingDays(_("A number of working days must not be negative."))
        for _step in range(count):
            day = self.next_working_day(day + timedelta(days=1))
        return day


def calendar_for(
    whose: Authority | State | str, *, as_at: datetime | None = None
) -> WorkingCalendar:
    """The calendar of an authority, a State, or a State's code, in one query.

    `as_at` gives the calendar as the register knew it at that instant.
    """
    if isinstance(whose, Authority):
        code, owner = whose.state_id, Q(authority=whose) | Q(state=whose.state_id)
    else:
        code = whose.code if isinstance(whose, State) else whose
        owner = Q(state=code)
    rows = LocalHoliday.objects.filter(owner)
    if as_at is None:
        rows = rows.filter(withdrawn_at__isnull=True)
    else:
        rows = rows.filter(added_at__lte=as_at).filter(
            Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=as_at)
        )
    found = list(rows.order_by("pk"))
    return WorkingCalendar(
        state=code,
        version=_version(code, [row.pk for row in found]),
        public_days_known=_public_days(code) is not None,
        local_days={row.holiday_on: row.name for row in found},
    )


def _version(code: str, local: list[int]) -> str:
    days = f"+{len(local)}/{local[-1]}" if local else ""
    return f"{code} holidays-{_edition()}{days}"


@cache
def _edition() -> str:
    """The edition of the public holidays; looking it up reads a file."""
    return installed_version("holidays")


@lru_cache(maxsize=64)
def _public_days(code: str) -> Any:
    import holidays  # slow to import, and only clocks in working days need it

    if code not in holidays.list_supported_countries(include_aliases=False):
        return None
    return holidays.country_holidays(code)
