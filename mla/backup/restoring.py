"""Restoring a backup: all of it is verified before anything changes, then it changes at once."""

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from mla import ledger
from mla.accounts.queries import system_user
from mla.backup import database, making, parts
from mla.backup.bundle import Reader, UnableToTrustBackup
from mla.backup.making import Tell
from mla.effects import operations as effects
from mla.effects.queries import effects as listed_effects
from mla.ledger.checkpoint import UnableToTrust, read_document
from mla.ledger.checkpointing import write_file
from mla.ledger.keys import checkpoint_public_key
from mla.ledger.verifier import describe

READING = ".restoring"
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_BLOCK = 1024 * 1024


class UnableToRestore(RuntimeError):
    """The installation is as it was before; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a whole and genuine backup holds."""

    about: dict[str, Any]
    checkpoint: str
    files: dict[str, int]
    missing: tuple[str, ...]

    @property
    def made_at(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.about["made_at"])


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and the effects that wait for somebody to look."""

    contents: Contents
    events: int
    chains: int
    open_effects: int
    set_aside: int


def examine(source: BinaryIO, *, tell: Tell) -> Contents:
    """What the backup holds, once every byte of it was verified. Changes nothing.

    Raises UnableToTrustBackup for a changed or cut file and for other keys, and
    UnableToRestore for a backup of another program or State.
    """
    reader = _reader(source)
    total = source.seek(0, os.SEEK_END)
    source.seek(reader.place)
    entries: list[list[Any]] = []
    kept: dict[str, bytes] = {}
    manifest: dict[str, Any] = {}
    for name, size, content in reader.members():
        digest = hashlib.sha256()
        small = name in (making.ABOUT, making.CHECKPOINT, making.MANIFEST)
        pieces = []
        while piece := content.read(_BLOCK):
            digest.update(piece)
            if small:
                pieces.append(piece)
        if name == making.MANIFEST:
            manifest = json.loads(b"".join(pieces))
        else:
            entries.append([name, size, digest.hexdigest()])
            if small:
                kept[name] = b"".join(pieces)
        tell("CHECKING", reader.place, total)
    if manifest.get("entries") != entries:
        raise UnableToTrustBackup(_("The backup is not complete. Nothing of it is used."))
    about = json.loads(kept[making.ABOUT])
    if about.get("format") != making.FORMAT:
        raise UnableToRestore(_("This is a backup of another format; use a later program."))
    files = {
        name: size
        for name, size, _digest in entries
        if name not in kept and not name.startswith(making.DATABASE)
    }
    for name in files:
        if not _NAME.fullmatch(name) or name.split("/")[0] not in parts.folders():
            raise UnableToRestore(
                _("The backup has files that this program has no place for. Use a later program.")
            )
    _check_fits(about)
    checkpoint = kept[making.CHECKPOINT].decode()
    return Contents(about, checkpoint, files, tuple(manifest["missing"]))


def restore(*, source: BinaryIO, at: datetime, replace: bool, tell: Tell) -> Restored:
    """The installation is what it was when the backup was made; effects are held back.

    The ledger was verified against the checkpoint in the backup, and tells of the restoring.
    What was here before is gone: with `replace` that may be something, without it must not be.
    Raises UnableToRestore, UnableToTrustBackup, database.UnableToUseDatabase; then nothing
    has changed.
    """
    if not replace and (reasons := parts.reasons_in_use()):
        raise UnableToRestore(
            " ".join(reasons)
            + " "
            + _("Restore into an empty installation, or use --replace to lose what is here.")
        )
    if others := database.others_connected():
        raise UnableToRestore(
            _("Other processes use the database (%(count)s). End web, worker and beat first.")
            % {"count": others}
        )
    contents = examine(source, tell=tell)
    moved: list[Path] = []
    _clear_staging()
    try:
        _check_room(sum(contents.files.values()))
        _stage(source, contents, tell=tell)
        verdict, waiting = _make_ready(contents, at=at)
        moved = _move_files_in(contents)
        database.swap()
    except (OSError, DatabaseError) as error:
        _undo(moved)
        raise UnableToRestore(
            _("The backup could not be restored (%(reason)s). Nothing has changed.")
            % {"reason": getattr(error, "strerror", None) or type(error).__name__}
        ) from error
    except BaseException:
        _undo(moved)
        raise
    aside = _tidy(contents, at=at, replace=replace)
    return Restored(contents, verdict.events, verdict.chains, waiting, aside)


def _reader(source: BinaryIO) -> Reader:
    return Reader(source, backup_key=making.backup_key(), public_key=checkpoint_public_key())


def _check_fits(about: dict[str, Any]) -> None:
    ours = making.key_checks(about["id"])
    wrong = [name for name in making.KEYS if about["keys"][name] != ours[name]]
    if wrong:
        raise UnableToRestore(
            _("%(names)s must be as where the backup was made: put back its secrets file.")
            % {"names": ", ".join(wrong)}
        )
    if about["home_state"] != settings.MLA_HOME_STATE:
        raise UnableToRestore(
            _("The backup is of %(theirs)s, this installation is of %(ours)s (MLA_HOME_STATE).")
            % {"theirs": about["home_state"], "ours": settings.MLA_HOME_STATE}
        )
    known = set(MigrationLoader(None).graph.nodes)
    if {tuple(pair) for pair in about["migrations"]} - known:
        raise UnableToRestore(
            _("The backup was made by a later program (%(version)s) than this one (%(ours)s).")
            % {"version": about["program"], "ours": making.program_version()}
        )


def _check_room(need: int) -> None:
    need += making.MARGIN
    for folder in parts.folders().values():
        there = next(path for path in (folder, *folder.parents) if path.exists())
        if (free := shutil.disk_usage(there).free) < need:
            raise UnableToRestore(
                _("Not enough room in %(folder)s: %(free)s MB are free, %(need)s MB are needed.")
                % {"folder": folder, "free": free >> 20, "need": (need >> 20) + 1}
            )


def _stage(source: BinaryIO, contents: Contents, *, tell: Tell) -> None:
    """Files beside their folders, the dump in a schema of its own, all read anew."""
    members = _reader(source).members()
    after: list[tuple[str, int, IO[bytes]]] = []

    def dump() -> Iterator[bytes]:
        loaded = 0
        for name, size, content in members:
            if name.startswith(making.DATABASE):
                loaded += size
                yield content.read()
                tell("DATABASE", loaded, 0)
            elif name not in (making.ABOUT, making.CHECKPOINT):
                after.append((name, size, content))
                return

    database.load(dump())
    done = 0
    for name, size, content in _then(after, members):
        if name == making.MANIFEST:
            continue
        folder, _slash, inside = name.partition("/")
        staging = _staging(parts.folders()[folder])
        staging.mkdir(mode=0o700, parents=True, exist_ok=True)
        parts.write_whole(staging / inside, content, size)
        done += 1
        tell("FILES", done, len(contents.files))


def _then(
    first: list[tuple[str, int, IO[bytes]]], rest: Iterator[tuple[str, int, IO[bytes]]]
) -> Iterator[tuple[str, int, IO[bytes]]]:
    yield from first
    yield from rest


def _make_ready(contents: Contents, *, at: datetime) -> tuple[Any, int]:
    """The schema made ready is whole, up to date, its ledger intact, its effects held back."""
    key = checkpoint_public_key()
    assert isinstance(key, Ed25519PublicKey)
    without = settings.MLA_BACKUP_WITHOUT_ROWS
    if database.row_counts(database.READY, without=without) != contents.about["rows"]:
        raise UnableToRestore(_("The database did not take every row. Nothing has changed."))
    if _has_new_migrations(contents):
        # Extensions live in the public schema.
        with database.inside_ready(database.PUBLIC):
            call_command("migrate", interactive=False, verbosity=0)
    with database.inside_ready():
        try:
            verdict = ledger.verify(against=read_document(contents.checkpoint, key))
        except UnableToTrust as error:
            raise UnableToRestore(str(error)) from error
        if not verdict.intact:
            raise UnableToRestore(
                _("The ledger in the backup is not intact: %(finding)s. Nothing has changed.")
                % {"finding": describe(verdict)[0]}
            )
        by = system_user()
        with transaction.atomic():
            effects.pause(by=by, at=at)
            ledger.record(
                chain=making.HOUSE,
                verb="installation.restored",
                by=by,
                at=at,
                data={
                    "backup": contents.about["id"],
                    "made_at": contents.about["made_at"],
                    "checkpoint": contents.about["checkpoint"],
                },
            )
        waiting = len(listed_effects(limit=1_000_000))
    return verdict, waiting


def _has_new_migrations(contents: Contents) -> bool:
    applied = {tuple(pair) for pair in contents.about["migrations"]}
    return bool(set(MigrationLoader(None).graph.nodes) - applied)


def _move_files_in(contents: Contents) -> list[Path]:
    """The files are in their folders; the paths of those that were not there before.

    A file that is there under its random name is the same file, or a damaged one.
    """
    moved = []
    for name in contents.files:
        folder, _slash, inside = name.partition("/")
        root = parts.folders()[folder]
        place = root / inside
        if not place.exists():
            moved.append(place)
        root.mkdir(mode=0o700, exist_ok=True)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (_staging(root) / inside).replace(place)
        parts.flush_folder(place.parent)
    return moved


def _undo(moved: list[Path]) -> None:
    for path in moved:
        path.unlink(missing_ok=True)
    _clear_staging()


def _clear_staging() -> None:
    connection.close()
    with contextlib.suppress(DatabaseError):
        database.drop_ready()
    for folder in parts.folders().values():
        shutil.rmtree(_staging(folder), ignore_errors=True)


def _staging(folder: Path) -> Path:
    return folder.with_name(folder.name + READING)


def _tidy(contents: Contents, *, at: datetime, replace: bool) -> int:
    """What belonged to the database that is gone is out of the way; how many checkpoints were.

    A checkpoint taken after the backup tells of events that are lost. It is set aside, not
    removed: it proves that they were.
    """
    ContentType.objects.clear_cache()
    for folder, root in parts.folders().items():
        shutil.rmtree(_staging(root), ignore_errors=True)
        for path in root.rglob("*") if replace else ():
            if path.is_file() and f"{folder}/{path.relative_to(root)}" not in contents.files:
                path.unlink()
    checkpoints = Path(settings.MLA_CHECKPOINT_DIR)
    checkpoints.mkdir(mode=0o700, parents=True, exist_ok=True)
    body = json.loads(contents.checkpoint)
    name = f"checkpoint-{body['number']:08}-{body['root'][:12]}.json"
    later = [path for path in checkpoints.glob("checkpoint-*.json") if path.name > name]
    if later:
        aside = checkpoints / f"before-restore-{at:%Y%m%dT%H%M%SZ}"
        aside.mkdir(mode=0o700, exist_ok=True)
        for path in later:
            path.replace(aside / path.name)
    write_file(checkpoints / name, contents.checkpoint.encode())
    # The register and the migrations of this edition are looked at again at the next start.
    (Path(settings.MLA_DATA_DIR) / "prepared").unlink(missing_ok=True)
    return len(later)
