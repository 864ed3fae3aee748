"""The workflow table is whole: states, holders, verbs, needs, methods, letters."""

import pytest

from requests_app.models import Request
from requests_app.rules import correspondence, needs, states, workflow
from requests_app.rules.access import ROLE_LABELS
from requests_app.rules.facts import Direction
from requests_app.rules.inputs import Kind
from requests_app.rules.instruments import all_instruments
from requests_app.rules.states import State

ACTIONS = workflow.actions()
SIDES = (Direction.OUTGOING, Direction.INCOMING)


def declared() -> set[tuple[str, str, str]]:
    """What django-fsm enforces: (action, from, to) for every transition on the model."""
    field = Request._meta.get_field("state")
    found = set()
    for transition in field.get_all_transitions(Request):
        targets = getattr(transition.target, "allowed_states", None) or [transition.target]
        found |= {(transition.name, str(transition.source), str(target)) for target in targets}
    return found


def test_the_table_equals_the_declarations_of_the_state_machine() -> None:
    table = {
        (action.key, source.value, target.value if target else "None")
        for action in ACTIONS
        for source in action.sources
        for target in (action.targets or (None,))
    }
    assert declared() == table


@pytest.mark.parametrize("side", SIDES)
def test_every_state_has_a_holder_and_a_label(side: Direction) -> None:
    for state in states.of(side):
        assert states.LABELS[state]
        assert states.HOLDER_LABELS[states.HOLDERS[side, state]]


def test_every_state_belongs_to_a_lifecycle() -> None:
    assert set(State) == {state for _side, state in states.HOLDERS}


@pytest.mark.parametrize("side", SIDES)
def test_every_state_can_be_reached_and_can_be_left(side: Direction) -> None:
    reached, edge = {states.INITIAL[side]}, [states.INITIAL[side]]
    while edge:
        here = edge.pop()
        for action in workflow.open_in(side, here):
            for target in action.targets:
                if target in states.of(side) and target not in reached:
                    reached.add(target)
                    edge.append(target)
    assert reached == set(states.of(side))
    for state in states.of(side):
        leaving = [
            action for action in workflow.open_in(side, state) if set(action.targets) - {state}
        ]
        assert leaving or state is State.CLOSED


def test_keys_are_unique() -> None:
    keys = [action.key for action in ACTIONS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.key)
def test_every_row_is_whole(action: workflow.Action) -> None:
    assert action.label
    assert action.verb
    assert action.who
    assert action.who <= set(workflow.ROLES) == set(ROLE_LABELS)
    assert set(action.needs) <= set(needs.NEEDS)
    assert action.letter is None or action.letter in correspondence.KINDS
    sides = [action.direction] if action.direction else list(SIDES)
    for source in action.sources:
        assert any(source in states.of(side) for side in sides)
    assert len({taken.key for taken in action.takes}) == len(action.takes)
    for taken in action.takes:
        assert taken.label
        assert bool(taken.choices) == (taken.kind is Kind.CHOICE)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.key)
def test_every_clock_of_a_row_is_known_to_the_house_or_an_instrument(
    action: workflow.Action,
) -> None:
    known = {row.key for instrument in all_instruments().values() for row in instrument.clocks}
    for change in action.clocks:
        assert change.clock in known
        if change.date_from and not change.date_from.startswith("*"):
            assert change.date_from in {taken.key for taken in action.takes}


def test_every_need_is_used_and_every_letter_kind_is_written_by_some_action() -> None:
    assert {key for action in ACTIONS for key in action.needs} == set(needs.NEEDS)
    assert {action.letter for action in ACTIONS if action.letter} == set(correspondence.KINDS)


def test_the_roles_of_the_table_are_those_of_the_accounts() -> None:
    from mla.accounts.roles import Role

    assert tuple(role.value for role in Role) == workflow.ROLES


def test_auditors_and_registrars_act_on_no_request() -> None:
    for action in ACTIONS:
        assert not action.who & {workflow.AUDITOR, workflow.REGISTRAR}


def test_decisions_belong_to_supervisors_alone() -> None:
    for key in (
        "approve",
        "accept",
        "refuse",
        "postpone",
        "offer_conditions",
        "withdraw",
        "release_results",
        "return_deficient",
    ):
        assert workflow.action(key).who == {workflow.SUPERVISOR}
