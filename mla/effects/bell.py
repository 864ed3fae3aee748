"""Telling the workers that something waits. Losing a ring loses nothing: the sweeper comes."""

import logging
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction
from kombu import Connection

log = logging.getLogger(__name__)

#: After a ring that failed nobody in this process tries again for so long, seconds (house rule):
#: a dead broker costs one short wait now and then, not one with every request.
SILENCE = 5.0

#: The longest wait for the broker to take a connection or to answer, seconds (house rule).
PATIENCE = 0.25

#: Seconds between two rings of one process (house rule): whoever asks meanwhile shares the next.
PAUSE = 0.1

#: Publishing has nothing in common with a worker's patient waiting for messages.
TRANSPORT_OPTIONS = {
    "socket_timeout": PATIENCE,
    "socket_connect_timeout": PATIENCE,
    "retry_on_timeout": False,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "timeout": PATIENCE,
}


class _Line(threading.local):
    """This thread's connection to the broker."""

    broker: Connection | None = None
    producer: Any = None
    """On a channel of that connection: opening one takes longer than the ring itself."""


_line = _Line()
_lock = threading.Lock()
_silent_until = 0.0


def ring_after_commit(effect_id: int) -> None:
    """The workers are told of this effect after the commit; at most once per transaction.

    Whoever commits does not wait for it: a thread of its own rings, and before the program ends.
    """
    if any(getattr(hook[1], "rings_bell", False) for hook in connection.run_on_commit):
        return

    def ring_it() -> None:
        _ringer.ask(effect_id)

    ring_it.rings_bell = True  # type: ignore[attr-defined]
    transaction.on_commit(ring_it, robust=True)


class _Ringer:
    """Rings for whoever asked since it last rang: who hears it looks for all that is due."""

    def __init__(self) -> None:
        self._asked: list[int] = []
        self._guard = threading.Lock()
        self._rang = -PAUSE
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bell")

    def ask(self, effect_id: int) -> None:
        with self._guard:
            self._asked.append(effect_id)
            waits_already = len(self._asked) > 1
        if not waits_already:
            self._thread.submit(self._ring)

    def quiet(self) -> None:
        """Returns once it has rung for all who have asked."""
        self._thread.submit(int).result()

    def _ring(self) -> None:
        time.sleep(max(0.0, self._rang + PAUSE - time.monotonic()))
        self._rang = time.monotonic()
        with self._guard:
            first, self._asked = self._asked[0], []
        ring(first)


_ringer = _Ringer()


def _renew() -> None:
    """A thread does not outlive a fork; what its parent was asked for, the parent rings for."""
    global _ringer
    _ringer = _Ringer()


os.register_at_fork(after_in_child=_renew)


def ring(effect_id: int) -> bool:
    """Tell the workers to carry out this effect. False when the broker could not be told.

    Never raises, and waits less than a second for a broker that is dead or deaf.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    began = time.monotonic()
    try:
        try:
            _publish(effect_id)
        except Exception:
            # A broker that was started again has dropped a line that worked before, and says
            # so at once. One that is silent would only keep the caller waiting twice.
            if _line.producer is None or time.monotonic() - began > PATIENCE / 2:
                raise
            _hang_up()
            _publish(effect_id)
    except Exception as error:  # noqa: BLE001 (a web request never fails for the broker's sake)
        _hang_up()
        with _lock:
            _silent_until = time.monotonic() + SILENCE
        log.warning("EFFECTS_BELL_UNHEARD effect=%s error=%s", effect_id, type(error).__name__)
        return False
    return True


def _publish(effect_id: int) -> None:
    from mla.celery import app

    producer = _line.producer
    if producer is None:
        _line.broker = app.connection_for_write(transport_options=TRANSPORT_OPTIONS)
        producer = app.amqp.Producer(_line.broker, auto_declare=False)
    app.send_task(
        "mla.effects.tasks.carry_out",
        args=(effect_id,),
        producer=producer,
        retry=False,
        ignore_result=True,
    )
    _line.producer = producer


def _hang_up() -> None:
    broker, _line.broker, _line.producer = _line.broker, None, None
    if broker is not None:
        try:
            broker.release()
        except Exception as error:  # noqa: BLE001 (it is gone either way)
            log.info("EFFECTS_BELL_HANG_UP error=%s", type(error).__name__)
