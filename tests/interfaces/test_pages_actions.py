"""Doing something on a page: one form for every action, and what becomes of it."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mla.ledger import events_of
from requests_app import house
from requests_app.models import Request
from requests_app.rules import states, workflow
from requests_app.rules.inputs import Kind
from tests.world import (
    ROUTES,
    World,
    consulted_request,
    do,
    given_for,
    make_world,
    prepare,
    render_letters,
    request_in,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def world() -> World:
    return make_world()


def address(request: Request, key: str) -> str:
    return reverse("requests:action", args=[request.public_id, key])


def hidden(client: Client, url: str) -> dict[str, str]:
    """The one-shot key and the version that the form of this page carries."""
    html = client.get(url).content.decode()
    once = re.search(r'name="once" value="(\w+)"', html)
    version = re.search(r'name="version" value="(\d+)"', html)
    assert once
    assert version
    return {"once": once[1], "version": version[1]}


def as_typed(row: workflow.Action, given: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends for these inputs."""
    today = house.today(timezone.now())
    typed: dict[str, Any] = {}
    for taken in row.takes:
        value = given.get(taken.key)
        if taken.key in ("review_on", "reply_by", "next_action_on"):
            value = today + timedelta(days=20)
        if taken.kind is Kind.FILE:
            typed[taken.key] = SimpleUploadedFile("note.pdf", PDF, "application/pdf")
        elif value is None:
            continue
        elif isinstance(value, datetime):
            typed[f"{taken.key}_0"] = value.strftime("%Y-%m-%dT%H:%M")
            typed[f"{taken.key}_1"] = "UTC"
        elif isinstance(value, date):
            typed[taken.key] = value.isoformat()
        else:
            typed[taken.key] = value
    return typed


def send(client: Client, request: Request, key: str, **typed: Any) -> Any:
    url = address(request, key)
    return client.post(url, {**hidden(client, url), **typed})


def who_may(row: workflow.Action, by_route: str = "") -> str:
    if by_route:
        return by_route
    for role, name in (
        ("SUPERVISOR", "supervisor"),
        ("CLERK", "clerk"),
        ("EXECUTING_OFFICER", "officer"),
    ):
        if role in row.who:
            return name
    raise AssertionError(row.key)


def where_it_can_be_done(row: workflow.Action) -> tuple[str, str, str]:
    """A state in which the action is open, and who does it."""
    for (side, _target), (source, action, by) in ROUTES.items():
        if action == row.key and row.is_open_in(side, source):
            return side, source, by
    side = row.direction or ("OUTGOING" if row.key == "prepare_anew" else "INCOMING")
    source = next(s for (d, s) in states.HOLDERS if d == side and row.is_open_in(side, s))
    return side, source, ""


FORMS = [row.key for row in workflow.actions() if row.key != "revise" and not row.kinds]
"""Actions for some kinds only are done in the tests of those kinds."""
ELSEWHERE = {
    "deliver_evidence": ("INCOMING", "EXECUTED", "clerk"),
    "return_to_execution": ("INCOMING", "EXECUTED", "supervisor"),
    "release_results": ("INCOMING", "EXECUTED", "supervisor"),
    "revoke_approval": ("OUTGOING", "APPROVED", "supervisor2"),
    "reconsider": ("INCOMING", "POSTPONED", "supervisor2"),
    "dispatch_letter": ("INCOMING", "ACKNOWLEDGED", "clerk"),
    "cancel_letter": ("INCOMING", "ACKNOWLEDGED", "supervisor"),
    "write_again": ("INCOMING", "ACKNOWLEDGED", "clerk"),
}
CHANGES: dict[str, dict[str, Any]] = {
    "transmit_orally": {"urgency": "URGENT", "urgency_reason": "Flight risk."},
    "confirm_in_writing": {"urgency": "URGENT", "urgency_reason": "Flight risk."},
    "record_confirmation": {"form": "ORAL", "urgency": "URGENT", "urgency_reason": "Flight."},
    **{
        key: {"confidentiality": "Suspect B must not hear of it."}
        for key in (
            "tell_secrecy_impossible",
            "record_secrecy_decision",
            "record_secrecy_impossible",
            "decide_secrecy",
        )
    },
}


def ready_for(world: World, key: str) -> tuple[Request, str]:
    """A request on which the action can be done now, and by whom."""
    row = workflow.action(key)
    side, state, by = ELSEWHERE.get(key) or where_it_can_be_done(row)
    changes = CHANGES.get(key, {})
    if key == "confirm_in_writing":
        request = request_in(world, "OUTGOING", "APPROVED", **changes)
        do(world, request, "transmit_orally", "clerk")
    else:
        request = request_in(world, side, state, **changes)
    prepare(world, request, key)
    if key in ("transmit", "confirm_in_writing", "dispatch_letter", "send_results"):
        render_letters()
    if key == "write_again":
        request.letters.update(status="FAILED", failure="No font.")
    if key == "send_results":
        do(world, request, "release_results", "supervisor")
    if key in ("postpone", "refuse") and state == "UNDER_REVIEW":
        do(world, request, "consult", "supervisor")
    if key in ("postpone", "refuse") and state in ("UNDER_REVIEW", "IN_CONSULTATION"):
        render_letters()
        do(world, request, "dispatch_letter", "clerk")
    return request, who_may(row, by)


@pytest.mark.parametrize("key", FORMS)
def test_every_form_does_its_action(client: Client, world: World, key: str) -> None:
    request, by = ready_for(world, key)
    client.force_login(world.people[by])
    typed = as_typed(workflow.action(key), {"title": "Annex"} | given_for(world, request, key))
    before = Request.objects.get(pk=request.pk).version

    response = send(client, request, key, **typed)

    assert response.status_code == 302, re.findall(
        r"error-summary.*?</div>|notice-error.*?</div>", response.content.decode(), re.S
    )
    assert Request.objects.get(pk=request.pk).version > before
    assert key in [event.verb for event in events_of(request.chain, limit=200)]


def test_the_same_form_sent_twice_is_one_act(client: Client, world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    client.force_login(world.clerk)
    form = hidden(client, address(request, "acknowledge"))
    first = client.post(address(request, "acknowledge"), form)
    again = client.post(address(request, "acknowledge"), form)
    assert first.headers["Location"] == again.headers["Location"]
    assert request.letters.count() == 1


def test_a_form_without_its_key_does_nothing(client: Client, world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    client.force_login(world.clerk)
    assert client.post(address(request, "acknowledge"), {"version": "1"}).status_code == 400
    assert request.letters.count() == 0


def test_a_stale_form_keeps_what_was_typed_and_shows_what_changed(
    client: Client, world: World
) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    client.force_login(world.clerk)
    form = hidden(client, address(request, "note"))
    do(world, request, "plan", "supervisor")

    response = client.post(address(request, "note"), {**form, "note": "Half an hour of typing"})

    html = response.content.decode()
    assert response.status_code == 409
    assert "Half an hour of typing" in html
    assert "supervisor set the next action." in html
    fresh = re.search(r'name="version" value="(\d+)"', html)
    once = re.search(r'name="once" value="(\w+)"', html)
    assert fresh
    assert once
    again = {"once": once[1], "version": fresh[1], "note": "Half an hour of typing"}
    assert client.post(address(request, "note"), again).status_code == 302


@pytest.mark.parametrize("version", ["", "0", "x", "99999999999"])
def test_a_form_must_say_which_version_it_saw(client: Client, world: World, version: str) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    client.force_login(world.clerk)
    form = hidden(client, address(request, "acknowledge")) | {"version": version}
    assert client.post(address(request, "acknowledge"), form).status_code == 409
    assert request.letters.count() == 0


def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(
    client: Client, world: World
) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    client.force_login(world.clerk)
    response = send(client, request, "request_information", questions="Which bank account?")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Which bank account?" in html
    assert 'href="#id_reply_by"' in html


def test_a_refusal_by_the_rules_stands_above_the_form_with_its_paragraph(
    client: Client, world: World
) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    client.force_login(world.supervisor)
    typed = {"grounds": ["ref.essential_interests"], "reasons": "It would harm our security."}
    response = send(client, request, "refuse", **typed)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Consult the requesting State first" in html
    assert "art. 18(26)" in html
    assert "It would harm our security." in html
    assert re.search(r'value="ref.essential_interests" checked', html)
    verbs = [event.verb for event in events_of(request.chain, limit=50)]
    assert verbs[-1] == "refused"


def test_forbidden_grounds_are_shown_and_cannot_be_chosen(client: Client, world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    client.force_login(world.supervisor)
    html = client.get(address(request, "refuse")).content.decode()
    boxes = re.findall(r'<input[^>]*value="(forbid\.[a-z_]+)"[^>]*>', html)
    assert boxes
    for key in boxes:
        box = re.search(rf'<input[^>]*value="{re.escape(key)}"[^>]*>', html)
        assert box
        assert "disabled" in box[0]
    assert "forbidden-ground" in html
    assert "May never be the ground of a refusal." in html


def test_a_forbidden_ground_that_is_sent_all_the_same_is_refused(
    client: Client, world: World
) -> None:
    request = consulted_request(world)
    client.force_login(world.supervisor)
    typed = {"grounds": ["forbid.bank_secrecy"], "reasons": "Bank secrecy."}
    response = send(client, request, "refuse", **typed)
    assert response.status_code == 422
    assert "may not be a ground of refusal" in response.content.decode()
    assert Request.objects.get(pk=request.pk).state == "IN_CONSULTATION"


def test_what_the_other_state_invokes_can_be_recorded_even_if_forbidden(
    client: Client, world: World
) -> None:
    request = request_in(world, "OUTGOING", "ACKNOWLEDGED")
    client.force_login(world.clerk)
    html = client.get(address(request, "record_refusal")).content.decode()
    box = re.search(r'<input[^>]*value="forbid\.[a-z_]+"[^>]*>', html)
    assert box
    assert "disabled" not in box[0]


def test_the_decision_page_shows_the_law_beside_the_form(client: Client, world: World) -> None:
    request = request_in(world, "INCOMING", "IN_CONSULTATION")
    client.force_login(world.supervisor)
    html = client.get(address(request, "refuse")).content.decode()
    for heading in (
        "What the text asks of this decision",
        "Consultation on record",
        "Dual criminality",
        "Required contents",
    ):
        assert heading in html
    assert "Could records alone be enough?" in html


def test_the_preview_is_a_pdf_and_does_nothing_but_was_read(client: Client, world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    client.force_login(world.supervisor)
    before = [event.verb for event in events_of(request.chain, limit=200)]
    form = hidden(client, address(request, "consult")) | {"proposal": "Only the records?"}
    url = reverse("requests:preview", args=[request.public_id, "consult"])

    response = client.post(url, form)

    assert response.content.startswith(b"%PDF")
    fresh = Request.objects.get(pk=request.pk)
    assert (fresh.state, fresh.version) == (request.state, request.version)
    after = [event.verb for event in events_of(request.chain, limit=200)]
    assert after == [*before, "read_preview"]
    assert not request.letters.filter(kind="CONSULTATION").exists()


def test_the_preview_opens_in_the_tab_and_nothing_of_it_can_run(
    client: Client, world: World
) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    client.force_login(world.supervisor)
    form = hidden(client, address(request, "consult")) | {"proposal": "Only the records?"}
    url = reverse("requests:preview", args=[request.public_id, "consult"])

    headers = client.post(url, form).headers

    name = f"preview-{request.reference.replace('/', '-')}.pdf"
    assert headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(policy)
    assert not any("script" in rule for rule in policy)


def test_a_preview_of_what_would_be_refused_says_why(client: Client, world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    client.force_login(world.supervisor)
    events = len(events_of(request.chain, limit=200))
    url = reverse("requests:preview", args=[request.public_id, "refuse"])
    form = hidden(client, address(request, "refuse"))
    response = client.post(url, form | {"reasons": "x", "grounds": ["ref.essential_interests"]})
    assert response.status_code == 422
    assert "Consult the requesting State first" in response.content.decode()
    assert len(events_of(request.chain, limit=200)) == events


def test_an_instant_is_meant_in_the_zone_that_was_chosen(client: Client, world: World) -> None:
    request, by = ready_for(world, "transmit")
    client.force_login(world.people[by])
    sent = {"channel": "CENTRAL_AUTHORITY", "sent_at_0": "2026-03-03T10:00"}
    response = send(client, request, "transmit", **sent, sent_at_1="Europe/Paris")
    assert response.status_code == 302
    fresh = Request.objects.get(pk=request.pk)
    assert fresh.transmitted_at is not None
    assert fresh.transmitted_at.isoformat() == "2026-03-03T09:00:00+00:00"


def test_an_unreal_zone_is_refused_and_the_time_kept(client: Client, world: World) -> None:
    request, by = ready_for(world, "transmit")
    client.force_login(world.people[by])
    sent = {"channel": "CENTRAL_AUTHORITY", "sent_at_0": "2026-03-01T10:00"}
    response = send(client, request, "transmit", **sent, sent_at_1="Mars/Olympus")
    html = response.content.decode()
    assert response.status_code == 422
    assert "There is no time zone called Mars/Olympus" in html
    assert "2026-03-01T10:00" in html


def test_a_file_of_the_wrong_type_is_refused_with_a_sentence(client: Client, world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    client.force_login(world.clerk)
    bad = SimpleUploadedFile("run.exe", b"MZ\x90\x00" + b"\0" * 200, "application/pdf")
    response = send(client, request, "attach", title="Annex", file=bad)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Accepted are" in html
    assert 'value="Annex"' in html


def test_an_attached_document_comes_back_as_it_was(client: Client, world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    client.force_login(world.clerk)
    upload = SimpleUploadedFile("order.pdf", PDF, "application/pdf")
    assert send(client, request, "attach", title="Order", file=upload).status_code == 302
    document = request.documents.get()
    url = reverse("requests:document", args=[request.public_id, document.public_id])
    response = client.get(url)
    assert response.content == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert events_of(request.chain, limit=50)[-1].verb == "read_document"


def test_preparing_anew_leads_to_the_new_request(client: Client, world: World) -> None:
    request = request_in(world, "OUTGOING", "WITHDRAWN")
    client.force_login(world.clerk)
    response = send(client, request, "prepare_anew")
    later = Request.objects.get(earlier=request)
    assert response.headers["Location"] == reverse("requests:request", args=[later.public_id])
    html = client.get(response.headers["Location"]).content.decode()
    assert request.reference in html


def test_an_unknown_action_is_no_page(client: Client, world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    client.force_login(world.clerk)
    assert client.get(address(request, "explode")).status_code == 404


def test_who_may_not_is_told_who_may(client: Client, world: World) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    client.force_login(world.clerk)
    html = client.get(address(request, "approve")).content.decode()
    assert "Only these may do this: Supervisor." in html
    assert re.search(r'<button[^>]*type="submit"[^>]*disabled>Approve', html)
    response = send(client, request, "approve")
    assert response.status_code == 422
    assert Request.objects.get(pk=request.pk).state == "IN_REVIEW"
