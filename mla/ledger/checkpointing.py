"""Signing where all chains stand, and putting it where the database cannot reach."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from mla.ledger.chain import Head, canonical_instant, merkle_root
from mla.ledger.checkpoint import (
    Statement,
    UnableToTrust,
    public_key_id,
    read_document,
    sign,
    write_document,
)
from mla.ledger.keys import checkpoint_key, checkpoint_public_key, public_key_pem
from mla.ledger.models import Checkpoint

PUBLIC_KEY_FILE = "checkpoint-public-key.pem"

# Any number that nothing else in this database locks.
_TURN = 7_305_193_201

_HEADS = "SELECT chain, sequence, mac, digest FROM ledger_chainhead ORDER BY chain"


@dataclass(frozen=True, slots=True)
class Taken:
    """A checkpoint: the statement, its signature, the heads it is over."""

    statement: Statement
    signature: bytes
    heads: list[Head]

    def document(self) -> str:
        """The checkpoint as JSON text."""
        return write_document(self.statement, self.signature, self.heads)

    def file_name(self) -> str:
        """A name no other checkpoint has: number and beginning of the root."""
        return f"checkpoint-{self.statement.number:08}-{self.statement.root.hex()[:12]}.json"


def take_checkpoint(*, at: datetime, directory: Path | None = None) -> Taken:
    """Where all chains stand is signed, and the document lies in `directory` when one is given.

    When nothing was recorded since the last checkpoint that one is given back. The file is
    written before the row is committed: a checkpoint the database knows has left the database.
    Raises ImproperlyConfigured without a signing key.
    """
    key = checkpoint_key()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_TURN,))
            cursor.execute(_HEADS)
            heads = [
                Head(chain, sequence, bytes(mac), bytes(digest))
                for chain, sequence, mac, digest in cursor.fetchall()
            ]
        last = Checkpoint.objects.order_by("-number").first()
        root = merkle_root(heads)
        if last is not None and bytes(last.root) == root:
            taken = Taken(statement_of(last), bytes(last.signature), heads)
        else:
            before = b""
            if last is not None:
                before = statement_of(last).fingerprint(bytes(last.signature))
            statement = Statement(
                number=1 if last is None else last.number + 1,
                at=canonical_instant(at),
                root=root,
                chains=len(heads),
                events=sum(head.sequence for head in heads),
                previous=before,
                public_key=public_key_id(key.public_key()),
            )
            taken = Taken(statement, sign(statement, key), heads)
        if directory is not None:
            _write(directory, taken.file_name(), taken.document().encode())
            _write(directory, PUBLIC_KEY_FILE, public_key_pem(key.public_key()))
        if taken.statement.number != (last.number if last else None):
            _keep(taken, at=at)
    return taken


def statement_of(row: Checkpoint) -> Statement:
    """What the row says was signed."""
    return Statement(
        number=row.number,
        at=canonical_instant(row.at),
        root=bytes(row.root),
        chains=row.chains,
        events=row.events,
        previous=bytes(row.previous),
        public_key=row.public_key,
    )


def newest_outside() -> Path | None:
    """The checkpoint file with the highest number outside the database; None without any."""
    directory = Path(settings.MLA_CHECKPOINT_DIR)
    return max(directory.glob("checkpoint-*.json"), default=None)


def read_newest_outside() -> tuple[Statement, dict[str, Head]] | None:
    """The newest checkpoint outside the database, as it was signed; None without any.

    Raises UnableToTrust when it is not what was signed, or there is no key to tell; OSError
    when it cannot be read.
    """
    path = newest_outside()
    if path is None:
        return None
    key = checkpoint_public_key()
    if key is None:
        raise UnableToTrust("There is no public key to check the checkpoint with.")
    return read_document(path.read_text(), key)


def _keep(taken: Taken, *, at: datetime) -> None:
    statement = taken.statement
    Checkpoint.objects.create(
        number=statement.number,
        at=at,
        root=statement.root,
        chains=statement.chains,
        events=statement.events,
        previous=statement.previous,
        public_key=statement.public_key,
        signature=taken.signature,
    )


def _write(directory: Path, name: str, content: bytes) -> None:
    """The file has this content, whole or not at all. One that has it already is left alone."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / name
    if path.exists() and path.read_bytes() == content:
        return
    write_file(path, content)


def write_file(path: Path, content: bytes) -> None:
    """The file has this content on disk, readable by its owner alone; never half of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
