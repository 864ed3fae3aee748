"""The same form, or two forms, at the same moment: one act, and a sentence for everybody else."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mla.accounts import tokens
from mla.accounts.models import User
from mla.accounts.queries import SYSTEM_USERNAME
from mla.effects.models import Effect
from mla.ledger import events_of, verify
from requests_app.models import Letter, Request
from tests.faults.looking import blank_letters
from tests.world import World, a_document, given_for, make_world, request_in

__all__ = ["blank_letters"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("blank_letters")]
CHANGED = "was changed meanwhile. Look at it again; nothing was done."
IN_FLIGHT = "This form is being worked on already. Wait a moment, then look."
ROUNDS = 4
Send = Callable[[], Any]


@pytest.fixture
def world() -> World:
    User.objects.get_or_create(username=SYSTEM_USERNAME, defaults={"is_active": False})
    return make_world()


def at_once(sends: list[Send]) -> list[tuple[int, str]]:
    """All are sent together, each on its own connection; their statuses and words, in order."""
    gate = threading.Barrier(len(sends))

    def run(send: Send) -> tuple[int, str]:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            answer = send()
            return answer.status_code, " ".join(unescape(answer.content.decode()).split())
        finally:
            connection.close()

    with ThreadPoolExecutor(len(sends)) as pool:
        return sorted(pool.map(run, sends))


def form(world: World, request: Request, action: str, by: str, once: str) -> Send:
    """A form of this person, filled in and not yet sent."""
    client = Client()
    client.force_login(world.people[by])
    path = reverse("requests:action", args=[request.public_id, action])
    body = given_for(world, request, action) | {"version": request.version, "once": once}
    return lambda: client.post(path, body)


def call(token: str, path: str, body: Any, key: str, version: int | None = None) -> Send:
    """A call of a program, not yet made."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    text = json.dumps(body, default=str)
    return lambda: Client().post(
        f"/api/{path}", text, content_type="application/json", headers=headers
    )


def verbs(request: Request) -> list[str]:
    return [event.verb for event in events_of(request.chain, limit=500)]


def test_two_supervisors_at_once_one_decides_and_the_other_is_told(world: World) -> None:
    for number in range(ROUNDS):
        request = request_in(world, "OUTGOING", "IN_REVIEW", at=timezone.now())
        first, second = at_once(
            [
                form(world, request, "approve", "supervisor", f"approve{number}"),
                form(world, request, "send_back", "supervisor2", f"back{number}"),
            ]
        )
        assert (first[0], second[0]) == (302, 409)
        assert f"{request.reference} {CHANGED}" in second[1]
        fresh = Request.objects.get(pk=request.pk)
        letters = Letter.objects.filter(request=request).count()
        assert (fresh.state, letters) in {("APPROVED", 1), ("DRAFT", 0)}
        assert len(verbs(request)) == 3


def test_a_form_sent_several_times_at_once_is_one_act(world: World) -> None:
    for number in range(ROUNDS):
        request = request_in(world, "INCOMING", "RECEIVED", at=timezone.now())
        click = form(world, request, "acknowledge", "clerk", f"click{number}")
        answers = at_once([click] * 5)
        assert {status for status, _words in answers} <= {302, 409}
        assert answers[0][0] == 302
        assert all(IN_FLIGHT in words for status, words in answers if status == 409)
        assert verbs(request) == ["registered", "acknowledge"]
        assert Letter.objects.filter(request=request).count() == 1
        assert Effect.objects.filter(subject=request.chain).count() == 1
        assert Request.objects.get(pk=request.pk).version == request.version + 1


def test_a_call_made_several_times_at_once_opens_one_request_without_a_gap(world: World) -> None:
    _row, token = tokens.issue_token(by=world.clerk, at=timezone.now(), name="at once", days=1)
    body = {"direction": "OUTGOING", "document": a_document()}
    for number in range(ROUNDS):
        answers = at_once([call(token, "requests", body, f"open{number}")] * 5)
        assert {status for status, _words in answers} <= {201, 409}
        made = {words for status, words in answers if status == 201}
        assert len(made) == 1
        told = {json.loads(words)["kind"] for status, words in answers if status == 409}
        assert told <= {"KEY_IN_FLIGHT"}
    year = timezone.now().year
    assert sorted(Request.objects.values_list("reference", flat=True)) == [
        f"JM/OUT/{year}/{number:05d}" for number in range(1, ROUNDS + 1)
    ]


def test_programs_with_different_keys_cannot_both_change_what_both_saw(world: World) -> None:
    _row, token = tokens.issue_token(by=world.clerk, at=timezone.now(), name="at once", days=1)
    for _round in range(ROUNDS):
        request = request_in(world, "INCOMING", "UNDER_REVIEW", at=timezone.now())
        path = f"requests/{request.public_id}/actions/note"
        calls = [
            call(
                token, path, {"note": f"Note {number}."}, f"{request.pk}-{number}", request.version
            )
            for number in range(5)
        ]
        answers = at_once(calls)
        assert [status for status, _words in answers] == [200, 412, 412, 412, 412]
        assert all(CHANGED in json.loads(words)["refused"] for _status, words in answers[1:])
        assert verbs(request).count("note") == 1
    assert verify().intact
