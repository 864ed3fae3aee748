"""What waits for the desk is in its list, and dates are such as can have been."""

from datetime import timedelta
from typing import Any

import pytest

from requests_app import operations, queries, worklist
from requests_app.casefile import CaseFile
from requests_app.models import Clock, Request
from requests_app.models.papers import LetterStatus
from requests_app.rules import access, correspondence, workflow
from tests.world import (
    NOW,
    TODAY,
    World,
    do,
    later,
    make_world,
    open_request,
    render_letters,
    request_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def my_turn(world: World, name: str) -> list[str]:
    filters = worklist.Filters(scope=worklist.TURN)
    page = worklist.page(filters, by=world.people[name], today=TODAY)
    return [row.reference for row in page.rows]


def test_a_supervisor_who_takes_a_request_up_may_still_decide_on_it(world: World) -> None:
    request = request_in(world, "INCOMING", "ACKNOWLEDGED")
    do(world, request, "take_up", "supervisor")
    assert do(world, request, "accept", "supervisor").request.state == "ACCEPTED"


def test_a_letter_to_dispatch_waits_for_the_desk_whoever_s_turn_it_is(world: World) -> None:
    request = request_in(world, "INCOMING", "AWAITING_INFORMATION")
    assert my_turn(world, "clerk") == [request.reference]
    render_letters()
    while request.letters.filter(status="READY").exists():
        do(world, request, "dispatch_letter", "clerk")
    assert my_turn(world, "clerk") == []


def test_a_reply_that_is_owed_waits_for_the_desk(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_CONSULTATION")
    request.letters.update(status="CANCELLED")
    Request.objects.filter(pk=request.pk).update(letters_waiting=0)
    assert my_turn(world, "duty") == []
    do(world, request, "record_status_enquiry", "clerk")
    assert my_turn(world, "duty") == [request.reference]


@pytest.mark.parametrize("action", ["cancel_letter", "dispatch_letter"])
def test_letters_in_the_house_are_counted(world: World, action: str) -> None:
    request = request_in(world, "INCOMING", "ACKNOWLEDGED")
    assert request.letters_waiting == 1
    render_letters()
    assert do(world, request, action, "supervisor").request.letters_waiting == 0


def test_a_letter_is_in_the_house_until_it_leaves_or_is_given_up() -> None:
    assert set(LetterStatus) - {"DISPATCHED", "CANCELLED"} == correspondence.IN_HOUSE


def test_a_status_enquiry_brings_the_case_back_in_time(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_CONSULTATION")
    done = do(world, request, "record_status_enquiry", "clerk")
    due = Clock.objects.get(request=request, clock="D-STATUS-REPLY").due_on
    assert due is not None
    assert done.request.next_action_on == due - timedelta(days=1)


def test_a_postponed_case_comes_back_on_the_day_of_its_review(world: World) -> None:
    request = request_in(world, "INCOMING", "POSTPONED")
    assert request.next_action_on == TODAY + timedelta(days=60)


def test_what_somebody_planned_is_not_planned_over(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_CONSULTATION")
    do(world, request, "plan", "clerk")
    done = do(world, request, "record_status_enquiry", "clerk")
    assert done.request.next_action == "Call the bank."


def test_an_answer_is_not_older_than_the_request(world: World) -> None:
    request = request_in(world, "OUTGOING", "TRANSMITTED")
    with pytest.raises(operations.NotAllowed, match="before the request was made"):
        do(world, request, "record_acknowledgement", "clerk", received_on=TODAY - timedelta(days=1))


def test_nothing_is_executed_before_the_request_arrived(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_EXECUTION")
    with pytest.raises(operations.NotAllowed, match="before the request was made"):
        do(world, request, "record_execution", "officer", executed_on=TODAY - timedelta(days=1))


def test_a_suggested_date_that_is_past_is_said(world: World) -> None:
    request = open_request(world, deadline_on="2020-01-01", deadline_reason="Trial.")
    warnings = do(world, request, "submit", "clerk").warnings
    assert any("already past" in str(finding.sentence) for finding in warnings)


def test_the_suggested_date_is_met_by_the_last_result_only(world: World) -> None:
    dated: dict[str, Any] = {"deadline_on": "2026-06-01", "deadline_reason": "The trial begins."}
    request = request_in(world, "OUTGOING", "PARTLY_EXECUTED", **dated)
    clock = Clock.objects.get(request=request, clock="D-SUGGESTED")
    assert clock.status == "RUNNING"
    do(world, request, "record_results:2", "clerk")
    clock.refresh_from_db()
    assert clock.status == "MET"


def test_a_report_on_progress_starts_the_clock_of_the_next_one(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_EXECUTION")
    before = Clock.objects.get(request=request, clock="D-EXECUTION-REPORT").due_on
    do(world, request, "report_progress", "officer", at=later(days=10))
    after = Clock.objects.get(request=request, clock="D-EXECUTION-REPORT").due_on
    assert before is not None
    assert after is not None
    assert after > before


def test_the_letter_of_request_alone_does_not_offer_a_dispatch(world: World) -> None:
    request = request_in(world, "OUTGOING", "APPROVED")
    render_letters()
    case = CaseFile(request, at=NOW, today=TODAY)
    row = workflow.action("dispatch_letter")
    assert not access.verdict(row, case, queries.actor(world.clerk)).allowed
