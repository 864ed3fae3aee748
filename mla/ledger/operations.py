"""Writing the ledger: the only code that adds events."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from mla import statements
from mla.ledger.chain import (
    GENESIS,
    Link,
    Sealer,
    UnableToCanonicalise,
    canonical_data,
    canonical_event,
    canonical_happening,
    canonical_instant,
    canonical_json,
    canonical_place,
)
from mla.ledger.keys import sealer

if TYPE_CHECKING:
    from mla.accounts.models import User

log = logging.getLogger(__name__)

#: A clock that goes back by more seconds than this rings an alarm (house rule).
CLOCK_TOLERANCE = 2.0


class UnableToRecord(Exception):
    """The event cannot be written, so what it would tell of must not happen either."""


class EventRef(NamedTuple):
    """Where a recorded event stands."""

    id: int
    chain: str
    sequence: int
    at: datetime


class Entry(NamedTuple):
    """One event that is to be recorded together with many others."""

    chain: str
    verb: str
    by: "User"
    at: datetime
    data: dict[str, Any] | None = None
    about: str = ""
    """Another chain in whose history the event is read too."""


_LOCK = """
WITH head AS (SELECT sequence, at, mac, digest FROM ledger_chainhead WHERE chain = %s FOR UPDATE)
SELECT nextval('ledger_event_id_seq'), head.sequence, extract(epoch FROM head.at)::float8,
       head.mac, head.digest
FROM (VALUES (1)) AS one LEFT JOIN head ON true
"""

_CREATE = """
INSERT INTO ledger_chainhead (chain, sequence, at, mac, digest) VALUES (%s, 0, %s, %s, %s)
ON CONFLICT (chain) DO NOTHING
"""

_APPEND = """
WITH event AS (
    INSERT INTO ledger_event (id, chain, sequence, at, verb, actor_id, actor_name, data, mac)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)
    RETURNING chain, sequence, at, mac
)
UPDATE ledger_chainhead AS head
SET sequence = event.sequence, at = event.at, mac = event.mac, digest = %s
FROM event WHERE head.chain = event.chain
"""


def record(
    *, chain: str, verb: str, by: "User", at: datetime, data: dict[str, Any] | None = None
) -> EventRef:
    """The event stands at the end of its chain once the caller's transaction commits.

    The chain stays locked until then, so that its order is the order of commits. Two round
    trips to the database (four for the first event of a chain).

    Raises UnableToRecord outside a transaction, for an instant without a zone, and for data
    that would not come back from the database as they went in (no event,
    no operation).
    """
    _must_be_in_transaction()
    seal = sealer()
    text = _data_text(data, at)
    (head,) = statements.rows(_LOCK, (chain,))
    if head[1] is None:
        statements.execute(_CREATE, (chain, at, GENESIS, GENESIS))
        (head,) = statements.rows(_LOCK, (chain,))
    event_id, last, last_at, mac, digest = head
    sequence = last + 1
    _alarm_if_clock_went_back(chain, sequence, last_at, at)
    name = by.get_username()
    link = seal.next_link(
        Link(mac, digest),
        canonical_event(
            chain=chain,
            sequence=sequence,
            event_id=event_id,
            at=canonical_instant(at),
            verb=verb,
            actor=by.pk,
            actor_name=name,
            data=text,
        ),
    )
    statements.execute(
        _APPEND,
        (event_id, chain, sequence, at, verb, by.pk, name, text, link.mac, link.digest),
    )
    return EventRef(event_id, chain, sequence, at)


_CREATE_MANY = """
INSERT INTO ledger_chainhead (chain, sequence, at, mac, digest)
SELECT chain, 0, %s, %s, %s FROM json_array_elements_text(%s::json) AS new (chain)
ORDER BY chain COLLATE "C"
ON CONFLICT (chain) DO NOTHING
"""

_LOCK_MANY = """
SELECT head.chain, head.sequence, extract(epoch FROM head.at)::float8, head.mac, head.digest,
       head.ctid::text
FROM json_array_elements_text(%s::json) AS wanted (chain)
JOIN ledger_chainhead AS head ON head.chain = wanted.chain
ORDER BY head.chain FOR UPDATE OF head
"""

_APPEND_MANY = """
COPY ledger_event (id, chain, sequence, about, at, verb, actor_id, actor_name, data, mac)
FROM STDIN
"""

# A head that is locked keeps its place on its page, and is found there sooner than by its name.
# The planner must not count the places (hence SELECT): it would rather read the whole table.
_MOVE_MANY = """
UPDATE ledger_chainhead AS head
SET sequence = new.sequence, at = new.at,
    mac = decode(new.mac, 'hex'), digest = decode(new.digest, 'hex')
FROM unnest(
    (SELECT string_to_array(%s, ' ')::tid[]), (SELECT string_to_array(%s, ' ')::bigint[]),
    (SELECT string_to_array(%s, ' ')::timestamptz[]), (SELECT string_to_array(%s, ' ')),
    (SELECT string_to_array(%s, ' '))
) AS new (place, sequence, at, mac, digest)
WHERE head.ctid = new.place
"""

#: Events whose chains are locked, written and moved on together: what was read is still at hand
#: when it is written, here and in the database.
_AT_ONCE = 2500

#: Events sealed here while the database writes those before them.
_PART = 500

# What would end a column or a line of COPY, or begin an escape.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def record_many(entries: Iterable[Entry]) -> None:
    """Every entry stands in its chain, in the order given, once the transaction commits.

    For sweeps and loads: four statements for every 2,500 events, or six when some of their chains
    are new.
    Chains are locked in the order of their names, so that two sweeps never wait for each
    other in a ring.
    Raises UnableToRecord as `record` does; then none is recorded.
    """
    _must_be_in_transaction()
    seal = sealer()
    # By chain, each in its own order: neighbours in the index are written one after the other.
    work = sorted(entries, key=attrgetter("chain"))
    told = _told(work)
    with statements.cursor() as cursor:
        for start in range(0, len(work), _AT_ONCE):
            end = start + _AT_ONCE
            _record_at_once(cursor, seal, work[start:end], told[start:end])


def _record_at_once(
    cursor: CursorWrapper, seal: Sealer, work: list[Entry], told: "list[_Told]"
) -> None:
    heads = _lock_many(cursor, list(dict.fromkeys([entry.chain for entry in work])), work[0].at)
    lines = _sealed(zip(_ids(cursor, len(work)), work, told, strict=True), heads, seal)
    with cursor.copy(_APPEND_MANY) as copy:
        while part := "".join(islice(lines, _PART)):
            copy.write(part)
    moved = heads.values()
    cursor.execute(
        _MOVE_MANY,
        (
            " ".join([head.place for head in moved]),
            " ".join([str(head.sequence) for head in moved]),
            " ".join([head.at for head in moved]),
            " ".join([head.link.mac.hex() for head in moved]),
            " ".join([head.link.digest.hex() for head in moved]),
        ),
    )
    if cursor.rowcount != len(heads):
        raise UnableToRecord(_("The chains of the ledger could not be moved on."))


def _sealed(
    places: "Iterable[tuple[int, Entry, _Told]]", heads: "dict[str, _MovingHead]", seal: Sealer
) -> Iterator[str]:
    """Each event as a line of COPY; the head of its chain has moved on to it."""
    for event_id, entry, told in places:
        chain = entry.chain
        head = heads[chain]
        head.sequence = sequence = head.sequence + 1
        if told.seconds < head.seconds - CLOCK_TOLERANCE:
            _alarm(chain, sequence)
        about = entry.about
        event = canonical_place(chain, sequence, event_id, about) + told.happening
        head.link = link = seal.next_link(head.link, event)
        head.seconds, head.at = told.seconds, told.at
        place = f"{event_id}\t{_column(chain)}\t{sequence}\t{_column(about)}"
        yield f"{place}\t{told.columns}{link.mac.hex()}\n"


def _column(text: str) -> str:
    """The text as a column of COPY."""
    plain = text.isprintable() and "\\" not in text
    return text if plain else text.translate(_ESCAPES)


@dataclass(slots=True)
class _MovingHead:
    """The head of one chain while events are added to it; `at` is canonical."""

    sequence: int
    seconds: float
    link: Link
    place: str
    at: str = ""


class _Told(NamedTuple):
    """What of an entry is sealed and written; most entries of a sweep share it."""

    at: str
    """In canonical form."""
    seconds: float
    happening: bytes
    columns: str
    """For COPY: from the instant on, up to the hexadecimal digits of the mac."""


def _told(entries: Iterable[Entry]) -> list[_Told]:
    """Each entry as it is sealed and written."""
    known: dict[tuple[int, int, int, str], _Told] = {}
    told: list[_Told] = []
    for entry in entries:
        # The entries keep their objects alive, so what id() tells apart stays apart.
        key = (id(entry.data), id(entry.at), id(entry.by), entry.verb)
        found = known.get(key)
        if found is None:
            found = known[key] = _tell(entry)
        told.append(found)
    return told


def _tell(entry: Entry) -> _Told:
    text = _data_text(entry.data, entry.at)
    at, actor, name = canonical_instant(entry.at), entry.by.pk, entry.by.get_username()
    columns = (at, _column(entry.verb), str(actor), _column(name), _column(text), r"\\x")
    return _Told(
        at,
        entry.at.timestamp(),
        canonical_happening(at=at, verb=entry.verb, actor=actor, actor_name=name, data=text),
        "\t".join(columns),
    )


def _ids(cursor: CursorWrapper, count: int) -> list[int]:
    cursor.execute("SELECT nextval('ledger_event_id_seq') FROM generate_series(1, %s)", (count,))
    return [row[0] for row in cursor.fetchall()]


def _lock_many(cursor: CursorWrapper, wanted: list[str], at: datetime) -> dict[str, _MovingHead]:
    heads = _locked(cursor, wanted)
    missing = [chain for chain in wanted if chain not in heads]
    if missing:
        cursor.execute(_CREATE_MANY, (at, GENESIS, GENESIS, canonical_json(missing)))
        heads |= _locked(cursor, missing)
    return heads


def _locked(cursor: CursorWrapper, chains: list[str]) -> dict[str, _MovingHead]:
    cursor.execute(_LOCK_MANY, (canonical_json(chains),))
    return {
        chain: _MovingHead(sequence, seconds, Link(mac, digest), place)
        for chain, sequence, seconds, mac, digest, place in cursor.fetchall()
    }


def _must_be_in_transaction() -> None:
    if not connection.in_atomic_block:
        raise UnableToRecord(
            _("An event can only be recorded in the transaction of what it tells of.")
        )


def _data_text(data: dict[str, Any] | None, at: datetime) -> str:
    if at.tzinfo is None:
        raise UnableToRecord(_("An event needs an instant with a time zone."))
    try:
        return canonical_data(data) if data else "{}"
    except UnableToCanonicalise as error:
        raise UnableToRecord(str(error)) from error


def _alarm_if_clock_went_back(chain: str, sequence: int, last_at: float, at: datetime) -> None:
    """Log an alarm when time runs backwards on a chain. The sequence stays the order."""
    if at.timestamp() < last_at - CLOCK_TOLERANCE:
        _alarm(chain, sequence)


def _alarm(chain: str, sequence: int) -> None:
    log.error("LEDGER_CLOCK_WENT_BACK chain=%s sequence=%s", chain, sequence)
