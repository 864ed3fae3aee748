"""The signed checkpoint as a document. Standard library and cryptography only, no Django."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from mla.ledger.chain import Head, canonical_json, merkle_root

FORMAT = "rogatory-checkpoint/1"


class UnableToTrust(Exception):
    """The document is no checkpoint, or not the one that was signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is signed: where every chain stood at one instant, as one root.

    `previous` is the fingerprint of the checkpoint before, empty for the first one.
    """

    number: int
    at: str
    root: bytes
    chains: int
    events: int
    previous: bytes
    public_key: str

    def signed_bytes(self) -> bytes:
        """The bytes the signature is over."""
        return canonical_json({"format": FORMAT, **self.as_json()}).encode()

    def as_json(self) -> dict[str, Any]:
        """The statement in JSON's own types, bytes in hexadecimal."""
        return {
            "number": self.number,
            "at": self.at,
            "root": self.root.hex(),
            "chains": self.chains,
            "events": self.events,
            "previous": self.previous.hex(),
            "public_key": self.public_key,
        }

    def fingerprint(self, signature: bytes) -> bytes:
        """What the next checkpoint names as the one before."""
        return hashlib.sha256(self.signed_bytes() + signature).digest()


def public_key_id(key: Ed25519PublicKey) -> str:
    """A short name of a public key: the first 16 bytes of its SHA-256, in hexadecimal."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:32]


def sign(statement: Statement, key: Ed25519PrivateKey) -> bytes:
    """The signature over the statement (Ed25519)."""
    return key.sign(statement.signed_bytes())


def check_signature(statement: Statement, signature: bytes, key: Ed25519PublicKey) -> None:
    """Raises UnableToTrust unless this key signed this statement."""
    if statement.public_key != public_key_id(key):
        raise UnableToTrust("The checkpoint was signed with another key.")
    try:
        key.verify(signature, statement.signed_bytes())
    except InvalidSignature as error:
        raise UnableToTrust("The signature of the checkpoint is not good.") from error


def write_document(statement: Statement, signature: bytes, heads: Iterable[Head]) -> str:
    """The checkpoint with all heads, as one JSON document that can stand for itself."""
    rows = [[head.chain, head.sequence, head.mac.hex(), head.digest.hex()] for head in heads]
    document = {
        "format": FORMAT,
        **statement.as_json(),
        "signature": signature.hex(),
        "heads": rows,
    }
    return canonical_json(document) + "\n"


def read_document(text: str, key: Ed25519PublicKey) -> tuple[Statement, dict[str, Head]]:
    """The statement and the heads it was signed over, by chain.

    Raises UnableToTrust when it is no checkpoint, when the signature is not good, or when the
    heads are not those of the signed root.
    """
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise UnableToTrust("This is a checkpoint of another format.")
        statement = Statement(
            number=int(document["number"]),
            at=str(document["at"]),
            root=bytes.fromhex(document["root"]),
            chains=int(document["chains"]),
            events=int(document["events"]),
            previous=bytes.fromhex(document["previous"]),
            public_key=str(document["public_key"]),
        )
        signature = bytes.fromhex(document["signature"])
        heads = [
            Head(str(chain), int(sequence), bytes.fromhex(mac), bytes.fromhex(digest))
            for chain, sequence, mac, digest in document["heads"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise UnableToTrust("This is not a checkpoint.") from error
    check_signature(statement, signature, key)
    if merkle_root(heads) != statement.root or len(heads) != statement.chains:
        raise UnableToTrust("The heads in the checkpoint are not those that were signed.")
    return statement, {head.chain: head for head in heads}


def load_public_key(pem: bytes) -> Ed25519PublicKey:
    """The public key in this PEM text. Raises UnableToTrust when it is not an Ed25519 key."""
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError as error:
        raise UnableToTrust("This is not a public key.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UnableToTrust("The key that checkpoints are signed with is an Ed25519 key.")
    return key
