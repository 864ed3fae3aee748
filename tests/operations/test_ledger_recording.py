"""Writing the ledger."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mla import ledger
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.ledger.models import Actor, ChainHead, Event
from mla.ledger.queries import latest_events_of

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)
CHAIN = "request:a"


def test_the_first_event_of_a_chain_has_sequence_one() -> None:
    assert ledger.record(chain=CHAIN, verb="request.filed", by=system_user(), at=AT).sequence == 1


def test_a_recorded_event_reads_back_as_it_was_given() -> None:
    data = {"measure": 7, "parts": ["é", None, True], "note": {"b": 1, "a": "‏عربي"}}
    ledger.record(chain=CHAIN, verb="request.filed", by=system_user(), at=AT, data=data)

    (row,) = ledger.events_of(CHAIN)

    assert (row.verb, row.at, row.actor_name, row.data) == ("request.filed", AT, "system", data)


def test_the_name_of_the_actor_stays_when_the_person_is_renamed() -> None:
    person = User.objects.create_user(username="before")
    ledger.record(chain=CHAIN, verb="request.filed", by=person, at=AT)
    User.objects.filter(pk=person.pk).update(username="after")

    assert ledger.events_of(CHAIN)[0].actor_name == "before"


def test_events_are_read_on_from_one_of_them() -> None:
    refs = [
        ledger.record(
            chain=CHAIN, verb="request.noted", by=system_user(), at=AT, data={"n": number}
        )
        for number in range(5)
    ]

    read = ledger.events_of(CHAIN, after=refs[1].id, limit=2)
    assert [row.sequence for row in read] == [3, 4]


def test_an_event_about_another_chain_is_read_in_its_history_at_its_place() -> None:
    by = system_user()
    ledger.record(chain=CHAIN, verb="request.filed", by=by, at=AT)
    ledger.record_many(
        ledger.Entry(chain="sweep:1", verb="clock.due", by=by, at=AT, about=about)
        for about in (CHAIN, "request:another")
    )
    ledger.record(chain=CHAIN, verb="request.noted", by=by, at=AT)

    assert [row.verb for row in ledger.events_of(CHAIN)] == [
        "request.filed",
        "clock.due",
        "request.noted",
    ]
    latest = latest_events_of(CHAIN, limit=2)
    assert [row.verb for row in latest] == ["request.noted", "clock.due"]
    assert [row.verb for row in latest_events_of(CHAIN, before=latest[1].id)] == ["request.filed"]
    assert [row.sequence for row in ledger.events_of("sweep:1")] == [1, 2]
    assert ledger.verify().intact


def test_recording_on_a_chain_that_exists_takes_two_statements() -> None:
    ledger.record(chain=CHAIN, verb="request.filed", by=system_user(), at=AT)
    by = system_user()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        ledger.record(chain=CHAIN, verb="request.noted", by=by, at=AT)

    assert len(queries) == 2


@pytest.mark.parametrize(
    "data",
    [
        {"share": 0.5},
        {"when": AT},
        {1: "one"},
        {"name": "a\x00b"},
        {"name": "\ud800"},
        {"deep": [{"share": 1e300}]},
    ],
    ids=["fraction", "instant", "key", "nul", "surrogate", "deep"],
)
def test_data_that_would_come_back_changed_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(ledger.UnableToRecord):
        ledger.record(chain=CHAIN, verb="request.filed", by=system_user(), at=AT, data=data)


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ledger.UnableToRecord):
        ledger.record(
            chain=CHAIN, verb="request.filed", by=system_user(), at=AT.replace(tzinfo=None)
        )


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused() -> None:
    with pytest.raises(ledger.UnableToRecord):
        ledger.record(chain=CHAIN, verb="request.filed", by=User(pk=1, username="x"), at=AT)


def test_a_clock_that_goes_back_rings_an_alarm_and_keeps_the_sequence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ledger.record(chain=CHAIN, verb="request.filed", by=system_user(), at=AT)
    with caplog.at_level(logging.ERROR, logger="mla.ledger.operations"):
        ref = ledger.record(
            chain=CHAIN, verb="request.noted", by=system_user(), at=AT - timedelta(seconds=3)
        )

    assert (ref.sequence, caplog.messages) == (
        2,
        [f"LEDGER_CLOCK_WENT_BACK chain={CHAIN} sequence=2"],
    )


def test_a_clock_that_goes_back_by_two_seconds_is_let_pass(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ledger.record(chain=CHAIN, verb="request.filed", by=system_user(), at=AT)
    ledger.record(chain=CHAIN, verb="request.noted", by=system_user(), at=AT - timedelta(seconds=2))

    assert caplog.messages == []


def _entries(count: int, chains: int) -> list[ledger.Entry]:
    by = system_user()
    return [
        ledger.Entry(
            chain=f"request:{number % chains}", verb="clock.due", by=by, at=AT, data={"n": number}
        )
        for number in range(count)
    ]


def test_many_events_stand_in_their_chains_in_the_order_given() -> None:
    ledger.record(chain="request:1", verb="request.filed", by=system_user(), at=AT)
    ledger.record_many(_entries(10, 3))

    assert [(row.sequence, row.data.get("n")) for row in ledger.events_of("request:1")] == [
        (1, None),
        (2, 1),
        (3, 4),
        (4, 7),
    ]


def test_many_events_make_the_same_ledger_as_single_ones() -> None:
    ledger.record_many(_entries(20, 4))

    verdict = ledger.verify()

    assert (verdict.intact, verdict.events, verdict.chains) == (True, 20, 4)


def test_more_events_than_are_written_at_once_stand_in_one_order() -> None:
    ledger.record_many(_entries(6000, 2))

    verdict = ledger.verify()

    assert (verdict.intact, verdict.events, verdict.chains) == (True, 6000, 2)
    latest = latest_events_of("request:1", limit=10)
    assert [row.data["n"] for row in latest] == list(range(5999, 5980, -2))


def test_many_events_on_known_chains_take_four_statements() -> None:
    ledger.record_many(_entries(20, 4))
    entries = _entries(200, 4)

    with CaptureQueriesContext(connection) as queries:
        ledger.record_many(entries)

    assert len(queries) == 4


def test_many_events_with_one_that_is_unfit_record_none() -> None:
    entries = [
        *_entries(3, 3),
        ledger.Entry(chain=CHAIN, verb="x", by=system_user(), at=AT, data={"share": 0.5}),
    ]

    with pytest.raises(ledger.UnableToRecord):
        ledger.record_many(entries)

    assert Event.objects.count() == 0


def test_no_events_at_all_are_recorded_without_fuss() -> None:
    ledger.record_many([])

    assert ChainHead.objects.count() == 0


@transaction.atomic
def _delete(person: User) -> None:
    """Past Django, which would ask first."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", (person.pk,))
    connection.check_constraints()


def test_a_person_with_an_event_cannot_be_deleted() -> None:
    person = User.objects.create_user(username="person")
    ledger.record(chain=CHAIN, verb="request.filed", by=person, at=AT)

    with pytest.raises(IntegrityError):
        _delete(person)


def test_persons_with_events_recorded_together_cannot_be_deleted() -> None:
    people = [User.objects.create_user(username=name) for name in ("one", "two")]
    ledger.record_many(
        [ledger.Entry(chain=CHAIN, verb="request.filed", by=person, at=AT) for person in people]
    )

    assert set(Actor.objects.values_list("person_id", flat=True)) == {p.pk for p in people}


def test_a_person_without_events_can_be_deleted() -> None:
    person = User.objects.create_user(username="person")

    _delete(person)

    assert not User.objects.filter(pk=person.pk).exists()


def test_an_event_of_nobody_is_refused() -> None:
    nobody = User(pk=2**30, username="nobody")

    @transaction.atomic
    def record() -> None:
        ledger.record(chain=CHAIN, verb="request.filed", by=nobody, at=AT)
        connection.check_constraints()

    with pytest.raises(IntegrityError):
        record()


def test_texts_that_mean_something_to_the_database_are_written_as_they_are() -> None:
    chain, name, data = "request:a\\b\tc\nd\re", "back\\slash\ttab", {"note": "a\\n\n\t\\N\\x"}
    person = User.objects.create_user(username=name)
    ledger.record_many([ledger.Entry(chain=chain, verb="a\\b", by=person, at=AT, data=data)])

    (row,) = ledger.events_of(chain)

    assert (row.verb, row.actor_name, row.data) == ("a\\b", name, data)
    assert ledger.verify().intact


REFUSED = [
    "UPDATE ledger_event SET verb = 'x'",
    "DELETE FROM ledger_event",
    "UPDATE ledger_chainhead SET mac = 'x'",
    "UPDATE ledger_chainhead SET sequence = sequence - 1",
    "UPDATE ledger_chainhead SET chain = 'x', sequence = sequence + 1",
    "DELETE FROM ledger_chainhead",
    "UPDATE ledger_checkpoint SET chains = 0",
    "DELETE FROM ledger_checkpoint",
    "UPDATE ledger_actor SET person_id = 0",
    "DELETE FROM ledger_actor",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_to_rewrite_what_was_recorded(statement: str) -> None:
    ledger.record(chain=CHAIN, verb="request.filed", by=system_user(), at=AT)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("table", "trigger"),
    [
        ("ledger_event", "event_is_never_truncated"),
        ("ledger_chainhead", "head_is_never_truncated"),
        ("ledger_checkpoint", "checkpoint_is_never_truncated"),
        ("ledger_actor", "actor_is_never_truncated"),
    ],
)
def test_the_database_refuses_to_empty_the_ledger(table: str, trigger: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(f"TRUNCATE {table}")
        transaction.set_rollback(True)
