"""The vault: files kept exactly as they came, each encrypted with a key of its own.

What a file is follows from its bytes, never from its name. The bytes lie under the data
directory in random names; the row in the database holds the hash of the plain bytes at
receipt and the file's key, wrapped by the installation's key (MLA_FILE_KEY).
"""

import contextlib
import hashlib
import io
import os
import secrets
import stat
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from mla import environment
from requests_app.file_types import (
    PDF,
    UPLOADS,
    Sample,
    clean_name,
    labels,
    type_of,
)
from requests_app.models import StoredFile

__all__ = [
    "PDF",
    "UPLOADS",
    "UnableToKeepFile",
    "UnableToReadFile",
    "keep",
    "open_plain",
    "read",
    "sweep_orphans",
]

MEGABYTE = 1024 * 1024
CHUNK = 64 * 1024
_MARK = b"RGV1"
_TAG = 16
_NONCE = 12
ORPHAN_AFTER = timedelta(days=1)
"""A file without a row this long after it was written belongs to nothing (house rule)."""


class UnableToKeepFile(ValueError):
    """The file is refused; the sentence says what would be accepted."""


class UnableToReadFile(RuntimeError):
    """The stored bytes are missing or are not those that were kept."""


class Source(Protocol):
    """Anything that gives bytes: an upload, an open file."""

    def read(self, size: int = -1, /) -> bytes: ...


def keep(
    *,
    source: bytes | BinaryIO | Source,
    name: str,
    at: datetime,
    allowed: Collection[str] = UPLOADS,
) -> StoredFile:
    """The bytes are on disk, encrypted and flushed, and a row holds their SHA-256 and size.

    `allowed` are media types. At most MLA_UPLOAD_LIMIT_MB megabytes (50 unless set).
    Raises UnableToKeepFile for an empty or too large file and for one of another type; then
    nothing stays on disk. When the caller's transaction rolls back, `sweep_orphans` removes
    what was written.
    """
    stream: Source = io.BytesIO(source) if isinstance(source, bytes) else source
    stored_as = secrets.token_hex(24)
    key = AESGCM.generate_key(256)
    path = _path(stored_as)
    _close_to_others(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as sink:
            size, digest, sample = _write(stream, sink, key, stored_as, limit=_limit())
            found = type_of(sample)
            if found is None or found not in allowed:
                raise UnableToKeepFile(
                    _("A file of this type cannot be kept. Accepted are: %(types)s.")
                    % {"types": labels(allowed)}
                )
            sink.flush()
            os.fsync(sink.fileno())
        _flush_folder(path.parent)
        return StoredFile.objects.create(
            sha256=digest,
            size=size,
            media_type=found,
            name=clean_name(name, found),
            stored_as=stored_as,
            wrapped_key=_wrap(key, stored_as),
            created_at=at,
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def read(file: StoredFile) -> bytes:
    """The plain bytes, the same as were kept. Raises UnableToReadFile."""
    return b"".join(open_plain(file))


def open_plain(file: StoredFile) -> Iterator[bytes]:
    """The plain bytes in pieces, each authenticated before it is given out.

    Raises UnableToReadFile when the file is missing, changed, cut or lengthened; the hash at
    receipt is compared at the end.
    """
    digest = hashlib.sha256()
    size = 0
    for piece in _pieces(file):
        digest.update(piece)
        size += len(piece)
        yield piece
    if size != file.size or digest.hexdigest() != file.sha256:
        raise _not_what_was_kept(file)


def sweep_orphans(*, at: datetime) -> int:
    """Files that no row knows, older than a day at `at`, are gone; how many there were.

    Such a file is left behind when the transaction that kept it was rolled back.
    """
    root = Path(settings.MLA_FILES_DIR)
    latest = (at - ORPHAN_AFTER).timestamp()
    removed = 0
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if not folder.is_dir() or len(folder.name) != 2:
            continue
        old = {
            folder.name + entry.name: entry
            for entry in folder.iterdir()
            if stat.S_ISREG(entry.lstat().st_mode) and entry.lstat().st_mtime < latest
        }
        known = set(
            StoredFile.objects.filter(stored_as__in=old).values_list("stored_as", flat=True)
        )
        for stored_as in old.keys() - known:
            old[stored_as].unlink(missing_ok=True)
            removed += 1
    return removed


def _write(
    stream: Source, sink: BinaryIO, key: bytes, stored_as: str, *, limit: int
) -> tuple[int, str, Sample]:
    cipher = AESGCM(key)
    digest = hashlib.sha256()
    sample = Sample()
    size = number = 0
    sink.write(_MARK)
    piece = _full(stream)
    if not piece:
        raise UnableToKeepFile(_("The file is empty."))
    while piece:
        size += len(piece)
        if size > limit:
            raise UnableToKeepFile(
                _("The file is larger than %(limit)s megabytes.") % {"limit": limit // MEGABYTE}
            )
        digest.update(piece)
        sample.feed(piece)
        following = _full(stream)
        last = not following
        sink.write(cipher.encrypt(_nonce(number, last=last), piece, stored_as.encode()))
        number += 1
        piece = following
    return size, digest.hexdigest(), sample


def _full(stream: Source) -> bytes:
    parts: list[bytes] = []
    wanted = CHUNK
    while wanted:
        part = stream.read(wanted)
        if not part:
            break
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def _pieces(file: StoredFile) -> Iterator[bytes]:
    stored_as = file.stored_as
    try:
        cipher = AESGCM(_unwrap(bytes(file.wrapped_key), stored_as))
        with _path(stored_as).open("rb") as source:
            if source.read(len(_MARK)) != _MARK:
                raise _not_what_was_kept(file)
            number = 0
            sealed = source.read(CHUNK + _TAG)
            while sealed:
                following = source.read(CHUNK + _TAG)
                nonce = _nonce(number, last=not following)
                yield cipher.decrypt(nonce, sealed, stored_as.encode())
                number += 1
                sealed = following
    except (OSError, InvalidTag) as error:
        raise _not_what_was_kept(file) from error


def _not_what_was_kept(file: StoredFile) -> UnableToReadFile:
    return UnableToReadFile(
        _(
            "The stored file is missing or is not what was kept. "
            "Restore it from a backup; its id is %(id)s."
        )
        % {"id": file.public_id}
    )


def _nonce(number: int, *, last: bool) -> bytes:
    # Each file has its own key, so a counter never repeats; the last byte marks the end, so
    # that a cut file is found even where it was cut between two pieces.
    return number.to_bytes(_NONCE - 1, "big") + bytes([last])


def _wrap(key: bytes, stored_as: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_master_key()).encrypt(nonce, key, stored_as.encode())


def _unwrap(wrapped: bytes, stored_as: str) -> bytes:
    nonce, sealed = wrapped[:_NONCE], wrapped[_NONCE:]
    return AESGCM(_master_key()).decrypt(nonce, sealed, stored_as.encode())


def _master_key() -> bytes:
    said: str = settings.MLA_FILE_KEY
    if len(said) < 32:
        raise ImproperlyConfigured("MLA_FILE_KEY must be set and at least 32 characters long.")
    return _derived(said)


@cache
def _derived(said: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"rogatory file keys 1").derive(
        said.encode()
    )


def _path(stored_as: str) -> Path:
    return Path(settings.MLA_FILES_DIR) / stored_as[:2] / stored_as[2:]


def _close_to_others(folder: Path) -> None:
    """The folder and the one it lies in exist, and nobody but their owner can look into them."""
    for path in (folder.parent, folder):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o077:
            path.chmod(0o700)


def _limit() -> int:
    return environment.number("MLA_UPLOAD_LIMIT_MB", 50) * MEGABYTE


def _flush_folder(folder: Path) -> None:
    # The folder's own entry too: it may have been made for this file.
    for path in (folder, folder.parent):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
        os.close(descriptor)
