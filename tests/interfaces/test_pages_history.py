"""What the history and the ledger tell people of each event, in words."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mla import ledger
from mla.accounts import failures
from mla.accounts.failures import Failure, Step, name_digest
from mla.ledger.queries import latest_events_of
from requests_app import operations
from requests_app.exchange.document import RequestDocument
from requests_app.models import Request
from requests_app.rules.contents import SHEET_KEYS
from requests_app.rules.facts import Direction
from requests_app.web.sections import LABELS
from tests.world import NOW, World, a_document, do, make_world, open_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def history(client: Client, request: Request) -> str:
    return client.get(reverse("requests:history", args=[request.public_id])).content.decode()


def test_changed_contents_are_named_and_their_words_stay_out_of_the_ledger(
    client: Client, world: World
) -> None:
    request = open_request(world)
    document = a_document(title="SPECIMEN: changed")
    document["contents"]["purpose"] = "To trace what a secret witness told."
    document["persons"] = []
    do(world, request, "revise", "clerk", document=document)

    event = latest_events_of(request.chain, limit=1)[0]
    assert event.data["changed"] == ["title", "contents.purpose", "persons"]
    assert "secret witness" not in str(event.data)
    client.force_login(world.clerk)
    assert "Title, Purpose, Persons concerned" in history(client, request)


def test_saving_the_same_contents_says_that_nothing_changed(client: Client, world: World) -> None:
    request = open_request(world)
    do(world, request, "revise", "clerk", document=a_document())

    client.force_login(world.clerk)
    assert "<dt>What changed</dt><dd><bdi>nothing</bdi></dd>" in history(client, request)


def test_every_entry_of_a_document_has_a_name_for_people() -> None:
    entries = set(RequestDocument.model_fields) - {"schema_", "contents"}
    entries |= {f"contents.{key}" for key in SHEET_KEYS}
    assert entries <= set(LABELS)


def details(client: Client, world: World, *, language: str = "en") -> str:
    """What the auditor reads of the latest event."""
    client.force_login(world.auditor)
    client.cookies["django_language"] = language
    html = client.get(reverse("ledger:events")).content.decode()
    found: list[str] = re.findall(r'<dl class="event-details">.*?</dl>', html, re.DOTALL)
    return found[0]


def refused_to_open(world: World) -> None:
    with pytest.raises(operations.NotAllowed):
        operations.open_case(
            document=a_document(), direction=Direction.OUTGOING, by=world.officer, at=NOW
        )


def test_the_auditor_reads_why_a_case_was_not_opened_in_their_language(
    client: Client, world: World
) -> None:
    refused_to_open(world)

    assert "Only the people of the central authority open a case." in details(client, world)
    spanish = details(client, world, language="es")
    assert "Solo" in spanish
    assert "central authority" not in spanish


def test_a_reason_that_was_kept_as_a_text_alone_is_told_in_their_language_too(
    client: Client, world: World
) -> None:
    reason = "Only the people of the central authority open a case."
    with transaction.atomic():
        ledger.record(
            chain="house",
            verb="request.refused",
            by=world.officer,
            at=NOW,
            data={"action": "open", "reason": reason},
        )

    assert reason not in details(client, world, language="es")


def fail(name: str, address: str | None, **more: Any) -> None:
    failures.record(Failure(name, address, 3, Step.PASSWORD, **more), at=NOW)


def test_the_auditor_reads_of_a_failed_sign_in_whose_account_and_from_where(
    client: Client, world: World
) -> None:
    fail("duty", "192.0.2.7")

    shown = details(client, world)
    assert "<dt>Account</dt><dd><bdi>duty</bdi>" in shown
    assert "<dt>Address</dt><dd><bdi>192.0.2.7</bdi>" in shown
    assert "<dt>What was wrong</dt><dd><bdi>password</bdi>" in shown


def test_a_name_that_nobody_has_is_told_by_its_mark_and_a_missing_address_is_not_known(
    client: Client, world: World
) -> None:
    fail("my secret 71", None)

    shown = details(client, world)
    assert f"none of this name (the name&#x27;s mark: {name_digest('my secret 71')})" in shown
    assert "secret" not in shown
    assert "<dt>Address</dt><dd><bdi>not known</bdi>" in shown


def test_a_failure_while_signed_in_says_so(client: Client, world: World) -> None:
    fail("duty", "192.0.2.7", confirming=True)

    assert "password, asked for again while signed in" in details(client, world)


def test_the_list_runs_the_same_queries_for_few_failures_and_many(
    client: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(world.auditor)
    fail("supervisor", "192.0.2.7")
    client.get(reverse("ledger:events"))
    for name in ("clerk", "duty", "officer", "nobody"):
        fail(name, "192.0.2.7")
    with django_assert_num_queries(5):  # session, person, events, accounts, verifications
        client.get(reverse("ledger:events"))
