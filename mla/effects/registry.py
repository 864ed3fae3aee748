"""Which function carries out which kind of effect."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.utils.module_loading import autodiscover_modules

#: How long a worker that is alive may hold an effect before another one may take it (house
#: rule): longer than the time limit of a task. Of a dead worker it is taken at once.
LEASE = timedelta(seconds=180)


@dataclass(frozen=True, slots=True)
class Work:
    """One effect as its handler sees it.

    `attempt` counts from 1; it is more than 1 when an earlier attempt failed or its worker was
    lost, and then the outside world may have seen it already: send the same id again.
    """

    id: int
    key: str
    kind: str
    payload: dict[str, Any]
    subject: str
    urgent: bool
    attempt: int
    due_at: datetime


#: What a handler may give back: it runs in the transaction that marks the effect as done, so
#: that a receipt is recorded exactly once, or not at all when another worker was faster.
Settle = Callable[[], None]
Handler = Callable[[Work], Settle | None]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A handler and how long it may take."""

    handler: Handler
    lease: timedelta


class CannotCarryOut(Exception):
    """Trying again will not help: the effect is parked at once, with this code as the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_carriers: dict[str, Carrier] = {}

#: Tells a person that an effect was parked or called off: the effect, the reason as a code,
#: the instant.
Teller = Callable[[Work, str, datetime], None]
_tellers: list[Teller] = []


def carries_out(kind: str, *, lease: timedelta = LEASE) -> Callable[[Handler], Handler]:
    """The decorated function carries out effects of this kind.

    It is called outside any transaction, perhaps more than once for one effect. It reads again
    whatever it needs, checks that the effect is still wanted, and sends with the effect's key
    as the message id. What it raises is a failed attempt; CannotCarryOut parks at once.
    Raises ValueError when the kind has a handler already.
    """

    def register(handler: Handler) -> Handler:
        if kind in _carriers and _carriers[kind].handler is not handler:
            raise ValueError(f"effects of kind {kind} have a handler already")
        _carriers[kind] = Carrier(handler, lease)
        return handler

    return register


def carrier_for(kind: str) -> Carrier | None:
    """Who carries out this kind; None when nobody registered for it."""
    return _carriers.get(kind)


def leases() -> dict[str, timedelta]:
    """The lease of every registered kind."""
    return {kind: carrier.lease for kind, carrier in _carriers.items()}


def on_parked(teller: Teller) -> Teller:
    """The decorated function is called in the transaction that parks an effect or calls it off.

    It tells a person, through rows of its own. What it raises is logged and undone, and does
    not keep the effect from being parked; it does keep a person from calling it off.
    """
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def tellers() -> tuple[Teller, ...]:
    """Who wants to be called when an effect is parked."""
    return tuple(_tellers)


@cache
def load_carriers() -> None:
    """Every app's handlers are registered: they live in, or are imported by, its `tasks`."""
    autodiscover_modules("tasks")
