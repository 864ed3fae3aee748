"""Workers that die, hang or race: carried out at least once, recorded exactly once."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mla import effects
from mla.accounts.models import User
from mla.accounts.queries import SYSTEM_USERNAME
from mla.effects import carrier, registry
from mla.effects.models import Effect

pytestmark = pytest.mark.django_db(transaction=True)

# A worker of its own: says that it has begun, and goes on when it is given a line.
WORKER = """
import sys, datetime, django
django.setup()
from django.db import connection
from django.utils import timezone
from mla import effects
from mla.effects import carrier
name, world, lease = sys.argv[1:]
connection.settings_dict["NAME"] = name

@effects.carries_out("TEST_SLOW", lease=datetime.timedelta(seconds=float(lease)))
def slow(work):
    with open(world, "a") as file:
        file.write(f"{work.key} {work.attempt}\\n")
    print("begun", flush=True)
    sys.stdin.readline()
    return lambda: effects.enqueue(
        key=f"receipt:{work.key}:{work.attempt}", kind="TEST_RECEIPT", payload={},
        at=timezone.now() + datetime.timedelta(days=1))

print(dict(carrier.carry_out_due(clock=timezone.now, limit=1)), flush=True)
"""

Begin = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """What the world has seen of our effects, one line each."""
    return tmp_path / "world"


@pytest.fixture
def begin(world: Path) -> Iterator[Begin]:
    """Starts a worker and waits until it is in the middle of the effect."""
    User.objects.get_or_create(username=SYSTEM_USERNAME, defaults={"is_active": False})
    workers: list[subprocess.Popen[str]] = []

    def start(lease: float = 180) -> "subprocess.Popen[str]":
        name = str(connection.settings_dict["NAME"])
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, name, str(world), str(lease)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        workers.append(worker)
        assert said(worker) == "begun"
        return worker

    yield start
    for worker in workers:
        worker.kill()
        worker.communicate()


def said(worker: "subprocess.Popen[str]") -> str:
    assert worker.stdout is not None
    return worker.stdout.readline().strip()


def tell(worker: "subprocess.Popen[str]") -> None:
    assert worker.stdin is not None
    worker.stdin.write("\n")
    worker.stdin.flush()


def put(count: int = 1, kind: str = "TEST_SLOW") -> None:
    with transaction.atomic():
        effects.enqueue_many(
            effects.NewEffect(key=f"letter:{number}", kind=kind, at=timezone.now())
            for number in range(count)
        )


def receipts() -> list[str]:
    found = Effect.objects.filter(kind="TEST_RECEIPT").values_list("effect_key", flat=True)
    return sorted(found)


def test_a_worker_killed_in_the_middle_is_replaced_at_once_and_recorded_once(
    begin: Begin, world: Path
) -> None:
    put()
    first = begin()
    first.kill()
    first.wait()
    time.sleep(0.5)
    second = begin()
    tell(second)

    assert said(second) == "{'DONE': 1}"
    assert receipts() == ["receipt:letter:0:2"]
    assert world.read_text().splitlines() == ["letter:0 1", "letter:0 2"]
    assert Effect.objects.get(effect_key="letter:0").lapses == 1


def test_a_worker_that_hangs_beyond_its_lease_is_overtaken_and_recorded_once(
    begin: Begin, world: Path
) -> None:
    put()
    first = begin(lease=0.2)
    time.sleep(0.3)
    second = begin()
    tell(second)
    assert said(second) == "{'DONE': 1}"
    tell(first)

    assert said(first) == "{'OVERTAKEN': 1}"
    assert receipts() == ["receipt:letter:0:2"]


def test_while_a_worker_is_at_it_nobody_else_is(begin: Begin, world: Path) -> None:
    put()
    worker = begin()

    assert carrier.claim_one(at=timezone.now()) is None
    tell(worker)
    assert said(worker) == "{'DONE': 1}"


def test_sweepers_in_parallel_never_take_the_same_effect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry, "_carriers", {})
    seen: list[str] = []

    @effects.carries_out("TEST_QUICK")
    def quick(work: effects.Work) -> None:
        seen.append(work.key)

    def sweep(_worker: int) -> None:
        try:
            carrier.carry_out_due(clock=timezone.now)
        finally:
            connection.close()

    put(90, kind="TEST_QUICK")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(sweep, range(3)))

    assert sorted(seen) == sorted(f"letter:{number}" for number in range(90))
    assert set(Effect.objects.values_list("state", "attempts")) == {("DONE", 1)}


def test_a_database_session_lost_during_the_work_does_not_make_it_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry, "_carriers", {})

    @effects.carries_out("TEST_CUT")
    def cut(work: effects.Work) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (mine,) = cursor.fetchone()
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (mine,))
        other.close()

    put(kind="TEST_CUT")

    assert carrier.carry_out_due(clock=timezone.now) == {"DONE": 1}


def test_a_retry_is_due_after_the_wait_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_carriers", {})

    @effects.carries_out("TEST_FAILS")
    def fails(work: effects.Work) -> None:
        raise OSError

    put(kind="TEST_FAILS")
    now = timezone.now()
    carrier.carry_out_due(clock=lambda: now)

    assert carrier.carry_out_due(clock=lambda: now + timedelta(seconds=9)) == {}
    assert carrier.carry_out_due(clock=lambda: now + timedelta(seconds=10)) == {"PENDING": 1}
