"""Need to know: for whoever may not know of a request it does not exist, wherever they look."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mla.accounts import tokens
from mla.ledger import events_of
from requests_app import audit, operations, queries, telling, worklist
from requests_app.casefile import CaseFile
from requests_app.models import Clock, Request
from tests.world import (
    NOW,
    TODAY,
    World,
    do,
    letter_kinds,
    make_world,
    render_letters,
    request_in,
)

pytestmark = pytest.mark.django_db
ASKED: dict[str, Any] = {"confidentiality": "Suspect B must not hear of it."}


@pytest.fixture
def world() -> World:
    return make_world()


def refused(
    world: World, request: Request, action: str, words: str, by: str = "supervisor"
) -> None:
    with pytest.raises(operations.NotAllowed, match=words):
        do(world, request, action, by)


def seen_by(world: World, request: Request) -> set[str]:
    """Who knows of it, by every way in which a request can be read."""
    seen = set()
    for name, person in world.people.items():
        listed = {
            row.public_id
            for scope in (worklist.OPEN, worklist.TURN, worklist.MINE)
            for row in worklist.page(
                worklist.Filters(scope=scope, search="bank records" * (scope == worklist.OPEN)),
                by=person,
                today=TODAY,
            ).rows
        }
        ways = {
            queries.visible_to(person).filter(pk=request.pk).exists(),
            queries.may_know(person, request),
            request.public_id in listed,
            _locks(person, request),
        }
        assert len(ways) == 1, f"{name}: the ways of reading disagree: {ways}"
        if ways.pop():
            seen.add(name)
    return seen


def _locks(person: Any, request: Request) -> bool:
    try:
        queries.lock(request.public_id, by=person)
    except queries.UnableToFind:
        return False
    return True


def test_a_restricted_request_is_there_for_those_named_and_for_nobody_else(
    world: World, client: Client
) -> None:
    request = request_in(world, "INCOMING", "IN_EXECUTION", **ASKED)
    everybody = {"clerk", "clerk2", "duty", "auditor", "supervisor", "supervisor2", "officer"}
    assert seen_by(world, request) == everybody
    do(world, request, "assign", "clerk", person="duty")
    request = do(world, request, "restrict", "supervisor", people=["clerk2"]).request
    assert seen_by(world, request) == {"clerk2", "duty", "supervisor", "supervisor2", "officer"}
    with pytest.raises(queries.UnableToFind):
        do(world, request, "note", "clerk")

    page = reverse("requests:request", args=[request.public_id])
    for name, status in (("clerk", 404), ("auditor", 404), ("clerk2", 200)):
        client.force_login(world.people[name])
        assert client.get(page).status_code == status
        for place in ("history", "evidence"):
            url = reverse(f"requests:{place}", args=[request.public_id])
            assert client.get(url).status_code == status
        _row, token = tokens.issue_token(
            by=world.people[name], at=timezone.now(), name=place, days=1
        )
        headers = {"Authorization": f"Bearer {token}"}
        answer = Client(headers=headers).get(f"/api/requests/{request.public_id}")
        assert answer.status_code == status
    with pytest.raises(SystemExit):
        call_command("request", "show", request.reference, "--as", "clerk")
    verbs = [event.verb for event in events_of(request.chain, limit=200)]
    assert verbs.count("read_request") == 2
    assert request.reference not in {
        row.reference for row in audit.latest_events(by=world.auditor).rows
    }

    refused(world, request, "lift_restriction", "Only these", by="duty")
    request = do(world, request, "lift_restriction", "supervisor").request
    assert seen_by(world, request) == everybody
    refused(world, request, "lift_restriction", "Everybody of the authority")


def test_a_request_prepared_from_a_restricted_one_is_restricted_too(world: World) -> None:
    request = request_in(world, "OUTGOING", "REFUSED", **ASKED)
    do(world, request, "restrict", "supervisor", people=["clerk2"])
    opened = do(world, request, "prepare_anew", "clerk2").opened
    assert opened is not None
    opened = Request.objects.get(pk=opened.pk)
    assert opened.restricted_to == [world.clerk2.pk]
    do(world, opened, "lift_restriction", "supervisor")
    told = telling.detail(
        CaseFile(queries.find(opened.public_id, by=world.clerk), at=NOW, today=TODAY),
        by=world.clerk,
    )
    assert told["earlier"] is None


def test_where_confidentiality_is_asked_for_taking_up_says_to_restrict(world: World) -> None:
    request = request_in(world, "INCOMING", "ACKNOWLEDGED", **ASKED)
    warned = do(world, request, "take_up", "clerk").warnings
    assert any("restrict who may know" in str(finding.sentence) for finding in warned)


def test_secrecy_that_cannot_be_kept_is_told_at_once_and_they_decide(world: World) -> None:
    quiet = request_in(world, "INCOMING", "ACCEPTED")
    refused(world, quiet, "tell_secrecy_impossible", "No confidentiality is asked for")

    budapest: dict[str, Any] = {
        "legal_basis": {"instruments": [{"instrument": "ETS185", "articles": "art. 27"}]}
    }
    request = request_in(world, "INCOMING", "ACCEPTED", **ASKED, **budapest)
    refused(world, request, "record_secrecy_decision", "Nobody said", by="clerk")
    do(world, request, "tell_secrecy_impossible", "supervisor")
    clock = Clock.objects.get(request=request, clock="D-CONF-INABILITY")
    assert (clock.status, clock.due_on) == ("RUNNING", None)
    refused(world, request, "tell_secrecy_impossible", "told already")
    refused(world, request, "pass_on", r"wait for the decision.*art. 27\(8\)", by="clerk")
    letter = request.letters.order_by("number").last()
    assert letter is not None
    assert "decide whether the request should nevertheless be executed" in json.dumps(
        letter.context
    )
    render_letters()
    do(world, request, "dispatch_letter", "clerk")
    clock.refresh_from_db()
    assert clock.status == "MET"
    do(world, request, "record_secrecy_decision", "clerk", answer="NOT_EXECUTED")
    refused(world, request, "pass_on", "not executed without secrecy", by="clerk")
    do(world, request, "tell_secrecy_impossible", "supervisor")
    do(world, request, "record_secrecy_decision", "clerk")
    assert do(world, request, "pass_on", "clerk").request.state == "IN_EXECUTION"


def test_told_that_secrecy_cannot_be_kept_we_decide_by_letter(world: World) -> None:
    request = request_in(world, "OUTGOING", "ACKNOWLEDGED", **ASKED)
    refused(world, request, "decide_secrecy", "Nobody said")
    do(world, request, "record_secrecy_impossible", "clerk")
    refused(world, request, "decide_secrecy", "Only these", by="clerk")
    do(world, request, "decide_secrecy", "supervisor")
    assert letter_kinds(request)[-1] == "SECRECY_DECISION"
    told = telling.detail(CaseFile(request, at=NOW, today=TODAY), by=world.clerk)
    assert told["secrecy"][0]["answer"] == "GO_ON"
