"""What the history and the ledger tell people of each event, in words."""

import pytest
from django.test import Client
from django.urls import reverse

from mla.ledger.queries import latest_events_of
from requests_app.exchange.document import RequestDocument
from requests_app.models import Request
from requests_app.rules.contents import SHEET_KEYS
from requests_app.web.sections import LABELS
from tests.world import World, a_document, do, make_world, open_request

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
