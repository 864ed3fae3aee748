"""Several writers on one chain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from mla import ledger
from mla.accounts.models import User
from mla.ledger.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def test_four_writers_on_one_new_chain_leave_no_gap() -> None:
    by = User.objects.create_user(username="writer")

    def write(writer: int) -> None:
        try:
            for number in range(25):
                with transaction.atomic():
                    ledger.record(
                        chain="house",
                        verb="house.noted",
                        by=by,
                        at=AT,
                        data={"writer": writer, "n": number},
                    )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))

    assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True)) == list(
        range(1, 101)
    )
    assert ledger.verify().intact


def test_two_sweeps_over_the_same_chains_in_opposite_order_both_finish() -> None:
    by = User.objects.create_user(username="writer")
    chains = [f"request:{number}" for number in range(40)]

    def sweep(order: list[str]) -> None:
        try:
            for _turn in range(5):
                with transaction.atomic():
                    ledger.record_many(
                        [ledger.Entry(chain=c, verb="clock.due", by=by, at=AT) for c in order]
                    )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sweep, [chains, chains[::-1]]))

    verdict = ledger.verify()
    assert (verdict.intact, verdict.events) == (True, 400)


def test_an_event_of_an_operation_that_fails_is_gone_and_leaves_no_gap() -> None:
    by = User.objects.create_user(username="writer")
    for number in range(4):
        with transaction.atomic():
            ledger.record(chain="house", verb="house.noted", by=by, at=AT)
            if number % 2:
                transaction.set_rollback(True)

    verdict = ledger.verify()
    assert (verdict.intact, verdict.events) == (True, 2)
