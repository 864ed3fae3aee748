"""The house: our State, its time zone and its calendar."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from authorities import calendars
from authorities import queries as register


def zone() -> str:
    """The named zone in which days of the house are counted; UTC where none is known."""
    return _zone_of(settings.MLA_HOME_STATE)


@lru_cache(maxsize=8)
def _zone_of(state: str) -> str:
    return register.state_zone(state) or "UTC"


def today(at: datetime) -> date:
    """The local day of the house at that instant."""
    return at.astimezone(ZoneInfo(zone())).date()


def calendar() -> calendars.WorkingCalendar:
    """The working days of the house as the register knows them now."""
    return calendars.calendar_for(settings.MLA_HOME_STATE)
