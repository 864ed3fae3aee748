"""How a method of a lifecycle becomes the transition of its row of the table."""

from collections.abc import Callable
from typing import Any

from django_fsm import RETURN_VALUE, transition

from requests_app.rules import workflow

Method = Callable[..., Any]


def moves(key: str) -> Callable[[Method], Method]:
    """Declare a method as the transition of that row of the table."""
    row = workflow.action(key)

    def right_side(request: Any) -> bool:
        return row.direction in (None, request.direction)

    target: Any = None
    if len(row.targets) == 1:
        target = row.targets[0].value
    elif row.targets:
        target = RETURN_VALUE(*(state.value for state in row.targets))
    return transition(
        field="state",
        source=[state.value for state in row.sources],
        target=target,
        conditions=[right_side],
        custom={"action": key},
    )
