"""Preservation of data from end to end, on both sides: one specimen through its whole path."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mla.ledger import events_of
from requests_app import clocks, notices, operations, queries, telling
from requests_app.casefile import CaseFile
from requests_app.models import Clock, Letter, Preservation, PreservationRisk, Request
from requests_app.rules import access, workflow
from requests_app.rules.inputs import UnableToReadInput
from tests.world import (
    NOW,
    TODAY,
    World,
    a_preservation,
    do,
    later,
    make_world,
    open_request,
    render_letters,
    request_in,
)

pytestmark = pytest.mark.django_db
SIXTY = TODAY + timedelta(days=60)


@pytest.fixture
def world() -> World:
    return make_world()


def preserved(world: World, *, outgoing: bool, **changes: Any) -> Request:
    """A request whose data were preserved today."""
    side, action = (
        ("OUTGOING", "record_their_preservation")
        if outgoing
        else (
            "INCOMING",
            "record_preservation",
        )
    )
    state = "ACKNOWLEDGED" if outgoing else "ACCEPTED"
    request = request_in(world, side, state, **a_preservation(**changes))
    return do(world, request, action, "clerk").request


def period(request: Request, about: str = "measure:1") -> Clock:
    return Clock.objects.get(request=request, clock="D-PRES", about=about)


def data_of(request: Request) -> Preservation:
    return Preservation.objects.get(measure__request=request)


def said(request: Request, kind: str) -> str:
    letter = Letter.objects.filter(request=request, kind=kind).latest("number")
    return str(letter.context).replace("\\xa0", " ").replace("\u00a0", " ")


def refused(world: World, request: Request, action: str, by: str, **changes: Any) -> str:
    with pytest.raises(operations.NotAllowed) as stopped:
        do(world, request, action, by, **changes)
    return str(stopped.value)


def the_request_for_the_data(world: World, *, outgoing: bool) -> Request:
    state = "TRANSMITTED" if outgoing else "ACKNOWLEDGED"
    return request_in(
        world,
        "OUTGOING" if outgoing else "INCOMING",
        state,
        **a_preservation(measures=[{"kind": "stored_data", "description": "The data kept."}]),
    )


def test_we_preserve_tell_until_when_extend_and_release(world: World) -> None:
    request = request_in(world, "INCOMING", "ACCEPTED", **a_preservation())
    done = do(world, request, "record_preservation", "duty")
    assert done.request.state == "RESULTS_SENT"
    assert data_of(request).custodian == "SPECIMEN Provider A"
    assert period(request).due_on == SIXTY
    assert [str(step) for step in clocks.explain(period(request)).steps] == [
        "2026-03-02 + 60 days = 2026-05-01"
    ]
    assert "at least until 1 May 2026" in said(request, "PRESERVED")
    assert "article 29(7)" in said(request, "PRESERVED")
    render_letters()
    do(world, request, "dispatch_letter", "clerk")

    assert "still kept" in refused(world, request, "close", "clerk")
    early = {"ended_as": "LAPSED", "ended_on": TODAY}
    assert "29(7)" in refused(world, request, "end_preservation", "supervisor", **early)
    do(world, request, "record_extension_request", "clerk", at=later(days=40))
    assert data_of(request).extension_asked_on == TODAY
    warned = do(world, request, "extend_preservation", "supervisor", at=later(days=50)).warnings
    assert [finding.key for finding in warned] == ["days"]
    assert period(request).due_on == SIXTY + timedelta(days=30)
    assert data_of(request).extension_asked_on is None
    assert "31 May 2026" in said(request, "PRESERVATION_EXTENDED")

    over = SIXTY + timedelta(days=31)
    late = later(days=95)
    assert "ran out on 2026-05-31" in refused(
        world, request, "extend_preservation", "supervisor", at=late
    )
    lapsed = {"ended_as": "LAPSED", "ended_on": over}
    do(world, request, "end_preservation", "supervisor", at=late, **lapsed)
    assert period(request).status == "MET"
    assert data_of(request).ended_as == "LAPSED"
    assert "ran out" in said(request, "PRESERVATION_ENDED")
    render_letters()
    while request.letters.filter(status="READY").exists():
        do(world, request, "dispatch_letter", "clerk", at=late)
    assert do(world, request, "close", "clerk", at=late).request.state == "CLOSED"


def test_their_preservation_alarms_us_30_14_7_and_1_days_before_its_end(world: World) -> None:
    request = preserved(world, outgoing=True)
    assert request.state == "EXECUTED"
    assert request.their_reference == "US-PRES-3"
    clock = period(request)
    assert (clock.due_on, clock.rhythm) == (SIXTY, "PERIOD")
    told = [
        (SIXTY - later(days=day).date()).days
        for day in range(70)
        if notices.scan(at=later(days=day))
    ]
    assert told == [29, 13, 6, 0, -1]


def test_who_keeps_is_told_only_when_the_period_is_over(world: World) -> None:
    request = preserved(world, outgoing=False)
    assert period(request).rhythm == "ENDING"
    told = [day for day in range(70) if notices.scan(at=later(days=day))]
    assert period(request).noticed == 1
    assert later(days=told[-1]).date() == SIXTY + timedelta(days=1)


@pytest.mark.parametrize("outgoing", [True, False])
def test_data_are_kept_until_the_request_for_them_is_decided(world: World, outgoing: bool) -> None:
    request = preserved(world, outgoing=outgoing)
    follow_up = the_request_for_the_data(world, outgoing=outgoing)
    do(world, request, "link_request", "clerk", at=later(days=10))
    assert period(request).status == "PAUSED"
    assert "already wait for" in refused(world, request, "link_request", "clerk")
    notices.scan(at=later(days=59))
    assert period(request).noticed == 0

    if not outgoing:
        gone = {"ended_as": "LAPSED", "ended_on": SIXTY + timedelta(days=5)}
        assert f"until {follow_up.reference} is decided" in refused(
            world, request, "end_preservation", "supervisor", at=later(days=66), **gone
        )
        do(world, follow_up, "take_up", "clerk", at=later(days=66))
        do(world, follow_up, "accept", "supervisor", at=later(days=66))
    else:
        do(world, follow_up, "record_acceptance", "clerk", at=later(days=66))
    assert period(request).status == "MET"
    held = Request.objects.get(pk=request.pk)
    assert held.next_action_on == later(days=66).date()
    assert held.version == request.version + 2
    event = events_of(held.chain, limit=500)[-1]
    assert (event.verb, event.data["request"]) == ("data_decided_on", follow_up.reference)
    if not outgoing:
        gone = {"ended_as": "DECIDED", "ended_on": SIXTY + timedelta(days=5)}
        do(world, request, "end_preservation", "supervisor", at=later(days=67), **gone)
        assert "has been decided" in said(request, "PRESERVATION_ENDED")


def test_the_request_for_the_data_is_prepared_from_the_preservation(world: World) -> None:
    request = preserved(world, outgoing=True)
    opened = do(world, request, "request_the_data", "clerk").opened
    assert opened is not None
    (measure,) = opened.measures.all()
    assert (opened.state, opened.earlier, measure.kind) == ("DRAFT", request, "stored_data")
    assert measure.contents["data_description"].startswith("Access data of account 1")
    assert measure.contents["custodian_or_location"] == "SPECIMEN Provider A"
    assert measure.contents["earlier_preservation"] == (
        f"{request.reference}; US-PRES-3; 2026-03-02"
    )
    assert data_of(request).kept_for == opened
    assert period(request).status == "RUNNING"
    assert "already wait for" in refused(world, request, "request_the_data", "clerk")
    do(world, opened, "submit", "clerk")
    do(world, opened, "approve", "supervisor")
    render_letters()
    do(world, opened, "transmit", "clerk", at=later(days=3))
    assert period(request).status == "PAUSED"
    assert events_of(request.chain, limit=500)[-1].verb == "data_asked_for"
    told = later(days=9)
    do(world, opened, "record_refusal", "clerk", at=told, received_on=told.date())
    assert period(request).status == "MET"


def test_a_draft_that_is_abandoned_leaves_the_period_running(world: World) -> None:
    request = preserved(world, outgoing=True)
    opened = do(world, request, "request_the_data", "clerk").opened
    assert opened is not None
    do(world, opened, "abandon", "clerk")
    assert period(request).status == "RUNNING"
    assert do(world, request, "request_the_data", "clerk").opened is not None


@pytest.mark.parametrize("outgoing", [True, False])
def test_a_risk_is_told_and_the_requesting_state_decides(world: World, outgoing: bool) -> None:
    side, state = ("OUTGOING", "ACKNOWLEDGED") if outgoing else ("INCOMING", "ACCEPTED")
    request = request_in(world, side, state, **a_preservation())
    tells, decides = (
        ("record_risk", "proceed_despite_risk")
        if outgoing
        else ("warn_of_risk", "record_decision_on_risk")
    )
    assert "No risk waits" in refused(world, request, decides, "supervisor")
    do(world, request, tells, "clerk")
    assert "already waits" in refused(world, request, tells, "clerk")
    if outgoing:
        assert "Only these may do this" in refused(world, request, decides, "clerk")
    do(world, request, decides, "supervisor")
    risk = PreservationRisk.objects.get(request=request)
    assert (risk.decision, risk.decided_on) == ("GO_ON", TODAY)
    letter = "PRESERVATION_GOES_ON" if outgoing else "PRESERVATION_RISK"
    assert "article 29(6)" in said(request, letter)


def test_a_request_that_is_withdrawn_lets_the_data_go_and_settles_the_risk(world: World) -> None:
    two = [*a_preservation()["measures"], {"kind": "records", "description": "Bills."}]
    for outgoing in (True, False):
        request = preserved(world, outgoing=outgoing, measures=two)
        assert request.state == "PARTLY_EXECUTED", outgoing
        do(world, request, "record_risk" if outgoing else "warn_of_risk", "clerk")
        do(world, request, "withdraw" if outgoing else "record_withdrawal", "supervisor")
        assert data_of(request).ended_as == "NOT_NEEDED"
        assert PreservationRisk.objects.get(request=request).decision == "GIVE_UP"
        assert period(request).status == "CANCELLED"


def test_data_that_are_needed_no_longer_or_kept_no_longer(world: World) -> None:
    request = preserved(world, outgoing=True)
    do(world, request, "give_up_preservation", "supervisor")
    assert (data_of(request).ended_as, period(request).status) == ("NOT_NEEDED", "MET")
    assert "need no longer be kept" in said(request, "PRESERVATION_GIVEN_UP")
    assert "No data are kept" in refused(world, request, "ask_extension", "clerk")

    other = preserved(world, outgoing=True)
    asked = do(world, other, "ask_extension", "clerk", at=later(days=20))
    assert [finding.key for finding in asked.warnings] == ["days"]
    assert "30 days more" in said(other, "EXTENSION_REQUEST")
    do(world, other, "record_extension", "clerk", at=later(days=21))
    assert period(other).due_on == SIXTY + timedelta(days=30)
    do(world, other, "record_preservation_ended", "clerk", ended_as="LOST")
    assert data_of(other).ended_as == "LOST"
    do(world, other, "cancel_letter", "supervisor")
    assert do(world, other, "close", "clerk").request.state == "CLOSED"


def test_what_is_recorded_must_be_right(world: World) -> None:
    request = request_in(world, "INCOMING", "ACCEPTED", **a_preservation())
    record = "record_preservation"
    assert "future" in refused(
        world, request, record, "clerk", preserved_on=TODAY + timedelta(days=1)
    )
    short = {"until": SIXTY - timedelta(days=1)}
    assert "29(7)" in refused(world, request, record, "clerk", **short)
    assert "await this" in refused(world, request, record, "clerk", measures=["2"])
    with pytest.raises(UnableToReadInput):
        do(world, request, record, "clerk", measures=[])
    longer = SIXTY + timedelta(days=30)
    early = TODAY - timedelta(days=4)
    do(world, request, record, "clerk", until=longer, preserved_on=early)
    assert period(request).due_on == longer
    for days in (0, -5, 4000):
        assert "how many days" in refused(
            world, request, "extend_preservation", "supervisor", days=days
        )
    before = {"ended_on": early - timedelta(days=1), "ended_as": "LOST"}
    assert refused(world, request, "end_preservation", "supervisor", **before)
    assert "Only these may do this" in refused(world, request, "end_preservation", "clerk")

    executing = request_in(world, "INCOMING", "IN_EXECUTION", **a_preservation())
    whole: dict[str, Any] = {"measures": ["1"]}
    assert "as preserved" in refused(world, executing, "record_execution", "officer", **whole)
    done = do(world, executing, "record_execution", "officer", outcome="NOT_POSSIBLE", **whole)
    assert done.request.state == "EXECUTED"


def test_the_grounds_of_refusal_are_a_closed_list(world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW", **a_preservation())
    refuse = {"reasons": "No such offence here."}
    for ground in ("ref.no_dual_criminality", "ref.nonconformity"):
        said_no = refused(world, request, "refuse", "supervisor", grounds=[ground], **refuse)
        assert "29(5)" in said_no or "29(3)" in said_no, ground
    done = do(world, request, "refuse", "supervisor", grounds=["ref.political_offence"])
    assert done.request.state == "REFUSED"


def test_the_period_is_that_of_the_instrument_and_never_invented(world: World) -> None:
    expected = {"ETS185": 60, "CARICOM2022": 90, "UNTOC": None}
    for code, days in expected.items():
        basis = {"instruments": [{"instrument": code, "articles": ""}]}
        request = preserved(world, outgoing=True, legal_basis=basis)
        due = period(request).due_on
        assert due == (TODAY + timedelta(days=days) if days else None), code
        if days is None:
            assert "Nothing says until when" in refused(world, request, "ask_extension", "clerk")


def test_only_requests_for_preservation_have_these_actions(world: World) -> None:
    request = request_in(world, "OUTGOING", "EXECUTED")
    assert "only for requests that ask for" in refused(world, request, "ask_extension", "clerk")
    case = CaseFile(request, at=NOW, today=TODAY)
    keys = {row.key for row in workflow.open_in("OUTGOING", "EXECUTED", case.facts.kinds)}
    assert "ask_extension" not in keys
    assert case.preserved == ()


def test_pages_and_the_api_tell_of_the_data(world: World, client: Client) -> None:
    client.force_login(world.clerk)
    waiting = request_in(world, "OUTGOING", "ACKNOWLEDGED", **a_preservation())
    page = client.get(reverse("requests:request", args=[waiting.public_id])).content.decode()
    assert "a period of at least 60 days counts from that day" in page
    request = preserved(world, outgoing=True)
    do(world, request, "record_risk", "clerk")
    page = client.get(reverse("requests:request", args=[request.public_id])).content.decode()
    assert "1 May 2026" in page
    assert "Preservation will not secure the data" in page
    told = telling.detail(
        CaseFile(queries.find(request.public_id, by=world.clerk), at=NOW, today=TODAY),
        by=world.clerk,
    )
    assert told["preserved"][0]["kept_at_least_until"] == date(2026, 5, 1).isoformat()
    assert told["risks"][0]["decision"] == "OPEN"
    verdict = access.verdict(
        workflow.action("close"), CaseFile(request, at=NOW, today=TODAY), queries.actor(world.clerk)
    )
    assert "still kept" in str(verdict.reason)


def test_the_letter_of_request_has_a_title_of_its_own(world: World) -> None:
    request = request_in(world, "OUTGOING", "APPROVED", **a_preservation())
    letter = Letter.objects.get(request=request, kind="REQUEST")
    assert letter.context["title"] == "Request for expedited preservation of stored data"
    mixed = request_in(world, "OUTGOING", "APPROVED")
    letter = Letter.objects.get(request=mixed, kind="REQUEST")
    assert letter.context["title"] == "Request for mutual legal assistance"


def test_a_preserved_measure_is_not_sent_back_and_a_mixed_case_ends(world: World) -> None:
    two = [*a_preservation()["measures"], {"kind": "records", "description": "Bills."}]
    request = request_in(world, "INCOMING", "IN_EXECUTION", **a_preservation(measures=two))
    assert do(world, request, "record_preservation", "duty").request.state == "PARTLY_EXECUTED"
    done = do(world, request, "record_execution", "officer", measures=["2"])
    assert done.request.state == "EXECUTED"
    assert "already preserved" in refused(
        world, request, "return_to_execution", "supervisor", measures=["1"]
    )
    do(world, request, "release_results", "supervisor", measures=["2"])
    assert do(world, request, "send_results", "clerk").request.state == "RESULTS_SENT"
    assert data_of(request).ended_as == "KEPT"


def test_a_link_is_to_a_request_between_the_same_two_states(world: World) -> None:
    request = preserved(world, outgoing=True)
    elsewhere = the_request_for_the_data(world, outgoing=False)
    draft = open_request(world, **a_preservation(measures=[{"kind": "stored_data"}]))
    for reference in (elsewhere.reference, draft.reference, request.reference, "none"):
        given = {"measures": ["1"], "request": reference}
        with pytest.raises(operations.NotAllowed, match="under way"):
            operations.act(
                "link_request", request=request.public_id, by=world.clerk, at=NOW, given=given
            )
    assert period(request).status == "RUNNING"
