"""Back up while people work, restore, and refuse what is not what was made."""

import contextlib
import os
import stat
import threading
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from mla import ledger
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.backup import database
from mla.effects.queries import is_paused
from mla.ledger import keys
from mla.ledger.checkpointing import take_checkpoint
from requests_app import vault
from requests_app.models import Request, StoredFile
from tests.world import World, make_world, open_request

pytestmark = pytest.mark.django_db(transaction=True)

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
KEY = "a backup key for tests, long enough to be one"


def move_to(settings: Settings, folder: Path) -> None:
    """This process works on that data directory."""
    folder.mkdir(exist_ok=True)
    settings.MLA_DATA_DIR = folder
    settings.MLA_FILES_DIR = folder / "files"
    settings.MLA_CHECKPOINT_DIR = folder / "checkpoints"


@pytest.fixture(autouse=True)
def _nobody_else() -> None:
    """Sessions that threads of earlier tests left open on this database are ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )


@pytest.fixture(autouse=True)
def _installation(settings: Settings, tmp_path: Path) -> None:
    move_to(settings, tmp_path / "here")
    settings.MLA_BACKUP_KEY = KEY
    User.objects.get_or_create(username="system", defaults={"password": "!", "is_active": False})


@pytest.fixture
def world() -> World:
    """People, two requests and two files."""
    made = make_world()
    for number in range(2):
        open_request(made, title=f"SPECIMEN: case {number}")
        vault.keep(source=PDF + bytes([number]) * 100_000, name="a.pdf", at=timezone.now())
    return made


def backup(out: Path) -> str:
    said = StringIO()
    call_command("backup", "--out", str(out), stdout=said)
    return said.getvalue()


def restore(file: Path, *words: str) -> str:
    said = StringIO()
    call_command("restore", str(file), *words, stdout=said)
    return said.getvalue()


def refusal(file: Path, *words: str) -> str:
    with pytest.raises(CommandError) as refused:
        restore(file, *words)
    return str(refused.value)


def empty(settings: Settings, folder: Path) -> None:
    """Another installation, with the keys of this one and nothing else."""
    signing = keys.checkpoint_key_path().read_bytes()
    call_command("flush", interactive=False, verbosity=0)
    User.objects.get_or_create(username="system", defaults={"password": "!", "is_active": False})
    move_to(settings, folder)
    keys.checkpoint_key_path().parent.mkdir(parents=True)
    keys.checkpoint_key_path().write_bytes(signing)


def everything() -> dict[str, int]:
    return database.row_counts(database.PUBLIC, without=["django_session", "django_migrations"])


def schemas() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' "
            "AND nspname <> 'information_schema'"
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    """A backup of that world."""
    out = tmp_path / "monday.backup"
    backup(out)
    return out


class Writer(threading.Thread):
    """Somebody who opens requests and stores files until told to stop."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.stopping, self.opened = world, threading.Event(), 0
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                open_request(self.world, title=f"SPECIMEN: meanwhile {self.opened}")
                content = PDF + os.urandom(50_000)
                vault.keep(source=content, name="b.pdf", at=timezone.now())
                self.opened += 1
        except BaseException as fault:  # noqa: BLE001
            self.fault = fault
        finally:
            connection.close()


def test_made_while_people_work_it_comes_back_as_of_one_moment(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    writer = Writer(world)
    writer.start()
    out = tmp_path / "monday.backup"
    try:
        while writer.opened < 3:
            assert writer.is_alive(), writer.fault
        backup(out)
        during = writer.opened
        while writer.opened < during + 2:
            assert writer.is_alive(), writer.fault
    finally:
        writer.stopping.set()
        writer.join()
    opened = Request.objects.count()
    empty(settings, tmp_path / "there")
    said = restore(out)
    assert "The ledger is intact" in said
    assert 2 + 3 <= Request.objects.count() < opened
    files = list(StoredFile.objects.all())
    assert len(files) >= 2 + 2
    for kept in files:
        assert vault.read(kept).startswith(PDF)
    assert schemas() == ["public"]


def test_what_is_restored_is_what_was_there_with_effects_held_back(
    file: Path, settings: Settings, tmp_path: Path
) -> None:
    before = everything()
    empty(settings, tmp_path / "there")
    said = restore(file)
    assert "Effects are held back" in said
    assert is_paused()
    added = {"effects_switch": 1, "ledger_event": 2}
    assert everything() == {table: count + added.get(table, 0) for table, count in before.items()}
    assert ledger.verify().intact
    told = [event.verb for event in ledger.events_of("house")]
    assert told[-2:] == ["effects.paused", "installation.restored"]
    saying = StringIO()
    call_command("verify_ledger", stdout=saying)
    assert "intact" in saying.getvalue()
    assert "no checkpoint" not in saying.getvalue()
    world_goes_on = StoredFile.objects.order_by("pk").first()
    assert world_goes_on is not None
    assert vault.read(world_goes_on) == PDF + bytes(100_000)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
        cursor.execute("DELETE FROM ledger_event")


def test_a_backup_of_an_earlier_program_is_brought_up_to_date(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    out = tmp_path / "monday.backup"
    try:
        call_command("migrate", "sessions", "zero", verbosity=0)
        backup(out)
        empty(settings, tmp_path / "there")
        restore(out)
        assert Request.objects.count() == 2
        assert "django_session" in connection.introspection.table_names()
    finally:
        call_command("migrate", "sessions", verbosity=0)


def test_a_changed_backup_changes_nothing(file: Path, settings: Settings, tmp_path: Path) -> None:
    whole = file.read_bytes()
    empty(settings, tmp_path / "there")
    before = everything()
    for place in (40, len(whole) // 3, len(whole) // 2, len(whole) - 100, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 1
        file.write_bytes(changed)
        assert "was changed or cut" in refusal(file)
    file.write_bytes(whole[:-2000])
    assert "was changed or cut" in refusal(file)
    assert everything() == before
    assert not is_paused()
    assert not (tmp_path / "there" / "files").exists()


def test_something_else_is_no_backup(tmp_path: Path) -> None:
    keys.ensure_checkpoint_key()
    other = tmp_path / "letter.pdf"
    other.write_bytes(PDF)
    assert refusal(other) == "This is not a backup of this program."
    assert "cannot be read" in refusal(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("MLA_BACKUP_KEY", "MLA_BACKUP_KEY is not the key that this backup was made with."),
        ("MLA_LEDGER_KEY", "MLA_LEDGER_KEY must be as where the backup was made"),
        ("MLA_FILE_KEY", "MLA_FILE_KEY must be as where the backup was made"),
    ],
)
def test_with_another_key_it_is_refused(
    file: Path, settings: Settings, tmp_path: Path, name: str, sentence: str
) -> None:
    empty(settings, tmp_path / "there")
    setattr(settings, name, "another key than the one it was made with, and long")
    assert sentence in refusal(file)
    assert not Request.objects.exists()


def test_with_another_signing_key_it_is_refused(file: Path, settings: Settings) -> None:
    keys.checkpoint_key_path().unlink()
    keys.ensure_checkpoint_key()
    assert "signed with another key" in refusal(file, "--check")


def test_no_file_is_overwritten(world: World, tmp_path: Path) -> None:
    out = tmp_path / "kept"
    out.write_text("kept")
    with pytest.raises(CommandError, match="never overwrites"):
        backup(out)
    assert out.read_text() == "kept"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["kept"]


def test_the_file_is_for_its_owner_and_says_nothing(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_bytes()
    assert b"SPECIMEN" not in content
    assert b"ledger" not in content


def test_a_short_disk_is_a_sentence_and_no_file(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 3 << 20

    monkeypatch.setattr("mla.backup.making.shutil.disk_usage", lambda _path: Usage)
    with pytest.raises(CommandError, match=r"Not enough room in .*: 3 MB are free"):
        backup(tmp_path / "monday.backup")
    assert not (tmp_path / "monday.backup").exists()


def test_an_installation_in_use_is_not_overwritten(file: Path) -> None:
    assert "There are 2 requests." in refusal(file)
    assert "replace" in refusal(file, "--replace")
    assert "replace" in refusal(file, "--replace", "--confirm", "yes")
    assert Request.objects.count() == 2


def test_replaced_on_confirmation_it_is_as_before_and_later_checkpoints_are_set_aside(
    file: Path, world: World, settings: Settings
) -> None:
    open_request(world, title="SPECIMEN: after the backup")
    lost = vault.keep(source=PDF + b"later", name="c.pdf", at=timezone.now())
    checkpoints = Path(settings.MLA_CHECKPOINT_DIR)
    later = take_checkpoint(at=timezone.now(), directory=checkpoints)
    words = f"replace {database.name()}"
    said = restore(file, "--replace", "--confirm", words)
    assert "set aside: 1" in said
    assert Request.objects.count() == 2
    assert [path.name for path in checkpoints.glob("before-restore-*/*.json")] == [
        later.file_name()
    ]
    assert not (Path(settings.MLA_FILES_DIR) / lost.stored_as[:2] / lost.stored_as[2:]).exists()
    assert ledger.verify().intact


def test_while_others_are_connected_nothing_is_restored(
    file: Path, settings: Settings, tmp_path: Path
) -> None:
    empty(settings, tmp_path / "there")
    with contextlib.closing(connection.copy()) as somebody:
        somebody.ensure_connection()
        assert "End web, worker and beat first" in refusal(file)
    assert not Request.objects.exists()


@pytest.mark.parametrize("step", ["_make_ready", "_move_files_in", "swap"])
def test_a_restoring_that_fails_leaves_nothing_and_can_be_tried_again(
    file: Path,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    from mla.backup import restoring

    empty(settings, tmp_path / "there")
    before = everything()
    home = database if step == "swap" else restoring
    with monkeypatch.context() as patch:

        def fail(*_args: object, **_words: object) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(home, step, fail)
        assert "No space left on device" in refusal(file)
    assert everything() == before
    assert schemas() == ["public"]
    left = [path.name for path in (tmp_path / "there").rglob("*") if path.is_file()]
    assert left == [keys.CHECKPOINT_KEY_FILE]
    restore(file)
    assert Request.objects.count() == 2


def test_a_ledger_that_was_rewritten_before_the_backup_is_not_restored(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_event SET verb = 'nothing' WHERE sequence = 1")
        cursor.execute("ALTER TABLE ledger_event ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER event_is_never_truncated")
    out = tmp_path / "monday.backup"
    backup(out)
    empty(settings, tmp_path / "there")
    assert "is not intact" in refusal(out)
    assert not Request.objects.exists()


def test_a_file_that_is_gone_is_named_and_the_rest_is_kept(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    gone = StoredFile.objects.first()
    assert gone is not None
    (Path(settings.MLA_FILES_DIR) / gone.stored_as[:2] / gone.stored_as[2:]).unlink()
    complained = StringIO()
    call_command("backup", "--out", str(tmp_path / "b"), stdout=StringIO(), stderr=complained)
    assert f"1 files, first files/{gone.stored_as[:2]}/" in complained.getvalue()
    assert "1 files." in restore(tmp_path / "b", "--check")


def test_a_backup_is_on_the_ledger_by_whom_and_when(world: World, tmp_path: Path) -> None:
    before = timezone.now()
    backup(tmp_path / "b")
    event = list(ledger.events_of("house"))[-1]
    assert (event.verb, event.actor_name) == ("installation.backed_up", system_user().username)
    assert timedelta() <= event.at - before < timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _one_public_schema() -> Iterator[None]:
    yield
    assert schemas() == ["public"]
