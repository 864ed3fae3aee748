"""A waiver lifts one rule of the house, by another's decision and for a time; never the law."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from requests_app import house, operations, telling
from requests_app.casefile import CaseFile
from requests_app.models import Request, Waiver
from requests_app.rules import workflow
from requests_app.rules.inputs import UnableToReadInput
from requests_app.rules.needs import NEEDS
from requests_app.rules.waivers import WAIVABLE
from tests.world import TODAY, World, do, later, make_world, request_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def refused(
    world: World, request: Request, action: str, words: str, by: str = "supervisor", **given: Any
) -> None:
    with pytest.raises(operations.NotAllowed, match=words):
        do(world, request, action, by, **given)


def test_what_can_be_waived_is_a_rule_of_the_house_that_an_action_has() -> None:
    assert set(WAIVABLE) == {
        "HAS_ADDRESSEE",
        "OUTCOME_PER_MEASURE",
        "RESULTS_HAVE_LEFT",
        "OTHER_STATE_TOLD",
    }
    used = {key for row in workflow.TABLE for key in row.needs}
    assert set(WAIVABLE) <= used & NEEDS.keys()
    assert not set(WAIVABLE) & {"FOUR_EYES", "FOUR_EYES_EXECUTION", "COMPLETE", "USE_PERMITTED"}


def test_a_waiver_lifts_one_rule_until_its_day_and_says_so(world: World) -> None:
    request = request_in(world, "OUTGOING", "PARTLY_EXECUTED")
    refused(world, request, "close", "Without an outcome", by="clerk")
    refused(world, request, "decide_waiver", "No waiver is asked for")
    refused(world, request, "ask_waiver", "today or a later", until_on=TODAY - timedelta(days=1))
    with pytest.raises(UnableToReadInput):
        do(world, request, "ask_waiver", "clerk", requirement="FOUR_EYES")
    do(world, request, "ask_waiver", "supervisor", until_on=TODAY + timedelta(days=5))
    refused(world, request, "ask_waiver", "not decided yet")
    refused(world, request, "close", "Without an outcome", by="clerk")
    refused(world, request, "decide_waiver", "another supervisor decides")
    refused(world, request, "decide_waiver", "Only these may", by="clerk")
    do(world, request, "decide_waiver", "supervisor2")
    with pytest.raises(operations.NotAllowed, match="Without an outcome"):
        do(world, request, "close", "clerk", at=later(days=6))
    closed = do(world, request, "close", "clerk", at=later(days=5))
    said = [str(finding.sentence) for finding in closed.warnings]
    assert any(text.startswith("Waived until 2026-03-07: Without an outcome") for text in said)

    row = Waiver.objects.get(request=request)
    assert (row.asked_by, row.decided_by) == (world.supervisor, world.supervisor2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.filter(pk=row.pk).update(decided_by=world.supervisor)


def test_one_that_is_not_approved_lifts_nothing_and_others_lift_only_theirs(
    world: World, client: Client
) -> None:
    request = request_in(world, "OUTGOING", "PARTLY_EXECUTED")
    do(world, request, "ask_waiver", "clerk")
    do(world, request, "decide_waiver", "supervisor", verdict="REFUSED", remark="Wait for them.")
    refused(world, request, "close", "Without an outcome", by="clerk")
    do(world, request, "ask_waiver", "clerk", requirement="OTHER_STATE_TOLD")
    do(world, request, "decide_waiver", "supervisor")
    refused(world, request, "close", "Without an outcome", by="clerk")
    case = CaseFile(request, at=later(), today=house.today(later()))
    told = telling.detail(case, by=world.clerk)
    assert [row["verdict"] for row in told["waivers"]] == ["REFUSED", "APPROVED"]
    client.force_login(world.clerk)
    page = client.get(reverse("requests:request", args=[request.public_id])).content.decode()
    assert "Waivers of house rules" in page
    assert "Wait for them." in page
