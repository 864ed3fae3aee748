"""Writing to the outbox, looking at it, holding it back."""

import json
import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mla import effects, ledger
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.celery import app
from mla.effects import bell, operations, queries
from mla.effects.models import Effect

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

OnCommit = Callable[..., AbstractContextManager[list[Callable[[], None]]]]


def put(key: str = "letter:1", *, kind: str = "TEST_LETTER", at: datetime = AT) -> Effect:
    effects.enqueue(key=key, kind=kind, payload={"letter": 1}, at=at, subject="request:a")
    return Effect.objects.get(effect_key=key)


def test_a_new_effect_waits_as_it_was_written() -> None:
    effect = put()

    assert (effect.state, effect.kind, effect.payload, effect.subject, effect.due_at) == (
        "PENDING",
        "TEST_LETTER",
        {"letter": 1},
        "request:a",
        AT,
    )


def test_a_second_effect_with_the_same_key_changes_nothing() -> None:
    put(at=AT)
    put(at=AT + timedelta(hours=1))

    assert list(Effect.objects.values_list("due_at", flat=True)) == [AT]


def test_an_effect_is_written_in_one_statement() -> None:
    with CaptureQueriesContext(connection) as statements:
        effects.enqueue(key="k", kind="TEST_LETTER", payload={}, at=AT)

    assert len(statements) == 1


def test_many_effects_are_written_in_one_statement_and_counted_when_new() -> None:
    put("letter:3")
    work = [
        effects.NewEffect(key=f"letter:{number}", kind="TEST_LETTER", at=AT)
        for number in [*range(5), 4]
    ]
    with CaptureQueriesContext(connection) as statements:
        written = effects.enqueue_many(work)

    assert (written, len(statements), Effect.objects.count()) == (4, 1, 5)


def test_no_effects_at_all_are_written_without_fuss() -> None:
    assert effects.enqueue_many([]) == 0


@pytest.mark.django_db(transaction=True)
def test_an_effect_outside_a_transaction_is_refused() -> None:
    with pytest.raises(effects.UnableToEnqueue):
        effects.enqueue(key="k", kind="TEST_LETTER", payload={}, at=AT)


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(effects.UnableToEnqueue):
        put(at=AT.replace(tzinfo=None))


def test_a_cancelled_effect_does_not_wait_any_more() -> None:
    put()

    assert (effects.cancel(keys=["letter:1", "absent"]), Effect.objects.get().state) == (
        1,
        "CANCELLED",
    )


IMPOSSIBLE = [
    ("effect_state_is_known", "state = 'LOST'"),
    ("effect_is_leased_exactly_while_claimed", "state = 'CLAIMED'"),
    ("effect_is_leased_exactly_while_claimed", "worker = 'x'"),
    ("effect_is_done_exactly_when_it_says_when", "state = 'DONE'"),
    ("effect_is_done_exactly_when_it_says_when", "done_at = now()"),
    ("parked_effect_says_why", "state = 'PARKED'"),
    ("effect_has_key_and_kind", "effect_key = ''"),
]


@pytest.mark.parametrize(("constraint", "assignment"), IMPOSSIBLE)
def test_the_database_refuses_an_effect_that_contradicts_itself(
    constraint: str, assignment: str
) -> None:
    put()
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE effects_effect SET {assignment}")


def test_the_oldest_due_effect_tells_how_long_it_has_waited() -> None:
    put("a", at=AT)
    put("b", at=AT - timedelta(minutes=4))
    put("c", at=AT + timedelta(minutes=4))

    assert effects.oldest_due_age(at=AT + timedelta(minutes=1)) == timedelta(minutes=5)


def test_without_a_due_effect_nothing_has_waited() -> None:
    put(at=AT + timedelta(minutes=4))

    assert effects.oldest_due_age(at=AT) is None


def test_pausing_twice_is_one_event() -> None:
    by = system_user()

    assert (operations.pause(by=by, at=AT), operations.pause(by=by, at=AT)) == (True, False)
    assert [row.verb for row in ledger.events_of("house")] == ["effects.paused"]


def test_resuming_ends_a_pause() -> None:
    operations.pause(by=system_user(), at=AT)
    operations.resume(by=system_user(), at=AT)

    assert not queries.is_paused()


def test_resuming_what_was_never_paused_changes_nothing() -> None:
    assert not operations.resume(by=system_user(), at=AT)


def park(effect: Effect) -> None:
    Effect.objects.filter(pk=effect.pk).update(state="PARKED", last_error="X", failures=5)


def test_a_parked_effect_that_is_retried_waits_with_all_its_attempts() -> None:
    effect = put()
    park(effect)
    operations.retry(effect_id=effect.pk, by=system_user(), at=AT)

    effect.refresh_from_db()
    assert (effect.state, effect.failures, ledger.events_of("house")[0].data["effect"]) == (
        "PENDING",
        0,
        effect.pk,
    )


def test_an_effect_that_is_not_parked_cannot_be_retried() -> None:
    with pytest.raises(operations.UnableToRetry):
        operations.retry(effect_id=put().pk, by=system_user(), at=AT)


class TestCommand:
    """`effects …`"""

    def call(self, *arguments: str) -> dict[str, Any]:
        out = StringIO()
        call_command("effects", *arguments, "--json", stdout=out)
        answer: dict[str, Any] = json.loads(out.getvalue())
        return answer

    def test_list_leaves_out_what_is_done(self) -> None:
        put("a")
        done = put("b")
        Effect.objects.filter(pk=done.pk).update(state="DONE", done_at=AT)

        (row,) = self.call("list")["effects"]
        assert row["state"] == "PENDING"

    def test_list_for_people_has_a_line_for_each(self) -> None:
        put("a")
        put("b")
        out = StringIO()
        call_command("effects", "list", stdout=out)

        assert out.getvalue().count("TEST_LETTER") == 2

    def test_pause_is_recorded_under_the_name_of_the_person(self) -> None:
        User.objects.create_user(username="duty")
        self.call("pause", "--as", "duty")

        assert ledger.events_of("house")[0].actor_name == "duty"

    def test_a_person_who_is_not_active_is_refused(self) -> None:
        User.objects.create_user(username="gone", is_active=False)
        with pytest.raises(CommandError):
            self.call("pause", "--as", "gone")

    def test_retry_of_an_absent_effect_is_refused(self) -> None:
        with pytest.raises(CommandError):
            self.call("retry", "987654321")

    def test_cancel_leaves_it_and_says_why_on_the_ledger(self) -> None:
        User.objects.create_user(username="duty")
        effect = put()
        said = self.call("cancel", str(effect.pk), "--reason", "sent by post", "--as", "duty")
        effect.refresh_from_db()
        event = ledger.events_of("house")[0]

        assert (said["state"], effect.state) == ("CANCELLED", "CANCELLED")
        assert (event.verb, event.actor_name) == ("effects.cancelled", "duty")
        assert event.data == {
            "effect": effect.pk,
            "kind": "TEST_LETTER",
            "subject": "request:a",
            "reason": "sent by post",
        }

    def test_a_parked_effect_can_be_cancelled(self) -> None:
        effect = put()
        Effect.objects.update(state="PARKED", last_error="TIMEOUT")

        assert self.call("cancel", str(effect.pk), "--reason", "no use")["state"] == "CANCELLED"

    @pytest.mark.parametrize(
        "changes",
        [
            {"state": "DONE", "done_at": AT},
            {"state": "CLAIMED", "lease_until": AT, "worker": "1@2"},
            {"state": "CANCELLED"},
        ],
    )
    def test_what_is_done_or_under_way_is_not_cancelled(self, changes: dict[str, Any]) -> None:
        effect = put()
        Effect.objects.update(**changes)
        with pytest.raises(CommandError, match="nothing to cancel"):
            self.call("cancel", str(effect.pk), "--reason", "no use")
        effect.refresh_from_db()

        assert (effect.state, ledger.events_of("house")) == (changes["state"], [])

    @pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501, "bell\x07"])
    def test_without_a_reason_nothing_is_cancelled(self, reason: str) -> None:
        effect = put()
        with pytest.raises(CommandError, match="characters why"):
            self.call("cancel", str(effect.pk), "--reason", reason)
        effect.refresh_from_db()

        assert effect.state == "PENDING"

    def test_run_once_carries_out_what_is_due_without_a_broker(self) -> None:
        put(kind="NOBODYS")

        assert self.call("run", "--once") == {"PARKED": 1}


class TestBell:
    """The doorbell: heard or not, the web request goes on."""

    @pytest.fixture(autouse=True)
    def _fresh(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bell, "_silent_until", 0.0)
        monkeypatch.setattr(bell, "_line", bell._Line())
        monkeypatch.setattr(bell, "_ringer", bell._Ringer())

    def test_one_transaction_rings_once(
        self, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: OnCommit
    ) -> None:
        rung: list[int] = []
        monkeypatch.setattr(bell, "ring", rung.append)
        with django_capture_on_commit_callbacks(execute=True):
            first = put("a")
            put("b")
            effects.enqueue_many([effects.NewEffect(key="c", kind="TEST_LETTER", at=AT)])
        bell._ringer.quiet()

        assert rung == [first.pk]

    def test_all_who_ask_while_it_rings_share_the_next_ring(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rung: list[int] = []
        begun, answered = threading.Event(), threading.Event()

        def ring(effect_id: int) -> None:
            rung.append(effect_id)
            begun.set()
            answered.wait(10)

        monkeypatch.setattr(bell, "ring", ring)
        bell._ringer.ask(1)
        begun.wait(10)
        bell._ringer.ask(2)
        bell._ringer.ask(3)
        answered.set()
        bell._ringer.quiet()

        assert rung == [1, 2]

    def test_whoever_commits_does_not_wait_for_the_broker(
        self, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: OnCommit
    ) -> None:
        rung: list[int] = []
        answered = threading.Event()

        def ring(effect_id: int) -> None:
            answered.wait(10)
            rung.append(effect_id)

        monkeypatch.setattr(bell, "ring", ring)
        with django_capture_on_commit_callbacks(execute=True):
            effect = put()
        before = list(rung)
        answered.set()
        bell._ringer.quiet()

        assert (before, rung) == ([], [effect.pk])

    def test_an_effect_that_is_not_due_yet_does_not_ring(
        self, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: OnCommit
    ) -> None:
        rung: list[int] = []
        monkeypatch.setattr(bell, "ring", rung.append)
        with django_capture_on_commit_callbacks(execute=True):
            put(at=datetime.now(UTC) + timedelta(hours=1))
        bell._ringer.quiet()

        assert rung == []

    def test_a_broker_that_is_there_gets_the_id_and_nothing_else(self) -> None:
        with app.connection_for_write() as broker:
            queue = broker.SimpleQueue("celery")
            queue.clear()
            assert bell.ring(77)
            assert bell.ring(78)
            heard = [queue.get(timeout=2) for _ring in range(2)]
            for message in heard:
                message.ack()
            queue.close()

        assert [message.payload[0:2] for message in heard] == [[[77], {}], [[78], {}]]

    def test_a_dead_broker_is_not_waited_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        began = time.monotonic()

        assert (bell.ring(1), time.monotonic() - began < 1) == (False, True)

    def test_a_deaf_broker_is_waited_for_less_than_a_second(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            port = deaf.getsockname()[1]
            monkeypatch.setattr(app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")
            began = time.monotonic()

            assert (bell.ring(1), time.monotonic() - began < 1) == (False, True)

    def test_after_a_ring_that_failed_nobody_tries_for_a_while(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        bell.ring(1)
        monkeypatch.setattr(bell, "_publish", lambda effect_id: pytest.fail("it tried"))

        assert not bell.ring(2)

    def test_what_is_logged_of_a_ring_that_failed_is_an_id_and_a_class(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        with caplog.at_level(logging.WARNING, logger="mla.effects.bell"):
            bell.ring(5)

        assert caplog.messages == ["EFFECTS_BELL_UNHEARD effect=5 error=OperationalError"]

    @pytest.mark.django_db(transaction=True)
    def test_with_a_dead_broker_the_transaction_still_commits(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        began = time.monotonic()
        with transaction.atomic():
            put()

        assert (Effect.objects.count(), time.monotonic() - began < 1) == (1, True)
