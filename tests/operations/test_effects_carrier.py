"""Carrying effects out."""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from mla import effects, ledger
from mla.accounts.queries import system_user
from mla.effects import carrier, operations, registry, tasks
from mla.effects.models import Effect

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that handlers of two kinds sent into the world; payload decides how it goes."""
    world: list[str] = []
    monkeypatch.setattr(registry, "_carriers", {})
    monkeypatch.setattr(registry, "_tellers", [])

    @effects.carries_out("TEST_LETTER")
    def send(work: effects.Work) -> None:
        if work.payload.get("poison"):
            raise ConnectionError("somebody's name")
        if work.payload.get("hopeless"):
            raise effects.CannotCarryOut("ADDRESS_UNKNOWN")
        world.append(work.key)

    @effects.carries_out("TEST_RECEIPT", lease=timedelta(seconds=9))
    def receipt(work: effects.Work) -> effects.Settle:
        world.append(work.key)
        return lambda: put(f"receipt:{work.key}", at=AT + timedelta(days=1))

    return world


def put(
    key: str,
    *,
    kind: str = "TEST_LETTER",
    at: datetime = AT,
    urgent: bool = False,
    **payload: object,
) -> None:
    effects.enqueue(key=key, kind=kind, payload=payload, at=at, subject="request:a", urgent=urgent)


def row(key: str) -> Effect:
    return Effect.objects.get(effect_key=key)


def carry_out(at: datetime = AT, **how: int) -> Counter[str]:
    return carrier.carry_out_due(clock=lambda: at, **how)


def test_a_due_effect_is_done_with_its_instant(sent: list[str]) -> None:
    put("a")
    carry_out()

    assert (sent, row("a").state, row("a").done_at, row("a").attempts) == (["a"], "DONE", AT, 1)


def test_what_is_not_due_yet_waits(sent: list[str]) -> None:
    put("a", at=AT + timedelta(seconds=1))

    assert (carry_out(), sent) == (Counter(), [])


def test_urgent_effects_come_first_then_the_longest_due(sent: list[str]) -> None:
    put("later")
    put("sooner", at=AT - timedelta(minutes=1))
    put("urgent", urgent=True)
    carry_out()

    assert sent == ["urgent", "sooner", "later"]


def test_the_effect_the_bell_rang_for_is_tried_first(sent: list[str]) -> None:
    put("a")
    put("b")
    carry_out(first=row("b").pk)

    assert sent == ["b", "a"]


def test_a_stretch_of_work_ends_at_its_limit(sent: list[str]) -> None:
    for number in range(5):
        put(f"{number}")
    carry_out(limit=3)

    assert len(sent) == 3


def test_nothing_is_begun_while_effects_are_paused(sent: list[str]) -> None:
    put("a")
    operations.pause(by=system_user(), at=AT)

    assert (carry_out(), sent) == (Counter(), [])


def test_a_failed_attempt_is_tried_again_later_and_later(sent: list[str]) -> None:
    put("a", poison=True)
    at, waits = AT, []
    for _attempt in range(4):
        carry_out(at)
        waits.append((row("a").due_at - at).total_seconds())
        at = row("a").due_at

    assert waits == list(carrier.RETRY_AFTER)


def test_of_a_failure_only_the_class_is_kept(sent: list[str]) -> None:
    put("a", poison=True)
    carry_out()

    assert row("a").last_error == "ConnectionError"


def test_after_five_failures_an_effect_is_parked(sent: list[str]) -> None:
    put("a", poison=True)
    for day in range(5):
        carry_out(AT + timedelta(days=day))

    assert (row("a").state, row("a").failures) == ("PARKED", 5)


def test_a_parked_effect_is_an_event_of_the_house(sent: list[str]) -> None:
    put("a", hopeless=True)
    carry_out()

    (event,) = ledger.events_of("house")
    assert (event.verb, event.data) == (
        "effects.parked",
        {
            "effect": row("a").pk,
            "kind": "TEST_LETTER",
            "subject": "request:a",
            "reason": "ADDRESS_UNKNOWN",
        },
    )


def test_somebody_is_told_of_a_parked_effect(sent: list[str]) -> None:
    told: list[tuple[str, str]] = []
    effects.on_parked(lambda work, reason, at: told.append((work.key, reason)))
    put("a", hopeless=True)
    carry_out()

    assert told == [("a", "ADDRESS_UNKNOWN")]


def test_an_effect_is_parked_although_telling_fails(
    sent: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def tell(work: effects.Work, reason: str, at: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    effects.on_parked(tell)
    put("a", hopeless=True)
    carry_out()

    assert (row("a").state, "EFFECT_PARKED_UNTOLD" in caplog.text) == ("PARKED", True)


def test_an_effect_nobody_knows_how_to_carry_out_is_parked(sent: list[str]) -> None:
    put("a", kind="NOBODYS")
    carry_out()

    assert (row("a").state, row("a").last_error) == ("PARKED", "UNKNOWN_KIND")


def test_poison_among_many_is_parked_and_the_others_are_done(sent: list[str]) -> None:
    effects.enqueue_many(
        effects.NewEffect(
            key=f"{number}",
            kind="TEST_LETTER",
            payload={"poison": True} if number % 20 == 0 else {},
            at=AT,
        )
        for number in range(200)
    )
    for day in range(5):
        carry_out(AT + timedelta(days=day), limit=1000)

    assert Counter(Effect.objects.values_list("state", flat=True)) == {"DONE": 190, "PARKED": 10}
    assert len(sent) == len(set(sent)) == 190


def test_what_a_handler_hands_back_is_recorded_with_the_end(sent: list[str]) -> None:
    put("a", kind="TEST_RECEIPT")
    carry_out()

    assert (row("a").state, row("receipt:a").state) == ("DONE", "PENDING")


def test_a_receipt_that_cannot_be_recorded_is_a_failed_attempt(sent: list[str]) -> None:
    put("a", kind="TEST_RECEIPT")

    @effects.carries_out("TEST_BROKEN")
    def broken(work: effects.Work) -> effects.Settle:
        def settle() -> None:
            put("half")
            raise ValueError

        return settle

    put("b", kind="TEST_BROKEN")
    carry_out()

    assert (row("b").state, Effect.objects.filter(effect_key="half").exists()) == (
        "PENDING",
        False,
    )


def test_a_claimed_effect_is_nobody_elses_until_its_lease_is_over(sent: list[str]) -> None:
    put("a")
    carrier.claim_one(at=AT)
    lease = registry.LEASE

    assert (
        carrier.claim_one(at=AT + lease - timedelta(seconds=1)),
        carrier.claim_one(at=AT + lease) is None,
    ) == (None, False)


def test_a_kind_may_have_its_own_lease(sent: list[str]) -> None:
    put("a", kind="TEST_RECEIPT")
    carrier.claim_one(at=AT)

    assert row("a").lease_until == AT + timedelta(seconds=9)


def test_an_effect_whose_worker_has_gone_is_free_at_once(sent: list[str]) -> None:
    put("a")
    carrier.claim_one(at=AT)
    Effect.objects.update(worker="1@0.000000")

    assert (carry_out(), sent, row("a").lapses) == (Counter(DONE=1), ["a"], 1)


def test_an_effect_that_lost_three_workers_is_parked_untried(sent: list[str]) -> None:
    put("a")
    for _worker in range(4):
        carrier.claim_one(at=AT)
        Effect.objects.filter(state="CLAIMED").update(worker="1@0.000000")
    carry_out()

    assert (row("a").state, row("a").last_error, sent) == ("PARKED", "WORKER_LOST", [])


def test_a_worker_that_was_overtaken_records_nothing(
    sent: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    put("a", kind="TEST_RECEIPT")
    slow = carrier.claim_one(at=AT)
    fast = carrier.claim_one(at=AT + timedelta(seconds=10))
    assert slow is not None
    assert fast is not None
    ends = [carrier.carry_out_claimed(claim, clock=lambda: AT) for claim in (fast, slow)]

    assert (ends, Effect.objects.filter(effect_key__startswith="receipt:").count()) == (
        ["DONE", "OVERTAKEN"],
        1,
    )


@pytest.mark.parametrize("payload", [{"poison": True}, {"hopeless": True}])
def test_a_worker_that_was_overtaken_does_not_undo_what_is_done(
    sent: list[str], payload: dict[str, bool]
) -> None:
    effects.enqueue(key="a", kind="TEST_LETTER", payload=payload, at=AT)
    slow = carrier.claim_one(at=AT)
    assert slow is not None
    Effect.objects.update(state="DONE", done_at=AT, worker=None, lease_until=None)

    assert (carrier.carry_out_claimed(slow, clock=lambda: AT), row("a").state) == (
        "OVERTAKEN",
        "DONE",
    )


def test_a_second_handler_for_a_kind_is_refused(sent: list[str]) -> None:
    with pytest.raises(ValueError, match="TEST_LETTER"):
        effects.carries_out("TEST_LETTER")(lambda work: None)


def test_the_sweep_and_the_bell_carry_out_what_is_due(sent: list[str]) -> None:
    put("a")
    tasks.sweep()
    put("b")
    tasks.carry_out(row("b").pk)

    assert sent == ["a", "b"]


def test_a_bell_that_rings_twice_does_nothing_twice(sent: list[str]) -> None:
    put("a")
    tasks.carry_out(row("a").pk)
    tasks.carry_out(row("a").pk)

    assert sent == ["a"]


def test_a_task_is_acknowledged_after_the_work_and_comes_back_when_its_worker_is_lost() -> None:
    for task in (tasks.carry_out, tasks.sweep):
        assert (task.acks_late, task.reject_on_worker_lost, task.ignore_result) == (
            True,
            True,
            True,
        )


@pytest.fixture(autouse=True)
def _no_names_in_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a handler says when it fails, the logs carry ids and codes."""
    with caplog.at_level(logging.DEBUG, logger="mla.effects"):
        yield
    assert "somebody's name" not in caplog.text
