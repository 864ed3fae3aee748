"""Evidence: kept as it came, in hands that are on record, with the limits it came with."""

import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from mla.ledger import events_of
from requests_app import house, manifest, operations, telling
from requests_app.casefile import CaseFile
from requests_app.models import Evidence, Request
from requests_app.rules.inputs import UnableToReadInput
from requests_app.rules.use_limits import Source
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
BYTES = b"%PDF-1.7\nSPECIMEN account statements\n%%EOF\n"
SHA256 = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture
def world() -> World:
    return make_world()


def case_of(request: Request, *, days: int = 0) -> CaseFile:
    at = later(days=days)
    return CaseFile(Request.objects.get(pk=request.pk), at=at, today=house.today(at))


def refused(world: World, request: Request, action: str, by: str, words: str, **given: Any) -> None:
    with pytest.raises(operations.NotAllowed, match=words):
        do(world, request, action, by, **given)


def words_of_latest(request: Request) -> str:
    letter = request.letters.order_by("number").last()
    assert letter is not None
    return json.dumps(letter.context)


def with_file() -> dict[str, Any]:
    return {
        "file": io.BytesIO(BYTES),
        "medium": "",
        "stated_sha256": SHA256.upper(),
        "stated_size": None,
    }


def test_what_they_sent_is_kept_receipted_handed_on_and_told_in_a_manifest(world: World) -> None:
    request = request_in(world, "OUTGOING", "EXECUTED")
    refused(world, request, "acknowledge_evidence", "clerk", "No item of evidence")
    do(world, request, "register_evidence", "clerk", **with_file())
    do(world, request, "register_evidence", "clerk", limits="Not to be shown to the press.")

    kept, disk = Evidence.objects.filter(request=request)
    assert (kept.number, disk.number) == (1, 2)
    assert kept.sha256 == SHA256
    assert (kept.hash_agrees, disk.hash_agrees) == (True, None)
    assert disk.sha256 == "ab" * 32
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        Evidence.objects.filter(pk=kept.pk).update(title="Something else")
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        kept.custody.all().delete()

    do(world, request, "acknowledge_evidence", "clerk", evidence=["1", "2"])
    assert letter_kinds(request)[-1] == "EVIDENCE_RECEIPT"
    words = words_of_latest(request)
    assert " ".join(SHA256[at : at + 16] for at in range(0, 64, 16)) in words
    assert "is the same" in words
    refused(world, request, "acknowledge_evidence", "clerk", "No receipt is owed for item 1")

    refused(
        world,
        request,
        "record_custody",
        "clerk",
        "Say to whom",
        step="HANDED_OVER",
    )
    refused(
        world,
        request,
        "record_custody",
        "clerk",
        "has an entry of 2026-03-02",
        happened_on=TODAY - timedelta(days=1),
    )
    refused(
        world, request, "record_custody", "clerk", "future", happened_on=TODAY + timedelta(days=1)
    )
    refused(world, request, "record_custody", "clerk", "no item of evidence 9", evidence=["9"])
    with pytest.raises(UnableToReadInput):
        do(world, request, "record_custody", "clerk", step="RECEIVED")
    do(world, request, "record_custody", "clerk", evidence=["1", "2"])
    do(
        world,
        request,
        "record_custody",
        "clerk",
        evidence=["2"],
        step="RETURNED",
        given_to="Their central authority",
        happened_on=TODAY + timedelta(days=4),
        at=later(days=5),
    )
    refused(world, request, "record_custody", "clerk", "not here any more", evidence=["2"])

    told = manifest.of(case_of(request, days=5))
    first, second = told["items"]
    assert [link["sentence"] for link in second["custody"]] == [
        "2026-03-02: received from Criminal Court (courier).",
        "2026-03-02: receipt confirmed by SPECIMEN Central Authority.",
        "2026-03-02: sealed by Registry of the house.",
        "2026-03-06: returned by Registry of the house to Their central authority.",
    ]
    assert first["limits"] == [
        {
            "source": "INSTRUMENT",
            "text": first["limits"][0]["text"],
            "cite": "UNTOC art. 18(19)",
            "binding": True,
        }
    ]
    assert second["limits"][-1]["source"] == Source.ITEM
    assert manifest.digest(told["items"]) == told["sha256"]
    text = manifest.as_text(told)
    for expected in (SHA256, told["sha256"], "Sealed disk", "UNTOC art. 18(19)", "SPECIMEN"):
        assert expected in text
    assert telling.detail(case_of(request), by=world.clerk)["evidence"][0]["sha256"] == SHA256


def test_what_we_gathered_leaves_once_released_and_their_receipt_closes_the_debt(
    world: World,
) -> None:
    request = request_in(world, "INCOMING", "EXECUTED")
    do(world, request, "register_evidence", "officer", receipt_asked=False)
    refused(world, request, "deliver_evidence", "clerk", "not released yet")
    do(
        world,
        request,
        "release_results",
        "supervisor",
        use_limits="Only in the case stated in the request.",
    )
    do(world, request, "deliver_evidence", "clerk")
    render_letters()
    words = words_of_latest(request)
    for expected in (
        "Delivery of evidence",
        "diplomatic bag",
        "Sealed disk, serial number 17",
        "Only in the case stated",
        "A written receipt is requested",
    ):
        assert expected in words
    do(world, request, "send_results", "clerk")
    assert "abababababababab" in words_of_latest(request)
    render_letters()
    while request.letters.filter(status="READY").exists():
        do(world, request, "dispatch_letter", "clerk", at=later(days=1))
    closed = do(world, request, "close", "clerk", at=later(days=1))
    assert any("receipt is still owed" in str(warned.sentence) for warned in closed.warnings)
    do(
        world,
        request,
        "record_evidence_receipt",
        "clerk",
        happened_on=TODAY + timedelta(days=9),
        at=later(days=10),
    )
    (item,) = case_of(request).evidence
    assert not item.receipt_owed
    refused(
        world,
        request,
        "record_evidence_receipt",
        "clerk",
        "No receipt is owed for item 1",
        happened_on=TODAY,
    )


def test_an_item_is_kept_or_described_and_its_hash_can_be_one(world: World) -> None:
    request = request_in(world, "INCOMING", "EXECUTED")
    for words, given in (
        ("say on which medium", {"medium": ""}),
        ("64 characters", {"stated_sha256": "abc"}),
        ("at least one", {"stated_size": 0}),
        ("no measure 9", {"measures": ["9"]}),
        ("future", {"received_on": TODAY + timedelta(days=1)}),
        ("before the request was made", {"received_on": TODAY - timedelta(days=1)}),
    ):
        refused(world, request, "register_evidence", "clerk", words, **given)
    assert not request.evidence.exists()
    do(world, request, "register_evidence", "clerk", **with_file() | {"stated_sha256": "0" * 64})
    assert request.evidence.get().hash_agrees is False
    assert "not the one that was stated" in manifest.as_text(manifest.of(case_of(request)))


def test_accepted_conditions_travel_with_the_items_of_their_measures(world: World) -> None:
    request = request_in(world, "OUTGOING", "CONDITIONS_OFFERED")
    do(world, request, "accept_conditions", "supervisor")
    do(world, request, "record_results", "clerk")
    do(world, request, "register_evidence", "clerk")
    case = case_of(request)
    (row,) = case.evidence_rows
    sources = {limit.source: limit for limit in case.limits_of(row)}
    assert sources[Source.CONDITION].text == "Use in this case only."
    assert sources[Source.CONDITION].binding
    assert sources[Source.CONDITION].cite == "UNTOC art. 18(26)"


def test_the_manifest_as_page_text_and_json_and_its_readings_on_the_ledger(
    world: World, client: Client
) -> None:
    request = request_in(world, "OUTGOING", "EXECUTED")
    client.force_login(world.clerk)
    page = reverse("requests:request", args=[request.public_id])
    assert "No item of evidence is registered" in client.get(page).content.decode()
    do(world, request, "register_evidence", "clerk", **with_file())
    assert SHA256 in client.get(page).content.decode()
    url = reverse("requests:evidence", args=[request.public_id])
    assert SHA256 in client.get(url).content.decode()
    for form in ("txt", "json"):
        answer = client.get(reverse("requests:evidence_as", args=[request.public_id, form]))
        assert SHA256 in answer.content.decode()
        assert "attachment" in answer.headers["Content-Disposition"]
    assert json.loads(answer.content)["reference"] == request.reference
    assert client.get(url.rstrip("/") + ".exe").status_code == 404
    verbs = [event.verb for event in events_of(request.chain, limit=100)]
    assert verbs.count("read_manifest") == 3
    client.force_login(world.registrar)
    assert client.get(url).status_code in (403, 404)
