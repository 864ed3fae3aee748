"""Carrying effects out: at least once in the world, exactly once in the record.

A claim is a short transaction; the work happens outside any transaction; its result is
recorded in another short one, which succeeds only for the claim that is still in force.
"""

import json
import logging
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from mla import ledger
from mla.accounts.queries import system_user
from mla.effects.registry import LEASE, CannotCarryOut, Work, carrier_for, leases, tellers

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

#: The chain of what belongs to no request.
HOUSE = "house"

#: One stretch of work ends after so many effects or so many seconds, whichever is first, well
#: before the time limit of a task (house rule).
STRETCH = 200
STRETCH_SECONDS = 40.0

#: So many failed attempts, or lost workers, and a person must look (house rule).
MOST_FAILURES = 5
MOST_LAPSES = 3

#: Seconds to wait after the first, second, … failed attempt (house rule). The setting
#: MLA_EFFECTS_RETRY_AFTER replaces it.
RETRY_AFTER = (10, 60, 300, 1200)

_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")

# A claimed row is free again when its lease is over, and at once when the database session of
# its worker has ended: then the worker is dead, and nobody need wait. A session of another
# database role hides when it began; then its process id alone must do.
_CLAIM = """
WITH free AS (
    SELECT id, state FROM effects_effect
    WHERE state IN ('PENDING', 'CLAIMED') AND due_at <= %(at)s
      AND (%(only)s::bigint IS NULL OR id = %(only)s)
      AND (state = 'PENDING' OR lease_until <= %(at)s OR NOT EXISTS (
            SELECT FROM pg_stat_activity AS session
            WHERE session.pid = split_part(effects_effect.worker, '@', 1)::int
              AND (session.backend_start IS NULL OR
                   extract(epoch FROM session.backend_start)::text
                   = split_part(effects_effect.worker, '@', 2))))
      AND NOT EXISTS (SELECT FROM effects_switch WHERE paused)
    ORDER BY urgent DESC, due_at, id LIMIT 1
    FOR UPDATE SKIP LOCKED
)
UPDATE effects_effect AS effect
SET state = 'CLAIMED',
    attempts = attempts + 1,
    lapses = lapses + (free.state = 'CLAIMED')::int,
    worker = (SELECT pid || '@' || extract(epoch FROM backend_start)
              FROM pg_stat_activity WHERE pid = pg_backend_pid()),
    lease_until = %(at)s + make_interval(
        secs => coalesce((%(leases)s::jsonb ->> effect.kind)::float, %(lease)s))
FROM free WHERE effect.id = free.id
RETURNING effect.id, effect_key, kind, payload::text, subject, urgent, attempts, due_at,
          failures, lapses
"""

_DONE = """
UPDATE effects_effect
SET state = 'DONE', done_at = %s, last_error = '', worker = NULL, lease_until = NULL
WHERE id = %s AND state = 'CLAIMED' AND attempts = %s
"""

_AGAIN = """
UPDATE effects_effect
SET state = 'PENDING', due_at = %s, failures = failures + 1, last_error = %s,
    worker = NULL, lease_until = NULL
WHERE id = %s AND state = 'CLAIMED' AND attempts = %s
"""

_PARK = """
UPDATE effects_effect
SET state = 'PARKED', failures = %s, last_error = %s, worker = NULL, lease_until = NULL
WHERE id = %s AND state = 'CLAIMED' AND attempts = %s
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """An effect that this worker, and no other, may carry out now."""

    work: Work
    failures: int
    lapses: int


def carry_out_due(
    *,
    clock: Clock,
    first: int | None = None,
    limit: int = STRETCH,
    seconds: float = STRETCH_SECONDS,
) -> Counter[str]:
    """What is due is carried out, urgent effects first; how many came to which end.

    The ends are DONE, PENDING (to be tried again), PARKED and OVERTAKEN (another worker took
    the effect over). `first` is tried before all others. Returns when nothing is due any more,
    after `limit` effects, or once `seconds` have passed. One effect that fails never keeps the
    others from being tried.
    """
    ends: Counter[str] = Counter()
    until = time.monotonic() + seconds
    only = first
    while sum(ends.values()) < limit and time.monotonic() < until:
        claim = claim_one(at=clock(), only=only)
        if claim is not None:
            ends[carry_out_claimed(claim, clock=clock)] += 1
        elif only is None:
            break
        only = None
    return ends


def claim_one(*, at: datetime, only: int | None = None) -> Claim | None:
    """One due effect belongs to this worker until its lease is over; None when none is free.

    The beginning is counted before the work, in a transaction of its own, so that a worker
    that dies has been counted. Nothing is claimed while effects are paused.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "at": at,
                "only": only,
                "lease": LEASE.total_seconds(),
                "leases": json.dumps(
                    {kind: lease.total_seconds() for kind, lease in leases().items()}
                ),
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    event_id, key, kind, payload, subject, urgent, attempt, due_at, failures, lapses = row
    work = Work(event_id, key, kind, json.loads(payload), subject, urgent, attempt, due_at)
    return Claim(work, failures, lapses)


def carry_out_claimed(claim: Claim, *, clock: Clock) -> str:
    """The claimed effect has come to an end, and the end is recorded; which one."""
    work = claim.work
    carrier = carrier_for(work.kind)
    if claim.lapses >= MOST_LAPSES:
        return _park(claim, "WORKER_LOST", at=clock())
    if carrier is None:
        return _park(claim, "UNKNOWN_KIND", at=clock())
    try:
        settle = carrier.handler(work)
        _live_connection()
        with transaction.atomic():
            if not _update(_DONE, (clock(), work.id, work.attempt)):
                return _overtaken(work)
            if settle is not None:
                settle()
    except CannotCarryOut as error:
        return _park(claim, error.code, at=clock())
    except Exception as error:  # noqa: BLE001 (whatever a handler raises is a failed attempt)
        return _fail(claim, type(error).__name__, at=clock())
    return "DONE"


def _fail(claim: Claim, error: str, *, at: datetime) -> str:
    failures = claim.failures + 1
    if failures >= MOST_FAILURES:
        return _park(claim, error, at=at, failures=failures)
    work = claim.work
    waits = getattr(settings, "MLA_EFFECTS_RETRY_AFTER", RETRY_AFTER)
    wait = timedelta(seconds=waits[min(failures, len(waits)) - 1])
    log.warning(
        "EFFECT_FAILED effect=%s kind=%s failures=%s error=%s", work.id, work.kind, failures, error
    )
    _live_connection()
    with transaction.atomic():
        kept = _update(_AGAIN, (at + wait, _reason(error), work.id, work.attempt))
    return "PENDING" if kept else _overtaken(work)


def _park(claim: Claim, error: str, *, at: datetime, failures: int | None = None) -> str:
    work = claim.work
    reason = _reason(error)
    count = claim.failures if failures is None else failures
    _live_connection()
    with transaction.atomic():
        if not _update(_PARK, (count, reason, work.id, work.attempt)):
            return _overtaken(work)
        ledger.record(
            chain=HOUSE,
            verb="effects.parked",
            by=system_user(),
            at=at,
            data={
                "effect": work.id,
                "kind": work.kind,
                "subject": work.subject,
                "reason": reason,
            },
        )
        for tell in tellers():
            try:
                with transaction.atomic():
                    tell(work, reason, at)
            except Exception as failure:  # noqa: BLE001 (parked it must be, told or not)
                log.error(
                    "EFFECT_PARKED_UNTOLD effect=%s error=%s", work.id, type(failure).__name__
                )
    log.error("EFFECT_PARKED effect=%s kind=%s reason=%s", work.id, work.kind, reason)
    return "PARKED"


def _live_connection() -> None:
    """A database that was started again during the work does not make the work a failure."""
    if not connection.in_atomic_block:
        # Django asks once per request; a piece of work may outlive the server.
        connection.health_check_done = False  # type: ignore[attr-defined]
        connection.close_if_health_check_failed()


def _overtaken(work: Work) -> str:
    log.warning("EFFECT_OVERTAKEN effect=%s attempt=%s", work.id, work.attempt)
    return "OVERTAKEN"


def _update(statement: str, values: tuple[Any, ...]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.rowcount == 1)


def _reason(error: str) -> str:
    """The error as it may be stored: a code or the name of a class, never a message."""
    return error if _CODE.fullmatch(error) or error.isidentifier() else "UNNAMED"
