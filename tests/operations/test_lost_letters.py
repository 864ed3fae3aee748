"""Letters that fail, are cancelled, or stay in the house."""

import pytest

from requests_app import operations
from requests_app.models import Clock, Letter, Request
from requests_app.models.papers import LetterStatus
from tests.world import (
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


def fail(request: Request, kind: str) -> Letter:
    letter = request.letters.filter(kind=kind).last()
    assert letter is not None
    Letter.objects.filter(pk=letter.pk).update(status=LetterStatus.FAILED, failure="No font.")
    return letter


def dispatch_all(world: World, request: Request) -> None:
    render_letters()
    while request.letters.filter(status="READY").exists():
        do(world, request, "dispatch_letter", "clerk")


def clock(request: Request, key: str) -> str:
    return str(Clock.objects.get(request=request, clock=key).status)


def test_a_letter_that_failed_is_written_again_with_the_same_words(world: World) -> None:
    request = request_in(world, "INCOMING", "REFUSED")
    lost = fail(request, "REFUSAL")
    do(world, request, "write_again", "clerk")
    again = request.letters.get(number=lost.number + 1)
    assert (again.kind, again.context) == ("REFUSAL", lost.context)
    lost.refresh_from_db()
    assert lost.status == "CANCELLED"


def test_the_request_itself_is_written_again_and_then_transmitted(world: World) -> None:
    request = request_in(world, "OUTGOING", "APPROVED")
    fail(request, "REQUEST")
    with pytest.raises(operations.NotAllowed, match="could not be rendered"):
        do(world, request, "transmit", "clerk")
    do(world, request, "write_again", "clerk")
    render_letters()
    assert do(world, request, "transmit", "clerk").request.state == "TRANSMITTED"


def test_a_letter_of_a_decision_taken_back_is_not_written_again(world: World) -> None:
    request = request_in(world, "INCOMING", "ACCEPTED")
    do(world, request, "reconsider", "supervisor")
    with pytest.raises(operations.NotAllowed, match="failed or was cancelled"):
        do(world, request, "write_again", "clerk")


def test_a_refusal_that_was_never_told_cannot_be_closed(world: World) -> None:
    request = request_in(world, "INCOMING", "REFUSED")
    fail(request, "REFUSAL")
    letter = request.letters.filter(kind="REFUSAL").get()
    do(world, request, "cancel_letter", "supervisor", letter=str(letter.public_id))
    dispatch_all(world, request)
    with pytest.raises(operations.NotAllowed, match="was not told"):
        do(world, request, "close", "clerk")
    do(world, request, "write_again", "clerk")
    dispatch_all(world, request)
    assert do(world, request, "close", "clerk").request.state == "CLOSED"


def test_a_note_dispatched_after_tells_as_well(world: World) -> None:
    request = request_in(world, "INCOMING", "REFUSED")
    letter = fail(request, "REFUSAL")
    do(world, request, "cancel_letter", "supervisor", letter=str(letter.public_id))
    do(world, request, "inform", "clerk")
    dispatch_all(world, request)
    assert do(world, request, "close", "clerk").request.state == "CLOSED"


def test_our_acknowledgement_is_owed_until_its_letter_leaves(world: World) -> None:
    request = request_in(world, "INCOMING", "ACKNOWLEDGED")
    assert clock(request, "D-ACKNOWLEDGE") == "RUNNING"
    render_letters()
    do(world, request, "dispatch_letter", "clerk")
    assert clock(request, "D-ACKNOWLEDGE") == "MET"


def test_a_letter_does_not_leave_before_it_is_written(world: World) -> None:
    request = request_in(world, "INCOMING", "ACKNOWLEDGED")
    render_letters()
    with pytest.raises(operations.NotAllowed, match="written later than that"):
        do(world, request, "dispatch_letter", "clerk", sent_at=later(days=-1))


def test_a_letter_to_our_own_court_needs_no_channel(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_EXECUTION")
    render_letters()
    do(world, request, "dispatch_letter", "clerk", channel="")
    letter = request.letters.get(kind="TRANSMISSION")
    assert (letter.status, letter.channel) == ("DISPATCHED", "")


def test_a_letter_to_the_other_state_names_its_channel(world: World) -> None:
    request = request_in(world, "INCOMING", "ACKNOWLEDGED")
    render_letters()
    with pytest.raises(operations.NotAllowed, match="Name the channel"):
        do(world, request, "dispatch_letter", "clerk", channel="")


def test_a_consultation_in_the_house_does_not_open_a_refusal(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_CONSULTATION")
    with pytest.raises(operations.NotAllowed, match="has not left the house"):
        do(world, request, "refuse", "supervisor")
    render_letters()
    do(world, request, "dispatch_letter", "clerk")
    assert do(world, request, "refuse", "supervisor").request.state == "REFUSED"


def test_conditions_that_were_declined_count_as_consultation(world: World) -> None:
    request = request_in(world, "INCOMING", "CONDITIONS_OFFERED")
    do(world, request, "record_conditions_declined", "clerk")
    assert do(world, request, "refuse", "supervisor").request.state == "REFUSED"


def test_an_oral_request_written_down_by_mistake_owes_its_confirmation(world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED", urgency="URGENT", urgency_reason="Flight.")
    done = do(world, request, "correct", "clerk", entry="form", value="ORAL")
    assert done.request.confirmation_owed
    assert clock(request, "D-ORAL-CONFIRM") == "RUNNING"
    done = do(world, request, "correct", "clerk", entry="form", value="WRITTEN")
    assert not done.request.confirmation_owed
    assert clock(request, "D-ORAL-CONFIRM") == "CANCELLED"


def test_a_confirmed_oral_request_is_not_owed_again(world: World) -> None:
    request = request_in(
        world, "INCOMING", "RECEIVED", form="ORAL", urgency="URGENT", urgency_reason="Flight."
    )
    do(world, request, "record_confirmation", "clerk")
    do(world, request, "correct", "clerk", entry="form", value="WRITTEN")
    done = do(world, request, "correct", "clerk", entry="form", value="ORAL")
    assert not done.request.confirmation_owed


def test_the_confirmation_counts_from_the_corrected_day_of_receipt(world: World) -> None:
    request = request_in(
        world, "INCOMING", "RECEIVED", form="ORAL", urgency="URGENT", urgency_reason="Flight."
    )
    before = Clock.objects.get(request=request, clock="D-ORAL-CONFIRM").due_on
    do(world, request, "correct", "clerk", entry="received_on", value="2026-02-20")
    after = Clock.objects.get(request=request, clock="D-ORAL-CONFIRM").due_on
    assert before
    assert after
    assert after < before


def test_a_case_that_turns_urgent_is_looked_at_sooner(world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    planned = request.next_action_on
    done = do(world, request, "correct", "clerk", entry="urgency", value="EMERGENCY")
    assert planned
    assert done.request.next_action_on == TODAY < planned


def test_letters_go_to_the_authority_that_the_register_names(world: World) -> None:
    request = request_in(world, "OUTGOING", "APPROVED")
    assert request.other_authority == world.theirs
    assert letter_kinds(request) == ["REQUEST"]
    assert str(world.theirs.institution) in request.letters.get().context["addressee"]
