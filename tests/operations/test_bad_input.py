"""Bad input, each through the operations: a clear sentence, and nothing done by halves."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mla.ledger import events_of
from requests_app import operations, queries, vault
from requests_app.exchange.document import UnableToReadDocument
from requests_app.models import Document, Measure, Question, Request, StoredFile
from tests.faults.looking import blank_letters, picture
from tests.world import (
    NOW,
    TODAY,
    World,
    a_document,
    consulted_request,
    do,
    make_world,
    open_request,
    render_letters,
    request_in,
)

__all__ = ["blank_letters"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blank_letters")]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def refused(world: World) -> Callable[..., str]:
    """Does an action that must fail; nothing but the ledger may change. Gives the sentence."""

    def attempt(request: Request, action: str, by: str, **given: Any) -> str:
        before = picture(request)
        with pytest.raises(
            (operations.NotAllowed, ValueError, operations.ChangedMeanwhile)
        ) as error:
            do(world, request, action, by, **given)
        after = picture(request)
        assert after.changed_since(before) == []
        said = after.events - before.events
        assert said == (1 if isinstance(error.value, operations.NotAllowed) else 0)
        return str(error.value)

    return attempt


Refused = Callable[..., str]


def without(key: str) -> dict[str, Any]:
    contents = dict(a_document()["contents"])
    del contents[key]
    return {"contents": contents}


@pytest.mark.parametrize(
    "key", ["requesting_authority", "subject_nature", "facts_summary", "purpose"]
)
def test_a_missing_mandatory_content_is_named_with_its_paragraph(
    world: World, refused: Refused, key: str
) -> None:
    request = open_request(world, **without(key))
    assert "UNTOC art. 18(15)" in refused(request, "submit", "clerk")


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "TBD", "?"])
def test_a_place_holder_is_no_content(world: World, refused: Refused, text: str) -> None:
    contents = a_document()["contents"] | {"facts_summary": text}
    request = open_request(world, contents=contents)
    assert "Summary of the facts" in refused(request, "submit", "clerk")


def test_an_unknown_key_of_an_action_is_refused(world: World, refused: Refused) -> None:
    request = open_request(world)
    assert "does not take" in refused(request, "note", "clerk", state="CLOSED")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"state": "CLOSED"}, "no entry of that name"),
        ({"contents": {"secret": "x"}}, "Not a content"),
        ({"measures": [{"kind": "telepathy"}]}, "Not a kind of measure"),
        ({"title": "  "}, "This is needed"),
        ({"title": "x" * 301}, "At most 300"),
        ({"deadline_on": "9999-12-31"}, "between 1900 and 2200"),
        ({"deadline_on": "31.3.2026"}, "year-month-day"),
        ({"urgency": "PANIC"}, "Choose one of"),
        ({"title": "Bank\u202erecords"}, "hidden character"),
        ({"title": "Bank\x00records"}, "hidden character"),
        ({"requested_state": "JM"}, "one State to another"),
        ({"schema": "mla-request/2"}, "Choose one of"),
        ({"persons": [{"role": "Suspect"}] * 201}, "At most 200"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named(
    world: World, entry: dict[str, Any], says: str
) -> None:
    with pytest.raises(UnableToReadDocument, match=says):
        open_request(world, **entry)
    assert not Request.objects.exists()


def test_a_state_that_the_register_does_not_know_opens_nothing(world: World) -> None:
    with pytest.raises(operations.UnableToOpen, match="knows no State with the code ZZ"):
        open_request(world, requested_state="ZZ")
    assert open_request(world).reference == "JM/OUT/2026/00001"


def test_a_draft_cannot_be_changed_to_an_unknown_state(world: World, refused: Refused) -> None:
    request = open_request(world)
    document = a_document(requested_state="ZZ")
    assert "knows no State" in refused(request, "revise", "clerk", document=document)


def test_a_state_without_an_authority_needs_an_addressee(world: World, refused: Refused) -> None:
    request = open_request(world, requested_state="FR")
    do(world, request, "submit", "clerk")
    assert "no central authority of FR" in refused(request, "approve", "supervisor")


def test_an_addressee_written_by_hand_is_enough(world: World) -> None:
    request = open_request(world, requested_state="FR", addressee="Ministry of Justice, specimen")
    do(world, request, "submit", "clerk")
    assert do(world, request, "approve", "supervisor").request.state == "APPROVED"


def test_a_ground_that_the_instrument_does_not_allow(world: World, refused: Refused) -> None:
    request = consulted_request(world)
    said = refused(request, "refuse", "supervisor", grounds=["ref.political_offence"])
    assert "does not know the ground" in said


def test_a_forbidden_ground_alone(world: World, refused: Refused) -> None:
    request = consulted_request(world)
    said = refused(request, "refuse", "supervisor", grounds=["forbid.bank_secrecy"])
    assert "UNTOC art. 18(8)" in said


def test_a_forbidden_ground_beside_a_permitted_one_warns(world: World) -> None:
    request = consulted_request(world)
    grounds = ["ref.essential_interests", "forbid.bank_secrecy"]
    done = do(world, request, "refuse", "supervisor", grounds=grounds)
    assert any("leave it out" in str(finding.sentence) for finding in done.warnings)


def test_approval_by_the_author(world: World, refused: Refused) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    world.clerk.roles = ["SUPERVISOR"]
    world.clerk.save()
    assert "another supervisor decides" in refused(request, "approve", "clerk")


def test_who_corrected_a_draft_does_not_approve_it(world: World, refused: Refused) -> None:
    request = open_request(world)
    do(world, request, "correct", "supervisor")
    do(world, request, "submit", "clerk")
    assert "another supervisor decides" in refused(request, "approve", "supervisor")


def test_what_was_corrected_after_it_was_submitted_is_submitted_again(
    world: World, refused: Refused
) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    do(world, request, "correct", "clerk2")
    assert "submit them again" in refused(request, "approve", "supervisor")


def test_a_stale_form(world: World) -> None:
    request = open_request(world)
    do(world, request, "note", "clerk2")
    before = picture(request)
    with pytest.raises(operations.ChangedMeanwhile, match="nothing was done"):
        operations.act(
            "submit", request=request.public_id, by=world.clerk, at=NOW, version=request.version
        )
    after = picture(request)
    assert (after.changed_since(before), after.events) == ([], before.events)


def test_a_version_of_the_future_is_stale_too(world: World) -> None:
    request = open_request(world)
    with pytest.raises(operations.ChangedMeanwhile):
        operations.act(
            "submit", request=request.public_id, by=world.clerk, at=NOW, version=request.version + 1
        )


@pytest.mark.parametrize(
    ("sent_at", "says"),
    [
        ("2026-03-02T10:00 Europe/Atlantis", "no time zone called Europe/Atlantis"),
        ("2026-03-02T10:00 ../../etc/passwd", "no time zone called"),
        ("2026-03-02T10:00", "Name the time zone"),
        ("2025-03-09T02:30 America/New_York", "skip that time"),
        ("2026-02-30T10:00 UTC", "Write date and time"),
        ("yesterday", "Write date and time"),
        ("2026-03-02T10:01 America/Jamaica", "lies in the future"),
    ],
)
def test_an_instant_that_is_not_one(
    world: World, refused: Refused, sent_at: str, says: str
) -> None:
    request = request_in(world, "OUTGOING", "APPROVED")
    render_letters()
    assert says in refused(request, "transmit", "clerk", sent_at=sent_at)


@pytest.mark.parametrize(
    "value", ["2026-02-30", "20260302", "2026-W10-1", "1.3.2026", "0001-01-01", "\u0661"]
)
def test_a_day_that_is_not_one(world: World, refused: Refused, value: str) -> None:
    request = request_in(world, "INCOMING", "AWAITING_INFORMATION")
    refused(request, "receive_information", "clerk", received_on=value)


def test_tomorrow_has_not_happened_yet(world: World, refused: Refused) -> None:
    request = request_in(world, "INCOMING", "AWAITING_INFORMATION")
    said = refused(request, "receive_information", "clerk", received_on=TODAY + timedelta(days=1))
    assert "lies in the future" in said


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.pdf", b"MZ\x90\x00\x03 a program"),
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("nothing.txt", b""),
        ("image.png", b"\x7fELF\x02\x01\x01"),
    ],
)
def test_a_file_of_the_wrong_type_is_not_kept(
    world: World, refused: Refused, name: str, content: bytes
) -> None:
    request = open_request(world)
    upload = io.BytesIO(content)
    upload.name = name
    said = refused(request, "attach", "clerk", title="Annex", file=upload)
    assert "Accepted are" in said or "empty" in said
    assert not StoredFile.objects.exists()


def test_a_refused_attachment_leaves_no_file_behind(world: World, refused: Refused) -> None:
    request = open_request(world)
    upload = io.BytesIO(b"Plain text.\n")
    assert "Only these" in refused(request, "attach", "auditor", title="Annex", file=upload)
    assert not StoredFile.objects.exists()


def test_an_attachment_is_kept_as_it_came(world: World) -> None:
    request = open_request(world)
    do(world, request, "attach", "clerk", title="Annex", file=io.BytesIO(b"Plain text.\n"))
    assert vault.read(Document.objects.get(request=request).file) == b"Plain text.\n"


@pytest.mark.parametrize("number", ["9", "0", "-1", "\u00b2", "\u0661", "01", "1\x00", "a", "1.0"])
def test_a_measure_that_there_is_not(world: World, refused: Refused, number: str) -> None:
    request = consulted_request(world)
    refused(request, "refuse", "supervisor", measures=[number])


@pytest.mark.parametrize("ground", ["a\x00b", "\ud800", "x" * 101, "", "ref.essential_interests "])
def test_a_ground_that_is_no_word(world: World, refused: Refused, ground: str) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    refused(request, "refuse", "supervisor", grounds=[ground])


@pytest.mark.parametrize("person", ["nobody", "officer", "a\x00b", "\ud800", "x" * 200, 7])
def test_a_person_who_cannot_be_chosen(world: World, refused: Refused, person: object) -> None:
    request = open_request(world)
    refused(request, "assign", "clerk", person=person)


@pytest.mark.parametrize("key", ["x" * 61, "state", "facts_summary\x00"])
def test_what_is_asked_for_is_a_content(world: World, refused: Refused, key: str) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    refused(request, "request_information", "clerk", items=[key])
    assert not Question.objects.exists()


@pytest.mark.parametrize("length", [300, 301])
@pytest.mark.parametrize(
    ("action", "key"), [("record_acknowledgement", "their_reference"), ("correct", "value")]
)
def test_a_line_is_as_long_as_it_is_said_to_be(
    world: World, refused: Refused, action: str, key: str, length: int
) -> None:
    request = request_in(world, "OUTGOING", "TRANSMITTED")
    if length > 300:
        assert "At most 300" in refused(request, action, "clerk", **{key: length * "x"})
    else:
        given: dict[str, Any] = {key: length * "x"}
        do(world, request, action, "clerk", **given)


def test_a_line_does_not_grow_beyond_its_limit_when_it_is_normalised(
    world: World, refused: Refused
) -> None:
    request = open_request(world)
    assert "At most 300" in refused(request, "correct", "clerk", value=300 * "\u0958")


def test_their_ground_in_their_words_may_fill_a_line(world: World) -> None:
    request = request_in(world, "OUTGOING", "ACKNOWLEDGED")
    given: dict[str, Any] = {"grounds": [], "other_ground": 300 * "x"}
    assert do(world, request, "record_refusal", "clerk", **given).request.state == "REFUSED"


def test_the_rest_refused_after_results_is_not_a_request_refused(world: World) -> None:
    request = request_in(world, "OUTGOING", "PARTLY_EXECUTED")
    assert do(world, request, "record_refusal", "clerk").request.state == "EXECUTED"
    outcomes = Measure.objects.filter(request=request).values_list("outcome", flat=True)
    assert sorted(outcomes) == ["EXECUTED", "REFUSED"]


def test_a_decided_measure_does_not_change_its_words(world: World, refused: Refused) -> None:
    request = consulted_request(world)
    do(world, request, "refuse", "supervisor", measures=["2"])
    do(world, request, "record_consultation_answer", "clerk")
    document = a_document(outgoing=False)
    document["measures"][1]["kind"] = "service"
    assert "Measure 2 was already decided" in refused(request, "revise", "clerk", document=document)


def test_asked_before_it_was_examined_it_can_still_be_decided(world: World) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    do(world, request, "request_information", "clerk")
    do(world, request, "receive_information", "clerk")
    do(world, request, "take_up", "clerk")
    assert do(world, request, "accept", "supervisor").request.state == "ACCEPTED"


def test_results_that_come_after_a_part_was_sent_are_released_and_sent(world: World) -> None:
    request = request_in(world, "INCOMING", "IN_EXECUTION")
    do(world, request, "record_execution", "officer", outcome="PARTLY_EXECUTED")
    do(world, request, "release_results", "supervisor")
    do(world, request, "send_results", "clerk")
    do(world, request, "record_execution", "officer")
    do(world, request, "release_results", "supervisor")
    assert do(world, request, "send_results", "clerk").request.state == "RESULTS_SENT"


def test_a_correction_keeps_the_old_value_in_the_history(world: World) -> None:
    request = open_request(world)
    old = request.title
    do(world, request, "correct", "clerk", value="SPECIMEN: another")
    event = events_of(request.chain, limit=5)[-1]
    assert (event.data["was"], event.data["given"]["value"]) == (old, "SPECIMEN: another")


def test_a_corrected_title_is_found_by_search(world: World) -> None:
    request = open_request(world)
    do(world, request, "correct", "clerk", value="SPECIMEN: shipping papers")
    request = Request.objects.get(pk=request.pk)
    assert "shipping papers" in request.search_text
    assert request.reference.casefold() in request.search_text


@pytest.mark.parametrize("value", ["2026-03-03", "0001-01-01", "soon", "2026-W10-1"])
def test_a_day_of_receipt_is_corrected_to_a_day_that_was(
    world: World, refused: Refused, value: str
) -> None:
    request = request_in(world, "INCOMING", "RECEIVED")
    refused(request, "correct", "clerk", entry="received_on", value=value)


def test_a_request_of_ours_has_no_day_of_receipt(world: World, refused: Refused) -> None:
    request = open_request(world)
    said = refused(request, "correct", "clerk", entry="received_on", value="2026-03-01")
    assert "Only a request made to us" in said


@pytest.mark.parametrize("public_id", ["", "x", "\x00", "JM/OUT/2026/00001", "0" * 4000])
def test_a_request_that_there_is_not(world: World, public_id: str) -> None:
    with pytest.raises(queries.UnableToFind, match="There is no such request"):
        operations.act("note", request=public_id, by=world.clerk, at=NOW, given={"note": "x"})


def test_nobody_without_an_authority_opens_a_case(world: World) -> None:
    with pytest.raises(operations.NotAllowed, match="Only the people of the central authority"):
        operations.open_case(
            document=a_document(), direction="OUTGOING", by=world.registrar, at=NOW
        )
    assert not Request.objects.exists()
    assert [event.verb for event in events_of("house", limit=5)] == ["request.refused"]
