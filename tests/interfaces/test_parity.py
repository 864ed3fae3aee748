"""Pages, API and command line: the same state, the same event, the same sentence."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mla.accounts import tokens
from mla.accounts.models import User
from mla.ledger import events_of
from requests_app.models import Request
from requests_app.rules import workflow
from requests_app.rules.inputs import Kind
from tests.world import (
    NOW,
    World,
    do,
    given_for,
    make_world,
    open_request,
    render_letters,
    request_in,
)

pytestmark = pytest.mark.django_db
FILE = b"The court orders."


@dataclass(frozen=True)
class Outcome:
    """What came of one act, without what differs from one request to the next."""

    state: str
    verb: str
    data: Mapping[str, Any]
    refused: str


class Web:
    """A person at the pages."""

    def __init__(self, folder: Path, people: Iterable[User]) -> None:
        self.clients = {person.username: Client() for person in people}
        for person in people:
            self.clients[person.username].force_login(person)
        self.count = 0

    def act(self, request: Request, action: str, by: User, given: Mapping[str, Any]) -> str:
        client = self.clients[by.username]
        self.count += 1
        form: dict[str, Any] = {"version": request.version, "once": f"key-{self.count}"}
        for key, value in given.items():
            form[key] = BytesIO(FILE) if key == "file" else value
            if key == "file":
                form[key].name = "order.txt"
        url = reverse("requests:action", args=[request.public_id, action])
        answer = client.post(url, form)
        if answer.status_code == 302:
            return ""
        assert answer.status_code == 422, (action, answer.status_code)
        sentence = str(answer.context["sentence"])
        shown = " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
        assert sentence
        assert sentence in shown
        return sentence


class Api:
    """A program with a token."""

    def __init__(self, folder: Path, people: Iterable[User]) -> None:
        self.clients: dict[str, Client] = {}
        for person in people:
            _row, token = tokens.issue_token(by=person, at=NOW, name="parity", days=1)
            self.clients[person.username] = Client(headers={"Authorization": f"Bearer {token}"})
        self.count = 0

    def act(self, request: Request, action: str, by: User, given: Mapping[str, Any]) -> str:
        self.count += 1
        headers = {"If-Match": f'"{request.version}"', "Idempotency-Key": f"key-{self.count}"}
        path = f"/api/requests/{request.public_id}/actions/{action}"
        client = self.clients[by.username]
        if "file" in given:
            file = BytesIO(FILE)
            file.name = "order.txt"
            answer = client.post(path, {**given, "file": file}, headers=headers)
        else:
            body = json.dumps(given, default=str)
            answer = client.post(path, body, content_type="application/json", headers=headers)
        if answer.status_code == 200:
            return ""
        assert answer.status_code in (403, 409, 422), (action, answer.content)
        return str(answer.json()["refused"])


class Cli:
    """A person at the command line."""

    def __init__(self, folder: Path, people: Iterable[User]) -> None:
        self.folder = folder

    def act(self, request: Request, action: str, by: User, given: Mapping[str, Any]) -> str:
        words: list[str] = []
        rest = dict(given)
        if "file" in rest:
            file = self.folder / "order.txt"
            file.write_bytes(FILE)
            words += ["--set", f"file=@{file}"]
            del rest["file"]
        values = self.folder / "given.json"
        values.write_text(json.dumps(rest, default=str))
        words += ["--json-input", str(values), "--version", str(request.version)]
        err = StringIO()
        try:
            call_command(
                *("request", "act", request.reference, action, "--as", by.username, *words),
                stdout=StringIO(),
                stderr=err,
            )
        except SystemExit as ended:
            assert ended.code == 1, (action, err.getvalue())  # noqa: PT017
            return err.getvalue().strip()
        return ""


INTERFACES = (Web, Api, Cli)


def faces_of(world: World, folder: Path) -> list[Any]:
    """The three ways in, each with its people signed in."""
    people = [world.people[name] for name in ("clerk", "supervisor", "supervisor2")]
    return [face(folder, people) for face in INTERFACES]


@pytest.fixture(autouse=True)
def march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def outcome_of(request: Request, refused: str) -> Outcome:
    fresh = Request.objects.get(pk=request.pk)
    event = events_of(fresh.chain, limit=500)[-1]
    data = {key: value for key, value in event.data.items() if key not in ("letter", "opened")}
    return Outcome(fresh.state, event.verb, data, refused)


def tried(face: Any, request: Request, action: str, by: User, given: Mapping[str, Any]) -> Outcome:
    """What comes of it through this interface; then everything is as it was."""
    with transaction.atomic():
        try:
            return outcome_of(request, face.act(request, action, by, given))
        finally:
            transaction.set_rollback(True)


def inputs_for(world: World, request: Request, action: str) -> dict[str, Any]:
    given = given_for(world, request, action)
    if action == "attach":
        given |= {"file": "order.txt", "title": "Court order"}
    return given


@pytest.mark.parametrize(
    ("side", "state", "person"),
    [("OUTGOING", "IN_REVIEW", "clerk"), ("INCOMING", "UNDER_REVIEW", "supervisor2")],
)
def test_every_action_ends_alike_through_all_three(
    world: World, side: str, state: str, person: str, tmp_path: Path
) -> None:
    request = request_in(world, side, state)
    by = world.people[person]
    faces = faces_of(world, tmp_path)
    for row in workflow.actions():
        given = inputs_for(world, request, row.key)
        chosen = faces[1:] if row.key == "revise" else faces
        first, *others = [tried(face, request, row.key, by, given) for face in chosen]
        assert all(other == first for other in others), row.key
        assert bool(first.refused) == (first.verb == "refused"), row.key


def test_a_letter_of_request_is_not_dispatched_by_itself_and_all_three_say_what_sends_it(
    world: World, tmp_path: Path
) -> None:
    request = request_in(
        world, "OUTGOING", "APPROVED", urgency="URGENT", urgency_reason="Data will be lost."
    )
    faces = faces_of(world, tmp_path)
    steps = (("Transmit", "transmit"), ("Confirm in writing", "confirm_in_writing"))
    for label, key in steps:
        render_letters()
        request = Request.objects.get(pk=request.pk)
        said = f"The letter of request leaves by “{label}”."
        given = given_for(world, request, "dispatch_letter")
        for face in faces:
            tried_one = tried(face, request, "dispatch_letter", world.clerk, given)
            assert tried_one.refused == said, type(face).__name__
        web, api, _cli = faces
        page = web.clients["clerk"].get(reverse("requests:request", args=[request.public_id]))
        assert said in unescape(page.content.decode())
        told = api.clients["clerk"].get(f"/api/requests/{request.public_id}").json()
        (button,) = (row for row in told["actions"] if row["key"] == "dispatch_letter")
        assert button["reason"] == said
        shown = StringIO()
        call_command(
            *("request", "show", request.reference, "--as", "clerk", "--json"), stdout=shown
        )
        (listed,) = (
            row for row in json.loads(shown.getvalue())["actions"] if row["key"] == button["key"]
        )
        assert listed == button
        letter = request.letters.get()
        url = reverse("requests:letter", args=[request.public_id, letter.public_id])
        steps_shown = {
            step["key"]: step["allowed"] for step in web.clients["clerk"].get(url).context["steps"]
        }
        assert steps_shown == {key: True, "cancel_letter": False}
        do(world, request, "transmit_orally" if key == "transmit" else key, "clerk")
    request = Request.objects.get(pk=request.pk)
    assert (request.letters_waiting, request.confirmation_owed) == (0, False)


SCENARIO: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("OUTGOING", "clerk", "submit", {}),
    ("OUTGOING", "clerk", "approve", {}),
    ("OUTGOING", "supervisor", "send_back", {}),
    ("OUTGOING", "clerk", "submit", {}),
    ("OUTGOING", "supervisor", "approve", {}),
    ("OUTGOING", "clerk", "transmit", {}),
    ("OUTGOING", "clerk", "record_acknowledgement", {"received_on": "2026-03-03"}),
    ("OUTGOING", "clerk", "record_acknowledgement", {}),
    ("OUTGOING", "clerk", "record_conditions", {}),
    ("OUTGOING", "supervisor2", "accept_conditions", {}),
    ("OUTGOING", "clerk", "record_results", {}),
    ("INCOMING", "clerk", "acknowledge", {}),
    ("INCOMING", "clerk", "take_up", {}),
    ("INCOMING", "supervisor", "refuse", {"grounds": ["forbid.bank_secrecy"]}),
    ("INCOMING", "supervisor", "refuse", {"reasons": ""}),
    ("INCOMING", "supervisor", "postpone", {"review_on": "2026-03-01"}),
    ("INCOMING", "supervisor", "consult", {}),
    ("INCOMING", "clerk", "record_consultation_answer", {}),
    ("INCOMING", "supervisor", "refuse", {}),
)


def test_a_whole_case_goes_alike_through_all_three(world: World, tmp_path: Path) -> None:
    told: list[list[Outcome]] = []
    for face in faces_of(world, tmp_path):
        requests = {
            "OUTGOING": open_request(world),
            "INCOMING": open_request(world, outgoing=False),
        }
        outcomes: list[Outcome] = []
        for side, person, action, changes in SCENARIO:
            request = Request.objects.get(pk=requests[side].pk)
            if action == "transmit":
                render_letters()
            given = inputs_for(world, request, action) | changes
            refused = face.act(request, action, world.people[person], given)
            outcomes.append(outcome_of(request, refused))
        told.append(outcomes)
    web, api, cli = told
    assert web == api == cli
    assert [outcome.state for outcome in web][-1] == "REFUSED"
    assert sum(outcome.verb == "refused" for outcome in web) == 5


def test_every_action_has_its_page_its_address_and_its_word(world: World) -> None:
    request = open_request(world)
    client = Client()
    client.force_login(world.supervisor)
    described = Client().get("/api/openapi.json").json()["paths"]
    for row in workflow.actions():
        assert f"/api/requests/{{request_id}}/actions/{row.key}" in described
        if row.key == "revise":
            assert client.get(reverse("requests:contents", args=[request.public_id])).context
            continue
        page = client.get(reverse("requests:action", args=[request.public_id, row.key]))
        assert page.status_code == 200, row.key
        assert set(page.context["form"].fields) == {taken.key for taken in row.takes}
        assert not any(taken.kind is Kind.DOCUMENT for taken in row.takes)
