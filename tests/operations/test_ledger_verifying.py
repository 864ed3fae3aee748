"""A verification that somebody asked for: one at a time, by a worker, its verdict kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django import Settings

from mla import ledger
from mla.accounts.models import User
from mla.celery import app
from mla.ledger import checkpointing, verifying
from mla.ledger import tasks as ledger_tasks
from mla.ledger import verification as walking
from mla.ledger.keys import ensure_checkpoint_key
from mla.ledger.models import Event, Verification

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def auditor() -> User:
    return User.objects.create_user(username="auditor", roles=["AUDITOR"])


@pytest.fixture(autouse=True)
def _no_checkpoints(settings: Settings, tmp_path: Path) -> None:
    settings.MLA_CHECKPOINT_DIR = tmp_path / "checkpoints"


def ticking() -> Any:
    """A clock that goes on by ten seconds whenever somebody looks."""
    now = AT

    def clock() -> datetime:
        nonlocal now
        now += timedelta(seconds=10)
        return now

    return clock


def written(by: User, count: int = 3) -> None:
    for number in range(count):
        ledger.record(chain="request:a", verb="note", by=by, at=AT, data={"n": number})


def test_the_verdict_is_kept_with_who_asked_and_when(auditor: User) -> None:
    written(auditor)
    verifying.ask(by=auditor, at=AT)
    verifying.carry_out(clock=ticking())

    row = Verification.objects.get()
    assert (row.asked_by, row.asked_at, row.state, row.intact) == (auditor, AT, "DONE", True)
    assert (row.walked, row.chains, row.checkpoint, row.findings) == (3, 1, None, [])


def test_the_verdict_is_on_the_ledger_in_the_name_of_who_asked(auditor: User) -> None:
    written(auditor)
    verifying.ask(by=auditor, at=AT)
    done = verifying.carry_out(clock=ticking())

    assert done is not None
    event = Event.objects.get(chain="house")
    assert (event.verb, event.actor) == ("ledger.checked", auditor)
    assert event.data == {
        "verification": done.pk,
        "intact": True,
        "events": 3,
        "chains": 1,
        "checkpoint": None,
        "first": None,
    }


def test_an_altered_event_is_named_in_the_verdict(auditor: User) -> None:
    written(auditor)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_event SET verb = 'other' WHERE sequence = 2")
    verifying.ask(by=auditor, at=AT)
    verifying.carry_out(clock=ticking())

    row = Verification.objects.get()
    assert row.intact is False
    assert [(f["chain"], f["sequence"], f["why"]) for f in row.findings] == [
        ("request:a", 2, "ALTERED")
    ]


def test_it_is_compared_with_the_newest_checkpoint_outside(
    auditor: User, settings: Settings
) -> None:
    ensure_checkpoint_key()
    written(auditor)
    taken = checkpointing.take_checkpoint(at=AT, directory=Path(settings.MLA_CHECKPOINT_DIR))
    verifying.ask(by=auditor, at=AT)
    verifying.carry_out(clock=ticking())

    row = Verification.objects.get()
    assert (row.intact, row.checkpoint) == (True, taken.statement.number)


def test_a_checkpoint_that_is_not_what_was_signed_breaks_it_off(
    auditor: User, settings: Settings
) -> None:
    ensure_checkpoint_key()
    folder = Path(settings.MLA_CHECKPOINT_DIR)
    folder.mkdir()
    (folder / "checkpoint-00000001-aaaa.json").write_text("{}")
    verifying.ask(by=auditor, at=AT)
    verifying.carry_out(clock=ticking())

    row = Verification.objects.get()
    assert (row.state, row.error, row.intact) == ("FAILED", "CHECKPOINT_UNTRUSTED", None)


def test_what_is_asked_for_already_is_not_asked_for_twice(auditor: User) -> None:
    first = verifying.ask(by=auditor, at=AT)
    other = User.objects.create_user(username="auditor2", roles=["AUDITOR"])
    assert verifying.ask(by=other, at=AT + timedelta(minutes=1)) == first
    verifying.carry_out(clock=ticking())

    assert verifying.ask(by=other, at=AT + timedelta(minutes=9)) != first


def test_nothing_is_walked_unless_somebody_asked() -> None:
    assert verifying.carry_out(clock=ticking()) is None


def test_a_walk_that_fails_says_so(auditor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    verifying.ask(by=auditor, at=AT)
    monkeypatch.setattr(verifying, "verify", lambda **_said: 1 // 0)
    verifying.carry_out(clock=ticking())

    row = Verification.objects.get()
    assert (row.state, row.error) == ("FAILED", "ZeroDivisionError")
    assert not Event.objects.exists()


def running(auditor: User, *, seen_at: datetime) -> Verification:
    return Verification.objects.create(
        asked_by=auditor, asked_at=AT, state="RUNNING", begun_at=AT, seen_at=seen_at, walked=7
    )


def test_one_that_is_under_way_is_left_to_its_worker(auditor: User) -> None:
    running(auditor, seen_at=AT)

    assert verifying.carry_out(clock=lambda: AT + timedelta(minutes=2)) is None


def test_one_whose_worker_is_lost_is_begun_anew(auditor: User) -> None:
    running(auditor, seen_at=AT)
    later = AT + timedelta(minutes=2, seconds=1)
    done = verifying.carry_out(clock=lambda: later)

    assert done is not None
    assert (done.state, done.begun_at) == ("DONE", later)


def test_a_worker_that_was_given_up_does_not_overwrite_the_other(
    auditor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifying.ask(by=auditor, at=AT)

    def overtaken(**_said: Any) -> Any:
        Verification.objects.update(begun_at=AT + timedelta(minutes=5))
        return walking.verify()

    monkeypatch.setattr(verifying, "verify", overtaken)

    assert verifying.carry_out(clock=ticking()) is None
    assert Verification.objects.get().state == "RUNNING"


def test_a_dead_broker_does_not_keep_anybody_from_asking(
    auditor: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    with django_capture_on_commit_callbacks(execute=True):
        verifying.ask(by=auditor, at=AT)

    assert Verification.objects.get().state == "WAITING"


def test_a_worker_is_told(auditor: User, django_capture_on_commit_callbacks: Any) -> None:
    with app.connection_for_write() as broker:
        queue = broker.SimpleQueue("celery")
        queue.clear()
        with django_capture_on_commit_callbacks(execute=True):
            verifying.ask(by=auditor, at=AT)
        heard = queue.get(timeout=2)
        heard.ack()
        queue.close()

    assert heard.headers["task"] == ledger_tasks.verify.name


def test_beat_looks_after_what_the_broker_lost() -> None:
    assert "mla.ledger.tasks.verify" in {entry["task"] for entry in app.conf.beat_schedule.values()}


@pytest.mark.django_db(transaction=True)
def test_others_see_how_far_it_is_while_it_is_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import transaction

    auditor = User.objects.create_user(username="auditor", roles=["AUDITOR"])
    with transaction.atomic():
        written(auditor, count=5)
    verifying.ask(by=auditor, at=AT)
    monkeypatch.setattr(walking, "CHUNK", 2)
    seen: list[tuple[str, int, int]] = []
    other = connections.create_connection("default")

    def looking(**said: Any) -> Any:
        progress = said["progress"]

        def then_look(walked: int) -> None:
            progress(walked)
            with other.cursor() as cursor:
                cursor.execute("SELECT state, walked, total FROM ledger_verification")
                seen.append(cursor.fetchone())

        return walking.verify(**said | {"progress": then_look})

    monkeypatch.setattr(verifying, "verify", looking)
    try:
        verifying.carry_out(clock=ticking())
    finally:
        other.close()

    assert seen == [("RUNNING", 2, 5), ("RUNNING", 4, 5)]
    assert Verification.objects.get().walked == 5
