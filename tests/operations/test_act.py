"""The write path: one call moves the state, its clocks, letters, effects and ledger."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from authorities.models import Instrument
from mla.effects.models import Effect
from mla.ledger import events_of
from requests_app import operations, queries
from requests_app.exchange.document import UnableToReadDocument
from requests_app.models import Clock, Decision, Letter, Measure, Request
from requests_app.rules import states, workflow
from requests_app.rules.facts import Direction
from requests_app.rules.inputs import UnableToReadInput
from tests.world import (
    NOW,
    ROUTES,
    TODAY,
    World,
    a_document,
    do,
    given_for,
    later,
    letter_kinds,
    make_world,
    open_request,
    prepare,
    render_letters,
    request_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def verbs(request: Request) -> list[str]:
    return [event.verb for event in events_of(request.chain, limit=200)]


@pytest.mark.parametrize(("side", "state"), [(s, st.value) for s, st in states.HOLDERS])
def test_every_state_is_reached_through_operations(world: World, side: str, state: str) -> None:
    request = request_in(world, side, state)
    assert request.state == state
    assert (request.next_action_on is None) == (state == "CLOSED")


def test_a_refusal_is_on_the_ledger_and_changes_nothing(world: World) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    with pytest.raises(operations.NotAllowed) as refused:
        do(world, request, "approve", "clerk")
    assert "Supervisor" in str(refused.value)
    fresh = Request.objects.get(pk=request.pk)
    assert (fresh.state, fresh.version) == (request.state, request.version)
    assert verbs(request)[-1] == "refused"


def test_the_author_cannot_approve_even_as_a_supervisor(world: World) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    world.clerk.roles = ["CLERK", "SUPERVISOR"]
    world.clerk.save()
    with pytest.raises(operations.NotAllowed, match="another supervisor"):
        do(world, request, "approve", "clerk")


def test_who_changed_a_draft_cannot_approve_it(world: World) -> None:
    request = open_request(world)
    do(world, request, "revise", "supervisor")
    do(world, request, "submit", "clerk")
    with pytest.raises(operations.NotAllowed, match="another supervisor"):
        do(world, request, "approve", "supervisor")
    assert do(world, request, "approve", "supervisor2").request.state == "APPROVED"


def test_a_stale_version_is_refused_and_nothing_is_done(world: World) -> None:
    request = open_request(world)
    do(world, request, "note", "clerk2")
    before = verbs(request)
    with pytest.raises(operations.ChangedMeanwhile):
        operations.act(
            "submit",
            request=request.public_id,
            by=world.clerk,
            at=NOW,
            version=request.version,
        )
    assert verbs(request) == before


def test_a_missing_mandatory_content_stops_submission_with_its_cite(world: World) -> None:
    document = a_document()
    del document["contents"]["facts_summary"]
    request = operations.open_case(
        document=document, direction="OUTGOING", by=world.clerk, at=NOW
    ).request
    with pytest.raises(operations.NotAllowed, match=r"Summary of the facts.*UNTOC"):
        do(world, request, "submit", "clerk")


def test_service_alone_needs_no_facts(world: World) -> None:
    document = a_document(
        measures=[
            {
                "kind": "service",
                "description": "Summons of Witness B",
                "contents": {"person_to_serve": "Witness B", "service_document": "Summons"},
            }
        ]
    )
    del document["contents"]["facts_summary"]
    request = operations.open_case(
        document=document, direction="OUTGOING", by=world.clerk, at=NOW
    ).request
    assert do(world, request, "submit", "clerk").request.state == "IN_REVIEW"


def test_no_person_named_warns_and_never_blocks(world: World) -> None:
    request = operations.open_case(
        document=a_document(persons=[]), direction="OUTGOING", by=world.clerk, at=NOW
    ).request
    done = do(world, request, "submit", "clerk")
    assert done.request.state == "IN_REVIEW"
    assert any("person" in str(finding.sentence).lower() for finding in done.warnings)


@pytest.mark.parametrize(
    ("side", "state", "action"),
    [("OUTGOING", "DRAFT", "submit"), ("INCOMING", "RECEIVED", "take_up")],
)
def test_a_basis_that_is_not_in_force_warns_and_never_blocks(
    world: World, side: str, state: str, action: str
) -> None:
    Instrument.objects.create(
        code="UNCC", title="Convention", short_title="Convention", status="NOT_IN_FORCE"
    )
    basis = {"instruments": [{"instrument": "UNCC"}, {"instrument": "UNTOC"}]}
    request = request_in(world, side, state, legal_basis=basis)
    done = do(world, request, action, "clerk")
    (said,) = [finding for finding in done.warnings if finding.key == "legal_basis"]
    assert "UN Convention against Cybercrime" in str(said.sentence)
    assert "does not bind both States" in str(said.sentence)


def test_a_refusal_without_consultation_is_stopped_with_its_cite(world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    with pytest.raises(operations.NotAllowed, match=r"Consult.*18\(26\)"):
        do(world, request, "refuse", "supervisor")


def test_a_forbidden_ground_alone_is_stopped_with_its_cite(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_CONSULTATION")
    with pytest.raises(operations.NotAllowed, match=r"18\(8\)"):
        do(world, request, "refuse", "supervisor", grounds=["forbid.bank_secrecy"])


def test_a_ground_the_instrument_does_not_know_is_stopped(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_CONSULTATION")
    with pytest.raises(operations.NotAllowed, match="does not know the ground"):
        do(world, request, "refuse", "supervisor", grounds=["ref.political_offence"])


def test_a_postponement_dressed_as_refusal_is_told_to_postpone(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_CONSULTATION")
    with pytest.raises(operations.NotAllowed, match=r"postpone instead.*18\(25\)"):
        do(world, request, "refuse", "supervisor", grounds=["post.ongoing_case"])


def test_a_refusal_needs_reasons(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_CONSULTATION")
    with pytest.raises(operations.NotAllowed, match=r"Give the reasons.*18\(23\)"):
        do(world, request, "refuse", "supervisor", reasons="  ")


def test_a_refused_request_keeps_ground_reasons_and_edition(world: World) -> None:
    request = request_in(world, "INCOMING", "REFUSED")
    decision = Decision.objects.get(request=request, kind="REFUSED")
    assert decision.grounds == ["ref.essential_interests"]
    assert decision.reasons
    assert decision.rules_edition
    assert set(request.measures.values_list("outcome", flat=True)) == {"REFUSED"}
    assert letter_kinds(request)[-1] == "REFUSAL"


def test_refusing_one_measure_leaves_the_others(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_CONSULTATION")
    render_letters()
    do(world, request, "dispatch_letter", "clerk")
    done = do(world, request, "refuse", "supervisor", measures=["2"])
    assert done.request.state == "IN_CONSULTATION"
    done = do(world, request, "accept", "supervisor", measures=["1"])
    outcomes = dict(request.measures.values_list("number", "outcome"))
    assert outcomes == {1: "GRANTED", 2: "REFUSED"}


def test_results_are_not_sent_before_their_release(world: World) -> None:
    request = request_in(world, "INCOMING", "EXECUTED")
    with pytest.raises(operations.NotAllowed, match="releases results first"):
        do(world, request, "send_results", "clerk")
    do(world, request, "release_results", "supervisor")
    assert do(world, request, "send_results", "clerk").request.state == "RESULTS_SENT"


def test_conditions_left_open_stop_what_comes_after(world: World) -> None:
    request = request_in(world, "INCOMING", "CONDITIONS_OFFERED")
    do(world, request, "record_conditions_accepted", "clerk")
    assert request.conditions.get().status == "ACCEPTED"


def test_a_changed_offer_of_conditions_is_a_new_version(world: World) -> None:
    request = request_in(world, "OUTGOING", "CONDITIONS_OFFERED")
    do(world, request, "accept_conditions", "supervisor")
    do(world, request, "record_conditions", "clerk", conditions="No cameras either.")
    assert list(request.conditions.values_list("version", "status")) == [
        (1, "REPLACED"),
        (2, "OFFERED"),
    ]


def test_an_approved_letter_is_rendered_and_leaves_only_once(world: World) -> None:
    request = request_in(world, "OUTGOING", "TRANSMITTED")
    letter = Letter.objects.get(request=request)
    assert (letter.kind, letter.status) == ("REQUEST", "DISPATCHED")
    with (
        pytest.raises(Exception, match="dispatched letter cannot be changed"),
        transaction.atomic(),
    ):
        Letter.objects.filter(pk=letter.pk).update(channel="INTERPOL")


def test_transmission_waits_for_the_letter(world: World) -> None:
    request = request_in(world, "OUTGOING", "APPROVED")
    with pytest.raises(operations.NotAllowed, match="still being rendered"):
        do(world, request, "transmit", "clerk")


def test_results_sent_in_part_leave_the_turn_with_the_supervisor(world: World) -> None:
    request = request_in(world, "INCOMING", "EXECUTED")
    do(world, request, "release_results", "supervisor", measures=["1"])
    assert do(world, request, "send_results", "clerk").request.state == "EXECUTED"
    do(world, request, "release_results", "supervisor", measures=["2"])
    assert do(world, request, "send_results", "clerk").request.state == "RESULTS_SENT"


def test_an_answer_brings_a_request_back_to_how_far_it_was(world: World) -> None:
    request = request_in(world, "INCOMING", "PARTLY_EXECUTED")
    do(world, request, "request_information", "clerk")
    done = do(world, request, "receive_information", "clerk")
    assert done.request.state == "PARTLY_EXECUTED"


@pytest.mark.parametrize("action", ["consult", "offer_conditions"])
def test_no_report_of_execution_is_awaited_while_execution_rests(world: World, action: str) -> None:
    request = request_in(world, "INCOMING", "IN_EXECUTION")
    clock = Clock.objects.get(request=request, clock="D-EXECUTION-REPORT")
    assert clock.status == "RUNNING"
    do(world, request, action, "supervisor")
    clock.refresh_from_db()
    assert clock.status == "CANCELLED"


def test_a_decision_can_be_taken_back_until_its_letter_leaves(world: World) -> None:
    request = request_in(world, "INCOMING", "REFUSED")
    done = do(world, request, "reconsider", "supervisor")
    assert done.request.state == "UNDER_REVIEW"
    assert set(request.measures.values_list("outcome", flat=True)) == {"PENDING"}
    assert Decision.objects.get(request=request, kind="REFUSED").taken_back_at == NOW
    again = request_in(world, "INCOMING", "REFUSED")
    render_letters()
    do(world, again, "dispatch_letter", "clerk")
    with pytest.raises(operations.NotAllowed, match="left the house"):
        do(world, again, "reconsider", "supervisor")


def test_a_postponement_taken_back_leaves_what_was_granted_before(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_CONSULTATION")
    do(world, request, "record_consultation_answer", "clerk")
    do(world, request, "accept", "supervisor")
    render_letters()
    do(world, request, "dispatch_letter", "clerk")
    do(world, request, "postpone", "supervisor")
    do(world, request, "reconsider", "supervisor2")
    assert set(request.measures.values_list("outcome", flat=True)) == {"GRANTED"}


def test_a_decision_taken_back_keeps_only_its_own_letter_in_the_house(world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    do(world, request, "consult", "supervisor")
    do(world, request, "record_consultation_answer", "clerk")
    do(world, request, "refuse", "supervisor", measures=["1"])
    do(world, request, "accept", "supervisor")
    do(world, request, "reconsider", "supervisor2")
    status = dict(request.letters.values_list("kind", "status"))
    assert status["ACCEPTANCE"] == "CANCELLED"
    assert status["ACKNOWLEDGEMENT"] == status["REFUSAL"] == "WAITING"
    outcomes = dict(request.measures.values_list("number", "outcome"))
    assert outcomes == {1: "REFUSED", 2: "PENDING"}


@pytest.mark.parametrize(
    ("instrument", "cite"),
    [("UNTOC", "UNTOC art. 18(16)"), ("CARICOM2022", "CARICOM draft, MLA art., para. 21")],
)
def test_a_return_is_reminded_of_asking_first_with_the_right_paragraph(
    world: World, instrument: str, cite: str
) -> None:
    basis = {"instruments": [{"instrument": instrument}]}
    request = request_in(world, "INCOMING", "UNDER_REVIEW", legal_basis=basis)
    done = do(world, request, "return_deficient", "supervisor", items=[])
    said = {finding.key: finding.sentence for finding in done.warnings}
    assert said["information"].cite == cite
    assert "what is it returned for" in str(said["deficiency"])


def test_an_oral_request_owes_its_confirmation(world: World) -> None:
    request = request_in(
        world, "OUTGOING", "APPROVED", urgency="URGENT", urgency_reason="Data will be lost."
    )
    do(world, request, "transmit_orally", "duty")
    clock = Clock.objects.get(request=request, clock="D-ORAL-CONFIRM")
    assert clock.status == "RUNNING"
    assert clock.instrument == "COURTESY"
    render_letters()
    do(world, request, "confirm_in_writing", "clerk")
    clock.refresh_from_db()
    assert clock.status == "MET"
    with pytest.raises(operations.NotAllowed, match="No written confirmation"):
        do(world, request, "confirm_in_writing", "clerk")


def test_a_routine_request_is_not_made_orally(world: World) -> None:
    request = request_in(world, "OUTGOING", "APPROVED")
    with pytest.raises(operations.NotAllowed, match="only when it is urgent"):
        do(world, request, "transmit_orally", "clerk")


def test_a_suggested_date_without_reasons_starts_no_clock(world: World) -> None:
    soon = (TODAY + timedelta(days=40)).isoformat()
    bare = request_in(world, "OUTGOING", "TRANSMITTED", deadline_on=soon)
    assert not Clock.objects.filter(request=bare, clock="D-SUGGESTED").exists()
    reasoned = request_in(
        world, "OUTGOING", "TRANSMITTED", deadline_on=soon, deadline_reason="Trial begins."
    )
    clock = Clock.objects.get(request=reasoned, clock="D-SUGGESTED")
    assert clock.due_on == TODAY + timedelta(days=40)


def test_references_run_without_gaps(world: World) -> None:
    for _number in range(3):
        open_request(world)
    with pytest.raises(UnableToReadDocument):
        operations.open_case(
            document=a_document(surprise=1), direction="OUTGOING", by=world.clerk, at=NOW
        )
    with pytest.raises(operations.UnableToOpen):
        operations.open_case(
            document=a_document(requested_state="ZZ"),
            direction="OUTGOING",
            by=world.clerk,
            at=NOW,
        )
    open_request(world)
    references = list(Request.objects.order_by("id").values_list("reference", flat=True))
    assert references == [f"JM/OUT/2026/{number:05d}" for number in range(1, 5)]


def test_hidden_is_the_same_as_absent(world: World) -> None:
    request = open_request(world)
    for name in ("officer", "registrar"):
        with pytest.raises(queries.UnableToFind) as hidden:
            do(world, request, "note", name)
        with pytest.raises(queries.UnableToFind) as absent:
            operations.act(
                "note", request=uuid.uuid4(), by=world.people[name], at=NOW, given={"note": "x"}
            )
        assert str(hidden.value) == str(absent.value)


def test_an_officer_sees_what_was_passed_on_to_their_authority(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_EXECUTION")
    other = request_in(world, "INCOMING", "ACCEPTED")
    seen = queries.visible_to(world.officer)
    assert list(seen) == [Request.objects.get(pk=request.pk)]
    assert other not in seen


def test_prepare_anew_opens_a_linked_draft(world: World) -> None:
    request = request_in(world, "OUTGOING", "WITHDRAWN")
    done = do(world, request, "prepare_anew", "clerk")
    assert done.opened is not None
    assert (done.opened.state, done.opened.earlier_id) == ("DRAFT", request.pk)
    assert done.opened.contents == request.contents
    assert Measure.objects.filter(request=done.opened).count() == 2


def test_an_unknown_input_is_refused(world: World) -> None:
    request = open_request(world)
    with pytest.raises(UnableToReadInput, match="does not take"):
        operations.act(
            "note",
            request=request.public_id,
            by=world.clerk,
            at=NOW,
            given={"note": "x", "state": "CLOSED"},
        )


def test_each_action_is_one_event_one_version(world: World) -> None:
    request = open_request(world)
    done = do(world, request, "note", "clerk")
    assert done.request.version == request.version + 1
    assert verbs(request) == ["opened", "note"]


def test_an_effect_stands_for_every_letter(world: World) -> None:
    request = request_in(world, "INCOMING", "ACKNOWLEDGED")
    letter = Letter.objects.get(request=request)
    effect = Effect.objects.get(effect_key=f"letter:{letter.public_id}")
    assert effect.kind == operations.RENDER
    assert effect.payload == {"letter": letter.pk}


def test_the_state_cannot_be_assigned(world: World) -> None:
    request = open_request(world)
    with pytest.raises(AttributeError):
        request.state = "CLOSED"


def test_the_database_refuses_a_state_of_the_other_side(world: World) -> None:
    request = open_request(world)
    with (
        pytest.raises(Exception, match="request_state_belongs_to_its_direction"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE requests_app_request SET state = 'RECEIVED' WHERE id = %s", [request.pk]
        )


def test_clock_events_cannot_be_changed(world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    event = Clock.objects.get(request=request).events.get()
    with pytest.raises(Exception, match="only added"), transaction.atomic():
        type(event).objects.filter(pk=event.pk).update(why="other")


FOR_EVERY_KIND = [action for action in workflow.actions() if not action.kinds]
"""Actions for some kinds only are done in the tests of those kinds."""


@pytest.mark.parametrize("action", FOR_EVERY_KIND, ids=lambda action: action.key)
def test_every_action_can_be_done_by_someone_in_some_state(
    world: World, action: workflow.Action
) -> None:
    tried = []
    sides = [action.direction] if action.direction else ["OUTGOING", "INCOMING"]
    for side in sides:
        for state in action.sources:
            if state not in states.of(Direction(side)) or action.key == "attach":
                continue
            if (side, state) not in ROUTES and state not in states.INITIAL.values():
                continue
            urgent: dict[str, Any] = (
                {"urgency": "URGENT", "form": "ORAL"}
                if "CONFIRMATION_OWED" in (action.needs) or "URGENT" in action.needs
                else {}
            )
            if side == "OUTGOING" and "CONFIRMATION_OWED" in action.needs:
                continue
            if {"SECRECY_ASKED", "SECRECY_TOLD"} & set(action.needs):
                urgent["confidentiality"] = "Suspect B must not hear of it."
            request = request_in(world, side, state, **urgent)
            render_letters()
            prepare(world, request, action.key)
            if state == "IN_CONSULTATION" and "CONSULTED_TO_POSTPONE" in action.needs:
                do(world, request, "dispatch_letter", "clerk")
            if action.key == "write_again":
                request.letters.filter(status="READY").update(status="FAILED")
            for name in ("clerk2", "supervisor2", "officer"):
                try:
                    do(world, request, action.key, name, at=later(minutes=1))
                except (operations.NotAllowed, queries.UnableToFind) as error:
                    tried.append(f"{state} {name}: {error}")
                except UnableToReadInput as error:
                    tried.append(f"{state} {name}: {error}")
                else:
                    return
    if action.key in ("attach", "confirm_in_writing", "send_results"):
        return
    pytest.fail("\n".join(tried))


def test_given_for_covers_what_actions_take(world: World) -> None:
    request = open_request(world)
    for action in workflow.actions():
        given = given_for(world, request, action.key)
        missing = {t.key for t in action.takes if t.required} - set(given)
        assert missing <= ({"file", "title"} if action.key == "attach" else set()), action.key
