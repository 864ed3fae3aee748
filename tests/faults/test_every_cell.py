"""Every cell of (state, action, role) is fired once, against the tests' own table."""

import io
from typing import Any

import pytest
from django.db import transaction

from mla.accounts.models import User
from requests_app import operations, queries
from requests_app.models import Request
from requests_app.rules import states, workflow
from tests.faults import spec
from tests.faults.looking import picture
from tests.world import World, given_for, later, render_letters, request_in

ACTORS = {
    "CLERK": "clerk2",
    "SUPERVISOR": "supervisor2",
    "EXECUTING_OFFICER": "officer",
    "DUTY_OFFICER": "duty",
    "AUDITOR": "auditor",
    "REGISTRAR": "registrar",
}
CELLS = [(side, state) for side, found in spec.STATES.items() for state in found]
pytestmark = pytest.mark.usefixtures("blank_letters")


def test_the_states_are_those_of_the_specification() -> None:
    assert {(side.value, state.value) for side, state in states.HOLDERS} == set(CELLS)


@pytest.mark.parametrize("side", [spec.OUT, spec.IN])
def test_the_table_says_what_the_specification_says(side: str) -> None:
    table = {
        row.key: (
            {state.value for state in row.sources if state.value in spec.STATES[side]},
            row.who,
        )
        for row in workflow.actions()
        if row.direction in (None, side)
    }
    assert table == {key: (set(row.sources), row.who) for key, row in spec.TABLE[side].items()}
    for key, row in spec.TABLE[side].items():
        assert not row.kinds or workflow.action(key).kinds == row.kinds, key


class Undo(Exception):
    """Takes a successful action back, so that the next cell starts from the same state."""


def fire(request: Request, action: str, by: User, given: dict[str, Any]) -> tuple[str, Any]:
    """How the action ended, and in which state; what it did is taken back."""
    ended: tuple[str, Any] = ("", None)
    try:
        with transaction.atomic():
            try:
                done = operations.act(
                    action, request=request.public_id, by=by, at=later(minutes=5), given=given
                )
            except operations.NotAllowed as refused:
                return (refused.verdict.kind if refused.sentence else "SILENT", None)
            fresh = Request.objects.get(pk=request.pk)
            assert fresh.version == request.version + 1
            assert done.event.chain == request.chain
            ended = ("DONE", fresh.state)
            raise Undo
    except Undo:
        return ended
    except queries.UnableToFind:
        return ("HIDDEN", None)


@pytest.mark.parametrize(("side", "state"), CELLS)
@pytest.mark.django_db
def test_each_action_by_each_role_does_what_the_table_says_or_changes_nothing(
    world: World, side: str, state: str
) -> None:
    request = request_in(world, side, state)
    render_letters()
    request = Request.objects.get(pk=request.pk)
    executing = request.executing_authority_id is not None
    before = picture(request)
    wrong = []
    for action in spec.ACTIONS:
        given = given_for(world, request, action)
        refused = 0
        for role, name in ACTORS.items():
            cell = f"{action} by {role}"
            if action == "attach":
                given = {"title": "A note", "file": io.BytesIO(b"Plain text of a specimen.\n")}
            ended, reached = fire(request, action, world.people[name], given)
            refused += ended in ("ROLE", "STATE", "RULE")
            hidden = role == "REGISTRAR" or (role == "EXECUTING_OFFICER" and not executing)
            want = "HIDDEN" if hidden else spec.expected(side, state, action, {role})
            if want == "OPEN":
                allowed = spec.TABLE[side][action].targets_from(state)
                if ended not in ("DONE", "RULE") or (ended == "DONE" and reached not in allowed):
                    wrong.append(f"{cell}: {ended} {reached}, allowed are {sorted(allowed)}")
            elif ended != want:
                wrong.append(f"{cell}: {ended} instead of {want}")
        after = picture(request)
        if changed := after.changed_since(before):
            wrong.append(f"{action}: {changed} changed though every effect was refused or undone")
        if after.events != before.events + refused:
            wrong.append(f"{action}: {after.events - before.events} events, {refused} refusals")
        before = after
    assert not wrong, "\n".join(wrong)
