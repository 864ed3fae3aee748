"""Writing to the outbox, and what a person may do to it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from mla import ledger, statements
from mla.effects import bell
from mla.effects.registry import Work, tellers

if TYPE_CHECKING:
    from mla.accounts.models import User


class UnableToEnqueue(Exception):
    """The effect cannot be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEffect:
    """One effect that is to be written together with many others."""

    key: str
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)
    at: datetime
    subject: str = ""
    urgent: bool = False


_ENQUEUE = """
INSERT INTO effects_effect (effect_key, kind, payload, subject, urgent, due_at)
VALUES (%s, %s, %s::jsonb, %s, %s, %s)
ON CONFLICT (effect_key) DO NOTHING
RETURNING id, due_at <= clock_timestamp()
"""

_ENQUEUE_MANY = """
WITH written AS (
    INSERT INTO effects_effect (effect_key, kind, payload, subject, urgent, due_at)
    SELECT key, kind, payload, subject, urgent, due_at
    FROM unnest(%s::text[], %s::text[], %s::jsonb[], %s::text[], %s::boolean[], %s::timestamptz[])
         AS new (key, kind, payload, subject, urgent, due_at)
    ORDER BY key COLLATE "C"
    ON CONFLICT (effect_key) DO NOTHING
    RETURNING id, due_at <= clock_timestamp() AS due
)
SELECT count(*), min(id) FILTER (WHERE due) FROM written
"""


def enqueue(
    *,
    key: str,
    kind: str,
    payload: dict[str, Any],
    at: datetime,
    subject: str = "",
    urgent: bool = False,
) -> None:
    """The effect is carried out once `at` has come and the caller's transaction has committed.

    A second effect with the same key changes nothing: the first one stands. Payload: ids
    only, nothing confidential. After the commit the broker is told, and
    if it cannot be told the sweeper finds the row.
    Raises UnableToEnqueue outside a transaction or for an instant without a zone.
    """
    _check(at)
    values = (key, kind, json.dumps(payload), subject, urgent, at)
    for effect_id, due in statements.rows(_ENQUEUE, values):
        if due:
            bell.ring_after_commit(effect_id)


def enqueue_many(effects: Iterable[NewEffect]) -> int:
    """As `enqueue`, for many effects in one statement; the number of those that were new."""
    # The last of two equal keys would hide the first; the first one stands, as in `enqueue`.
    work = list({effect.key: effect for effect in reversed(list(effects))}.values())
    for effect in work:
        _check(effect.at)
    if not work:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _ENQUEUE_MANY,
            (
                [effect.key for effect in work],
                [effect.kind for effect in work],
                [json.dumps(effect.payload) for effect in work],
                [effect.subject for effect in work],
                [effect.urgent for effect in work],
                [effect.at for effect in work],
            ),
        )
        written, first_due = cursor.fetchone()
    if first_due is not None:
        bell.ring_after_commit(first_due)
    return int(written)


def cancel(*, keys: Iterable[str]) -> int:
    """The effects with these keys that were still waiting are not carried out any more.

    In the caller's transaction. What is being carried out or done stays as it is. The number
    of those cancelled.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE effects_effect SET state = 'CANCELLED' "
            "WHERE effect_key = ANY(%s) AND state IN ('PENDING', 'PARKED')",
            (list(keys),),
        )
        return int(cursor.rowcount)


def _check(at: datetime) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise UnableToEnqueue(
            _("An effect can only be written in the transaction of what causes it.")
        )
    if at.tzinfo is None:
        raise UnableToEnqueue(_("An effect needs an instant with a time zone."))


HOUSE = "house"


class UnableToRetry(Exception):
    """The effect is not one that can be tried again."""


def retry(*, effect_id: int, by: "User", at: datetime) -> None:
    """The parked effect waits again, due at once, with all its attempts before it.

    Raises UnableToRetry when it is not parked, or not there at all.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE effects_effect SET state = 'PENDING', failures = 0, lapses = 0, "
                "due_at = %s WHERE id = %s AND state = 'PARKED' RETURNING kind, subject",
                (at, effect_id),
            )
            row = cursor.fetchone()
        if row is None:
            raise UnableToRetry(
                _("Effect %(id)s is not parked: there is nothing to try again.") % {"id": effect_id}
            )
        ledger.record(
            chain=HOUSE,
            verb="effects.retried",
            by=by,
            at=at,
            data={"effect": effect_id, "kind": row[0], "subject": row[1]},
        )
        bell.ring_after_commit(effect_id)


class UnableToCallOff(Exception):
    """The effect is not one that can be called off, or nobody said why."""


LONGEST_REASON = 500


def call_off(*, effect_id: int, by: "User", at: datetime, reason: str) -> None:
    """The effect that waited, or was parked, is not carried out any more; the ledger says why.

    What it was to bring about does not come about: those who are told of a parked effect are
    told of this one too, and somebody must see to it in another way.
    Raises UnableToCallOff when it is being carried out, done, cancelled or not there, and
    without a reason of 1 to 500 characters.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise UnableToCallOff(
            _("Say in 1 to %(most)d characters why the effect is cancelled.")
            % {"most": LONGEST_REASON}
        )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE effects_effect SET state = 'CANCELLED' "
                "WHERE id = %s AND state IN ('PENDING', 'PARKED') "
                "RETURNING id, effect_key, kind, payload::text, subject, urgent, attempts, due_at",
                (effect_id,),
            )
            row = cursor.fetchone()
        if row is None:
            raise UnableToCallOff(
                _("Effect %(id)s neither waits nor is parked: there is nothing to cancel.")
                % {"id": effect_id}
            )
        number, key, kind, payload, subject, urgent, attempt, due_at = row
        work = Work(number, key, kind, json.loads(payload), subject, urgent, attempt, due_at)
        for tell in tellers():
            tell(work, "CANCELLED", at)
        ledger.record(
            chain=HOUSE,
            verb="effects.cancelled",
            by=by,
            at=at,
            data={
                "effect": effect_id,
                "kind": kind,
                "subject": subject,
                "reason": reason,
            },
        )


def pause(*, by: "User", at: datetime) -> bool:
    """No effect is begun any more until `resume`; those begun are finished. False if it was so."""
    return _switch(paused=True, by=by, at=at)


def resume(*, by: "User", at: datetime) -> bool:
    """Effects are carried out again. False if they were anyway."""
    return _switch(paused=False, by=by, at=at)


_SWITCH = """
INSERT INTO effects_switch AS switch (id, paused, by_id, at) VALUES (1, %s, %s, %s)
ON CONFLICT (id) DO UPDATE
SET paused = excluded.paused, by_id = excluded.by_id, at = excluded.at
WHERE switch.paused <> excluded.paused
"""


def _switch(*, paused: bool, by: "User", at: datetime) -> bool:
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not paused:
                cursor.execute("SELECT FROM effects_switch WHERE paused FOR UPDATE")
                if cursor.fetchone() is None:
                    return False
            cursor.execute(_SWITCH, (paused, by.pk, at))
            if cursor.rowcount == 0:
                return False
        verb = "effects.paused" if paused else "effects.resumed"
        ledger.record(chain=HOUSE, verb=verb, by=by, at=at, data={})
    return True
