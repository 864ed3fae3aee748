"""Emergencies: the fast path both ways, declarations honoured, and what is owed afterwards."""

import json
from datetime import timedelta
from typing import Any

import pytest

from authorities.models import Authority, AuthorityRole, Declaration, Instrument
from requests_app import operations, queries
from requests_app.models import Clock, EmergencyUse, Request
from requests_app.rules.inputs import UnableToReadInput
from tests.world import (
    NOW,
    World,
    a_document,
    do,
    given_for,
    later,
    letter_kinds,
    make_world,
    render_letters,
)

pytestmark = pytest.mark.django_db
FACTS = "Child A was abducted yesterday; the account may show where the child is held."


@pytest.fixture
def world() -> World:
    made = make_world()
    Instrument.objects.get_or_create(
        code="CARICOM2022",
        defaults={"title": "Draft", "kind": "DRAFT", "status": "DRAFT", "source": "test data"},
    )
    point = Authority.objects.create(
        state_id="US", institution="SPECIMEN 24/7 point", is_specimen=True, source="test data"
    )
    AuthorityRole.objects.create(authority=point, role="CONTACT_24_7")
    return made


def declared(state: str, opens: str, words: str) -> None:
    Declaration.objects.create(
        state_id=state,
        instrument_id="CARICOM2022",
        law="CARICOM2022",
        kind="RESERVATION",
        article=opens,
        opens=opens,
        value=words,
        source="test data",
    )


def emergency(*, outgoing: bool = True, kind: str = "emergency_data", **changes: Any) -> Any:
    contents = {"emergency_facts": FACTS}
    if kind == "emergency_data":
        contents |= {
            "issued_on": "2 March 2026",
            "statement_under_convention": "Made under the Convention.",
            "provider_name_address": "Provider X, 1 Main Street",
            "data_description": "Log of account 1 since yesterday",
        }
    return a_document(
        outgoing=outgoing,
        title="SPECIMEN: where an abducted child is held",
        urgency="EMERGENCY",
        urgency_reason="A life is at risk.",
        channel="CONTACT_24_7",
        legal_basis={"instruments": [{"instrument": "CARICOM2022"}]},
        measures=[{"kind": kind, "description": "The data of account 1.", "contents": contents}],
        **changes,
    )


def opened(world: World, by: str = "duty", *, outgoing: bool = True, **more: Any) -> Request:
    return operations.open_case(
        document=emergency(outgoing=outgoing, **more),
        direction="OUTGOING" if outgoing else "INCOMING",
        by=world.people[by],
        at=NOW,
    ).request


def refused(world: World, request: Request, action: str, by: str, **changes: Any) -> str:
    with pytest.raises(operations.NotAllowed) as stopped:
        do(world, request, action, by, **changes)
    return stopped.value.sentence


def clock(request: Request, key: str) -> Clock:
    return Clock.objects.get(request=request, clock=key)


def sent(world: World, **more: Any) -> Request:
    """An emergency request that the desk filed, approved and transmitted."""
    request = opened(world, **more)
    do(world, request, "submit", "duty")
    do(world, request, "approve_emergency", "supervisor", more_than_subscriber=True)
    render_letters()
    return do(world, request, "transmit", "duty", channel="CONTACT_24_7").request


def test_a_request_of_ours_goes_its_whole_way_by_the_fast_path(world: World) -> None:
    declared("US", "duty.emergency_refile", "in writing, between central authorities")
    request = opened(world)
    do(world, request, "submit", "duty")
    assert "another supervisor" in refused(world, request, "approve_emergency", "duty")
    second = world.people["clerk2"]
    second.roles = ["DUTY_OFFICER"]
    second.save()
    done = do(world, request, "approve_emergency", "clerk2")
    assert any("between central authorities" in str(w.sentence) for w in done.warnings)
    request = done.request
    assert str(request.other_authority) == "SPECIMEN 24/7 point"
    review = clock(request, "D-AFTER-REVIEW")
    assert review.status == "RUNNING"
    assert review.instrument == "COURTESY"
    render_letters()
    title = request.letters.get().context["title"]
    assert title == "Request for emergency disclosure of data"
    request = do(world, request, "transmit", "duty", channel="CONTACT_24_7").request
    answer = clock(request, "D-EMERGENCY-ANSWER")
    assert answer.due_at == NOW + timedelta(hours=2)
    assert answer.rhythm == "HOURS"

    do(world, request, "record_acceptance", "duty", at=later(minutes=40))
    assert clock(request, "D-EMERGENCY-ANSWER").status == "MET"
    do(world, request, "record_results", "duty", measures=["1"])
    assert clock(request, "D-REFILE").status == "RUNNING"
    do(world, request, "refile", "duty")
    assert "already" in refused(world, request, "refile", "duty")
    render_letters()
    do(world, request, "dispatch_letter", "clerk")
    assert clock(request, "D-REFILE").status == "MET"

    assert "Nobody has asked" in refused(world, request, "account_for_use", "duty")
    do(world, request, "record_use_enquiry", "duty")
    do(world, request, "account_for_use", "duty")
    assert request.use_enquiries.get().account.startswith("The child was found")
    render_letters()
    do(world, request, "dispatch_letter", "clerk")
    assert letter_kinds(request) == ["REQUEST", "REFILING", "USE_ACCOUNT"]

    assert "reviews the use" in refused(world, request, "close", "clerk")
    do(world, request, "review_emergency", "supervisor", finding="NOT_JUSTIFIED")
    assert clock(request, "D-AFTER-REVIEW").status == "MET"
    use = EmergencyUse.objects.get()
    assert (use.used_by, use.finding) == (second, "NOT_JUSTIFIED")
    assert "left to review" in refused(world, request, "review_emergency", "supervisor2")
    assert do(world, request, "close", "clerk").request.state == "CLOSED"


def test_a_request_made_to_us_is_accepted_in_minutes_and_reviewed_after(world: World) -> None:
    declared("JM", "duty.emergency_refile", "on paper, within a month")
    declared("JM", "ref.emergency_mla_first", "no disclosure before a request for assistance")
    request = opened(world, outgoing=False)
    decision = clock(request, "D-EMERGENCY-DECISION")
    assert decision.due_at == NOW + timedelta(hours=2)
    assert "another supervisor" in refused(world, request, "accept_emergency", "duty")
    request = do(world, request, "accept_emergency", "supervisor").request
    assert request.state == "ACCEPTED"
    assert clock(request, "D-EMERGENCY-DECISION").status == "MET"
    assert clock(request, "D-REFILE").status == "RUNNING"
    assert "another supervisor" in refused(world, request, "review_emergency", "supervisor")
    do(world, request, "review_emergency", "supervisor2")

    do(world, request, "pass_on", "duty")
    do(world, request, "record_execution", "officer", measures=["1"])
    held = refused(world, request, "release_results", "supervisor", measures=["1"])
    assert "emergency data art., para. 2" in held
    do(world, request, "record_emergency_mla", "duty")
    assert "already" in refused(world, request, "record_emergency_mla", "duty")
    do(world, request, "release_results", "supervisor", measures=["1"])
    assert "No results" in refused(world, request, "ask_about_use", "duty")
    render_letters()
    do(world, request, "send_results", "duty")
    do(world, request, "record_refiling", "duty")
    assert clock(request, "D-REFILE").status == "MET"
    done = do(world, request, "ask_about_use", "duty")
    assert any("No condition was set" in str(w.sentence) for w in done.warnings)
    do(world, request, "record_use_account", "duty")
    assert letter_kinds(request) == ["ACCEPTANCE", "TRANSMISSION", "RESULTS", "USE_ENQUIRY"]


def test_an_emergency_is_shown_in_facts_and_marked_as_one(world: World) -> None:
    bare = emergency(outgoing=False)
    bare["measures"][0]["contents"].pop("emergency_facts")
    bare["urgency"] = "URGENT"
    request = operations.open_case(
        document=bare, direction="INCOMING", by=world.duty, at=NOW
    ).request
    with pytest.raises(operations.NotAllowed) as stopped:
        do(world, request, "accept_emergency", "supervisor")
    assert [f.key for f in stopped.value.verdict.findings if f.blocks] == [
        "urgency",
        "emergency_facts",
    ]
    assert not EmergencyUse.objects.exists()
    assert request.clocks.get(clock="D-EMERGENCY-DECISION").status == "RUNNING"


def test_what_the_other_state_declared_is_honoured(world: World) -> None:
    declared("US", "ref.subscriber_only", "none for subscriber information alone")
    declared("US", "ref.emergency_mla_first", "only after a request for assistance")
    request = opened(world)
    assert {w.key for w in do(world, request, "submit", "duty").warnings} >= {
        "ref.subscriber_only",
        "ref.emergency_mla_first",
    }
    said = refused(world, request, "approve_emergency", "supervisor")
    assert "subscriber data alone" in said
    assert "para. 3" in said
    do(world, request, "approve_emergency", "supervisor", more_than_subscriber=True)
    render_letters()
    request = do(world, request, "transmit", "duty", channel="CONTACT_24_7").request
    assert not Clock.objects.filter(clock="D-REFILE").exists()
    assert "did not declare" in refused(world, request, "refile", "duty")
    follower = do(world, request, "prepare_emergency_mla", "duty").opened
    assert follower is not None
    assert follower.earlier == request
    assert [m.kind for m in follower.measures.all()] == ["emergency_mla"]
    assert follower.measures.get().contents["emergency_facts"] == FACTS
    assert "already" in refused(world, request, "prepare_emergency_mla", "duty")


def test_the_direct_way_is_open_where_it_was_declared_and_names_its_copy(world: World) -> None:
    for open_here in (False, True):
        if open_here:
            declared("US", "channel.DIRECT_JUDICIAL", "to the prosecutor on duty")
        request = opened(world, kind="emergency_mla")
        do(world, request, "submit", "duty")
        do(world, request, "approve_emergency", "supervisor")
        render_letters()
        with pytest.raises(UnableToReadInput, match="copied_to"):
            do(world, request, "transmit_directly", "duty", copied_to="")
        done = do(world, request, "transmit_directly", "duty", channel="DIRECT_JUDICIAL")
        warned = any("declaration" in str(w.sentence) for w in done.warnings)
        assert warned is not open_here
        assert done.request.channel == "DIRECT_JUDICIAL"
        assert done.request.letters.get().status == "DISPATCHED"


def test_a_reserved_ground_is_only_for_a_state_that_reserved_it(world: World) -> None:
    request = opened(world, outgoing=False)
    do(world, request, "take_up", "duty")
    given: dict[str, Any] = {
        "grounds": ["ref.subscriber_only"],
        "reasons": "Only subscriber data is asked for.",
    }
    said = refused(world, request, "refuse", "supervisor", **given)
    assert "no declaration of JM" in said
    declared("JM", "ref.subscriber_only", "none for subscriber information alone")
    assert do(world, request, "refuse", "supervisor", **given).request.state == "REFUSED"
    assert clock(request, "D-EMERGENCY-DECISION").status == "MET"


def test_conditions_that_cannot_be_met_go_back_to_the_state_that_set_them(world: World) -> None:
    request = sent(world)
    do(world, request, "record_conditions", "duty")
    request = do(world, request, "decline_conditions", "supervisor").request
    assert request.state == "ANSWERED"
    words = request.letters.get(kind="CONDITIONS_DECLINED").context
    assert "emergency" in json.dumps(words).casefold()
    request = do(world, request, "record_acceptance", "duty").request
    assert request.state == "IN_EXECUTION"


def test_a_misdirected_emergency_is_forwarded_and_told(world: World) -> None:
    request = opened(world, outgoing=False)
    request = do(world, request, "forward", "duty").request
    assert request.state == "FORWARDED"
    assert clock(request, "D-EMERGENCY-DECISION").status == "MET"
    assert letter_kinds(request) == ["FORWARDING"]


def test_a_withdrawn_emergency_needs_no_answer(world: World) -> None:
    request = sent(world)
    do(world, request, "withdraw", "supervisor")
    assert clock(request, "D-EMERGENCY-ANSWER").status == "CANCELLED"
    assert clock(request, "D-AFTER-REVIEW").status == "RUNNING"
    incoming = opened(world, outgoing=False)
    do(world, incoming, "record_withdrawal", "duty")
    assert clock(incoming, "D-EMERGENCY-DECISION").status == "CANCELLED"


def test_the_fast_path_is_for_emergencies_alone(world: World) -> None:
    ordinary = operations.open_case(
        document=a_document(), direction="OUTGOING", by=world.clerk, at=NOW
    ).request
    do(world, ordinary, "submit", "clerk")
    assert "only for requests" in refused(world, ordinary, "approve_emergency", "duty")
    assert not ordinary.clocks.exists()


def test_a_stale_page_approves_nothing(world: World) -> None:
    request = opened(world)
    seen = request.version
    do(world, request, "submit", "duty")
    with pytest.raises(operations.ChangedMeanwhile):
        operations.act(
            "approve_emergency",
            request=request.public_id,
            by=world.supervisor,
            at=NOW,
            version=seen,
            given=given_for(world, request, "approve_emergency"),
        )
    assert queries.find(request.public_id, by=world.duty).state == "IN_REVIEW"
