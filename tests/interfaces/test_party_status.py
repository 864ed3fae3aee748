"""Party status: the same answer on the page, the command and the API; nothing unknown is "no"."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from authorities import operations
from authorities.loading.rows import read_register
from authorities.models import Authority, Instrument, Participation, State
from authorities.party_status import Standing, UnableToSuppose, as_document, party_status
from mla.accounts import tokens
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.accounts.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, tzinfo=UTC)
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def register(db: None) -> None:
    operations.load_register(rows=read_register(), by=system_user(), at=AT)


def standing(code: str, state: str, on: date) -> Standing:
    found = party_status(code, on=on)
    return next(p.standing for p in found.parties if p.row.state_id == state)


def test_the_standing_of_a_state_follows_the_day() -> None:
    row = Participation.objects.get(instrument="UNTOC", state="JM")
    assert row.signed_on
    assert row.bound_on
    assert row.in_force_on
    steps = (
        (row.signed_on - timedelta(days=1), Standing.LATER),
        (row.signed_on, Standing.SIGNED),
        (row.bound_on, Standing.BOUND),
        (row.in_force_on - timedelta(days=1), Standing.BOUND),
        (row.in_force_on, Standing.IN_FORCE),
    )
    for day, expected in steps:
        assert standing("UNTOC", "JM", day) is expected, day
    Participation.objects.filter(pk=row.pk).update(out_of_force_on=date(2020, 1, 1))
    assert standing("UNTOC", "JM", TODAY) is Standing.ENDED


def test_the_threshold_of_every_instrument() -> None:
    needed = {
        "UNTOC": (40, 0),
        "UNCC": (40, 0),
        "UNCAC": (30, 0),
        "ETS185": (5, 3),
        "CETS224": (5, 0),
        "CARICOM2022": (40, 0),
    }
    for code, (number, members) in needed.items():
        found = party_status(code, on=TODAY)
        assert found.threshold, code
        assert (found.threshold.needed, found.threshold.members_needed) == (number, members), code
        known = Participation.objects.filter(
            instrument=code, bound_on__lte=TODAY, state__is_regional_organisation=False
        ).count()
        assert found.threshold.counted == known, code
        in_force = bool(found.instrument.in_force_on)
        assert found.threshold.missing == (0 if in_force else max(number - known, 0)), code
        statuses = {p.standing for p in found.parties}
        assert statuses <= set(Standing), code
        assert sum(found.counts.values()) == len(found.parties), code
    european = next(p for p in party_status("UNTOC", on=TODAY).parties if p.row.state_id == "EU")
    assert not european.counts


def test_before_the_fortieth_deposit_the_register_counts_what_was_missing() -> None:
    on = date(2003, 1, 1)
    found = party_status("UNTOC", on=on)
    assert found.threshold
    assert found.threshold.missing == 40 - found.threshold.counted > 0
    assert not found.is_in_force
    assert found.entry
    assert found.entry.entry_on is None
    today = party_status("UNTOC", on=TODAY)
    assert today.entry
    assert today.entry.entry_on == date(2003, 9, 29)
    assert today.agrees


def test_what_if_a_state_deposits() -> None:
    late = party_status("UNCAC", on=TODAY, what_if=[("TO", date(2027, 1, 1))])
    assert late.what_if
    assert late.what_if.states[0].entry.entry_on == date(2027, 1, 31)
    budapest = party_status("ETS185", on=TODAY, what_if=[("JM", date(2026, 11, 30))])
    assert budapest.what_if
    assert budapest.what_if.states[0].entry.entry_on == date(2027, 3, 1)

    codes = list(
        State.objects.filter(is_regional_organisation=False).values_list("code", flat=True)
    )
    taken = set(
        Participation.objects.filter(instrument="UNCC", bound_on__isnull=False).values_list(
            "state_id", flat=True
        )
    )
    first, later = date(2027, 1, 1), date(2027, 3, 20)
    free = [code for code in codes if code not in taken][: 41 - len(taken)]
    supposed = [(code, first) for code in free[:-1]] + [(free[-1], later)]
    found = party_status("UNCC", on=TODAY, what_if=[("EU", date(2026, 12, 1)), *supposed]).what_if
    assert found
    assert found.convention.entry_on == date(2027, 4, 1)
    entries = {one.state.code: one.entry.entry_on for one in found.states}
    assert entries.pop(free[-1]) == date(2027, 4, 19)
    assert set(entries.values()) == {date(2027, 4, 1)}
    one_less = party_status("UNCC", on=TODAY, what_if=[("EU", first), *supposed[1:-1]]).what_if
    assert one_less
    assert one_less.convention.entry_on is None
    assert {one.entry.entry_on for one in one_less.states} == {None}
    rest = party_status("UNCC", on=TODAY, rest_on=first).what_if
    assert rest
    assert rest.convention.entry_on == date(2027, 4, 1)


def test_what_cannot_be_supposed_is_refused_with_a_sentence() -> None:
    day = date(2027, 1, 1)
    cases: tuple[tuple[str, list[tuple[str, date]], date | None, str], ...] = (
        ("UNTOC", [("JM", day)], None, "deposited already, on 29 September 2003"),
        ("ETS185", [("AR", day)], None, "a party already"),
        ("UNCC", [("ZZ", day)], None, "no State “ZZ”"),
        ("UNCC", [("JM", day), ("JM", day)], None, "one deposit for each State"),
        ("UNCC", [("JM", date(2025, 1, 1))], None, "opened for signature on 25 October 2025"),
        ("UNCC", [("JM", day)], day, "either named deposits or all"),
    )
    for code, supposed, rest_on, sentence in cases:
        with pytest.raises(UnableToSuppose, match=sentence):
            party_status(code, on=TODAY, what_if=supposed, rest_on=rest_on)
    Instrument.objects.filter(code="UNCC").update(entry_rule="")
    assert party_status("UNCC", on=TODAY).threshold is None
    with pytest.raises(UnableToSuppose, match="does not hold the clause"):
        party_status("UNCC", on=TODAY, rest_on=day)


@pytest.fixture
def clerk() -> User:
    home = Authority.objects.get(state="JM")
    return User.objects.create_user("clerk", roles=[Role.CLERK], authority=home)


def test_page_command_and_api_tell_the_same(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    url = reverse("register:parties", args=["UNCC"])
    page = client.get(f"{url}?on=2026-11-21&suppose_on=2027-01-01")
    assert page.status_code == 200
    assert "1 April 2027" in page.content.decode()
    both = client.get(
        f"{url}?on=2026-11-21&what_if=JM=2027-01-01&suppose_by=CO&suppose_on=2027-02-01"
    )
    text = both.content.decode()
    assert 'value="JM=2027-01-01"' in text
    assert 'value="CO=2027-02-01"' in text
    assert "Supposing a deposit by Colombia on 1 February 2027." in text
    for query, sentence in (
        ("suppose_by=CO", "Say on which day it deposits."),
        ("what_if=nonsense", "is not a State and a day"),
        ("what_if=JM=2020-01-01", "opened for signature"),
        ("on=2026-02-30", "There is a problem"),
    ):
        refused = client.get(f"{url}?{query}")
        assert refused.status_code == 422, query
        assert sentence in refused.content.decode(), query
    for name in ("CARICOM2022", "ETS182", "ETS185"):
        assert client.get(reverse("register:parties", args=[name])).status_code == 200, name
    assert client.get(reverse("register:parties", args=["NONE"])).status_code == 404
    assert url in client.get(reverse("register:instrument", args=["UNCC"])).content.decode()
    assert url in client.get(reverse("register:instruments")).content.decode()

    expected = as_document(party_status("UNCC", on=TODAY, what_if=[("JM", date(2027, 1, 1))]))
    assert command("UNCC", "--on", "2026-11-21", "--what-if", "JM=2027-01-01") == expected
    _row, token = tokens.issue_token(by=clerk, at=timezone.now(), name="test", days=1)
    heads = {"authorization": f"Bearer {token}"}
    asked = "/api/register/instruments/uncc/parties"
    told = client.get(f"{asked}?on=2026-11-21&what_if=JM=2027-01-01", headers=heads)
    assert told.json() == expected
    assert client.get(f"{asked}?what_if=x", headers=heads).status_code == 400
    assert client.get(asked.replace("uncc", "none"), headers=heads).status_code == 404
    assert {p["verified"] for p in expected["parties"]} <= {True, False}
    assert all(p["source"] for p in expected["parties"])


def command(*words: str) -> Any:
    out = StringIO()
    call_command("party_status", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_speaks_and_refuses() -> None:
    out = StringIO()
    call_command("party_status", "uncc", "--rest-on", "2027-01-01", stdout=out)
    assert "1 April 2027" in out.getvalue()
    assert "verified" in out.getvalue()
    for words in (["NONE"], ["UNCC", "--what-if", "ZZ=2027-01-01"], ["UNCC", "--what-if", "x"]):
        with pytest.raises(SystemExit) as ended:
            call_command("party_status", *words, stderr=StringIO())
        assert ended.value.code == 1, words
