"""The workflow: one table of actions for both lifecycles.

django-fsm enforces it on the model; buttons, API, command line, role matrix, state
diagram, checks and tests all iterate over it. A new action is one row in the module of its
family, one method on the model and, where a letter goes out, one template.
"""

from collections.abc import Iterator

from requests_app.rules import (
    answers,
    conditions,
    decisions,
    emergency,
    evidence,
    execution,
    incoming,
    outgoing,
    preserving,
    secrecy,
    shared,
    traffic,
    using,
    waivers,
)
from requests_app.rules.action import (
    AUDITOR,
    CLERK,
    DESK,
    DUTY_OFFICER,
    EXECUTING_OFFICER,
    REGISTRAR,
    ROLES,
    SUPERVISOR,
    SUPERVISORS,
    Action,
    ClockChange,
    ClockMove,
    meets,
)
from requests_app.rules.facts import Direction
from requests_app.rules.states import State

__all__ = [
    "AUDITOR",
    "CLERK",
    "DESK",
    "DUTY_OFFICER",
    "EXECUTING_OFFICER",
    "REGISTRAR",
    "ROLES",
    "SUPERVISOR",
    "SUPERVISORS",
    "TABLE",
    "Action",
    "ClockChange",
    "ClockMove",
    "action",
    "actions",
    "meets",
    "open_in",
]

TABLE: tuple[Action, ...] = (
    *outgoing.ACTIONS,
    *answers.ACTIONS,
    *incoming.ACTIONS,
    *decisions.ACTIONS,
    *execution.ACTIONS,
    *evidence.ACTIONS,
    *preserving.ACTIONS,
    *traffic.ACTIONS,
    *using.ACTIONS,
    *conditions.ACTIONS,
    *secrecy.ACTIONS,
    *waivers.ACTIONS,
    *emergency.ACTIONS,
    *shared.ACTIONS,
)
"""Every row: those of outgoing requests, of incoming ones, then those that both have."""

_INDEX = {row.key: row for row in TABLE}


def actions() -> tuple[Action, ...]:
    """Every row of the table."""
    return TABLE


def action(key: str) -> Action:
    """The row of that key. Raises KeyError where the table has none."""
    return _INDEX[key]


def open_in(
    direction: Direction | str, state: State | str, kinds: frozenset[str] | None = None
) -> Iterator[Action]:
    """The rows open in that state, the usual next step first.

    With `kinds` only those that a request for these kinds of measure may have.
    """
    rows = (
        row
        for row in TABLE
        if row.is_open_in(direction, state) and (kinds is None or row.is_for(kinds))
    )
    return iter(sorted(rows, key=lambda row: row.weight))
