"""Forms and API calls that cross in the database: the one that is thrown back is done again."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from mla.accounts import tokens
from mla.accounts.models import IdempotencyRecord, User
from mla.accounts.once import Done, post_once
from mla.ledger import events_of
from requests_app.models import Letter, Request
from tests.faults.looking import blank_letters
from tests.world import World, make_world, request_in

__all__ = ["blank_letters"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("blank_letters")]
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
KEY = "one click"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def elsewhere() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool
        pool.submit(connections.close_all).result()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE NOT granted AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def crossed(
    world: World, pool: ThreadPoolExecutor, key: str, job: Callable[[Request], Any]
) -> tuple[Request, Any]:
    """The job is thrown back by a deadlock once: we hold its request and want its key.

    Whom the database throws back it chooses itself; were it we, on a slow machine, we try anew.
    """
    for _attempt in range(5):
        with suppress(OperationalError):
            return _crossed(world, pool, key, job)
        pool.submit(connections.close_all).result(timeout=20)  # the job went through before it
        IdempotencyRecord.objects.all().delete()
    raise AssertionError("it was never the job that was thrown back")


def _crossed(
    world: World, pool: ThreadPoolExecutor, key: str, job: Callable[[Request], Any]
) -> tuple[Request, Any]:
    request = request_in(world, "INCOMING", "RECEIVED")
    with transaction.atomic():
        Request.objects.select_for_update().get(pk=request.pk)
        running: Future[Any] = pool.submit(job, request)
        until = time.monotonic() + 20
        while not somebody_waits():
            assert not running.done(), running.result()
            assert time.monotonic() < until, "the job never came to the request"
            time.sleep(0.01)
        IdempotencyRecord.objects.create(
            user=world.clerk, key=key, path="/", body_sha256="", created_at=NOW
        )
        transaction.set_rollback(True)
    return request, running.result(timeout=20)


def acknowledged(request: Request) -> tuple[int, int]:
    events = [event.verb for event in events_of(request.chain, limit=200)]
    return events.count("acknowledge"), Letter.objects.filter(request=request).count()


def test_a_form_thrown_back_by_a_deadlock_is_done_again(
    world: World, elsewhere: ThreadPoolExecutor
) -> None:
    def post(request: Request) -> int:
        client = Client()
        client.force_login(world.clerk)
        return client.post(
            reverse("requests:action", args=[request.public_id, "acknowledge"]),
            {"once": KEY, "version": request.version},
        ).status_code

    request, status = crossed(world, elsewhere, f"form:{KEY}", post)

    assert (status, acknowledged(request)) == (302, (1, 1))


def test_an_api_call_thrown_back_by_a_deadlock_is_done_again(
    world: World, elsewhere: ThreadPoolExecutor
) -> None:
    _row, token = tokens.issue_token(by=world.clerk, at=datetime.now(UTC), name="test", days=9)

    def post(request: Request) -> int:
        return (
            Client()
            .post(
                f"/api/requests/{request.public_id}/actions/acknowledge",
                headers={
                    "Authorization": f"Bearer {token}",
                    "Idempotency-Key": KEY,
                    "If-Match": f'"{request.version}"',
                },
            )
            .status_code
        )

    request, status = crossed(world, elsewhere, f"api:{KEY}", post)

    assert (status, acknowledged(request)) == (200, (1, 1))


def test_two_forms_that_wait_for_each_other_are_both_done(world: World) -> None:
    first, second = world.clerk, world.supervisor
    met = threading.Barrier(2)
    tries: list[str] = []

    def run(user: User, order: tuple[User, User], email: str) -> HttpResponse:
        request = RequestFactory().post("/form/", {"once": email})
        request.user = user

        def work() -> Done:
            tries.append(email)
            User.objects.filter(pk=order[0].pk).update(email=email)
            if len(tries) <= 2:
                met.wait(timeout=20)
            User.objects.filter(pk=order[1].pk).update(email=email)
            return Done(HttpResponse("done"), then="/")

        try:
            return post_once(request, at=NOW, work=work)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = [
            pool.submit(run, first, (first, second), "one@house.test"),
            pool.submit(run, second, (second, first), "two@house.test"),
        ]
        said = [answer.result(timeout=30).content for answer in answers]

    assert (said, len(tries)) == ([b"done", b"done"], 3)
    assert IdempotencyRecord.objects.filter(state="DONE").count() == 2


class Crossed(OperationalError):
    """What Django raises for a deadlock, without a second connection."""

    def __init__(self) -> None:
        super().__init__("deadlock detected")
        self.__cause__ = type("Deadlock", (Exception,), {"sqlstate": "40P01"})()


def test_a_file_that_was_read_is_read_again(world: World) -> None:
    request = RequestFactory().post(
        "/form/", {"once": KEY, "file": SimpleUploadedFile("a.txt", b"whole file")}
    )
    request.user = world.clerk
    read: list[bytes] = []

    def work() -> Done:
        (file,) = request.FILES.getlist("file")
        read.append(file.read())
        if len(read) == 1:
            raise Crossed
        return Done(HttpResponse("done"), then="/")

    post_once(request, at=NOW, work=work)

    assert read == [b"whole file", b"whole file"]


def test_what_is_thrown_back_three_times_is_given_up(world: World) -> None:
    request = RequestFactory().post("/form/", {"once": KEY})
    request.user = world.clerk
    tries = 0

    def work() -> Done:
        nonlocal tries
        tries += 1
        raise Crossed

    with pytest.raises(OperationalError):
        post_once(request, at=NOW, work=work)
    assert (tries, IdempotencyRecord.objects.count()) == (3, 0)
