"""Telling the workers that something waits. Losing a ring loses nothing: the sweeper comes."""

import logging
import time
from threading import Lock

from django.db import connection, transaction

log = logging.getLogger(__name__)

#: After a ring that failed nobody tries again for so long, seconds (house rule): a dead broker
#: costs one short wait now and then, not one with every request.
SILENCE = 5.0

#: The longest wait for the broker to take a connection or an answer, seconds (house rule).
PATIENCE = 0.3

_lock = Lock()
_silent_until = 0.0


def ring_after_commit(effect_id: int) -> None:
    """The workers are told of this effect after the commit; at most once per transaction."""
    if any(getattr(hook[1], "rings_bell", False) for hook in connection.run_on_commit):
        return

    def ring_it() -> None:
        ring(effect_id)

    ring_it.rings_bell = True  # type: ignore[attr-defined]
    transaction.on_commit(ring_it, robust=True)


def ring(effect_id: int) -> bool:
    """Tell the workers to carry out this effect. False when the broker could not be told.

    Never raises, and waits less than a second for a broker that is dead or deaf.
    """
    global _silent_until
    with _lock:
        if time.monotonic() < _silent_until:
            return False
    try:
        _publish(effect_id)
    except Exception as error:
        log.warning("EFFECTS_BELL_UNHEARD effect=%s error=%s", effect_id, type(error).__name__)
        with _lock:
            _silent_until = time.monotonic() + SILENCE
        return False
    return True


def _publish(effect_id: int) -> None:
    from mla.effects.tasks import carry_out

    carry_out.apply_async(args=(effect_id,), retry=False, ignore_result=True)
