"""The two secrets of the ledger: the key of the macs and the key that signs checkpoints."""

import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mla.ledger.chain import Sealer

#: Fewer characters than this are no key (house rule).
SHORTEST_LEDGER_KEY = 32

CHECKPOINT_KEY_FILE = "checkpoint_key.pem"
KEYS_FOLDER = "keys"


def sealer() -> Sealer:
    """Makes links with the key of the macs, MLA_LEDGER_KEY, which is never in the database.

    Raises ImproperlyConfigured when it is missing or shorter than 32 characters.
    """
    key: str = getattr(settings, "MLA_LEDGER_KEY", "")
    if len(key) < SHORTEST_LEDGER_KEY:
        raise ImproperlyConfigured("MLA_LEDGER_KEY must be set and at least 32 characters long.")
    return _sealer(key)


@cache
def _sealer(key: str) -> Sealer:
    return Sealer(key.encode())


def checkpoint_key_path() -> Path:
    """Where the signing key lies when MLA_CHECKPOINT_KEY does not hold it."""
    return Path(settings.MLA_DATA_DIR) / KEYS_FOLDER / CHECKPOINT_KEY_FILE


def checkpoint_key() -> Ed25519PrivateKey:
    """The private key that signs checkpoints.

    From MLA_CHECKPOINT_KEY (PEM), else from the file in the data directory.
    Raises ImproperlyConfigured when there is neither, or when it is not an Ed25519 key.
    """
    text = getattr(settings, "MLA_CHECKPOINT_KEY", "") or ""
    try:
        pem = text.encode() if text else checkpoint_key_path().read_bytes()
        key = serialization.load_pem_private_key(pem, password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(
            "There is no key to sign checkpoints with: set MLA_CHECKPOINT_KEY to an Ed25519 key "
            "in PEM form, or keep it in keys/checkpoint_key.pem of the data directory."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured("The key that signs checkpoints must be an Ed25519 key.")
    return key


def ensure_checkpoint_key() -> bool:
    """A signing key exists afterwards; True when it was made just now.

    For the first start of an installation. Of two processes that start together one makes it.
    """
    if getattr(settings, "MLA_CHECKPOINT_KEY", ""):
        return False
    path = checkpoint_key_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A hard link fails when the name is taken; renaming would overwrite the other's key.
        os.link(fresh, path)
    except FileExistsError:
        return False
    finally:
        fresh.unlink()
    return True


def checkpoint_public_key() -> Ed25519PublicKey | None:
    """The public half of the signing key; None when this installation has no signing key."""
    if not getattr(settings, "MLA_CHECKPOINT_KEY", "") and not checkpoint_key_path().exists():
        return None
    return checkpoint_key().public_key()


def public_key_pem(key: Ed25519PublicKey) -> bytes:
    """The public key as PEM text, for those who verify."""
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
