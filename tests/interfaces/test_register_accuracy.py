"""Register accuracy: who said when that an entry is right, and how old the others are."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from authorities import confirming, operations, reminding
from authorities.loading.rows import read_register
from authorities.models import Authority, Confirmation, ConfirmationAsked
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.accounts.roles import Role
from mla.effects import carrier
from mla.effects.models import Effect
from mla.ledger.models import Event
from tests.world import make_world, open_request

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def register(db: None) -> None:
    operations.load_register(rows=read_register(), by=system_user(), at=AT)


@pytest.fixture
def registrar() -> User:
    return User.objects.create_user("registrar", roles=[Role.REGISTRAR])


@pytest.fixture
def jamaica() -> Authority:
    return Authority.objects.get(state="JM", is_specimen=False)


def confirm(authority: Authority, by: User, **changed: object) -> Confirmation:
    given = {
        "version": authority.version,
        "confirmed_on": TODAY,
        "confirmed_by": "head of the international unit",
        "means": "TELEPHONE",
        "remark": "",
    } | changed
    return confirming.confirm_authority(authority=authority, by=by, at=AT, **given)  # type: ignore[arg-type]


def test_a_confirmation_says_who_when_and_how_and_keeps_the_facts(
    registrar: User, jamaica: Authority
) -> None:
    row = confirm(jamaica, registrar, remark="all lines read out")
    jamaica.refresh_from_db()
    assert (jamaica.confirmed_on, jamaica.version, row.entry_version) == (TODAY, 2, 1)
    event = Event.objects.filter(verb="authority.confirmed").get()
    assert event.chain == "house"
    assert event.data["confirmed_by"] == "head of the international unit"
    assert event.data["means"] == "TELEPHONE"
    # One that comes to light later does not make the entry older.
    confirm(jamaica, registrar, confirmed_on=date(2025, 1, 1))
    jamaica.refresh_from_db()
    assert jamaica.confirmed_on == TODAY
    for refused in (
        {"version": 1},
        {"confirmed_on": TODAY + timedelta(days=1)},
        {"confirmed_by": "  "},
    ):
        with pytest.raises(operations.UnableToChangeRegister):
            confirm(jamaica, registrar, **refused)
    clerk = User.objects.create_user("clerk", roles=[Role.CLERK], authority=jamaica)
    with pytest.raises(operations.NotAllowedInRegister):
        confirm(jamaica, clerk)
    with pytest.raises(operations.NotAllowedInRegister):
        confirming.note_question(authority=jamaica, asked_on=TODAY, means="LETTER", by=clerk, at=AT)
    for change in (lambda: row.delete(), lambda: Confirmation.objects.update(remark="x")):
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            change()
    assert Confirmation.objects.count() == 2


def test_the_age_of_an_entry_in_words(jamaica: Authority) -> None:
    cases = (
        (None, "", "never confirmed; the date of its source is not known", True),
        (None, "2026-06", "never confirmed; its source is of June 2026", True),
        (None, "2006-11-21", "its source is of 21 November 2006, 20 years old", True),
        (None, "2006-11-22", "its source is of 22 November 2006, 19 years old", True),
        (None, "2025-11", "never confirmed; its source is of November 2025", True),
        (None, "2025-10", "its source is of October 2025, 1 year old", True),
        (date(2025, 11, 21), "", "last confirmed on 21 November 2025, a year or more ago", True),
        (date(2025, 11, 22), "", "confirmed on 22 November 2025", False),
    )
    for confirmed_on, source_date, sentence, due in cases:
        jamaica.confirmed_on, jamaica.source_date = confirmed_on, source_date
        said = confirming.age(jamaica, on=TODAY)
        assert said.endswith(sentence), (confirmed_on, source_date)
        assert confirming.is_due(jamaica, on=TODAY) is due, (confirmed_on, source_date)
        assert confirming.warning(jamaica, on=TODAY) == (said if due else ""), said
    assert confirming.a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert confirming.warning(None, on=TODAY) == ""


def test_the_list_is_walked_forward_and_backward_by_age(registrar: User) -> None:
    rows = list(Authority.objects.filter(is_specimen=False).order_by("pk"))
    old, fresh, ended, specimen, *rest = rows
    Authority.objects.filter(pk=old.pk).update(confirmed_on=date(2020, 1, 1))
    Authority.objects.filter(pk=fresh.pk).update(confirmed_on=TODAY)
    Authority.objects.filter(pk=ended.pk).update(valid_from=None, valid_to=date(2020, 1, 1))
    Authority.objects.filter(pk=specimen.pk).update(is_specimen=True, institution="SPECIMEN")
    expected = [
        a.pk
        for a in sorted(
            (a for a in rest if not a.valid_to or a.valid_to >= TODAY),
            key=lambda a: (a.source_date, a.pk),
        )
    ] + [old.pk]
    walked: list[int] = []
    pages = []
    after = ""
    while True:
        page = confirming.entries_page(on=TODAY, after=after, size=7)
        pages.append([a.pk for a in page.rows])
        walked += pages[-1]
        if not page.after:
            break
        after = page.after
    assert walked == expected
    back = page
    for earlier in reversed(pages[:-1]):
        back = confirming.entries_page(on=TODAY, before=back.before, size=7)
        assert [a.pk for a in back.rows] == earlier
    assert back.before == ""
    for nonsense in ("x", "~~", "a~b~c", "~~9\x00"):
        assert confirming.entries_page(on=TODAY, after=nonsense, size=7).rows[0].pk == expected[0]
    before = confirming.not_yet_asked(on=TODAY)
    confirming.note_question(authority=rest[0], asked_on=TODAY, means="LETTER", by=registrar, at=AT)
    confirming.note_question(
        authority=rest[1], asked_on=date(2025, 11, 21), means="EMAIL", by=registrar, at=AT
    )
    assert confirming.not_yet_asked(on=TODAY) == before - 1


def test_registrars_are_reminded_once_a_week_while_anything_is_to_be_asked(
    registrar: User,
) -> None:
    User.objects.create_user("gone", roles=[Role.REGISTRAR], is_active=False)
    User.objects.create_user("auditor", roles=[Role.AUDITOR])
    for moment in (AT, AT, AT + timedelta(hours=30)):  # Saturday, then Sunday
        reminding.remind(at=moment)
    assert Effect.objects.filter(kind=reminding.REMIND).count() == 1
    reminding.remind(at=AT + timedelta(days=3))
    assert Effect.objects.filter(kind=reminding.REMIND).count() == 2
    later = AT + timedelta(days=4)
    carrier.carry_out_due(clock=lambda: later)
    count = confirming.not_yet_asked(on=TODAY)
    assert [m.subject for m in mail.outbox] == [f"Entries of the register to confirm: {count}"] * 2
    assert "/register/confirm/" in mail.outbox[0].body
    names = Authority.objects.values_list("institution", flat=True)
    assert not any(name in mail.outbox[0].body for name in names)
    Authority.objects.update(confirmed_on=TODAY)
    reminding.remind(at=AT + timedelta(days=10))
    assert Effect.objects.filter(kind=reminding.REMIND).count() == 2


def test_the_pages_of_a_registrar(client: Client, registrar: User, jamaica: Authority) -> None:
    client.force_login(registrar)
    page = reverse("register:authority", args=[jamaica.public_id])
    assert "never confirmed" in client.get(page).content.decode()
    assert "never confirmed" in client.get(reverse("register:state", args=["JM"])).content.decode()
    listed = client.get(reverse("register:entries_to_confirm")).content.decode()
    assert "house rule" in listed
    assert "para 2(c)-(d)" in listed
    ask = reverse("register:ask", args=[jamaica.public_id])
    data = {"asked_on": "2026-11-20", "means": "LETTER", "remark": "", "once": "a" * 32}
    assert client.post(ask, data).status_code == 302
    assert client.post(ask, data).status_code == 302
    assert ConfirmationAsked.objects.count() == 1
    url = reverse("register:confirm", args=[jamaica.public_id])
    data = {
        "version": "1",
        "confirmed_on": "2026-11-21",
        "confirmed_by": "the registry",
        "means": "EMAIL",
        "remark": "",
        "once": "b" * 32,
    }
    for number, wrong in enumerate(
        ({"confirmed_on": "2999-01-01"}, {"version": "7"}, {"confirmed_by": ""}, {"means": "X"})
    ):
        refused = client.post(url, data | wrong | {"once": f"{number}" * 32})
        assert refused.status_code == 422, wrong
        assert "There is a problem" in refused.content.decode(), wrong
    assert client.post(url, data).status_code == 302
    shown = client.get(page).content.decode()
    assert "21 November 2026: confirmed by the registry (e-mail)" in shown
    assert "20 November 2026: asked to confirm (letter)" in shown


def test_the_choice_of_an_addressee_warns(client: Client) -> None:
    world = make_world()
    case = open_request(world)
    client.force_login(world.people["clerk"])
    url = reverse("requests:section", args=[case.public_id, "addressee"])
    page = client.get(url).content.decode()
    assert "never confirmed" in page
