"""Notices of clocks: each stage once, whatever the scan's clock does; mails say nothing."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from mla.accounts.models import User
from mla.effects import carrier, registry
from mla.ledger import events_of
from requests_app import notices
from requests_app.models import Clock, ClockNotice, Request
from tests.faults.looking import blank_letters
from tests.world import NOW, TODAY, World, consulted_request, do, later, make_world, request_in

__all__ = ["blank_letters"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blank_letters")]
REPLY_BY = TODAY + timedelta(days=30)
STAGES = ["WEEK_BEFORE", "DAY_BEFORE", "OVERDUE", "WEEK_OVERDUE"]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def asked(world: World) -> Request:
    """An incoming request with one clock: an answer hoped for in thirty days."""
    request = request_in(world, "INCOMING", "AWAITING_INFORMATION")
    carry(NOW)
    return request


def end() -> datetime:
    """The instant at which the day named is over in Jamaica."""
    return datetime.fromisoformat(f"{REPLY_BY + timedelta(days=1)}T00:00:00-05:00")


def carry(at: datetime) -> None:
    registry.load_carriers()
    while carrier.carry_out_due(clock=lambda: at):
        pass


def scan(at: datetime) -> int:
    found = notices.scan(at=at)
    carry(at)
    return found


def stages(request: Request) -> list[str]:
    return [
        event.data["stage"]
        for event in events_of(request.chain, limit=100)
        if event.verb == "clock_notice"
    ]


def mails_to(name: str) -> list[str]:
    return [str(m.body) for m in mail.outbox if m.to == [f"{name}@house.test"]]


def test_each_stage_is_told_once_before_and_after_the_date(world: World, asked: Request) -> None:
    at = NOW
    while at < end() + timedelta(days=20):
        scan(at)
        scan(at)
        at += timedelta(hours=7)
    assert stages(asked) == STAGES
    assert len(mails_to("clerk")) == 4


def test_nothing_is_told_before_its_time(world: World, asked: Request) -> None:
    assert scan(end() - timedelta(days=7, seconds=1)) == 0
    assert scan(end() - timedelta(days=7)) == 1


def test_a_scan_that_comes_late_tells_only_what_is_true_now(world: World, asked: Request) -> None:
    scan(end() + timedelta(hours=1))
    assert stages(asked) == ["OVERDUE"]
    scan(end() + timedelta(days=40))
    assert stages(asked) == ["OVERDUE", "WEEK_OVERDUE"]


def test_a_clock_that_jumps_back_doubles_and_loses_nothing(world: World, asked: Request) -> None:
    for days in (-7, -1, -5, -7, -1, 0, -30, 0, 7, 1, 7, 30):
        scan(end() + timedelta(days=days, minutes=1))
    assert stages(asked) == STAGES
    assert len(mails_to("clerk")) == 4


def test_a_new_date_is_told_of_anew(world: World, asked: Request) -> None:
    scan(end() - timedelta(days=6))
    do(world, asked, "receive_information", "clerk", at=end() - timedelta(days=6))
    do(
        world,
        asked,
        "request_information",
        "clerk",
        at=end() - timedelta(days=6),
        reply_by=REPLY_BY + timedelta(days=60),
    )
    scan(end() + timedelta(days=53, minutes=1))
    assert stages(asked) == ["WEEK_BEFORE", "WEEK_BEFORE"]


@pytest.mark.parametrize(
    ("action", "by"), [("receive_information", "clerk"), ("record_withdrawal", "clerk")]
)
def test_a_clock_that_was_met_or_cancelled_is_silent(
    world: World, asked: Request, action: str, by: str
) -> None:
    do(world, asked, action, by)
    assert scan(end() + timedelta(days=1)) == 0


def test_a_clock_answered_before_the_worker_came_is_not_mailed(
    world: World, asked: Request
) -> None:
    at = end() - timedelta(days=1)
    notices.scan(at=at)
    do(world, asked, "receive_information", "clerk", at=at)
    carry(at)
    assert mail.outbox == []


def test_the_holder_and_the_supervisors_are_told_and_nobody_else(
    world: World, asked: Request
) -> None:
    scan(end())
    told = {address.partition("@")[0] for message in mail.outbox for address in message.to}
    assert told == {"clerk", "supervisor", "supervisor2"}


def test_the_competent_authority_is_told_of_what_it_has_to_execute(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_EXECUTION")
    clock = Clock.objects.get(request=request, clock="D-EXECUTION-REPORT")
    assert clock.ends_at is not None
    scan(clock.ends_at)
    assert len(mails_to("officer")) == 1
    assert mails_to("clerk") == []


def test_a_person_has_one_mail_for_many_cases_with_one_line_each(world: World) -> None:
    for _number in range(3):
        request_in(world, "INCOMING", "AWAITING_INFORMATION")
    for days in (-7, -1, 0):
        scan(end() + timedelta(days=days))
    first, second, third = mails_to("supervisor")
    for body in (first, second, third):
        assert sorted(re.findall(r"JM/IN/2026/\d{5}", body)) == [
            f"JM/IN/2026/{number:05d}" for number in range(1, 4)
        ]


def test_a_mail_has_references_and_a_link_and_nothing_of_the_case(
    world: World, asked: Request
) -> None:
    scan(end())
    message = mail.outbox[0]
    text = f"{message.subject}\n{message.body}\n{message.extra_headers}".casefold()
    assert asked.reference.casefold() in text
    assert "http" in text
    for secret in ("fraud", "suspect", "witness", "united states", "bank", "case-17", "specimen"):
        assert secret not in text
    assert message.attachments == []


def test_a_person_who_left_is_not_told(world: World, asked: Request) -> None:
    User.objects.filter(username="supervisor2").update(is_active=False)
    scan(end())
    assert mails_to("supervisor2") == []
    assert not ClockNotice.objects.filter(recipient__username="supervisor2").exists()


def test_a_closed_case_has_no_clock_left(world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    do(world, request, "record_status_enquiry", "clerk")
    do(world, request, "record_withdrawal", "clerk")
    do(world, request, "cancel_letter", "supervisor")
    do(world, request, "close", "clerk")
    assert not Clock.objects.filter(request=request, status__in=["RUNNING", "PAUSED"]).exists()
    assert scan(later(days=900)) == 0


def test_a_request_taken_up_without_acknowledging_owes_no_acknowledgement(world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    do(world, request, "take_up", "clerk")
    assert Clock.objects.get(request=request, clock="D-ACKNOWLEDGE").status == "CANCELLED"


def test_a_postponement_moves_no_date_that_the_other_state_suggested(world: World) -> None:
    request = request_in(
        world,
        "INCOMING",
        "POSTPONED",
        deadline_on=(TODAY + timedelta(days=50)).isoformat(),
        deadline_reason="The trial begins.",
    )
    clock = Clock.objects.get(request=request, clock="D-SUGGESTED")
    assert (clock.status, clock.due_on) == ("RUNNING", TODAY + timedelta(days=50))
    do(world, request, "reconsider", "supervisor2")
    clock.refresh_from_db()
    assert (clock.status, clock.due_on) == ("RUNNING", TODAY + timedelta(days=50))


def test_the_report_of_execution_stands_still_while_information_is_awaited(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_EXECUTION")
    clock = Clock.objects.get(request=request, clock="D-EXECUTION-REPORT")
    before = clock.due_on
    do(world, request, "request_information", "clerk")
    clock.refresh_from_db()
    assert clock.status == "PAUSED"
    do(world, request, "receive_information", "clerk", at=later(days=14), received_on=TODAY)
    clock.refresh_from_db()
    assert before is not None
    assert clock.due_on is not None
    assert clock.status == "RUNNING"
    assert clock.due_on >= before + timedelta(days=14)


def test_a_corrected_day_of_receipt_moves_the_clock_that_counts_from_it(world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    clock = Clock.objects.get(request=request, clock="D-ACKNOWLEDGE")
    before = clock.due_on
    do(world, request, "correct", "clerk", entry="received_on", value="2026-02-23")
    clock.refresh_from_db()
    assert isinstance(before, date)
    assert clock.due_on == before - timedelta(days=7)


def test_refusing_one_measure_leaves_the_suggested_date_running(world: World) -> None:
    request = consulted_request(
        world,
        deadline_on=(TODAY + timedelta(days=50)).isoformat(),
        deadline_reason="The trial begins.",
    )
    do(world, request, "refuse", "supervisor", measures=["2"])
    assert Clock.objects.get(request=request, clock="D-SUGGESTED").status == "RUNNING"
