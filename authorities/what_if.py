"""A deposit that is supposed, as people write it: `CO=2027-01-05`."""

from datetime import date

from django.utils.translation import gettext as _

from authorities.party_status import UnableToSuppose


def read(text: str) -> tuple[str, date]:
    """The State's code in capitals and the day. Raises UnableToSuppose for anything else."""
    code, _equals, day = text.partition("=")
    try:
        return code.strip().upper(), date.fromisoformat(day.strip())
    except ValueError as error:
        raise UnableToSuppose(
            _("“%(text)s” is not a State and a day (as in CO=2027-01-05).") % {"text": text[:40]}
        ) from error


def written(supposed: tuple[str, date]) -> str:
    """The same as `read` takes it."""
    code, day = supposed
    return f"{code}={day.isoformat()}"
