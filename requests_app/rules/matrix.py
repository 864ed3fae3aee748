"""Role × state → the actions permitted by role: the workflow table, seen from the people."""

from requests_app.rules import states, workflow
from requests_app.rules.access import ROLE_LABELS
from requests_app.rules.facts import DIRECTION_LABELS, Direction
from requests_app.rules.states import LABELS, State


def permitted(role: str, direction: Direction, state: State) -> tuple[str, ...]:
    """The keys of the actions that the table opens to that role in that state."""
    return tuple(row.key for row in workflow.open_in(direction, state) if role in row.who)


def rows() -> list[tuple[Direction, State, dict[str, tuple[str, ...]]]]:
    """Every state of both lifecycles with what each role may do there."""
    return [
        (direction, state, {role: permitted(role, direction, state) for role in workflow.ROLES})
        for direction in Direction
        for state in states.of(direction)
    ]


def render() -> str:
    """The matrix as one Markdown table; the rules on a case may still refuse an action."""
    roles = [ROLE_LABELS[role] for role in workflow.ROLES]
    lines = [
        "| " + " | ".join(["Direction", "State", *roles]) + " |",
        "| " + " | ".join(["---"] * (len(roles) + 2)) + " |",
    ]
    for direction, state, allowed in rows():
        cells = [" ".join(allowed[role]) or "–" for role in workflow.ROLES]
        lines.append("| " + " | ".join([DIRECTION_LABELS[direction], LABELS[state], *cells]) + " |")
    return "\n".join(lines) + "\n"
