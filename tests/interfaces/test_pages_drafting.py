"""Opening a case and writing it section by section, with and without script."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.exchange import rows
from requests_app.models import Request
from requests_app.web.sections import SECTIONS
from tests.world import World, a_document, do, make_world, open_request, request_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def hidden(html: str) -> dict[str, str]:
    once = re.search(r'name="once" value="(\w+)"', html)
    version = re.search(r'name="version" value="(\d+)"', html)
    assert once
    return {"once": once[1], **({"version": version[1]} if version else {})}


def section_url(request: Request, key: str) -> str:
    return reverse("requests:section", args=[request.public_id, key])


def save(client: Client, request: Request, key: str, **typed: Any) -> Any:
    url = section_url(request, key)
    return client.post(url, {**hidden(client.get(url).content.decode()), **typed})


def document(request: Request) -> dict[str, Any]:
    return rows.to_document(Request.objects.get(pk=request.pk)).model_dump(
        mode="json", by_alias=True
    )


def begin(client: Client, side: str, **typed: Any) -> Any:
    url = reverse("requests:new_of", args=[side])
    return client.post(url, {**hidden(client.get(url).content.decode()), **typed})


def test_choosing_a_state_shows_what_binds_and_why(client: Client, world: World) -> None:
    client.force_login(world.clerk)
    html = client.get(reverse("requests:new_of", args=["outgoing"]), {"state": "US"})
    text = html.content.decode()
    assert "UNTOC" in text
    assert "Reciprocity is promised" in text


def test_a_draft_is_begun_with_its_legal_basis(client: Client, world: World) -> None:
    client.force_login(world.clerk)
    response = begin(
        client,
        "outgoing",
        state="US",
        title="SPECIMEN: records",
        urgency="ROUTINE",
        on__UNCAC="1",
        on__UNTOC="1",
        articles__UNTOC="art. 18",
        lead="UNTOC",
    )
    request = Request.objects.get()
    assert response.headers["Location"] == reverse("requests:contents", args=[request.public_id])
    assert (request.state, request.instrument) == ("DRAFT", "UNTOC")
    assert [row["instrument"] for row in request.legal_basis["instruments"]] == ["UNTOC", "UNCAC"]


def test_an_oral_request_is_registered_with_its_confirmation_owed(
    client: Client, world: World
) -> None:
    client.force_login(world.duty)
    begin(
        client,
        "incoming",
        state="US",
        title="SPECIMEN: freeze at once",
        urgency="EMERGENCY",
        form="ORAL",
        received_on="2026-03-01",
        their_reference="US-1",
        treaty="A treaty of 1999",
    )
    request = Request.objects.get()
    assert request.confirmation_owed
    assert request.received_on is not None
    assert request.received_on.isoformat() == "2026-03-01"
    assert request.legal_basis["treaties"][0]["title"] == "A treaty of 1999"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"state": "", "title": "SPECIMEN"}, "Choose the State that"),
        ({"state": "US", "title": "SPECIMEN", "received_on": "2199-01-01"}, "future"),
        ({"state": "US", "title": "SPECIMEN", "received_on": "tomorrow"}, "year-month-day"),
        ({"state": "XX", "title": "SPECIMEN"}, "knows no State"),
        ({"state": "JM", "title": "SPECIMEN"}, "one State to another"),
        ({"state": "US", "title": "SPECIMEN \u202e"}, "hidden character"),
    ],
)
def test_what_cannot_be_registered_is_said_and_what_was_typed_is_kept(
    client: Client, world: World, typed: dict[str, str], said: str
) -> None:
    client.force_login(world.clerk)
    common = {"urgency": "ROUTINE", "form": "WRITTEN", "their_reference": "kept-77"}
    response = begin(client, "incoming", **{**common, **typed})
    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert "kept-77" in html
    assert not Request.objects.exists()


def test_the_same_registration_sent_twice_is_one_request(client: Client, world: World) -> None:
    client.force_login(world.clerk)
    url = reverse("requests:new_of", args=["outgoing"])
    form = hidden(client.get(url).content.decode()) | {
        "state": "US",
        "title": "SPECIMEN",
        "urgency": "ROUTINE",
    }
    first, again = client.post(url, form), client.post(url, form)
    assert first.headers["Location"] == again.headers["Location"]
    assert Request.objects.count() == 1


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_saving_a_section_unchanged_changes_nothing(
    client: Client, world: World, section: Any
) -> None:
    request = open_request(world, **FULL)
    before = document(request)
    client.force_login(world.clerk)
    html = client.get(section_url(request, section.key)).content.decode()

    response = client.post(section_url(request, section.key), fields_of(html))

    assert response.status_code == 302
    assert document(request) == before


FULL: dict[str, Any] = {
    "legal_basis": {
        "instruments": [{"instrument": "UNTOC", "articles": "art. 18"}],
        "treaties": [{"title": "Treaty of 1989", "articles": "1", "covers_assistance": False}],
        "reciprocity": True,
    },
    "offences": [
        {"title": "Fraud", "provisions": "s. 12", "penalty": "7 years", "max_penalty_years": "7"},
        {"title": "Theft"},
    ],
    "measures": [
        {
            "kind": "service",
            "description": "Serve the summons.",
            "contents": {"person_to_serve": "Witness B, 1 Road"},
        },
        {"kind": "records", "description": "Bank records."},
    ],
    "addressee": "Office A\nTown",
    "their_reference": "US-9",
    "deadline_on": "2026-06-01",
    "deadline_reason": "The trial begins.",
    "confidentiality": "The fact of it.",
    "urgency": "URGENT",
    "urgency_reason": "Flight risk.",
}


def fields_of(html: str) -> dict[str, str]:
    """What a browser would send for the form of a section, all of it as it stands."""
    from html import unescape

    form = html.split('id="section-form"')[1].split("</form>")[0]
    sent: dict[str, str] = {"go_to": "list"}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            sent[name[1]] = unescape(value[1]) if value else "on" if "checkbox" in tag else ""
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        sent[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = unescape(chosen[1]) if chosen else ""
    return sent


def test_a_section_is_saved_and_the_next_one_opened(client: Client, world: World) -> None:
    request = open_request(world)
    client.force_login(world.clerk)
    text = {"contents__facts_summary": "Other facts.", "go_to": "next"}
    response = save(client, request, "facts", **text)
    assert response.headers["Location"] == section_url(request, "offences")
    assert document(request)["contents"]["facts_summary"] == "Other facts."
    assert document(request)["contents"]["purpose"] == "To prove where the proceeds went."


def test_rows_are_added_and_removed_without_script_and_without_saving(
    client: Client, world: World
) -> None:
    request = open_request(world)
    client.force_login(world.clerk)
    url = section_url(request, "persons")
    start = fields_of(client.get(url).content.decode())
    start["persons__0__location"] = "Kingston"

    more = client.post(url, {**start, "add_row": "1"}).content.decode()
    fields = fields_of(more)
    assert fields["count"] == "2"
    assert fields["persons__0__location"] == "Kingston"
    fields |= {"persons__1__role": "Witness", "persons__1__identity": "Witness C"}
    fewer = fields_of(client.post(url, {**fields, "drop_row": "0"}).content.decode())
    assert fewer["count"] == "1"
    assert fewer["persons__0__identity"] == "Witness C"
    assert [p["identity"] for p in document(request)["persons"]] == ["Suspect A"]

    assert client.post(url, fewer).status_code == 302
    assert [p["identity"] for p in document(request)["persons"]] == ["Witness C"]


def test_a_blank_row_is_no_row(client: Client, world: World) -> None:
    request = open_request(world)
    client.force_login(world.clerk)
    url = section_url(request, "offences")
    start = fields_of(client.get(url).content.decode())
    with_blank = fields_of(client.post(url, {**start, "add_row": "1"}).content.decode())
    assert client.post(url, with_blank).status_code == 302
    assert len(document(request)["offences"]) == 1


def test_a_kind_of_measure_brings_the_contents_it_needs_with_their_cites(
    client: Client, world: World
) -> None:
    request = open_request(world)
    client.force_login(world.clerk)
    url = section_url(request, "measures")
    fields = fields_of(client.get(url).content.decode())
    fields["measures__0__kind"] = "videoconference"
    html = client.post(url, {**fields, "show_needs": "1"}).content.decode()
    assert "measures__0__contents__judicial_authority" in html
    assert "art. 18(18)" in html


def test_a_fault_is_said_at_its_row_and_nothing_is_lost(client: Client, world: World) -> None:
    request = open_request(world)
    client.force_login(world.clerk)
    response = save(
        client,
        request,
        "offences",
        count="2",
        offences__1__title="Fraud",
        offences__1__max_penalty_years="many",
        offences__1__penalty="kept words",
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_offences__1__max_penalty_years"' in html
    assert "kept words" in html
    assert document(request)["offences"][0]["penalty"] == "7 years"


def test_a_stale_section_keeps_its_text_and_says_what_happened(
    client: Client, world: World
) -> None:
    request = open_request(world)
    client.force_login(world.clerk)
    form = fields_of(client.get(section_url(request, "facts")).content.decode())
    do(world, request, "note", "supervisor")
    typed = {"contents__facts_summary": "An hour of typing."}
    response = client.post(section_url(request, "facts"), form | typed)
    html = response.content.decode()
    assert response.status_code == 409
    assert "An hour of typing." in html
    assert "supervisor added a note." in html
    assert client.post(section_url(request, "facts"), fields_of(html)).status_code == 302
    assert document(request)["contents"]["facts_summary"] == "An hour of typing."


def test_what_is_not_a_draft_any_more_cannot_be_changed_and_says_why(
    client: Client, world: World
) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    client.force_login(world.clerk)
    html = client.get(section_url(request, "facts")).content.decode()
    assert "is not possible while the request is “In review”" in html
    response = save(client, request, "facts", contents__facts_summary="Too late.")
    assert response.status_code == 422
    assert "Too late." in response.content.decode()


def test_the_list_of_sections_tells_how_far_each_is(client: Client, world: World) -> None:
    request = open_request(world, contents={}, measures=[], legal_basis={})
    client.force_login(world.clerk)
    url = reverse("requests:contents", args=[request.public_id])
    html = client.get(url).content.decode()
    assert "To do" in html
    do(world, request, "revise", "clerk", document=a_document())
    html = client.get(url).content.decode()
    assert "To do" not in html
    assert "Done" in html


def test_the_last_look_shows_the_reason_and_then_submits(client: Client, world: World) -> None:
    request = open_request(world, contents={"facts_summary": "Told."})
    client.force_login(world.clerk)
    url = reverse("requests:check", args=[request.public_id])
    html = client.get(url).content.decode()
    assert re.search(r"disabled[^>]*>Submit for review", html)
    assert "art. 18(15)" in html
    do(world, request, "revise", "clerk", document=a_document())
    html = client.get(url).content.decode()
    submit = reverse("requests:action", args=[request.public_id, "submit"])
    assert client.post(submit, hidden(html)).status_code == 302
    assert Request.objects.get(pk=request.pk).state == "IN_REVIEW"


def test_a_state_that_the_register_lacks_is_refused_in_the_editor(
    client: Client, world: World
) -> None:
    request = open_request(world)
    client.force_login(world.clerk)
    form = fields_of(client.get(section_url(request, "addressee")).content.decode())
    response = client.post(section_url(request, "addressee"), form | {"requested_state": "XX"})
    assert response.status_code == 422
    assert Request.objects.get(pk=request.pk).other_state_id == "US"
