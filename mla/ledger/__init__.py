"""What happened, kept so that nobody can rewrite it: `ledger.record(...)`.

The names are fetched when first used, because the stand-alone verifier in this package
must run where Django is not installed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mla.ledger.operations import Entry, EventRef, UnableToRecord, record, record_many
    from mla.ledger.queries import EventRow, events_of
    from mla.ledger.verification import verify

_HOMES = {
    "Entry": "mla.ledger.operations",
    "EventRef": "mla.ledger.operations",
    "UnableToRecord": "mla.ledger.operations",
    "record": "mla.ledger.operations",
    "record_many": "mla.ledger.operations",
    "EventRow": "mla.ledger.queries",
    "events_of": "mla.ledger.queries",
    "verify": "mla.ledger.verification",
}

__all__ = (
    "Entry",
    "EventRef",
    "EventRow",
    "UnableToRecord",
    "events_of",
    "record",
    "record_many",
    "verify",
)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
