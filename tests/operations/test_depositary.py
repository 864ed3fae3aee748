"""Notifications to the depositary: from the register to a letter that does not change."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from authorities.models import AcceptedLanguage, Declaration
from mla.accounts.models import User
from mla.effects.models import Effect
from mla.ledger.models import Event
from requests_app import depositary, vault
from requests_app.letters.context import from_json
from requests_app.models import DepositaryLetter
from requests_app.rules import instruments
from requests_app.rules.instruments import Depositary, Tag, UnableToReadInstrument
from tests.world import NOW, TODAY, World, later, make_world, render_letters

pytestmark = pytest.mark.django_db
GIVEN = {
    "notify.central_authority": "SPECIMEN Central Authority\n1 Example Road",
    "notify.languages": "English",
    "notify.extradition_basis": "",
}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def prepared(world: World, **changed: Any) -> DepositaryLetter:
    wanted: dict[str, Any] = {"instrument": "UNTOC", "language": "en", "given": GIVEN}
    return depositary.prepare(**wanted | changed, by=world.registrar, at=NOW)


def test_every_notification_of_every_instrument_has_its_words_and_an_honest_tag() -> None:
    read = {
        ("CARICOM2022", "notify.central_authority"): ("para. 16", Tag.V_SEED),
        ("CARICOM2022", "notify.languages"): ("para. 18", Tag.V_SEED),
        ("UNTOC", "notify.central_authority"): ("18(13)", Tag.V),
        ("UNTOC", "notify.languages"): ("18(14)", Tag.V),
        ("UNCAC", "notify.central_authority"): ("46(13)", Tag.V),
        ("UNCAC", "notify.languages"): ("46(14)", Tag.V),
        ("ETS185", "notify.central_authority"): ("27(2)(c)", Tag.V),
    }
    from requests_app.letters import wordings

    found = {}
    for one in instruments.all_instruments().values():
        for row in one.notifications:
            found[one.code, row.key] = row
            for language in wordings.languages():
                words = wordings.wording(language)
                assert words.text("depositary", row.key.replace(".", "_")), row.key
                assert words.text("depositary", f"to_{row.to}"), row.key
            if (one.code, row.key) not in read:
                assert row.tag is Tag.U, (one.code, row.key)
    for key, (cite, tag) in read.items():
        assert found[key].cite.endswith(cite), key
        assert found[key].tag is tag, key
    assert {row.to for row in instruments.get("ETS185").notifications} == {Depositary.COE}
    text = (instruments.FOLDER / "untoc.toml").read_text("utf-8")
    for wrong in ('key = "languages"', 'key = "notify.x"\ncite = "x"\ntag = "V"'):
        with pytest.raises(UnableToReadInstrument):
            instruments.parse(f"{text}\n[[notifications]]\n{wrong}\n", name="x")


def test_the_register_says_what_is_known_and_leaves_the_rest_empty(world: World) -> None:
    says = depositary.from_the_register("UNTOC", language="en", on=TODAY)
    assert says["notify.central_authority"].startswith("SPECIMEN Central Authority")
    assert says["notify.languages"] == says["notify.extradition_basis"] == ""
    deposited = Declaration.objects.create(
        state_id="JM", instrument=None, law="UNTOC", kind="LANGUAGE", value="English and Spanish"
    )
    for place, code in enumerate(("en", "es"), start=1):
        AcceptedLanguage.objects.create(declaration=deposited, language=code, position=place)
    told = depositary.from_the_register("UNTOC", language="es", on=TODAY)
    assert told["notify.languages"] == "Inglés, Español"


def test_from_the_register_to_a_dispatched_letter(world: World) -> None:
    letter = prepared(world)
    assert letter.reference == f"JM/DEP/{NOW.year}/00001"
    assert [item["key"] for item in letter.items] == [
        "notify.central_authority",
        "notify.languages",
    ]
    preview = depositary.read(letter=letter.public_id, by=world.supervisor, at=NOW)
    assert preview.data.startswith(b"%PDF")
    assert not Effect.objects.filter(kind=depositary.RENDER).exists()
    depositary.approve(letter=letter.public_id, by=world.supervisor, at=NOW)
    letter.refresh_from_db()
    assert letter.context
    words = from_json(letter.context)
    assert words.addressee[0] == "The Secretary-General of the United Nations"
    assert words.sections[0].title == "Central authority designated"
    assert "18(13)" in words.sections[0].blocks[0].paragraphs[0]
    assert words.sections[0].blocks[1].quoted[0] == "SPECIMEN Central Authority"
    assert words.specimen
    with pytest.raises(depositary.UnableToNotify, match="not possible any more"):
        depositary.dispatch(
            letter=letter.public_id, channel="DIPLOMATIC", by=world.registrar, at=NOW
        )
    render_letters()
    letter.refresh_from_db()
    assert (letter.status, letter.failure) == ("READY", "")
    depositary.dispatch(
        letter=letter.public_id, channel="DIPLOMATIC", by=world.registrar, at=later(days=1)
    )
    letter.refresh_from_db()
    assert letter.file
    kept = depositary.read(letter=letter.public_id, by=world.auditor, at=later(days=2))
    assert kept.data == vault.read(letter.file)
    for change in (
        lambda: DepositaryLetter.objects.update(items=[]),
        lambda: DepositaryLetter.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
            change()
    with pytest.raises(depositary.UnableToNotify):
        depositary.cancel(letter=letter.public_id, by=world.registrar, at=NOW)
    verbs = Event.objects.filter(chain="house", verb__startswith="depositary.").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "depositary.prepared",
        "depositary.read",
        "depositary.approved",
        "depositary.dispatched",
        "depositary.read",
    ]
    dispatched = verbs.get(verb="depositary.dispatched").data
    assert dispatched["sha256"] == letter.file.sha256


def test_nobody_does_what_another_must(world: World) -> None:
    for person in (world.clerk, world.supervisor, world.auditor):
        with pytest.raises(depositary.NotAllowedToNotify, match="Only a registrar"):
            depositary.prepare(instrument="UNTOC", language="en", given=GIVEN, by=person, at=NOW)
    refused: tuple[dict[str, Any], ...] = (
        {"instrument": "CARICOM2022"},
        {"instrument": "COURTESY"},
        {"instrument": "NONE"},
        {"language": "tlh"},
        {"given": {}},
        {"given": {"notify.languages": "  "}},
    )
    for wrong in refused:
        with pytest.raises(depositary.UnableToNotify):
            prepared(world, **wrong)
    both = User.objects.create_user("both", roles=["REGISTRAR", "SUPERVISOR"], authority=world.home)
    own = depositary.prepare(instrument="UNCAC", language="es", given=GIVEN, by=both, at=NOW)
    with pytest.raises(depositary.NotAllowedToNotify, match="never approves"):
        depositary.approve(letter=own.public_id, by=both, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        DepositaryLetter.objects.filter(pk=own.pk).update(approved_by=both, approved_at=NOW)
    with pytest.raises(depositary.NotAllowedToNotify, match="Only a supervisor"):
        depositary.approve(letter=own.public_id, by=world.registrar, at=NOW)
    depositary.approve(letter=own.public_id, by=world.supervisor, at=NOW)
    with pytest.raises(depositary.NotAllowedToNotify):
        depositary.cancel(letter=own.public_id, by=world.auditor, at=NOW)
    depositary.cancel(letter=own.public_id, by=world.registrar, at=NOW)
    render_letters()
    own.refresh_from_db()
    assert (own.status, own.file) == ("CANCELLED", None)
    with pytest.raises(depositary.UnableToNotify, match="no such letter"):
        depositary.approve(letter=uuid4(), by=world.supervisor, at=NOW)


def test_the_pages(client: Client, world: World) -> None:
    listed = reverse("depositary:list")
    client.force_login(world.clerk)
    assert client.get(listed).status_code == 404
    client.force_login(world.registrar)
    assert "No notification yet" in client.get(listed).content.decode()
    url = reverse("depositary:new")
    assert "Continue" in client.get(url).content.decode()
    assert client.get(f"{url}?instrument=NONE&language=en").status_code == 422
    url += "?instrument=UNTOC&language=en"
    page = client.get(url).content.decode()
    assert "SPECIMEN Central Authority" in page
    assert "UNTOC art. 18(14) · V" in page
    empty = client.post(url, {"once": "a" * 32})
    assert empty.status_code == 422
    assert "Say at least one thing" in empty.content.decode()
    made = client.post(url, GIVEN | {"once": "b" * 32})
    letter = DepositaryLetter.objects.get()
    address = reverse("depositary:detail", args=[letter.public_id])
    assert made.headers["Location"] == address
    assert "Another person, a supervisor, approves it." in client.get(address).content.decode()
    pdf = client.get(reverse("depositary:pdf", args=[letter.public_id]))
    assert pdf.headers["Content-Type"] == "application/pdf"
    client.force_login(world.supervisor)
    once = {"once": "c" * 32}
    approve = reverse("depositary:approve", args=[letter.public_id])
    assert client.post(approve, once).status_code == 302
    assert client.post(approve, once).status_code == 302
    render_letters()
    assert "Note the dispatch" in client.get(address).content.decode()
    sent = reverse("depositary:dispatch", args=[letter.public_id])
    assert client.post(sent, {"once": "d" * 32, "channel": "DIPLOMATIC"}).status_code == 302
    shown = client.get(address).content.decode()
    assert "SHA-256" in shown
    assert "Cancel the notification" not in shown
    assert letter.reference in client.get(listed).content.decode()
    gone = client.post(
        reverse("depositary:cancel", args=[letter.public_id]), {"once": "e" * 32}, follow=True
    )
    assert "not possible any more" in gone.content.decode()
    assert client.get(reverse("depositary:detail", args=[uuid4()])).status_code == 404
    assert client.get(reverse("depositary:pdf", args=[uuid4()])).status_code == 404
