"""Signed checkpoints, kept outside, and what can only be found against them."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from pytest_django.fixtures import Settings

from mla import ledger
from mla.accounts.queries import system_user
from mla.ledger import checkpoint, keys, tasks
from mla.ledger.chain import Head, merkle_root
from mla.ledger.checkpointing import Taken, newest_outside, take_checkpoint
from mla.ledger.models import Checkpoint, Event
from mla.ledger.walk import Finding
from tests.operations.test_ledger_verification import execute, rewrite

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def installation(settings: Settings, tmp_path: Path) -> Path:
    """An installation with a key to sign with and a place outside; that place."""
    settings.MLA_DATA_DIR = tmp_path
    settings.MLA_CHECKPOINT_DIR = tmp_path / "checkpoints"
    keys.ensure_checkpoint_key()
    return tmp_path / "checkpoints"


@pytest.fixture
def taken() -> Taken:
    """A checkpoint over two chains, taken before an intruder gets to the tables."""
    for number in range(1, 7):
        for chain in ("request:a", "request:b"):
            ledger.record(
                chain=chain, verb="request.noted", by=system_user(), at=AT, data={"n": number}
            )
    done = take_checkpoint(at=AT + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("ledger_event", "ledger_chainhead", "ledger_checkpoint"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return done


def against(taken: Taken) -> list[Finding]:
    key = keys.checkpoint_key().public_key()
    return ledger.verify(against=checkpoint.read_document(taken.document(), key)).findings


def test_an_untouched_ledger_agrees_with_its_checkpoint(taken: Taken) -> None:
    assert against(taken) == []


def test_a_ledger_that_went_on_agrees_with_an_older_checkpoint(taken: Taken) -> None:
    ledger.record(chain="request:a", verb="request.noted", by=system_user(), at=AT)
    ledger.record(chain="request:c", verb="request.filed", by=system_user(), at=AT)

    assert against(taken) == []


def test_a_deleted_chain_is_found(taken: Taken) -> None:
    for table in ("ledger_event", "ledger_chainhead"):
        execute(f"DELETE FROM {table} WHERE chain = 'request:a'")

    assert against(taken) == [Finding("request:a", 1, None, "CHAIN_DELETED")]


def test_a_tail_cut_together_with_its_head_is_found(taken: Taken) -> None:
    execute("DELETE FROM ledger_event WHERE chain = 'request:a' AND sequence = 6")
    last = Event.objects.get(chain="request:a", sequence=5)
    rewrite("request:a", key=b"", from_sequence=9, verb="")
    execute("UPDATE ledger_chainhead SET sequence = 5, at = %s WHERE chain = 'request:a'", last.at)
    assert ledger.verify().intact

    assert against(taken) == [Finding("request:a", 6, None, "TAIL_CUT")]


def test_a_rewriting_with_the_stolen_key_is_found(taken: Taken, settings: Settings) -> None:
    key = settings.MLA_LEDGER_KEY.encode()
    rewrite("request:a", key=key, from_sequence=2, verb="request.withdrawn")
    assert ledger.verify().intact

    assert against(taken) == [Finding("request:a", 6, None, "REWRITTEN")]


def test_a_checkpoint_deleted_in_the_database_is_found(taken: Taken) -> None:
    execute("DELETE FROM ledger_checkpoint")

    assert against(taken) == [Finding("checkpoints", 1, None, "CHECKPOINT_DELETED")]


@pytest.mark.parametrize(
    "alteration",
    [
        "at = at + interval '1 second'",
        "root = decode(repeat('00', 32), 'hex')",
        "chains = 1",
        "events = 1",
        "previous = root",
        "number = 2",
        "signature = decode(repeat('00', 64), 'hex')",
        "public_key = 'x'",
    ],
)
def test_an_altered_checkpoint_is_found_without_the_file(taken: Taken, alteration: str) -> None:
    execute(f"UPDATE ledger_checkpoint SET {alteration}")

    assert ledger.verify().findings == [Finding("checkpoints", 1, None, "CHECKPOINT_ALTERED")]


def test_a_checkpoint_taken_when_nothing_was_recorded_is_the_last_one(taken: Taken) -> None:
    again = take_checkpoint(at=AT + timedelta(hours=2))

    assert (again.statement, Checkpoint.objects.count()) == (taken.statement, 1)


def test_a_checkpoint_names_the_one_before(taken: Taken) -> None:
    ledger.record(chain="request:a", verb="request.noted", by=system_user(), at=AT)
    second = take_checkpoint(at=AT + timedelta(hours=2))

    assert (second.statement.number, second.statement.previous) == (
        2,
        taken.statement.fingerprint(taken.signature),
    )


def test_the_task_puts_a_checkpoint_outside_and_then_none_until_something_happens(
    installation: Path,
) -> None:
    ledger.record(chain="request:a", verb="request.noted", by=system_user(), at=AT)
    tasks.checkpoint()
    tasks.checkpoint()

    assert [path.name.split("-")[1] for path in installation.glob("checkpoint-0*.json")] == [
        "00000001"
    ]


def test_the_task_puts_back_a_checkpoint_whose_file_was_lost(installation: Path) -> None:
    ledger.record(chain="request:a", verb="request.noted", by=system_user(), at=AT)
    tasks.checkpoint()
    first = newest_outside()
    assert first is not None
    text = first.read_text()
    first.unlink()
    tasks.checkpoint()

    assert first.read_text() == text


DOCUMENT_CHANGES = [
    ("number", 2),
    ("at", "2026-03-01T10:30:00.000001Z"),
    ("root", "00" * 32),
    ("chains", 3),
    ("events", 11),
    ("previous", "00" * 32),
    ("signature", "00" * 64),
    ("format", "rogatory-checkpoint/2"),
    ("heads", []),
    ("heads", "x"),
]


@pytest.mark.parametrize(("name", "value"), DOCUMENT_CHANGES)
def test_a_document_that_was_changed_is_not_trusted(taken: Taken, name: str, value: object) -> None:
    text = json.dumps(json.loads(taken.document()) | {name: value})

    with pytest.raises(checkpoint.UnableToTrust):
        checkpoint.read_document(text, keys.checkpoint_key().public_key())


def test_a_document_signed_with_another_key_is_not_trusted(taken: Taken) -> None:
    with pytest.raises(checkpoint.UnableToTrust):
        checkpoint.read_document(taken.document(), Ed25519PrivateKey.generate().public_key())


def test_no_two_sets_of_heads_have_the_same_root() -> None:
    heads = [Head(f"request:{n}", n, bytes([n]) * 32, bytes(32)) for n in range(1, 18)]
    roots = {merkle_root(heads[:count]) for count in range(len(heads) + 1)}

    assert len(roots) == len(heads) + 1


def test_a_signing_key_is_made_once() -> None:
    before = keys.checkpoint_key_path().read_bytes()

    assert (keys.ensure_checkpoint_key(), keys.checkpoint_key_path().read_bytes()) == (
        False,
        before,
    )


def test_the_signing_key_is_readable_by_its_owner_alone() -> None:
    assert keys.checkpoint_key_path().stat().st_mode & 0o077 == 0


def test_verify_ledger_says_intact(taken: Taken) -> None:
    out = StringIO()
    call_command("verify_ledger", "--json", stdout=out)

    answer = json.loads(out.getvalue())
    assert (answer["intact"], answer["events"], answer["first"]) == (True, 12, None)


def test_verify_ledger_ends_with_one_and_names_the_first_bad_event(taken: Taken) -> None:
    event = Event.objects.get(chain="request:a", sequence=4)
    execute("UPDATE ledger_event SET verb = 'x' WHERE id = %s", event.pk)
    out = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("verify_ledger", "--json", stdout=out)

    assert (end.value.code, json.loads(out.getvalue())["first"]) == (
        1,
        {"chain": "request:a", "sequence": 4, "event_id": event.pk, "why": "ALTERED"},
    )


def test_verify_ledger_looks_at_the_newest_checkpoint_outside_by_itself(
    taken: Taken, installation: Path
) -> None:
    tasks.checkpoint()
    for table in ("ledger_event", "ledger_chainhead"):
        execute(f"DELETE FROM {table} WHERE chain = 'request:a'")
    err = StringIO()

    with pytest.raises(SystemExit):
        call_command("verify_ledger", stderr=err)

    assert "request:a #1" in err.getvalue()


def test_verify_ledger_refuses_a_checkpoint_it_cannot_trust(taken: Taken, tmp_path: Path) -> None:
    path = tmp_path / "forged.json"
    path.write_text(taken.document().replace("request:a", "request:x"))

    with pytest.raises(CommandError):
        call_command("verify_ledger", "--checkpoint", str(path))


def test_export_checkpoint_refuses_without_a_key(tmp_path: Path) -> None:
    with override_settings(MLA_DATA_DIR=tmp_path / "elsewhere"), pytest.raises(CommandError):
        call_command("export_checkpoint", "--out", str(tmp_path / "c.json"))


class TestAwayFromTheInstallation:
    """The stand-alone verifier, run as a program of its own where Django cannot be imported."""

    @pytest.fixture
    def export(self, taken: Taken, tmp_path: Path) -> Path:
        out = StringIO()
        call_command("export_ledger", "--out", str(tmp_path / "events.jsonl"), stdout=out)
        call_command(
            "export_checkpoint",
            *("--out", str(tmp_path / "c.json"), "--public-key", str(tmp_path / "k.pem")),
            stdout=out,
        )
        return tmp_path

    def run(self, export: Path, *more: str) -> subprocess.CompletedProcess[str]:
        program = (
            "import sys\n"
            "for name in ('django', 'celery', 'psycopg'): sys.modules[name] = None\n"
            "from mla.ledger.verifier import main\n"
            "sys.exit(main(sys.argv[1:]))\n"
        )
        arguments = [str(export / "events.jsonl"), "--checkpoint", str(export / "c.json")]
        arguments += ["--public-key", str(export / "k.pem"), *more]
        return subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
        )

    def change(self, export: Path, line: int, **values: object) -> None:
        lines = (export / "events.jsonl").read_text().splitlines()
        lines[line] = json.dumps(json.loads(lines[line]) | values)
        (export / "events.jsonl").write_text("\n".join(lines) + "\n")

    def test_an_untouched_export_is_intact(self, export: Path) -> None:
        done = self.run(export)

        assert (done.returncode, done.stderr) == (0, "")

    def test_an_altered_export_is_found_without_the_ledger_key(self, export: Path) -> None:
        self.change(export, 3, verb="request.refused")
        done = self.run(export)

        assert (done.returncode, done.stderr.split(":")[0:2]) == (1, ["request", "a #6"])

    def test_with_the_ledger_key_the_altered_event_itself_is_named(
        self, export: Path, settings: Settings
    ) -> None:
        (export / "ledger.key").write_text(settings.MLA_LEDGER_KEY + "\n")
        self.change(export, 3, verb="request.refused")
        done = self.run(export, "--ledger-key-file", str(export / "ledger.key"))

        assert (done.returncode, "request:a #4" in done.stderr) == (1, True)

    def test_an_export_that_lacks_its_last_line_is_found(self, export: Path) -> None:
        lines = (export / "events.jsonl").read_text().splitlines()[:-1]
        (export / "events.jsonl").write_text("\n".join(lines) + "\n")

        assert self.run(export).returncode == 1

    def test_a_line_that_is_no_event_is_named(self, export: Path) -> None:
        with (export / "events.jsonl").open("a") as file:
            file.write("{}\n")

        assert "Line 13" in self.run(export).stderr

    def test_a_missing_file_is_bad_usage(self, export: Path) -> None:
        (export / "c.json").unlink()

        assert self.run(export).returncode == 2
