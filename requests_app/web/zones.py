"""The time zones that a person chooses from."""

from functools import cache
from importlib import resources


@cache
def offered() -> tuple[str, ...]:
    """The names Area/Location in use in each territory, sorted (IANA database, `zone.tab`).

    Older names of the same zones, such as US/Eastern, are understood wherever a zone is read,
    and are not offered.
    """
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and line[0] != "#")
    return tuple(sorted(row[2] for row in rows))
