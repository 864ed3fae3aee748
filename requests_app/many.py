"""Many specimen requests on file, quickly: for measuring, and for trying out long lists.

They go past `operations`, but nothing in them is out of the ordinary: every constraint holds
and every chain of the ledger verifies.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from mla import ledger
from mla.accounts import operations as accounts
from mla.accounts.models import User
from mla.accounts.queries import authorities_of_this_state, system_user
from mla.accounts.roles import Role
from mla.ledger.chain import START, Sealer, canonical_data, canonical_event, canonical_instant
from mla.ledger.keys import sealer
from mla.ledger.models import ChainHead, Event
from requests_app.invented import Batch, Maker
from requests_app.models import Request

AT_ONCE = 5_000
"""Requests in one transaction."""
SPREAD = timedelta(days=700)
"""The requests were opened over so many days before the present."""
CLERK = "specimen-clerk"


class UnableToLoadMany(Exception):
    """Nothing was loaded."""


def load(*, count: int, at: datetime, seed: int = 1) -> int:
    """`count` more specimen requests are on file; the number now there is returned.

    All are marked as specimens, opened before `at`. What differs between two calls with the
    same seed are the public ids. Raises UnableToLoadMany in an installation that has requests
    in earnest, or no register.
    """
    if Request.objects.filter(is_specimen=False).exists():
        raise UnableToLoadMany(_("There are requests in earnest here; specimens stay out."))
    clerk = _clerk(at)
    maker = Maker(clerk=clerk, at=at, seed=seed)
    for start in range(0, count, AT_ONCE):
        size = min(AT_ONCE, count - start)
        moments = [at - SPREAD * (1 - (start + n) / count) for n in range(size)]
        with transaction.atomic():
            _write(maker.batch(moments, _ids(Request, size)))
    with transaction.atomic():
        ledger.record(
            chain="house",
            verb="requests.specimens_loaded",
            by=system_user(),
            at=at,
            data={"count": count},
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return Request.objects.count()


def _clerk(at: datetime) -> User:
    home = authorities_of_this_state().filter(roles__role="CENTRAL_AUTHORITY").first()
    if home is None:
        raise UnableToLoadMany(_("The register names no central authority. Load it first."))
    found = User.objects.filter(is_active=True, authority=home, roles__contains=[Role.CLERK])
    person = found.order_by("pk").first()
    if person is None:
        person, _password = accounts.create_user(
            by=system_user(), at=at, username=CLERK, roles=[Role.CLERK], authority=home
        )
    return person


def _write(batch: Batch) -> None:
    """All rows of the batch are in the database: one COPY for each table."""
    numbered: tuple[Sequence[models.Model], ...] = (
        batch.measures,
        batch.persons,
        batch.offences,
        batch.clocks,
    )
    for group in numbered:
        for pk, row in zip(_ids(type(group[0]), len(group)) if group else (), group, strict=True):
            row.pk = pk
    for event in batch.clock_events:
        event.clock_id = event.clock.pk
    for group in (batch.requests, *numbered, batch.clock_events):
        _copy(group)
    _copy_chains(batch.told, sealer())


def _copy(rows: Sequence[models.Model]) -> None:
    if not rows:
        return
    meta = rows[0]._meta
    fields = [f for f in meta.concrete_fields if not (f.primary_key and rows[0].pk is None)]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    ways = [(f.attname, _way(f)) for f in fields]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            values = row.__dict__
            copy.write_row([way(values[name]) if way else values[name] for name, way in ways])


def _way(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """How a value of the field is told to the driver; None where it knows by itself."""
    if isinstance(field, models.CharField | models.TextField):
        return str  # a member of an enumeration would go as its name
    if isinstance(field, models.JSONField):
        return Jsonb
    return None


def _copy_chains(chains: Sequence[list[ledger.Entry]], seal: Sealer) -> None:
    """New chains, linked as `ledger.record` links them."""
    ids = iter(_ids(Event, sum(map(len, chains))))
    events: list[tuple[Any, ...]] = []
    heads: list[tuple[Any, ...]] = []
    for entries in chains:
        link = START
        for sequence, entry in enumerate(entries, start=1):
            event_id, text = next(ids), canonical_data(entry.data or {})
            who, name = entry.by.pk, entry.by.get_username()
            at = canonical_instant(entry.at)
            link = seal.next_link(
                link,
                canonical_event(
                    chain=entry.chain,
                    sequence=sequence,
                    event_id=event_id,
                    at=at,
                    verb=entry.verb,
                    actor=who,
                    actor_name=name,
                    data=text,
                ),
            )
            events.append(
                (event_id, entry.chain, sequence, at, entry.verb, who, name, text, link.mac)
            )
        heads.append((entry.chain, sequence, at, link.mac, link.digest))
    with connection.cursor() as cursor:
        for model, columns, lines in (
            (Event, "id, chain, sequence, at, verb, actor_id, actor_name, data, mac", events),
            (ChainHead, "chain, sequence, at, mac, digest", sorted(heads)),
        ):
            with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)


def _ids(model: type[models.Model], wanted: int) -> list[int]:
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            (model._meta.db_table, wanted),
        )
        return [row[0] for row in cursor.fetchall()]
