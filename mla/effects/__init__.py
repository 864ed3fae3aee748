"""The outbox: `effects.enqueue(...)`, and `@effects.carries_out("KIND")` for handlers."""

from mla.effects.operations import NewEffect, UnableToEnqueue, cancel, enqueue, enqueue_many
from mla.effects.queries import oldest_due_age
from mla.effects.registry import CannotCarryOut, Settle, Work, carries_out, on_parked

__all__ = (
    "CannotCarryOut",
    "NewEffect",
    "Settle",
    "UnableToEnqueue",
    "Work",
    "cancel",
    "carries_out",
    "enqueue",
    "enqueue_many",
    "oldest_due_age",
    "on_parked",
)
