"""The scan for clocks that are due, with its ledger rows, against the bare update."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from bench.figures import Figure, in_turns, ratio
from bench.replay import raw_connection
from requests_app import notices
from requests_app.models import Clock

MUCH_LATER = "2999-12-31T00:00:00Z"

_DUE = "UPDATE requests_app_clock SET notice_at = %s WHERE id = ANY (%s)"
_NOT_DUE = """
UPDATE requests_app_clock SET notice_at = %s
WHERE status = 'RUNNING' AND notice_at IS DISTINCT FROM %s AND NOT id = ANY (%s)
"""


def sweep(*, turns: int, due: int) -> Iterator[Figure]:
    """The time of a scan that finds so many clocks, to the time of the bare update of them."""
    at = timezone.now()
    chosen = _some_running_clocks(due)
    with connection.cursor() as cursor:
        cursor.execute(_NOT_DUE, (MUCH_LATER, MUCH_LATER, chosen))
    given = {"sweep": 0, "at": at, "limit": notices.AT_ONCE, **notices._OFFSETS}

    def make_due() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_DUE, (at - timedelta(hours=1), chosen))
            cursor.execute("VACUUM requests_app_clock")

    with raw_connection() as raw:

        def bare() -> None:
            with raw.cursor() as cursor:
                cursor.execute(notices._TAKE, given)
                assert len(cursor.fetchall()) == len(chosen)
            raw.rollback()

        def ours() -> None:
            assert notices.scan(at=at) == len(chosen)

        taken = in_turns({"ours": ours, "bare": bare}, turns=turns, between=make_due)
    make_due()
    yield Figure(
        "sweep",
        ratio(taken["ours"], taken["bare"]),
        "times the bare UPDATE … RETURNING",
        f"{len(chosen)} due of {Clock.objects.count()} clocks: {taken['ours'].range()} to "
        f"{taken['bare'].range()}, {turns} turns",
    )


def _some_running_clocks(wanted: int) -> list[int]:
    """Clocks that lie anywhere in the table."""
    found = Clock.objects.filter(status="RUNNING").order_by("?").values_list("pk", flat=True)
    return sorted(found[:wanted])
