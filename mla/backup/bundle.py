"""The file of a backup: a tar stream, sealed in pieces with one key and signed with another.

    mark · id of the signing key · salt · sealed pieces … · signature over all before it

No database, no settings: what is read here is only bytes and keys.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from mla.ledger.checkpoint import public_key_id

MARK = b"ROGATORY-BACKUP/1\n"
SHORTEST_KEY = 32
"""Fewer characters than this are no key (house rule)."""
PIECE = 1024 * 1024
_ID, _SALT, _TAG, _NONCE, _SIGNATURE = 16, 32, 16, 12, 64
_HEAD = len(MARK) + _ID + _SALT


class UnableToTrustBackup(Exception):
    """The file is no backup, or not the one that was made, or cannot be opened with these keys."""


def _cipher(backup_key: str, salt: bytes) -> AESGCM:
    return AESGCM(
        HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"rogatory backup 1").derive(
            backup_key.encode()
        )
    )


def _nonce(number: int, *, last: bool) -> bytes:
    # Each file has its own key, so a counter never repeats; the last byte marks the end, so
    # that a file cut between two pieces is found too.
    return number.to_bytes(_NONCE - 1, "big") + bytes([last])


class Writer:
    """Members go in one after the other; `finish` seals the end and signs the whole."""

    def __init__(
        self, sink: BinaryIO, *, backup_key: str, signing_key: Ed25519PrivateKey, at: float
    ) -> None:
        salt = os.urandom(_SALT)
        self._head = MARK + bytes.fromhex(public_key_id(signing_key.public_key())) + salt
        self._sink, self._key, self._at = sink, signing_key, int(at)
        self._cipher = _cipher(backup_key, salt)
        self._hash = hashlib.sha256()
        self._waiting = bytearray()
        self._number = 0
        self.entries: list[tuple[str, int, str]] = []
        """Name, size and SHA-256 of every member so far."""
        self._put(self._head)
        self._tar = tarfile.open(  # noqa: SIM115 (closed by `finish`)
            fileobj=cast(IO[bytes], self), mode="w|", bufsize=PIECE, format=tarfile.PAX_FORMAT
        )

    def add(self, name: str, content: bytes) -> None:
        """The bundle has a member of this name and content."""
        self.copy(name, io.BytesIO(content), len(content))

    def copy(self, name: str, source: IO[bytes], size: int) -> None:
        """As `add`, streamed. Raises OSError when the source has fewer bytes than `size`."""
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, self._at
        counted = _Counted(source)
        self._tar.addfile(member, cast(IO[bytes], counted))
        self.entries.append((name, size, counted.digest.hexdigest()))

    def write(self, data: bytes) -> int:
        """For the tar stream only: plain bytes on their way to be sealed."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        """The bundle is whole and signed; nothing can be added."""
        self._tar.close()
        self._seal(bytes(self._waiting), last=True)
        self._sink.write(self._key.sign(MARK + self._hash.digest()))

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._put(self._cipher.encrypt(_nonce(self._number, last=last), piece, self._head))
        self._number += 1

    def _put(self, data: bytes) -> None:
        self._hash.update(data)
        self._sink.write(data)


class _Counted:
    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


class Reader:
    """Members come out one after the other, each byte authenticated before it is given out."""

    def __init__(
        self, source: BinaryIO, *, backup_key: str, public_key: Ed25519PublicKey | None
    ) -> None:
        """Raises UnableToTrustBackup for what is no backup, or one of another installation."""
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        self._head = source.read(_HEAD)
        self._left = size - _HEAD - _SIGNATURE
        if not self._head.startswith(MARK):
            raise UnableToTrustBackup(_("This is not a backup of this program."))
        if self._left < _TAG:
            raise UnableToTrustBackup(_damaged())
        named = self._head[len(MARK) : len(MARK) + _ID].hex()
        if public_key is None or named != public_key_id(public_key):
            raise UnableToTrustBackup(
                _(
                    "The backup is signed with another key than this installation's. Put back "
                    "keys/checkpoint_key.pem (or MLA_CHECKPOINT_KEY) as it was where the backup "
                    "was made."
                )
            )
        self._source, self._public_key = source, public_key
        self._cipher = _cipher(backup_key, self._head[-_SALT:])
        self._hash = hashlib.sha256(self._head)
        self._plain = b""
        self._number = 0
        self.place = _HEAD
        """Bytes of the file read so far, for whoever shows progress."""

    def members(self) -> Iterator[tuple[str, int, IO[bytes]]]:
        """Name, size and content of every member, in order; each must be read before the next.

        Raises UnableToTrustBackup. When this ends, the whole file was what was signed.
        """
        try:
            with tarfile.open(fileobj=cast(IO[bytes], self), mode="r|", bufsize=PIECE) as tar:
                for member in tar:
                    content = tar.extractfile(member) if member.isreg() else None
                    if content is None:
                        raise UnableToTrustBackup(_damaged())
                    yield member.name, member.size, content
        except (tarfile.TarError, EOFError) as error:
            raise UnableToTrustBackup(_damaged()) from error
        while self.read(PIECE):
            pass
        if not self._is_signed():
            raise UnableToTrustBackup(_damaged())

    def read(self, size: int) -> bytes:
        """For the tar stream only: the next plain bytes."""
        parts: list[bytes] = []
        while size and (self._plain or self._left):
            if not self._plain:
                self._plain = self._open_next()
            part, self._plain = self._plain[:size], self._plain[size:]
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _open_next(self) -> bytes:
        sealed = self._take(min(PIECE + _TAG, self._left))
        try:
            nonce = _nonce(self._number, last=not self._left)
            plain = self._cipher.decrypt(nonce, sealed, self._head)
        except InvalidTag:
            while self._left:
                self._take(min(PIECE, self._left))
            raise UnableToTrustBackup(
                _("MLA_BACKUP_KEY is not the key that this backup was made with.")
                if self._is_signed()
                else _damaged()
            ) from None
        self._number += 1
        return plain

    def _take(self, size: int) -> bytes:
        data = self._source.read(size)
        if len(data) < size:
            raise UnableToTrustBackup(_damaged())
        self._left -= size
        self.place += size
        self._hash.update(data)
        return data

    def _is_signed(self) -> bool:
        self._source.seek(self.place)
        try:
            self._public_key.verify(self._source.read(), MARK + self._hash.digest())
        except InvalidSignature:
            return False
        return True


def _damaged() -> str:
    return _("The backup was changed or cut after it was made. Nothing of it is used.")
