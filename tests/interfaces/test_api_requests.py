"""The API: bearer tokens, versions, keys, one status for each kind of refusal."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from mla.accounts import idempotency, tokens
from mla.accounts.models import User
from mla.ledger import events_of
from requests_app.api import answers
from requests_app.models import Document, Request
from requests_app.rules import workflow
from requests_app.specimens import CASES
from tests.world import (
    NOW,
    World,
    a_document,
    given_for,
    make_world,
    open_request,
    render_letters,
    request_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


class Api:
    """A program that acts with a person's token."""

    def __init__(self, user: User) -> None:
        _row, token = tokens.issue_token(by=user, at=NOW, name="test", days=1)
        self.client = Client(headers={"Authorization": f"Bearer {token}"})
        self.keys = 0

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api{path}", headers=headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        self.keys += 1
        text = body if isinstance(body, str | bytes) else json.dumps(body, default=str)
        return self.client.post(
            f"/api{path}",
            text,
            content_type="application/json",
            headers={"Idempotency-Key": f"key-{self.keys}"} | headers,
        )

    def act(self, request: Request, action: str, given: Any = None, **headers: str) -> Any:
        version = Request.objects.get(pk=request.pk).version
        path = f"/requests/{request.public_id}/actions/{action}"
        return self.post(path, given or {}, **({"If-Match": f'"{version}"'} | headers))


@pytest.fixture
def clerk(world: World) -> Api:
    return Api(world.clerk)


@pytest.fixture
def supervisor(world: World) -> Api:
    return Api(world.supervisor)


def state(request: Request) -> str:
    return str(Request.objects.get(pk=request.pk).state)


def test_a_document_is_put_on_file(clerk: Api) -> None:
    made = clerk.post("/requests", {"direction": "OUTGOING", "document": a_document()})
    assert made.status_code == 201
    assert made.headers["ETag"] == '"1"'
    subject = made.json()["request"]
    shown = clerk.get(f"/requests/{subject['id']}")
    assert shown.headers["ETag"] == '"1"'
    assert shown.json()["document"]["contents"] == a_document()["contents"]
    assert shown.json()["reference"] == subject["reference"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"direction": "OUTGOING", "document": a_document(urgnecy="URGENT")}, "urgnecy"),
        ({"direction": "SIDEWAYS", "document": a_document()}, "direction"),
        ({"direction": "OUTGOING"}, "document"),
        ({"direction": "OUTGOING", "document": a_document(), "state": "CLOSED"}, "state"),
        ("{", "body"),
        ("[1]", "body"),
        ('{"direction": NaN}', "body"),
    ],
)
def test_what_cannot_be_read_is_400_with_sentences_by_path(
    clerk: Api, body: Any, path: str
) -> None:
    refused = clerk.post("/requests", body)
    assert refused.status_code == 400
    assert refused.json()["errors"][path]
    assert not Request.objects.exists()


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer mla_000000000000_x", "Basic YTpi"])
def test_without_a_valid_token_nobody_gets_in(header: str) -> None:
    refused = Client().get("/api/requests", headers={"Authorization": header} if header else {})
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert refused.json()["kind"] == "UNAUTHENTICATED"


def test_a_session_cookie_opens_nothing(world: World) -> None:
    client = Client()
    client.force_login(world.clerk)
    assert client.get("/api/requests").status_code == 401


def test_the_rights_are_those_of_this_moment(world: World, clerk: Api) -> None:
    request = open_request(world)
    assert clerk.get(f"/requests/{request.public_id}").status_code == 200
    User.objects.filter(pk=world.clerk.pk).update(roles=["REGISTRAR"])
    assert clerk.get(f"/requests/{request.public_id}").status_code == 404
    User.objects.filter(pk=world.clerk.pk).update(is_active=False)
    assert clerk.get(f"/requests/{request.public_id}").status_code == 401


def test_an_action_is_done_and_the_new_version_told(world: World, clerk: Api) -> None:
    request = open_request(world)
    done = clerk.act(request, "submit")
    assert done.status_code == 200
    assert done.headers["ETag"] == '"2"'
    assert done.json()["request"]["state"] == state(request) == "IN_REVIEW"
    assert events_of(request.chain)[-1].sequence == done.json()["event"]["sequence"]


def refusal(response: Any) -> tuple[int, str]:
    body = json.loads(response.content)
    return response.status_code, body["kind"]


def test_each_kind_of_refusal_has_its_status(world: World, clerk: Api, supervisor: Api) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    refuse = {"grounds": ["forbid.bank_secrecy"], "reasons": "Secrecy."}
    assert refusal(clerk.act(request, "refuse", refuse)) == (403, "ROLE")
    assert refusal(clerk.act(request, "acknowledge")) == (409, "STATE")
    assert refusal(supervisor.act(request, "refuse", refuse)) == (422, "RULE")
    assert refusal(clerk.act(request, "note", {"colour": "blue"})) == (400, "UNREADABLE")
    assert refusal(clerk.act(request, "note", {"note": "x"}, **{"If-Match": '"1"'})) == (
        412,
        "STALE",
    )
    assert refusal(clerk.act(request, "note", {"note": "x"}, **{"If-Match": ""})) == (
        428,
        "VERSION_NEEDED",
    )
    assert refusal(clerk.act(request, "note", {"note": "x"}, **{"Idempotency-Key": ""})) == (
        400,
        "KEY_NEEDED",
    )
    assert state(request) == "UNDER_REVIEW"


def test_a_refusal_by_the_rules_says_the_paragraph(world: World, supervisor: Api) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    body = supervisor.act(
        request, "refuse", {"grounds": ["forbid.bank_secrecy"], "reasons": "Secrecy."}
    ).json()
    assert body["refused"].endswith("(UNTOC art. 18(8))")
    assert body["findings"][0]["cite"] == "UNTOC art. 18(8)"
    assert events_of(request.chain, limit=200)[-1].verb == "refused"


def test_hidden_is_absent(world: World) -> None:
    request = open_request(world)
    outsider = Api(world.officer)
    absent = "/requests/00000000-0000-4000-8000-000000000000"
    for path in (f"/requests/{request.public_id}", f"/requests/{request.public_id}/history"):
        hidden = outsider.get(path)
        other = outsider.get(path.replace(str(request.public_id), absent.rpartition("/")[2]))
        assert (hidden.status_code, hidden.content) == (404, other.content)
    hidden = outsider.act(request, "note", {"note": "x"})
    other = outsider.post(f"{absent}/actions/note", {"note": "x"}, **{"If-Match": '"1"'})
    assert (hidden.status_code, hidden.content) == (404, other.content)
    assert outsider.get("/requests/no-uuid-at-all").content == other.content
    assert outsider.get("/requests").json()["requests"] == []


def test_the_same_key_does_it_once_and_answers_alike(world: World, clerk: Api) -> None:
    request = open_request(world)
    path = f"/requests/{request.public_id}/actions/note"
    headers = {"If-Match": '"1"', "Idempotency-Key": "one"}
    first = clerk.post(path, {"note": "Called."}, **headers)
    again = clerk.post(path, {"note": "Called."}, **headers)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert first.headers["ETag"] == again.headers["ETag"]
    assert Request.objects.get(pk=request.pk).version == 2
    other = clerk.post(path, {"note": "Wrote."}, **headers)
    assert refusal(other) == (422, "KEY_REUSED")


def test_a_refused_act_leaves_its_key_free(world: World, clerk: Api) -> None:
    request = open_request(world)
    path = f"/requests/{request.public_id}/actions/note"
    stale = clerk.post(path, {"note": "x"}, **{"If-Match": '"9"', "Idempotency-Key": "one"})
    assert stale.status_code == 412
    fresh = clerk.post(path, {"note": "x"}, **{"If-Match": '"1"', "Idempotency-Key": "one"})
    assert fresh.status_code == 200


def test_a_key_that_is_being_worked_on_is_409(
    world: World, clerk: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = open_request(world)
    monkeypatch.setattr(idempotency, "begin", lambda **_given: idempotency.InFlight())
    assert refusal(clerk.act(request, "note", {"note": "x"})) == (409, "KEY_IN_FLIGHT")


def test_an_opening_is_done_once(clerk: Api) -> None:
    body = {"direction": "OUTGOING", "document": a_document()}
    first = clerk.post("/requests", body, **{"Idempotency-Key": "open"})
    again = clerk.post("/requests", body, **{"Idempotency-Key": "open"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert Request.objects.count() == 1


def test_a_document_for_another_state_is_not_opened(clerk: Api) -> None:
    document = a_document(requesting_state="FR", requested_state="US")
    refused = clerk.post("/requests", {"direction": "OUTGOING", "document": document})
    assert refusal(refused) == (422, "NOT_OPENED")


def test_sentences_come_in_the_language_asked_for(world: World, clerk: Api) -> None:
    request = open_request(world)
    english = clerk.get(f"/requests/{request.public_id}", **{"Accept-Language": "fr, en;q=0.5"})
    arabic = clerk.get(f"/requests/{request.public_id}", **{"Accept-Language": "ar-EG"})
    assert english.headers["Content-Language"] == "en"
    assert arabic.headers["Content-Language"] == "ar"
    clerk.client.cookies["django_language"] = "es"
    assert clerk.get("/requests").headers["Content-Language"] == "en"


def test_a_file_is_attached_as_a_form(world: World, clerk: Api) -> None:
    request = open_request(world)
    path = f"/api/requests/{request.public_id}/actions/attach"
    headers = {"If-Match": '"1"', "Idempotency-Key": "file"}

    def send() -> Any:
        file = SimpleUploadedFile("order.txt", b"The court orders.")
        form = {"file": file, "title": "Court order"}
        return clerk.client.post(path, form, headers=headers)

    first, again = send(), send()
    assert (first.status_code, again.status_code) == (200, 200)
    assert Document.objects.get(request=request).title == "Court order"
    shown = clerk.get(f"/requests/{request.public_id}").json()
    assert shown["documents"][0]["media_type"] == "text/plain"


def test_a_file_that_is_none_or_of_a_wrong_type_is_refused(world: World, clerk: Api) -> None:
    request = open_request(world)
    as_text = clerk.act(request, "attach", {"file": "order.txt", "title": "Court order"})
    assert refusal(as_text) == (400, "UNREADABLE")
    sent = clerk.client.post(
        f"/api/requests/{request.public_id}/actions/attach",
        {"file": SimpleUploadedFile("run.exe", b"MZ\x90\x00" * 99), "title": "Tool"},
        headers={"If-Match": '"1"', "Idempotency-Key": "exe"},
    )
    assert refusal(sent) == (400, "UNREADABLE")
    assert "Accepted are" in sent.json()["errors"]["file"]
    assert not Document.objects.exists()


def test_the_list_is_filtered_paged_and_constant_in_queries(world: World, clerk: Api) -> None:
    requests = [open_request(world) for _n in range(5)]
    request_in(world, "INCOMING", "ACKNOWLEDGED")
    seen: list[str] = []
    after: Any = ""
    for _page in range(3):
        page = clerk.get(f"/requests?direction=OUTGOING&limit=2&after={after}").json()
        seen += [entry["id"] for entry in page["requests"]]
        after = page["after"]
    assert seen == [str(request.public_id) for request in requests]
    assert after is None
    with CaptureQueriesContext(connection) as few:
        clerk.get("/requests?limit=1")
    with CaptureQueriesContext(connection) as many:
        clerk.get("/requests?limit=6")
    assert len(few) == len(many)


@pytest.mark.parametrize("query", ["state=FLYING", "limit=0", "limit=x", "scope=all"])
def test_filters_that_cannot_be_read_are_400(clerk: Api, query: str) -> None:
    refused = clerk.get(f"/requests?{query}")
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == [query.partition("=")[0]]


def test_detail_tells_what_may_be_done_and_why_not(world: World, clerk: Api) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    actions = {a["key"]: a for a in clerk.get(f"/requests/{request.public_id}").json()["actions"]}
    assert actions["take_back"]["allowed"]
    assert actions["approve"] | {"takes": [], "warnings": []} == {
        "key": "approve",
        "label": "Approve",
        "help": workflow.action("approve").help,
        "allowed": False,
        "kind": "ROLE",
        "reason": "Only these may do this: Supervisor.",
        "warnings": [],
        "takes": [],
        "letter": "REQUEST",
    }


def test_detail_tells_clocks_with_their_arithmetic(world: World, clerk: Api) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    (clock,) = clerk.get(f"/requests/{request.public_id}").json()["clocks"]
    assert clock["key"] == "D-ACKNOWLEDGE"
    assert clock["arithmetic"] == ["2026-03-02 + 5 working days = 2026-03-09"]


def test_history_is_paged_by_sequence(world: World, clerk: Api) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    first = clerk.get(f"/requests/{request.public_id}/history?limit=1").json()
    assert [event["verb"] for event in first["events"]] == ["opened"]
    rest = clerk.get(f"/requests/{request.public_id}/history?after={first['after']}").json()
    assert [event["sentence"] for event in rest["events"]] == [
        "clerk submitted the draft for review."
    ]
    assert rest["after"] is None


def test_history_tells_why_in_the_language_asked_for(world: World, clerk: Api) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    clerk.act(request, "approve")
    address = f"/requests/{request.public_id}/history"
    (english,) = clerk.get(address).json()["events"][-1]["reasons"]
    (spanish,) = clerk.get(address, **{"Accept-Language": "es"}).json()["events"][-1]["reasons"]
    assert english.startswith("Only these may do this: Supervisor.")
    assert english != spanish
    assert spanish.startswith("Solo pueden hacerlo: Supervisión.")


def test_a_letter_is_read_as_a_pdf_and_that_is_on_the_ledger(world: World, clerk: Api) -> None:
    request = request_in(world, "OUTGOING", "APPROVED")
    render_letters()
    letter = request.letters.get()
    found = clerk.get(f"/letters/{letter.public_id}.pdf")
    assert found.status_code == 200
    assert found.content.startswith(b"%PDF-")
    assert found.headers["Content-Disposition"].startswith("attachment")
    assert events_of(request.chain, limit=200)[-1].verb == "read_letter"
    hidden = Api(world.officer).get(f"/letters/{letter.public_id}.pdf")
    absent = clerk.get("/letters/00000000-0000-4000-8000-000000000000.pdf")
    assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_a_letter_whose_file_is_lost_says_so(world: World, clerk: Api) -> None:
    request = request_in(world, "OUTGOING", "APPROVED")
    render_letters()
    letter = request.letters.select_related("file").get()
    assert letter.file is not None
    (vault_folder() / letter.file.stored_as[:2] / letter.file.stored_as[2:]).unlink()
    found = clerk.get(f"/letters/{letter.public_id}.pdf")
    assert (found.status_code, found.json()["kind"]) == (503, "FILE_DAMAGED")
    assert "Restore it from a backup" in found.json()["refused"]


def vault_folder() -> Path:
    return Path(settings.MLA_FILES_DIR)


def test_what_nobody_foresaw_is_told_in_the_same_shape(
    clerk: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests_app.api.requests.worklist.page", lambda *_a, **_k: 1 // 0)
    clerk.client.raise_request_exception = False
    found = clerk.get("/requests")
    assert (found.status_code, found.json()["kind"]) == (500, "FAILED")
    clerk.client.raise_request_exception = True
    with pytest.raises(ZeroDivisionError):
        clerk.get("/requests")


def test_a_broken_form_is_unreadable(world: World, clerk: Api) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    found = clerk.client.post(
        f"/api/requests/{request.public_id}/actions/attach",
        b"--x",
        content_type="multipart/form-data",
        headers={"Idempotency-Key": "broken", "If-Match": f'"{request.version}"'},
    )
    assert (found.status_code, found.json()["kind"]) == (400, "UNREADABLE")


def test_a_case_is_assessed_and_nothing_kept(world: World, clerk: Api) -> None:
    case = json.loads((CASES / "05-case-file-without-reasons.json").read_text())
    case |= {"requesting_state": "US"}
    found = clerk.post("/assess?on=2026-03-01", case)
    assert found.status_code == 200
    assert (found.json()["schema"], found.json()["on"]) == ("mla-assessment/1", "2026-03-01")
    assert not Request.objects.exists()
    broken = clerk.post("/assess", case | {"urgnecy": "URGENT"})
    assert broken.json()["errors"] == {"urgnecy": "The document has no entry of that name."}


def test_the_register_is_read(clerk: Api) -> None:
    found = clerk.get("/register/states?q=jamaica").json()
    assert [row["code"] for row in found["states"]] == ["JM"]
    binding = clerk.get("/register/states/JM/binding/US?on=2026-03-02")
    assert binding.status_code == 200
    assert binding.json()["instruments"] == []
    assert clerk.get("/register/states/JM/binding/ZZ").status_code == 404
    assert clerk.get("/register/states/JM/binding/US?on=soon").status_code == 400


def test_the_description_has_every_action_and_its_refusals() -> None:
    told = Client().get("/api/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    for action in workflow.actions():
        path = f"/api/requests/{{request_id}}/actions/{action.key}"
        operation = told["paths"][path]["post"]
        (content,) = operation["requestBody"]["content"].values()
        assert content["schema"]["additionalProperties"] is False
        assert set(content["schema"]["properties"]) == {taken.key for taken in action.takes}
        headers = {p["name"] for p in operation["parameters"] if p["in"] == "header"}
        assert headers == {"If-Match", "Idempotency-Key"}
        codes = {int(code) for code in operation["responses"]}
        assert codes == {200, *answers.MEANINGS} - {405, 503}
    pointed = set(_refs(told))
    assert pointed <= set(told["components"]["schemas"])


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].rpartition("/")[2]
        for inner in value.values():
            yield from _refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _refs(inner)


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/requests", "/requests"),
        ("/requests/{id}", "/requests/{{request_id}}"),
        ("/requests/{id}/history", "/requests/{{request_id}}/history"),
    ],
)
def test_answers_are_as_they_are_described(
    world: World, clerk: Api, path: str, template: str
) -> None:
    request = request_in(world, "INCOMING", "EXECUTED")
    told = Client().get("/api/openapi.json").json()
    operation = told["paths"][f"/api{template.format()}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    answer = clerk.get(path.format(id=request.public_id)).json()
    found = Draft202012Validator(schema | {"components": told["components"]}).iter_errors(answer)
    assert [error.message for error in found] == []


def test_every_kind_of_refusal_is_described() -> None:
    assert set(answers.STATUS.values()) == set(answers.MEANINGS)


def test_a_token_that_ran_out_opens_nothing(clerk: Api) -> None:
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert clerk.get("/requests").status_code == 401


def test_the_whole_way_from_draft_to_execution(world: World, clerk: Api, supervisor: Api) -> None:
    request = open_request(world)
    for api, action in (
        (clerk, "submit"),
        (supervisor, "approve"),
        (clerk, "transmit"),
        (clerk, "record_acknowledgement"),
        (clerk, "record_acceptance"),
        (clerk, "record_results"),
        (clerk, "close"),
    ):
        if action == "transmit":
            render_letters()
        done = api.act(request, action, given_for(world, request, action))
        assert done.status_code == 200, done.content
    assert state(request) == "CLOSED"
