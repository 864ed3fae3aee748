"""How events hang together: canonical form, message authentication, Merkle tree. Pure.

Standard library only, shared word for word by the program that writes the ledger and
by the stand-alone verifier, so that the two cannot drift apart.

Two values run along every chain. The *mac* is keyed: nobody without the ledger key can
write a next link or alter an old one. The *digest* is not keyed: anybody who holds a
signed checkpoint can recompute it from an export, without being given the key.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from json.encoder import encode_basestring as _quote
from typing import Any, NamedTuple

#: What stands before the first event of a chain.
GENESIS = bytes(32)

_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


class UnableToCanonicalise(ValueError):
    """The data hold something that would not come back from the database as it went in."""


class Link(NamedTuple):
    """The two values that run along a chain, after one event."""

    mac: bytes
    digest: bytes


class Head(NamedTuple):
    """The last event of a chain, as a checkpoint states it."""

    chain: str
    sequence: int
    mac: bytes
    digest: bytes


#: The link before the first event of every chain.
START = Link(GENESIS, GENESIS)


def canonical_json(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no blanks, UTF-8 characters unescaped."""
    return _encode(value)


def canonical_data(data: dict[str, Any]) -> str:
    """The one JSON text of an event's data.

    Raises UnableToCanonicalise for what a jsonb column would give back changed or not at
    all: fractions, keys that are not text, NUL, lone surrogates, and foreign types.
    """
    _check(data)
    try:
        text = _encode(data)
        text.encode()
    except (TypeError, ValueError) as error:
        raise UnableToCanonicalise(
            "The data of an event must be plain text, whole numbers, yes/no, lists and objects."
        ) from error
    return text


def _check(value: Any) -> None:
    kind = type(value)
    if kind is str:
        if "\x00" in value:
            raise UnableToCanonicalise("The data of an event cannot hold the character NUL.")
    elif kind is dict:
        for key, inner in value.items():
            if type(key) is not str or "\x00" in key:
                raise UnableToCanonicalise("The keys of an event's data must be plain text.")
            _check(inner)
    elif kind is list or kind is tuple:
        for inner in value:
            _check(inner)
    elif value is not None and kind is not int and kind is not bool:
        raise UnableToCanonicalise(
            f"The data of an event cannot hold a value of type {kind.__name__}."
        )


def canonical_instant(at: datetime) -> str:
    """An aware instant as text in UTC with microseconds, ending in Z."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def canonical_event(
    *,
    chain: str,
    sequence: int,
    event_id: int,
    at: str,
    verb: str,
    actor: int | None,
    actor_name: str,
    data: str,
    about: str = "",
) -> bytes:
    """The bytes that are authenticated: every column of the event except the mac.

    `at` and `data` are given in canonical form already; `about` takes no place when empty.
    """
    return canonical_place(chain, sequence, event_id, about) + canonical_happening(
        at=at, verb=verb, actor=actor, actor_name=actor_name, data=data
    )


def canonical_place(chain: str, sequence: int, event_id: int, about: str = "") -> bytes:
    """The first part of `canonical_event`: which event it is, and of what."""
    of = f"{_quote(about)}," if about else ""
    return f"[{_quote(chain)},{sequence},{event_id},{of}".encode("utf-8", "surrogatepass")


def canonical_happening(
    *, at: str, verb: str, actor: int | None, actor_name: str, data: str
) -> bytes:
    """The rest of `canonical_event`: what happened. In a sweep many events share it."""
    who = "null" if actor is None else actor
    return f"{_quote(at)},{_quote(verb)},{who},{_quote(actor_name)},{data}]".encode(
        "utf-8", "surrogatepass"
    )


class Sealer:
    """Makes the next link of a chain. Holds the ledger key, and never shows it."""

    def __init__(self, key: bytes) -> None:
        self._keyed = hmac.new(key, digestmod="sha256")

    def next_link(self, before: Link, event: bytes) -> Link:
        """The link after this event: HMAC-SHA256 over the mac before, SHA-256 over both."""
        keyed = self._keyed.copy()
        keyed.update(before.mac + event)
        mac = keyed.digest()
        return Link(mac, next_digest(before.digest, event, mac))


def next_digest(before: bytes, event: bytes, mac: bytes) -> bytes:
    """The unkeyed value after this event.

    It swallows the mac as well, which only the key could make: so a published digest
    does not let anybody guess at the content of an event.
    """
    return hashlib.sha256(before + mac + event).digest()


def merkle_root(heads: Iterable[Head]) -> bytes:
    """The root of the tree over these chain heads, in the order given.

    Leaves and inner nodes are hashed with different prefixes (as RFC 6962, section 2.1),
    so that no inner node can be passed off as a head. The root of no heads is the
    SHA-256 of nothing.
    """
    stack: list[tuple[int, bytes]] = []
    for head in heads:
        height, node = 0, _leaf(head)
        while stack and stack[-1][0] == height:
            node = _node(stack.pop()[1], node)
            height += 1
        stack.append((height, node))
    if not stack:
        return hashlib.sha256(b"").digest()
    root = stack.pop()[1]
    while stack:
        root = _node(stack.pop()[1], root)
    return root


def _leaf(head: Head) -> bytes:
    text = _encode([head.chain, head.sequence, head.mac.hex(), head.digest.hex()])
    return hashlib.sha256(b"\x00" + text.encode("utf-8", "surrogatepass")).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
