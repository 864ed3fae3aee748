"""Having the whole ledger verified by a worker: asking, how far it is, the verdict kept.

A walk takes as long as the ledger is long, so it is no part of a web request. The row says
everything; the broker only tells a worker that it is there, and beat looks after what the
broker lost.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.models import Q, Sum

from mla.ledger.checkpoint import UnableToTrust
from mla.ledger.checkpointing import read_newest_outside
from mla.ledger.models import ChainHead, Verification, VerificationState
from mla.ledger.operations import record
from mla.ledger.verification import verify
from mla.ledger.walk import Verdict

if TYPE_CHECKING:
    from mla.accounts.models import User

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

HOUSE = "house"
TASK = "mla.ledger.tasks.verify"
SEEN_EVERY = timedelta(seconds=1)
LOST_AFTER = timedelta(minutes=2)
"""A worker that said nothing for so long is lost, and another one begins anew (house rule)."""
KEPT_FINDINGS = 50
CHECKPOINT_UNTRUSTED = "CHECKPOINT_UNTRUSTED"
_OPEN = (VerificationState.WAITING, VerificationState.RUNNING)

# Any number that nothing else in this database locks.
_TURN = 7_305_193_203


def ask(*, by: "User", at: datetime) -> Verification:
    """A worker will walk the ledger for this person; one that is asked for already stands."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_TURN,))
        found = Verification.objects.filter(state__in=_OPEN).order_by("pk").first()
        if found is not None:
            return found
        asked = Verification.objects.create(asked_by=by, asked_at=at)
        transaction.on_commit(_tell_workers, robust=True)
    return asked


def carry_out(*, clock: Clock) -> Verification | None:
    """The verification that waits, or whose worker was lost, has been carried out by this
    process, and its verdict stands in its row and in the ledger; None when there is none."""
    claimed = _claim(at=clock())
    if claimed is None:
        return None
    begun_at = claimed.begun_at
    with _Pulse(claimed, clock) as pulse:
        try:
            against = read_newest_outside()
            verdict = verify(against=against, progress=pulse.beat)
        except (UnableToTrust, OSError):
            changes: dict[str, object] = _failed(CHECKPOINT_UNTRUSTED)
        except Exception as error:  # noqa: BLE001 (whatever it is, the auditor must not wait for ever)
            changes = _failed(type(error).__name__)
        else:
            changes = _verdict(verdict) | {"checkpoint": against[0].number if against else None}
    with transaction.atomic():
        at = clock()
        ours = Verification.objects.filter(
            pk=claimed.pk, state=VerificationState.RUNNING, begun_at=begun_at
        )
        if not ours.update(ended_at=at, seen_at=at, **changes):
            return None
        done = Verification.objects.select_related("asked_by").get(pk=claimed.pk)
        if done.state == VerificationState.DONE:
            _tell_ledger(done, at)
    log.info("LEDGER_VERIFIED verification=%s state=%s", done.pk, done.state)
    return done


def latest(limit: int = 5) -> list[Verification]:
    """The last ones that were asked for, the latest first, each with who asked. One query."""
    return list(Verification.objects.select_related("asked_by").order_by("-pk")[:limit])


def is_open(verification: Verification) -> bool:
    """True while there is something to wait for."""
    return verification.state in _OPEN


def _claim(*, at: datetime) -> Verification | None:
    with transaction.atomic():
        free = Q(state=VerificationState.WAITING) | Q(
            state=VerificationState.RUNNING, seen_at__lt=at - LOST_AFTER
        )
        rows = Verification.objects.select_for_update(skip_locked=True, of=("self",))
        found = rows.filter(free).order_by("pk").first()
        if found is None:
            return None
        found.state = VerificationState.RUNNING
        found.begun_at = found.seen_at = at
        found.walked = 0
        found.total = ChainHead.objects.aggregate(total=Sum("sequence"))["total"] or 0
        found.save(update_fields=["state", "begun_at", "seen_at", "walked", "total"])
    return found


class _Pulse:
    """Says how far the walk is, on a connection of its own: the walk's reads one snapshot and
    writes nothing."""

    def __init__(self, claimed: Verification, clock: Clock) -> None:
        self._claimed = claimed
        self._clock = clock
        self._last = claimed.begun_at or clock()
        self._line = connections.create_connection(DEFAULT_DB_ALIAS)

    def __enter__(self) -> "_Pulse":
        return self

    def __exit__(self, *_error: object) -> None:
        self._line.close()

    def beat(self, walked: int) -> None:
        """The row says that so many events are walked, at most once a second."""
        now = self._clock()
        if now - self._last < SEEN_EVERY:
            return
        self._last = now
        # The verdict does not depend on anybody watching.
        with suppress(DatabaseError), self._line.cursor() as cursor:
            cursor.execute(
                "UPDATE ledger_verification SET walked = %s, seen_at = %s "
                "WHERE id = %s AND state = 'RUNNING' AND begun_at = %s",
                (walked, now, self._claimed.pk, self._claimed.begun_at),
            )


def _verdict(verdict: Verdict) -> dict[str, object]:
    kept = verdict.findings[:KEPT_FINDINGS]
    return {
        "state": VerificationState.DONE,
        "intact": verdict.intact,
        "walked": verdict.events,
        "chains": verdict.chains,
        "findings": [asdict(finding) for finding in kept],
        "more": verdict.more + len(verdict.findings) - len(kept),
    }


def _failed(error: str) -> dict[str, object]:
    return {"state": VerificationState.FAILED, "error": error}


def _tell_ledger(done: Verification, at: datetime) -> None:
    record(
        chain=HOUSE,
        verb="ledger.checked",
        by=done.asked_by,
        at=at,
        data={
            "verification": done.pk,
            "intact": bool(done.intact),
            "events": done.walked,
            "chains": done.chains,
            "checkpoint": done.checkpoint,
            "first": done.findings[0] if done.findings else None,
        },
    )


def _tell_workers() -> None:
    from mla.celery import app
    from mla.effects.bell import TRANSPORT_OPTIONS

    try:
        with app.connection_for_write(transport_options=TRANSPORT_OPTIONS) as broker:
            app.send_task(TASK, connection=broker, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 (beat comes within a minute)
        log.warning("LEDGER_VERIFICATION_UNHEARD error=%s", type(error).__name__)
