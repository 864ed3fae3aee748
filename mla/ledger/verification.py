"""Is the ledger in the database what was written?"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from mla.ledger.chain import Head, canonical_json
from mla.ledger.checkpoint import Statement, UnableToTrust, check_signature
from mla.ledger.keys import checkpoint_public_key, sealer
from mla.ledger.walk import Finding, HeadRow, Row, Verdict, walk

# Instants leave the database as text: a year before Christ or beyond all years would otherwise
# read like another one, or not at all. What differs from the canonical form is found by its mac.
_INSTANT = """coalesce(
    to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || CASE WHEN {} < '0001-01-01T00:00:00Z' THEN ' BC' ELSE '' END, 'never')"""

_EVENTS = f"""
SELECT chain, sequence, id, {_INSTANT.format("at", "at")}, verb, actor_id, actor_name,
       data::text, mac, about
FROM ledger_event ORDER BY chain, sequence
"""  # noqa: S608 (no value from outside)

_HEADS = f"""
SELECT chain, sequence, mac, digest, {_INSTANT.format("at", "at")}
FROM ledger_chainhead ORDER BY chain
"""  # noqa: S608

_CHECKPOINTS = f"""
SELECT number, {_INSTANT.format("at", "at")}, root, chains, events, previous, public_key, signature
FROM ledger_checkpoint ORDER BY number
"""  # noqa: S608

#: What stands for a chain when a checkpoint is at fault.
CHECKPOINTS = "checkpoints"

#: Rows fetched at a time.
CHUNK = 2000


def verify(
    *,
    against: tuple[Statement, Mapping[str, Head]] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Verdict:
    """The verdict on every chain as it stands now, and on the signed checkpoints.

    Streams: memory does not grow with the number of events. Events written meanwhile are
    neither seen nor missed, because events and heads are read from one snapshot. `against` is a
    checkpoint kept outside, as `read_document` gives it: only against one of those can be found
    a chain that is gone with its head, a tail cut together with its head, and a rewriting by
    somebody who holds the ledger key. `progress` is called now and then with the number of
    events walked so far.
    """
    statement, signed = against or (None, None)
    with transaction.atomic():
        _one_snapshot()
        rows = _counted(events(), progress) if progress else events()
        verdict = walk(rows, heads=_heads(), sealer=sealer(), signed=signed)
        for finding in _bad_checkpoints(checkpoint_public_key(), statement):
            verdict.add(finding)
    return verdict


def events() -> Iterator[Row]:
    """Every event in the order of chains and sequences, streamed. Inside a transaction."""
    for row in _stream(_EVENTS):
        chain, sequence, event_id, at, verb, actor, name, data, mac, about = row
        yield Row(
            chain,
            sequence,
            event_id,
            at,
            verb,
            actor,
            name,
            canonical_json(json.loads(data)),
            bytes(mac),
            about,
        )


def _counted(rows: Iterator[Row], progress: Callable[[int], None]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        yield row
        if number % CHUNK == 0:
            progress(number)


def _heads() -> Iterator[HeadRow]:
    for chain, sequence, mac, digest, at in _stream(_HEADS):
        yield HeadRow(Head(chain, sequence, bytes(mac), bytes(digest)), at)


def _bad_checkpoints(key: Ed25519PublicKey | None, outside: Statement | None) -> Iterator[Finding]:
    """Checkpoints that break the row: altered, or gone."""
    previous, expected = b"", 1
    known: Statement | None = None
    for number, at, root, chains, count, before, public_key, signature in _stream(_CHECKPOINTS):
        statement = Statement(
            number=number,
            at=at,
            root=bytes(root),
            chains=chains,
            events=count,
            previous=bytes(before),
            public_key=public_key,
        )
        if number != expected or bytes(before) != previous:
            yield Finding(CHECKPOINTS, expected, None, "CHECKPOINT_ALTERED")
            return
        if key is not None:
            try:
                check_signature(statement, bytes(signature), key)
            except UnableToTrust:
                yield Finding(CHECKPOINTS, number, None, "CHECKPOINT_ALTERED")
                return
        if outside is not None and outside.number == number:
            known = statement
        previous, expected = statement.fingerprint(bytes(signature)), number + 1
    if outside is not None and known is None:
        yield Finding(CHECKPOINTS, outside.number, None, "CHECKPOINT_DELETED")
    elif known != outside:
        yield Finding(CHECKPOINTS, expected - 1, None, "CHECKPOINT_ALTERED")


def _one_snapshot() -> None:
    """This transaction reads one snapshot, unless it has begun to read before."""
    if len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _stream(statement: str) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows
