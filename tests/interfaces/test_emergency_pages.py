"""The duty desk's pages: an emergency on one screen, the next step first."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests_app.models import Request
from tests.world import World, do, make_world

pytestmark = pytest.mark.django_db
DESK = "/emergency/"
ASK = "/emergency/new/outgoing/emergency-data/"
TYPED = {
    "state": "US",
    "title": "SPECIMEN: where an abducted child is held",
    "measure__provider_name_address": "Provider X, 1 Main Street",
    "offence__title": "Abduction",
    "offence__provisions": "section 4",
    "offence__penalty": "20 years",
    "measure__emergency_facts": "Child A was abducted; account 1 may show where.",
    "measure__data_description": "Log of account 1 since yesterday",
}


@pytest.fixture
def world() -> World:
    return make_world()


def as_person(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.people[name])
    return client


def typed_into(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """The form as a person sends it: what stood there already, and what they typed."""
    answer = client.get(address)
    form = answer.context["form"]
    once = re.search(r'name="once" value="(\w+)"', answer.content.decode())
    assert once
    stood = {name: form.initial.get(name, "") for name in form.fields}
    return {**stood, "once": once[1], **changes}


def test_one_screen_files_an_emergency_and_sends_it_to_review(world: World) -> None:
    client = as_person(world, "duty")
    sent = typed_into(client, ASK, **TYPED)
    assert "following instrument" in sent["measure__statement_under_convention"]
    assert sent["contents__requesting_authority"] == "SPECIMEN Central Authority"
    answer = client.post(ASK, sent, follow=True)
    assert "is in review" in answer.content.decode()
    request = Request.objects.get()
    assert (request.state, request.urgency) == ("IN_REVIEW", "EMERGENCY")
    assert request.channel == "CONTACT_24_7"
    assert "Approve at the duty desk" in client.get(DESK).content.decode()
    assert client.post(ASK, sent).status_code == 302
    assert Request.objects.count() == 1


def test_what_is_missing_keeps_a_draft_and_says_what(world: World) -> None:
    client = as_person(world, "duty")
    sent = typed_into(client, ASK, **TYPED | {"measure__emergency_facts": ""})
    shown = client.post(ASK, sent, follow=True).content.decode()
    assert Request.objects.get().state == "DRAFT"
    assert "not in review" in shown
    assert "emergency data art., para. 5(e)" in shown


def test_nothing_is_filed_without_a_state_and_a_title(world: World) -> None:
    client = as_person(world, "duty")
    answer = client.post(ASK, typed_into(client, ASK, **TYPED | {"title": " ", "state": ""}))
    assert answer.status_code == 422
    assert answer.content.decode().count("This is needed.") >= 2
    assert not Request.objects.exists()


def test_assistance_asks_for_the_contents_of_every_request_and_the_facts(world: World) -> None:
    client = as_person(world, "duty")
    fields = client.get("/emergency/new/outgoing/emergency-mla/").context["form"].fields
    assert {"contents__purpose", "description", "measure__emergency_facts"} <= set(fields)
    assert "measure__provider_name_address" not in fields
    assert client.get("/emergency/new/outgoing/records/").status_code == 404
    assert client.get("/emergency/new/sideways/emergency-mla/").status_code == 404


def test_a_request_that_came_is_registered_and_its_hours_run_in_both_zones(world: World) -> None:
    client = as_person(world, "duty")
    address = "/emergency/new/incoming/emergency-data/"
    client.post(address, typed_into(client, address, **TYPED))
    request = Request.objects.get()
    assert request.state == "RECEIVED"
    shown = client.get(DESK).content.decode()
    assert "Accept at the duty desk" in shown
    assert "America/Jamaica" in shown
    assert "America/New York" in shown
    page = client.get(reverse("requests:request", args=[request.public_id])).content.decode()
    assert "America/New York" in page


def test_the_desk_runs_as_many_queries_with_many_emergencies_as_with_one(world: World) -> None:
    client = as_person(world, "duty")

    def queries() -> int:
        with CaptureQueriesContext(connection) as run:
            assert client.get(DESK).status_code == 200
        return len(run)

    client.get(DESK)
    address = "/emergency/new/incoming/emergency-data/"
    client.post(address, typed_into(client, address, **TYPED))
    few = queries()
    for _number in range(3):
        client.post(address, typed_into(client, address, **TYPED))
    assert queries() == few


def test_the_panel_shows_the_use_and_its_review(world: World) -> None:
    client = as_person(world, "duty")
    client.post(ASK, typed_into(client, ASK, **TYPED))
    request = Request.objects.get()
    do(world, request, "approve_emergency", "supervisor")
    page = reverse("requests:request", args=[request.public_id])
    assert "A supervisor who had no part in it reviews it." in client.get(page).content.decode()
    do(world, request, "review_emergency", "supervisor2")
    assert "The fast path was justified" in client.get(page).content.decode()


def test_who_handles_no_papers_has_no_desk(world: World) -> None:
    for name in ("officer", "auditor", "registrar"):
        assert as_person(world, name).get(DESK).status_code == 404, name
