"""The house: our State, its time zone and its calendar."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from authorities import calendars
from authorities import queries as register
from requests_app.models import Request


def zone() -> str:
    """The named zone in which days of the house are counted; UTC where none is known."""
    state = settings.MLA_HOME_STATE
    if state not in _zones and (found := register.state_zone(state)):
        _zones[state] = found
    return _zones.get(state, "UTC")


_zones: dict[str, str] = {}
"""Zones found in the register, remembered for the life of the process; a blank is not."""


def today(at: datetime) -> date:
    """The local day of the house at that instant."""
    return at.astimezone(ZoneInfo(zone())).date()


def made_on(request: Request) -> date | None:
    """The local day on which the request was received, or left the house; None before."""
    left = request.transmitted_at
    return request.received_on or (today(left) if left else None)


def calendar() -> calendars.WorkingCalendar:
    """The working days of the house as the register knows them now."""
    return calendars.calendar_for(settings.MLA_HOME_STATE)
