"""What was given serves what it was given for: consent, disclosure, conditions that bind."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from requests_app import operations, telling
from requests_app.casefile import CaseFile
from requests_app.models import Clock, Consent, Disclosure, Request
from requests_app.rules.custody import Step
from tests.world import (
    NOW,
    TODAY,
    World,
    do,
    later,
    letter_kinds,
    make_world,
    render_letters,
    request_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def refused(
    world: World, request: Request, action: str, words: str, by: str = "supervisor", **given: Any
) -> None:
    with pytest.raises(operations.NotAllowed, match=words):
        do(world, request, action, by, **given)


def words_of_latest(request: Request) -> str:
    letter = request.letters.order_by("number").last()
    assert letter is not None
    return json.dumps(letter.context)


def dispatch_all(world: World, request: Request) -> None:
    render_letters()
    while request.letters.filter(status="READY").exists():
        do(world, request, "dispatch_letter", "clerk", at=later(minutes=5))


@pytest.fixture
def held(world: World) -> Request:
    """A request of ours, executed, with two items of evidence."""
    request = request_in(world, "OUTGOING", "EXECUTED")
    do(world, request, "register_evidence", "clerk")
    do(world, request, "register_evidence", "clerk", title="A second disk")
    return request


@pytest.fixture
def given_away(world: World) -> Request:
    """A request made to us, whose results were sent with one item of evidence."""
    request = request_in(world, "INCOMING", "EXECUTED")
    do(world, request, "register_evidence", "officer")
    do(world, request, "release_results", "supervisor")
    return do(world, request, "send_results", "clerk").request


def test_another_use_waits_for_consent_to_that_very_use(world: World, held: Request) -> None:
    refused(world, held, "use_otherwise", r"prior consent.*\(UNTOC art. 18\(19\)\)")
    refused(world, held, "record_consent", "No consent to another use")
    refused(world, held, "ask_consent", "Name the third State", purpose="PASSED_ON")
    refused(world, held, "ask_consent", "has a receiver", receiver="France")
    refused(world, held, "ask_consent", "no item of evidence 7", evidence=["7"])
    do(world, held, "ask_consent", "clerk")
    assert "Nothing will be used otherwise" in words_of_latest(held)
    refused(world, held, "ask_consent", "still without an answer")
    refused(world, held, "use_otherwise", "prior consent")
    do(world, held, "record_consent", "clerk")
    refused(world, held, "use_otherwise", "prior consent", evidence=["1", "2"])
    refused(world, held, "use_otherwise", "prior consent", purpose="PASSED_ON", receiver="France")
    refused(world, held, "use_otherwise", "Only these may do this", by="clerk")
    do(world, held, "use_otherwise", "supervisor")
    chain = CaseFile(held, at=NOW, today=TODAY).evidence[0].chain
    assert chain[-1].step is Step.USED

    do(world, held, "ask_consent", "clerk", purpose="PASSED_ON", receiver="Republic of France")
    do(world, held, "record_consent", "clerk", answer="REFUSED")
    onward: dict[str, Any] = {"purpose": "PASSED_ON", "receiver": "Republic of France"}
    refused(world, held, "use_otherwise", "prior consent", **onward)
    do(world, held, "ask_consent", "clerk", evidence=[], **onward)
    do(world, held, "record_consent", "clerk")
    do(world, held, "use_otherwise", "supervisor", evidence=["1", "2"], **onward)
    told = telling.detail(CaseFile(held, at=NOW, today=TODAY), by=world.clerk)
    assert [row["answer"] for row in told["consents"]] == ["GRANTED", "REFUSED", "GRANTED"]
    assert told["evidence"][1]["custody"][-1]["sentence"] == (
        "2026-03-02: passed on by SPECIMEN Central Authority to Republic of France."
    )


def test_where_no_text_read_forbids_it_another_use_only_warns(world: World) -> None:
    request = request_in(
        world, "OUTGOING", "EXECUTED", legal_basis={"reciprocity": True, "instruments": []}
    )
    do(world, request, "register_evidence", "clerk")
    done = do(world, request, "use_otherwise", "supervisor")
    assert any("No consent to this use" in str(warned.sentence) for warned in done.warnings)


def test_they_ask_consent_and_another_supervisor_answers_with_reasons(
    world: World, given_away: Request
) -> None:
    refused(world, given_away, "answer_consent", "No consent to another use")
    do(world, given_away, "record_consent_request", "supervisor")
    refused(world, given_away, "answer_consent", "another supervisor decides")
    refused(world, given_away, "answer_consent", "Only these", by="clerk")
    done = do(world, given_away, "answer_consent", "supervisor2", answer="REFUSED")
    assert letter_kinds(done.request)[-1] == "CONSENT_REPLY"
    words = words_of_latest(given_away)
    assert "is not given" in words
    assert "Our own case would suffer" in words
    consent = Consent.objects.get(request=given_away)
    assert (consent.by_other_state, consent.answer) == (True, "REFUSED")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(answered_on=None)


def test_what_exculpates_is_disclosed_after_notice_and_consultation(
    world: World, held: Request
) -> None:
    refused(world, held, "record_disclosure", "No disclosure is open")
    do(world, held, "notify_disclosure", "clerk")
    clock = Clock.objects.get(request=held, clock="D-EXCULP")
    assert (clock.status, clock.due_on) == ("RUNNING", None)
    refused(world, held, "notify_disclosure", "announced already")
    refused(world, held, "record_disclosure", r"has not left the house.*UNTOC art. 18\(19\)")
    assert "exculpatory" in words_of_latest(held)
    dispatch_all(world, held)
    clock.refresh_from_db()
    assert clock.status == "MET"
    refused(world, held, "consult_on_disclosure", "have not asked to be consulted")
    do(world, held, "record_disclosure_answer", "clerk")
    refused(world, held, "record_disclosure", "consult them before anything is disclosed")
    do(world, held, "consult_on_disclosure", "supervisor")
    assert letter_kinds(held)[-1] == "DISCLOSURE_CONSULTATION"
    refused(world, held, "record_disclosure", "future", happened_on=TODAY + timedelta(days=1))
    do(world, held, "record_disclosure", "clerk")
    assert Disclosure.objects.get(request=held).disclosed_on == TODAY
    chain = CaseFile(held, at=NOW, today=TODAY).evidence[0].chain
    assert chain[-1].step is Step.DISCLOSED


def test_where_notice_was_not_possible_they_are_told_without_delay(
    world: World, held: Request
) -> None:
    refused(world, held, "disclose_without_notice", "Only these", by="clerk")
    do(world, held, "disclose_without_notice", "supervisor", evidence=[])
    words = words_of_latest(held)
    assert "was disclosed on 2 March 2026" in words
    assert "The court ordered it in the hearing" in words
    assert Clock.objects.get(request=held, clock="D-EXCULP").status == "RUNNING"
    dispatch_all(world, held)
    closed = do(world, held, "close", "clerk", at=later(minutes=10)).request
    assert Clock.objects.get(request=held, clock="D-EXCULP").status == "MET"
    do(world, closed, "notify_disclosure", "clerk", at=later(days=400))
    assert Request.objects.get(pk=held.pk).state == "CLOSED"


def test_their_notice_of_a_disclosure_may_be_answered_by_asking_for_consultation(
    world: World, given_away: Request
) -> None:
    refused(world, given_away, "ask_disclosure_consultation", "No disclosure is open")
    do(world, given_away, "record_disclosure_notice", "clerk")
    do(world, given_away, "ask_disclosure_consultation", "supervisor")
    assert "Consultation before the disclosure is requested" in words_of_latest(given_away)
    refused(world, given_away, "ask_disclosure_consultation", "No disclosure is open")


def test_accepted_conditions_have_a_breach_an_inability_and_reports_on_use(world: World) -> None:
    ours = request_in(world, "OUTGOING", "CONDITIONS_OFFERED")
    do(world, ours, "accept_conditions", "supervisor")
    do(world, ours, "record_results", "clerk")
    do(world, ours, "tell_inability", "supervisor")
    assert "decide whether" in words_of_latest(ours)
    do(world, ours, "report_breach", "supervisor")
    assert "Use in this case only." in words_of_latest(ours)
    refused(world, ours, "report_use", "Nobody asked")
    do(world, ours, "record_use_question", "clerk")
    do(world, ours, "report_use", "clerk")
    refused(world, ours, "report_use", "Nobody asked")
    assert letter_kinds(ours)[-3:] == ["CONDITION_INABILITY", "CONDITION_BREACH", "USE_REPORT"]
    told = telling.detail(CaseFile(ours, at=NOW, today=TODAY), by=world.clerk)
    assert [event["kind"] for event in told["condition_events"]] == [
        "INABILITY",
        "BREACH",
        "USE_QUESTION",
        "USE_REPORT",
    ]


def test_their_breach_is_recorded_only_of_conditions_that_bind(
    world: World, given_away: Request
) -> None:
    refused(world, given_away, "record_breach", "No accepted conditions")
    refused(world, given_away, "record_inability", "No accepted conditions")
    asked = do(world, given_away, "ask_use", "clerk")
    assert any("as a courtesy" in str(warned.sentence) for warned in asked.warnings)
    do(world, given_away, "record_use_report", "clerk")

    theirs = request_in(world, "INCOMING", "CONDITIONS_OFFERED")
    do(world, theirs, "record_conditions_accepted", "clerk")
    do(world, theirs, "record_inability", "clerk")
    do(world, theirs, "record_breach", "clerk")
    assert list(theirs.condition_events.values_list("by_other_state", flat=True)) == [True, True]


def test_the_page_shows_what_was_asked_and_said_of_use(
    world: World, held: Request, client: Client
) -> None:
    do(world, held, "ask_consent", "clerk")
    do(world, held, "notify_disclosure", "clerk")
    do(world, held, "record_use_question", "clerk")
    client.force_login(world.clerk)
    page = client.get(reverse("requests:request", args=[held.public_id])).content.decode()
    for expected in ("Use of what was given", "not answered yet", "Disclosure of what exculpates"):
        assert expected in page
