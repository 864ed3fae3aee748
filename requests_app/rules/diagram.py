"""`docs/states.md`: the workflow table as people read it, generated and checked."""

from requests_app.rules import matrix, states, workflow
from requests_app.rules.access import ROLE_LABELS
from requests_app.rules.facts import DIRECTION_LABELS, Direction
from requests_app.rules.states import HOLDER_LABELS, LABELS, State

_SIDES = (Direction.OUTGOING, Direction.INCOMING)


def render() -> str:
    """The page: for each side its states with their holders, a diagram, and every action."""
    parts = [
        "# States and actions",
        "",
        "Generated from the workflow table by `./run manage generate_docs`. Do not edit.",
    ]
    for side in _SIDES:
        parts += ["", f"## {DIRECTION_LABELS[side]} requests", "", *_holders(side)]
        parts += ["", *_diagram(side), "", *_actions(side)]
    parts += ["", "## Who may do what, state by state", ""]
    for side in _SIDES:
        parts += [f"### {DIRECTION_LABELS[side]} requests", "", *_matrix(side), ""]
    return "\n".join(parts).rstrip() + "\n"


def _holders(side: Direction) -> list[str]:
    lines = ["| state | code | whose turn |", "|---|---|---|"]
    return lines + [
        f"| {LABELS[state]} | `{state}` | {HOLDER_LABELS[states.HOLDERS[side, state]]} |"
        for state in states.of(side)
    ]


def moves(side: Direction) -> list[tuple[State, State, workflow.Action]]:
    """Every arrow of one lifecycle: from, to, and the action that makes it."""
    known = set(states.of(side))
    return [
        (source, target, action)
        for action in workflow.actions()
        if action.direction in (None, side)
        for source in action.sources
        if source in known
        for target in action.targets
        if target in known and target != source
    ]


def _diagram(side: Direction) -> list[str]:
    arrows: dict[tuple[State, State], list[str]] = {}
    for source, target, action in moves(side):
        arrows.setdefault((source, target), []).append(action.key)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {states.INITIAL[side]}"]
    lines += [
        f"    {source} --> {target}: {', '.join(keys)}" for (source, target), keys in arrows.items()
    ]
    return [*lines, "    CLOSED --> [*]", "```"]


def _actions(side: Direction) -> list[str]:
    lines = [
        "| action | from | to | who | needs | letter | clocks |",
        "|---|---|---|---|---|---|---|",
    ]
    known = set(states.of(side))
    for action in workflow.actions():
        if action.direction not in (None, side):
            continue
        sources = [state for state in action.sources if state in known]
        origin = "every state" if len(sources) == len(known) else ", ".join(sources)
        target = ", ".join(state for state in action.targets if state in known) or "stays"
        who = ", ".join(ROLE_LABELS[role] for role in workflow.ROLES if role in action.who)
        clocks = ", ".join(f"{c.move.lower()} {c.clock}" for c in action.clocks)
        kinds = f"; only for {', '.join(sorted(action.kinds))}" if action.kinds else ""
        lines.append(
            f"| {action.label} (`{action.key}`{kinds}) | {origin} | {target} | {who} | "
            f"{', '.join(action.needs)} | {action.letter or ''} | {clocks} |"
        )
    return lines


def _matrix(side: Direction) -> list[str]:
    lines = [
        "| state | " + " | ".join(ROLE_LABELS[role] for role in workflow.ROLES) + " |",
        "|---" * (len(workflow.ROLES) + 1) + "|",
    ]
    for state in states.of(side):
        cells = [", ".join(matrix.permitted(role, side, state)) for role in workflow.ROLES]
        lines.append(f"| {LABELS[state]} | " + " | ".join(cells) + " |")
    return lines
