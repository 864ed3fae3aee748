"""Making a backup while the installation is in use."""

import errno
import hashlib
import hmac
import os
import shutil
import tomllib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils.translation import gettext as _

from mla import ledger
from mla.backup import bundle, database, parts
from mla.ledger.chain import canonical_json
from mla.ledger.checkpointing import Taken, take_checkpoint
from mla.ledger.keys import checkpoint_key, ensure_checkpoint_key

if TYPE_CHECKING:
    from mla.accounts.models import User

FORMAT = "rogatory-backup/1"
ABOUT, CHECKPOINT, MANIFEST = "about.json", "checkpoint.json", "manifest.json"
DATABASE = "database/"
KEYS = ("MLA_LEDGER_KEY", "MLA_FILE_KEY")
"""Keys without which what is restored could not be verified or read."""
MARGIN = 32 * 1024 * 1024
HOUSE = "house"

Tell = Callable[[str, int, int], None]
"""Told a stage (DATABASE, FILES, CHECKING), how much is done, and of how much (0: unknown)."""


class UnableToBackUp(RuntimeError):
    """There is no new backup; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written."""

    path: Path
    size: int
    rows: int
    files: int
    missing: tuple[str, ...]
    checkpoint: int


def make(*, out: Path, by: "User", at: datetime, tell: Tell) -> Made:
    """`out` is a whole backup of one moment after `at`, mode 0600; its making is on the ledger.

    Consistent while others work: the database is dumped from one snapshot, and files are only
    ever added, so those that the snapshot knows are there afterwards. A file that the database
    knows and the disk has not is named in `missing`.
    Raises UnableToBackUp, database.UnableToUseDatabase, ImproperlyConfigured: no file then.
    """
    key = backup_key()
    if out.exists() or out.is_symlink():
        raise UnableToBackUp(
            _("%(path)s exists. A backup never overwrites a file.") % {"path": out}
        )
    _check_room(out)
    ensure_checkpoint_key()
    identity = str(uuid.uuid4())
    with transaction.atomic():
        ledger.record(
            chain=HOUSE, verb="installation.backed_up", by=by, at=at, data={"backup": identity}
        )
    taken = take_checkpoint(at=at, directory=Path(settings.MLA_CHECKPOINT_DIR))
    fresh = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as sink:
            made = _write(sink, key=key, identity=identity, taken=taken, at=at, tell=tell)
            sink.flush()
            os.fsync(sink.fileno())
            size = sink.tell()
        # A hard link fails when the name is taken; renaming would overwrite.
        os.link(fresh, out)
        parts.flush_folder(out.parent)
    except FileExistsError as error:
        raise UnableToBackUp(
            _("%(path)s exists. A backup never overwrites a file.") % {"path": out}
        ) from error
    except OSError as error:
        raise UnableToBackUp(_cannot_write(out, error)) from error
    finally:
        fresh.unlink(missing_ok=True)
    rows, files, missing = made
    return Made(out, size, rows, files, missing, taken.statement.number)


def backup_key() -> str:
    """The key that backups are sealed with. Raises ImproperlyConfigured when it is none."""
    key: str = settings.MLA_BACKUP_KEY
    if len(key) < bundle.SHORTEST_KEY:
        raise ImproperlyConfigured(
            _("MLA_BACKUP_KEY must be set and at least %(length)s characters long.")
            % {"length": bundle.SHORTEST_KEY}
        )
    return key


def key_checks(identity: str) -> dict[str, str]:
    """For each of KEYS a value that only the same key gives, and that does not give it away."""
    return {
        name: hmac.new(
            str(getattr(settings, name)).encode(),
            f"rogatory backup {identity}".encode(),
            hashlib.sha256,
        ).hexdigest()
        for name in KEYS
    }


def applied_migrations() -> list[list[str]]:
    """The migrations that the database has had, by app and name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return [list(row) for row in cursor.fetchall()]


def program_version() -> str:
    """The version of this program."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(project["project"]["version"])


def _write(
    sink: BinaryIO, *, key: str, identity: str, taken: Taken, at: datetime, tell: Tell
) -> tuple[int, int, tuple[str, ...]]:
    writer = bundle.Writer(sink, backup_key=key, signing_key=checkpoint_key(), at=at.timestamp())
    without = settings.MLA_BACKUP_WITHOUT_ROWS
    with database.one_snapshot() as snapshot:
        rows = database.row_counts(database.PUBLIC, without=without)
        names = [(folder, name) for folder in parts.folders() for name in parts.names_in(folder)]
        writer.add(ABOUT, _json(_about(identity, taken, rows, at)))
        writer.add(CHECKPOINT, taken.document().encode())
        written = 0
        for number, part in enumerate(database.dump(snapshot=snapshot, without=without)):
            writer.add(f"{DATABASE}{number:06}", part)
            written += len(part)
            tell("DATABASE", written, 0)
    missing = []
    folders = parts.folders()
    for done, (folder, name) in enumerate(names, 1):
        try:
            with (folders[folder] / name).open("rb") as source:
                writer.copy(f"{folder}/{name}", source, os.fstat(source.fileno()).st_size)
        except FileNotFoundError:
            missing.append(f"{folder}/{name}")
        tell("FILES", done, len(names))
    writer.add(MANIFEST, _json({"entries": writer.entries, "missing": missing}))
    writer.finish()
    return sum(rows.values()), len(names) - len(missing), tuple(missing)


def _about(identity: str, taken: Taken, rows: dict[str, int], at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "id": identity,
        "made_at": at.isoformat(),
        "program": program_version(),
        "postgres": database.server_version(),
        "home_state": settings.MLA_HOME_STATE,
        "checkpoint": taken.statement.number,
        "migrations": applied_migrations(),
        "rows": rows,
        "keys": key_checks(identity),
    }


def _json(body: Any) -> bytes:
    return canonical_json(body).encode() + b"\n"


def _check_room(out: Path) -> None:
    try:
        free = shutil.disk_usage(out.parent).free
    except OSError as error:
        raise UnableToBackUp(_cannot_write(out, error)) from error
    need = database.size() + sum(_sizes()) + MARGIN
    if free < need:
        raise UnableToBackUp(
            _("Not enough room in %(folder)s: %(free)s MB are free, up to %(need)s MB are needed.")
            % {"folder": out.parent, "free": free >> 20, "need": (need >> 20) + 1}
        )


def _sizes() -> Iterator[int]:
    for root in parts.folders().values():
        for path in root.rglob("*"):
            if path.is_file():
                yield path.stat().st_size


def _cannot_write(out: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return _("The disk became full. There is no backup.")
    return _("%(path)s cannot be written: %(reason)s") % {
        "path": out,
        "reason": error.strerror or error,
    }
