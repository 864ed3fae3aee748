"""How days and instants are written for a person, in the language that is active."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import formats, translation
from django.utils.translation import pgettext_lazy

_PATTERNS = {
    # Translators: formats of Django's `date` filter; \\d\\e is the word "de".
    "day": pgettext_lazy("how a day is written", "j F Y"),
    "short": pgettext_lazy("how a day is written", "j M Y"),
    "month": pgettext_lazy("how a month is written", "F Y"),
    "moment": pgettext_lazy("how an instant is written", "j F Y, H:i"),
}


def day(value: date) -> str:
    """A day such as 31 March 2026."""
    return _formatted(value, "day", translation.get_language() or "en")


def short_day(value: date) -> str:
    """A day such as 31 Mar 2026."""
    return _formatted(value, "short", translation.get_language() or "en")


def month(value: date) -> str:
    """The month of a day, such as March 2026."""
    return _formatted(value, "month", translation.get_language() or "en")


@lru_cache(maxsize=4096)
def _formatted(value: date, pattern: str, language: str) -> str:
    return formats.date_format(value, str(_PATTERNS[pattern]))


def moment(at: datetime, zone: str) -> str:
    """An instant as the local time of the zone, the zone named: 2 March 2026, 10:00 UTC.

    Raises ZoneInfoNotFoundError or ValueError where the zone is none.
    """
    local = formats.date_format(at.astimezone(ZoneInfo(zone)), str(_PATTERNS["moment"]))
    return f"{local} {zone.replace('_', ' ')}"


def as_far_as_given(text: str) -> str:
    """A year, a month or a day in figures, in words; what is in no calendar stays as it is."""
    try:
        match text.count("-"):
            case 1:
                return month(date.fromisoformat(f"{text}-01"))
            case 2:
                return day(date.fromisoformat(text))
    except ValueError:
        pass
    return text
