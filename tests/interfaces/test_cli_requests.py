"""The command line: exit codes, one JSON document, the reason on stderr."""

import json
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mla.ledger import events_of
from requests_app.models import Document, Letter, Request
from requests_app.rules import workflow
from tests.world import World, a_document, letter_kinds, make_world, open_request, request_in

pytestmark = pytest.mark.django_db


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def body(self) -> Any:
        return json.loads(self.out)


def run(*words: str, command: str = "request") -> Ran:
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(command, *words, stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(a_document()))
    return file


@pytest.mark.usefixtures("world")
def test_a_document_is_filed_and_shown(document: Path) -> None:
    filed = run("file", str(document), "--direction", "OUTGOING", "--as", "clerk", "--json")
    assert (filed.code, filed.err) == (0, "")
    reference = filed.body["request"]["reference"]
    shown = run("show", reference, "--as", "supervisor", "--json").body
    assert (shown["state"], shown["turn"], shown["version"]) == ("DRAFT", "CLERK", 1)
    assert shown["document"]["contents"] == a_document()["contents"]
    assert {action["key"] for action in shown["actions"] if not action["allowed"]} >= {
        "dispatch_letter"
    }


@pytest.mark.usefixtures("world")
def test_a_bad_document_is_bad_usage_path_by_path(document: Path) -> None:
    document.write_text(json.dumps(a_document(urgnecy="URGENT")))
    filed = run("file", str(document), "--direction", "OUTGOING", "--as", "clerk", "--json")
    assert filed.code == 2
    assert filed.err == "urgnecy: The document has no entry of that name.\n"
    assert filed.body["errors"] == {"urgnecy": "The document has no entry of that name."}
    assert not Request.objects.exists()


def test_an_action_is_done_and_its_warnings_are_told(world: World) -> None:
    request = open_request(world, persons=[])
    ran = run("act", request.reference, "submit", "--as", "clerk")
    assert ran.code == 0
    assert f"{request.reference}  In review" in ran.out
    assert "No person concerned is named" in ran.out


def test_a_refusal_by_the_rules_ends_with_one_and_is_one_document(world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    ran = run(
        *("act", request.reference, "refuse", "--as", "supervisor", "--json"),
        *("--set", "grounds=forbid.bank_secrecy", "--set", "reasons=Secrecy."),
    )
    assert ran.code == 1
    assert "(UNTOC art. 18(8))" in ran.err
    assert ran.body["refused"] == ran.err.strip()
    assert ran.body["kind"] == "RULE"
    assert ran.body["findings"][0]["cite"] == "UNTOC art. 18(8)"


def test_inputs_that_cannot_be_read_are_bad_usage(world: World) -> None:
    request = request_in(world, "OUTGOING", "TRANSMITTED")
    ran = run(
        *("act", request.reference, "record_acknowledgement", "--as", "clerk"),
        *("--set", "received_on=31.12.2026", "--set", "colour=blue"),
    )
    assert ran.code == 2
    assert "received_on: Write the date as year-month-day" in ran.err
    assert "colour: This action does not take an input of that name." in ran.err


def test_several_values_are_repeated(world: World) -> None:
    request = request_in(world, "OUTGOING", "IN_EXECUTION")
    ran = run(
        *("act", request.reference, "record_results", "--as", "clerk", "--json"),
        *("--set", "measures=1", "--set", "measures=2", "--set", "received_on=2026-03-02"),
        *("--set", "outcome=EXECUTED", "--set", "account=All of it."),
    )
    assert ran.code == 0
    assert ran.body["request"]["state"] == "EXECUTED"


def test_inputs_come_from_a_file_of_json_too(world: World, tmp_path: Path) -> None:
    request = open_request(world)
    given = tmp_path / "given.json"
    given.write_text(json.dumps({"note": "Called the court."}))
    ran = run(
        "act", request.reference, "note", "--as", "clerk", "--json-input", str(given), "--json"
    )
    assert ran.code == 0
    assert events_of(request.chain)[-1].data["given"] == {"note": "Called the court."}


def test_a_file_is_attached(world: World, tmp_path: Path) -> None:
    request = open_request(world)
    file = tmp_path / "order.txt"
    file.write_text("The court orders.")
    ran = run(
        *("act", request.reference, "attach", "--as", "clerk"),
        *("--set", f"file=@{file}", "--set", "title=Court order"),
    )
    assert (ran.code, ran.err) == (0, "")
    assert Document.objects.get(request=request).file.name == "order.txt"


def test_a_stale_version_is_refused(world: World) -> None:
    request = open_request(world)
    ran = run("act", request.reference, "submit", "--as", "clerk", "--version", "7", "--json")
    assert ran.code == 1
    assert ran.body["kind"] == "STALE"
    assert "was changed meanwhile" in ran.err


@pytest.mark.parametrize("by", ["registrar", "officer"])
def test_hidden_is_absent(world: World, by: str) -> None:
    request = open_request(world)
    hidden = run("show", request.reference, "--as", by, "--json")
    absent = run("show", "JM/OUT/1999/00001", "--as", by, "--json")
    assert hidden == absent
    assert hidden.code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("show", "X", "--as", "nobody"),
        ("act", "X", "fly", "--as", "clerk"),
        ("file", "no-such-file.json", "--direction", "OUTGOING", "--as", "clerk"),
    ],
)
@pytest.mark.usefixtures("world")
def test_bad_usage_ends_with_two(words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert ran.err.strip()


def test_unknown_words_are_bad_usage() -> None:
    with pytest.raises(CommandError) as refused:
        call_command("request", "dance")
    assert "invalid choice" in str(refused.value)


def test_the_list_filters_and_pages_without_counting(world: World) -> None:
    for _n in range(3):
        open_request(world)
    request_in(world, "INCOMING", "ACKNOWLEDGED")
    with CaptureQueriesContext(
        connection,
    ) as few:
        listed = run("list", "--as", "clerk", "--direction", "OUTGOING", "--json").body
    assert [entry["state"] for entry in listed["requests"]] == ["DRAFT"] * 3
    assert listed["after"] is None
    for _n in range(3):
        open_request(world)
    with CaptureQueriesContext(connection) as many:
        run("list", "--as", "clerk", "--direction", "OUTGOING", "--json")
    assert len(few) == len(many)


def test_actions_are_listed_with_the_reason_why_not(world: World) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    ran = run("actions", request.reference, "--as", "clerk")
    assert "- approve: Approve  Only these may do this: Supervisor." in ran.out
    assert "+ take_back: Take the draft back" in ran.out


def test_history_is_told_in_sentences(world: World) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    run("act", request.reference, "approve", "--as", "clerk")
    ran = run("history", request.reference, "--as", "auditor")
    assert "clerk submitted the draft for review." in ran.out
    assert "clerk tried “Approve”, which was refused." in ran.out


def test_a_letter_is_written_to_a_file_and_its_reading_is_on_the_ledger(
    world: World, tmp_path: Path
) -> None:
    request = request_in(world, "OUTGOING", "TRANSMITTED")
    assert letter_kinds(request) == ["REQUEST"]
    out = tmp_path / "letter.pdf"
    ran = run(request.reference, "request", "--out", str(out), command="letter")
    assert (ran.code, ran.out) == (0, "Letter 1 written.\n")
    assert out.read_bytes().startswith(b"%PDF-")
    last = events_of(request.chain, limit=200)[-1]
    assert (last.verb, last.actor_name) == ("read_letter", "system")


def test_a_draft_gives_a_preview_that_is_not_kept_but_was_read(
    world: World, tmp_path: Path
) -> None:
    request = open_request(world)
    out = tmp_path / "letter.pdf"
    ran = run(request.reference, "REQUEST", "--out", str(out), "--as", "clerk", command="letter")
    assert ran.out == "No such letter yet: this is a preview of it.\n"
    assert out.read_bytes().startswith(b"%PDF-")
    assert not Letter.objects.exists()
    last = events_of(request.chain, limit=200)[-1]
    assert (last.verb, last.actor_name, last.data) == ("read_preview", "clerk", {"kind": "REQUEST"})


def test_a_letter_that_is_not_written_says_what_writes_it(world: World, tmp_path: Path) -> None:
    request = open_request(world)
    ran = run(request.reference, "WITHDRAWAL", "--out", str(tmp_path / "x.pdf"), command="letter")
    assert ran.code == 1
    assert ran.err == "There is no such letter yet; it is written by: withdraw.\n"


def test_the_matrix_of_roles_has_every_action_of_the_table() -> None:
    out = StringIO()
    call_command("role_matrix", "--json", stdout=out)
    found = {
        key
        for row in json.loads(out.getvalue())
        for keys in row["actions"].values()
        for key in keys
    }
    assert found == {action.key for action in workflow.actions()}
    out = StringIO()
    call_command("role_matrix", stdout=out)
    assert "| Outgoing | In review |" in out.getvalue()


def test_treaty_files_are_checked(tmp_path: Path) -> None:
    assert "caricom2022.toml: CARICOM2022" in run(command="check_instruments").out
    wrong = tmp_path / "treaty.toml"
    wrong.write_text('code = "X"\n[[grounds]]\nkey = "ref.x"\n')
    ran = run(str(wrong), command="check_instruments")
    assert ran.code == 1
    assert ran.err.startswith("treaty.toml: ")
