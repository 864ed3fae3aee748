"""Doing a transaction again when the database says that two of them crossed."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
_RETRYABLE = frozenset({"40001", "40P01"})


def again_on_conflict(function: Callable[P, R]) -> Callable[P, R]:
    """Do it again when the database asks for it: the transaction left nothing behind.

    For PostgreSQL's serialization_failure and deadlock_detected, and only where `function`
    opens the outermost transaction: inside another one there is nothing left to go on with.
    """

    @wraps(function)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, TRIES + 1):
            try:
                return function(*args, **kwargs)
            except OperationalError as error:
                state = getattr(error.__cause__, "sqlstate", None)
                if state not in _RETRYABLE or attempt == TRIES or _inside_another():
                    raise
        raise AssertionError("unreachable")

    return again


def _inside_another() -> bool:
    return bool(transaction.get_connection().in_atomic_block)
