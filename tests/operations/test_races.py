"""Real connections at once: one effect, no lost change, references without a gap."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from mla import ledger
from mla.accounts.models import User
from mla.accounts.queries import SYSTEM_USERNAME
from mla.effects.models import Effect
from mla.ledger import events_of, verify
from requests_app import notices, operations
from requests_app.models import Clock, ClockSweep, Decision, Letter, Question, Request
from tests.faults.looking import blank_letters
from tests.world import (
    NOW,
    World,
    a_document,
    consulted_request,
    given_for,
    make_world,
    open_request,
    request_in,
)

__all__ = ["blank_letters"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("blank_letters")]
Job = Callable[[], Any]


@pytest.fixture
def world() -> World:
    User.objects.get_or_create(username=SYSTEM_USERNAME, defaults={"is_active": False})
    return make_world()


def at_once(jobs: list[Job]) -> Counter[str]:
    """All jobs are let go together, each on its own connection; how many ended how."""
    gate = threading.Barrier(len(jobs))

    def run(job: Job) -> str:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            job()
        except (operations.NotAllowed, operations.ChangedMeanwhile, ValueError) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return Counter(pool.map(run, jobs))


def acting(
    world: World, request: Request, action: str, by: str, *, version: int | None = None, **more: Any
) -> Job:
    """A job that does the action."""
    given = given_for(world, request, action) | more
    person = world.people[by]
    return lambda: operations.act(
        action, request=request.public_id, by=person, at=NOW, version=version, given=given
    )


def verbs(request: Request) -> Counter[str]:
    return Counter(event.verb for event in events_of(request.chain, limit=500))


def test_a_double_click_does_it_once(world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    click = acting(world, request, "request_information", "clerk", version=request.version)
    assert at_once([click, click]) == {"done": 1, "ChangedMeanwhile": 1}
    assert Question.objects.filter(request=request).count() == 1


def test_fifty_at_once_are_one_effect(world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    jobs = 10 * [acting(world, request, "acknowledge", "clerk", version=request.version)]
    ended = sum((at_once(jobs) for _round in range(5)), Counter[str]())
    assert ended == {"done": 1, "ChangedMeanwhile": 49}
    assert Letter.objects.filter(request=request).count() == 1
    assert Effect.objects.filter(subject=request.chain).count() == 1
    assert verbs(request)["acknowledge"] == 1


def test_without_a_version_the_state_decides_who_was_first(world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    jobs = 8 * [acting(world, request, "acknowledge", "clerk")]
    assert at_once(jobs) == {"done": 1, "NotAllowed": 7}
    assert verbs(request) == {"registered": 1, "acknowledge": 1, "refused": 7}


def test_two_supervisors_cannot_approve_and_send_back(world: World) -> None:
    for _pair in range(5):
        request = request_in(world, "OUTGOING", "IN_REVIEW")
        ended = at_once(
            [
                acting(world, request, "approve", "supervisor", version=request.version),
                acting(world, request, "send_back", "supervisor2", version=request.version),
            ]
        )
        assert ended == {"done": 1, "ChangedMeanwhile": 1}
        request = Request.objects.get(pk=request.pk)
        letters = Letter.objects.filter(request=request).count()
        assert (request.state, letters) in {("APPROVED", 1), ("DRAFT", 0)}


def test_two_supervisors_cannot_accept_and_refuse(world: World) -> None:
    for _pair in range(5):
        request = consulted_request(world)
        at_once(
            [
                acting(world, request, "accept", "supervisor", version=request.version),
                acting(world, request, "refuse", "supervisor2", version=request.version),
            ]
        )
        request = Request.objects.get(pk=request.pk)
        kinds = list(Decision.objects.filter(request=request).values_list("kind", flat=True))
        assert [request.state] == kinds


def test_notes_of_many_at_once_are_all_kept(world: World) -> None:
    request = open_request(world)
    jobs = [acting(world, request, "note", "clerk2", note=f"Note {n}") for n in range(12)]
    assert at_once(jobs) == {"done": 12}
    notes = [e.data["given"]["note"] for e in events_of(request.chain, limit=50)[1:]]
    assert sorted(notes) == sorted(f"Note {n}" for n in range(12))
    assert Request.objects.get(pk=request.pk).version == 13
    assert verify().intact


def test_references_have_no_gap_though_some_fail(world: World) -> None:
    def opening(number: int) -> Job:
        document = a_document(title=f"SPECIMEN {number}")
        if number % 5 == 0:
            document["requested_state"] = "ZZ"

        def several() -> None:
            for _time in range(10):
                operations.open_case(
                    document=document, direction="OUTGOING", by=world.clerk, at=NOW
                )

        return several

    ended = at_once([opening(number) for number in range(8)])
    assert ended == {"done": 6, "UnableToOpen": 2}
    references = sorted(Request.objects.values_list("reference", flat=True))
    assert references == [f"JM/OUT/2026/{number:05d}" for number in range(1, 61)]


def test_a_case_that_fails_late_gives_its_number_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = ledger.record

    def failing(*, by: Any, **event: Any) -> Any:
        if by.username == "duty":
            raise ValueError("The ledger cannot be written.")
        return record(by=by, **event)

    monkeypatch.setattr(ledger, "record", failing)
    jobs: list[Job] = [
        lambda name=name: operations.open_case(  # type: ignore[misc]
            document=a_document(), direction="OUTGOING", by=world.people[name], at=NOW
        )
        for name in ("clerk", "duty") * 4
    ]
    assert at_once(jobs) == {"done": 4, "ValueError": 4}
    references = sorted(Request.objects.values_list("reference", flat=True))
    assert references == [f"JM/OUT/2026/{number:05d}" for number in range(1, 5)]


def test_two_scans_at_once_give_each_notice_once(world: World) -> None:
    for _number in range(20):
        request_in(world, "INCOMING", "RECEIVED")
    moment = NOW + timedelta(days=30)
    found: list[int] = []
    at_once(4 * [lambda: found.append(notices.scan(at=moment))])
    assert sum(found) == 20
    assert set(Clock.objects.values_list("noticed", flat=True)) == {1}
    assert sum(ClockSweep.objects.values_list("found", flat=True)) == 20
    told = Counter(
        event.verb
        for request in Request.objects.all()
        for event in events_of(request.chain, limit=50)
    )
    assert told["clock_notice"] == 20
