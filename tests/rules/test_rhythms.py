"""When notice of a clock is given: each rhythm has its steps, each step comes once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from requests_app.rules import clock_life, instruments, workflow
from requests_app.rules.deadlines import NOTICES, Rhythm, next_notice, rhythm_of, stage_at
from requests_app.rules.facts import Direction
from requests_app.rules.instruments import Unit
from requests_app.rules.states import State

END = datetime(2026, 3, 31, 5, tzinfo=UTC)


@pytest.mark.parametrize("rhythm", Rhythm)
def test_every_step_of_a_rhythm_comes_once_and_names_its_stage(rhythm: Rhythm) -> None:
    at, stages = END - timedelta(days=365), []
    while (notice := next_notice(END, after=at, rhythm=rhythm)) is not None:
        at = notice
        stages.append(stage_at(END, at, rhythm))
    assert stages == [stage for stage, _offset in NOTICES[rhythm]]


def test_a_protected_period_is_told_30_14_7_and_1_days_before_its_end() -> None:
    days = [-offset.days for _stage, offset in NOTICES[Rhythm.PERIOD] if offset < timedelta()]
    assert days == [30, 14, 7, 1]


def test_the_rhythm_follows_from_the_row_of_the_instrument() -> None:
    preserved = instruments.get("ETS185").clock("D-PRES")
    suggested = instruments.get("UNTOC").clock("D-SUGGESTED")
    assert preserved is not None
    assert suggested is not None
    assert rhythm_of(suggested, Direction.OUTGOING) is Rhythm.ORDINARY
    assert rhythm_of(replace(preserved, unit=Unit.HOURS), Direction.OUTGOING) is Rhythm.HOURS


def test_the_alarm_before_a_protected_period_ends_belongs_to_the_requesting_side() -> None:
    preserved = instruments.get("ETS185").clock("D-PRES")
    assert preserved is not None
    assert rhythm_of(preserved, Direction.OUTGOING) is Rhythm.PERIOD
    assert rhythm_of(preserved, Direction.INCOMING) is Rhythm.ENDING
    assert [stage for stage, _offset in NOTICES[Rhythm.ENDING]] == ["OVERDUE"]


def test_an_action_for_some_kinds_is_not_offered_to_requests_for_others() -> None:
    row = replace(workflow.action("acknowledge"), kinds=frozenset({"preservation"}))
    assert row.is_for(frozenset({"preservation", "records"}))
    assert not row.is_for(frozenset({"records"}))
    assert workflow.action("acknowledge").is_for(frozenset())
    without = list(workflow.open_in(Direction.INCOMING, State.RECEIVED))
    with_kinds = list(workflow.open_in(Direction.INCOMING, State.RECEIVED, frozenset({"records"})))
    assert with_kinds == [row for row in without if row.is_for(frozenset({"records"}))]


def test_a_clock_says_whom_it_is_about() -> None:
    assert str(clock_life.subject("measure:2")) == "Measure 2"
    assert str(clock_life.subject("person:1")) == "Person 1"
    assert clock_life.subject("") is None
