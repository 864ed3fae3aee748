"""Decisions are per measure, ours and the other State's."""

import pytest

from requests_app import operations
from requests_app.models import Condition, Decision, Measure, Request
from tests.world import World, do, make_world, render_letters, request_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def outcomes(request: Request) -> dict[int, str]:
    return dict(Measure.objects.filter(request=request).values_list("number", "outcome"))


def test_they_refuse_one_measure_and_the_request_goes_on(world: World) -> None:
    request = request_in(world, "OUTGOING", "ACKNOWLEDGED")
    done = do(world, request, "record_refusal:1", "clerk")
    assert done.request.state == "ACKNOWLEDGED"
    assert outcomes(request) == {1: "REFUSED", 2: "PENDING"}
    assert Decision.objects.get(request=request).measures == [1]


def test_they_accept_one_measure_and_later_the_other(world: World) -> None:
    request = request_in(world, "OUTGOING", "ACKNOWLEDGED")
    do(world, request, "record_acceptance:1", "clerk")
    assert outcomes(request) == {1: "GRANTED", 2: "PENDING"}
    do(world, request, "record_results:1", "clerk")
    done = do(world, request, "record_acceptance:2", "clerk")
    assert done.request.state == "PARTLY_EXECUTED"
    assert outcomes(request) == {1: "EXECUTED", 2: "GRANTED"}


def test_what_they_accepted_is_not_accepted_twice(world: World) -> None:
    request = request_in(world, "OUTGOING", "IN_EXECUTION")
    with pytest.raises(operations.NotAllowed, match="already decided"):
        do(world, request, "record_acceptance", "clerk")


def test_refused_after_the_rest_is_done_ends_the_request(world: World) -> None:
    request = request_in(world, "OUTGOING", "PARTLY_EXECUTED")
    assert do(world, request, "record_refusal:2", "clerk").request.state == "EXECUTED"


def test_accepting_conditions_grants_only_what_they_were_offered_for(world: World) -> None:
    request = request_in(world, "OUTGOING", "ACKNOWLEDGED")
    do(world, request, "record_conditions:2", "clerk")
    assert Condition.objects.get(request=request).measures == [2]
    do(world, request, "accept_conditions", "supervisor")
    assert outcomes(request) == {1: "PENDING", 2: "GRANTED"}


def test_our_conditions_are_for_the_measures_chosen(world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    do(world, request, "offer_conditions:1", "supervisor")
    do(world, request, "record_conditions_accepted", "clerk")
    assert outcomes(request) == {1: "GRANTED", 2: "PENDING"}


def test_what_was_left_undecided_is_accepted_during_execution(world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    do(world, request, "accept:1", "supervisor")
    do(world, request, "pass_on", "clerk")
    done = do(world, request, "accept:2", "supervisor")
    assert done.request.state == "ACCEPTED"
    assert outcomes(request) == {1: "GRANTED", 2: "GRANTED"}


def test_a_refusal_after_conditions_leaves_none_of_them_open(world: World) -> None:
    request = request_in(world, "OUTGOING", "CONDITIONS_OFFERED")
    do(world, request, "record_refusal", "clerk")
    assert Condition.objects.get(request=request).status == "DROPPED"


def test_the_report_of_execution_is_not_awaited_once_the_rest_is_refused(world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    do(world, request, "consult", "supervisor")
    do(world, request, "record_consultation_answer", "clerk")
    do(world, request, "accept:1", "supervisor")
    do(world, request, "pass_on", "clerk")
    do(world, request, "record_execution:1", "officer")
    render_letters()
    done = do(world, request, "refuse:2", "supervisor")
    assert done.request.state == "EXECUTED"
    assert not request.clocks.filter(clock="D-EXECUTION-REPORT", status="RUNNING").exists()
