"""Clocks live where what they wait for can still come, and nowhere else."""

import pytest

from requests_app.rules import clock_life, states, workflow
from requests_app.rules.correspondence import KINDS
from requests_app.rules.facts import Direction
from requests_app.rules.states import State
from requests_app.rules.workflow import ClockMove

MOVED = sorted({change.clock for row in workflow.TABLE for change in row.clocks})


def rows_of(side: Direction) -> list[workflow.Action]:
    return [row for row in workflow.TABLE if row.direction in (None, side)]


@pytest.mark.parametrize("clock", MOVED)
def test_every_clock_that_the_table_moves_has_its_states(clock: str) -> None:
    assert clock in clock_life.LIVES_IN


@pytest.mark.parametrize("side", Direction)
def test_a_clock_is_started_only_into_states_it_lives_in(side: Direction) -> None:
    strayed = [
        (row.key, change.clock, state)
        for row in rows_of(side)
        for change in row.clocks
        if change.move is ClockMove.START
        for state in change.into or row.targets or row.sources
        if state in states.of(side) and state not in clock_life.LIVES_IN[change.clock].get(side, ())
    ]
    assert strayed == []


@pytest.mark.parametrize("side", Direction)
def test_what_a_clock_waits_for_can_come_in_every_state_it_lives_in(side: Direction) -> None:
    def can_be_met(clock: str, state: State) -> bool:
        by_letter = any(kind.meets == clock for kind in KINDS.values())
        by_leaving = clock in clock_life.MET_BY_LEAVING
        return (
            by_letter
            or by_leaving
            or any(
                change.clock == clock and change.move in (ClockMove.MEET, ClockMove.RESUME)
                for row in workflow.open_in(side, state)
                for change in row.clocks
            )
        )

    never = [
        (clock, state)
        for clock, lives in clock_life.LIVES_IN.items()
        if clock != "D-SUGGESTED"
        for state in lives.get(side, ())
        if not can_be_met(clock, state)
    ]
    assert never == []


def test_leaving_its_states_takes_the_clock_away() -> None:
    assert clock_life.dying(Direction.INCOMING, State.POSTPONED, State.UNDER_REVIEW) == {"D-REVIEW"}
    assert clock_life.dying(Direction.INCOMING, State.IN_EXECUTION, State.EXECUTED) == {
        "D-EXECUTION-REPORT"
    }


def test_staying_takes_nothing_away() -> None:
    for side, state in states.HOLDERS:
        assert clock_life.dying(side, state, state) == frozenset()
