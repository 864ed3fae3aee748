"""What a page says: names and days for people, no codes, in the language of the reader."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import available_timezones

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import translation

from authorities.models import Instrument, State
from requests_app.models import Request
from requests_app.rules import instruments
from requests_app.rules.sentences import Sentence
from requests_app.web import casepage, words
from requests_app.web.cites import cite
from requests_app.web.forms import InstantInput
from requests_app.web.states import choices
from tests.world import World, do, make_world, open_request, render_letters, request_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def page(client: Client, name: str, request: Request, *more: str) -> str:
    url = reverse(f"requests:{name}", args=[request.public_id, *more])
    return client.get(url).content.decode()


def send(client: Client, request: Request, key: str, **typed: Any) -> Any:
    url = reverse("requests:action", args=[request.public_id, key])
    html = client.get(url).content.decode()
    found = {name: re.search(rf'name="{name}" value="(\w+)"', html) for name in ("once", "version")}
    return client.post(url, typed | {name: hit[1] for name, hit in found.items() if hit})


def house_cites() -> list[str]:
    found = {
        row.cite
        for instrument in instruments.all_instruments().values()
        for rows in (instrument.contents, instrument.clocks, instrument.duties)
        for row in rows
        if row.cite.startswith("House rule")
    }
    return sorted(found)


@pytest.mark.parametrize("language", ["es", "ar"])
def test_no_house_rule_is_cited_in_english(language: str) -> None:
    english = re.compile(
        r"\b(House|rule|after|lists|contents|silent|reaches|speaks?|says|verified"
        r"|treaty|names|the)\b"
    )
    assert house_cites()
    with translation.override(language):
        told = {text: cite(text) for text in house_cites()}
    assert {text: said for text, said in told.items() if english.search(said)} == {}


def test_a_house_rule_keeps_its_cite_in_english_and_a_paragraph_in_every_language() -> None:
    assert [cite(text) for text in house_cites()] == house_cites()
    with translation.override("ar"):
        assert cite("UNTOC art. 18(15)(a)") == "UNTOC art. 18(15)(a)"


def test_a_sentence_carries_its_house_rule_in_the_language_of_the_page() -> None:
    with translation.override("es"):
        assert words.say(Sentence("SPECIMEN", cite="House rule after UNTOC art. 18(15)")) == (
            "SPECIMEN (Regla interna según UNTOC art. 18(15))"
        )


def test_the_instruments_of_the_register_are_named_in_arabic(client: Client, world: World) -> None:
    Instrument.objects.create(
        code="CYBER",
        title="Convention on Cybercrime",
        short_title="Budapest Convention",
        kind="MULTILATERAL",
        status="IN_FORCE",
    )
    client.force_login(world.clerk)
    client.cookies["django_language"] = "ar"
    html = client.get(reverse("register:instruments")).content.decode()
    assert "<bdi>Budapest Convention</bdi>" not in html
    assert "<bdi>اتفاقية بودابست</bdi>" in html


def test_accents_do_not_move_a_state_in_the_list(world: World) -> None:
    State.objects.create(code="AX", name="Åland Islands")
    with translation.override("en"):
        assert choices()[0] == ("AX", "Åland Islands (AX)")


def test_the_last_look_names_states_and_days(client: Client, world: World) -> None:
    request = open_request(world, deadline_on="2026-05-30", deadline_reason="The trial opens then.")
    client.force_login(world.clerk)
    html = page(client, "check", request)
    assert "United States (US)" in html
    assert "Jamaica (JM)" in html
    assert "30 May 2026" in html
    assert "Penalty: 7 years" in html
    assert not re.search(r"<dd>\s*(US|JM|2026-05-30)\s*</dd>", html)


def test_a_measure_without_a_kind_is_asked_for_one_without_codes(
    client: Client, world: World
) -> None:
    request = open_request(world)
    client.force_login(world.clerk)
    html = page(client, "section", request, "measures")
    found = {name: re.search(rf'name="{name}" value="(\w+)"', html) for name in ("once", "version")}
    typed = {"count": "1", "measures__0__kind": "", "measures__0__description": "Records."}
    response = client.post(
        reverse("requests:section", args=[request.public_id, "measures"]),
        typed | {name: hit[1] for name, hit in found.items() if hit},
    )
    said = response.content.decode()
    assert response.status_code == 422
    assert "Choose a kind of measure." in said
    assert "search_seize_freeze," not in said


def test_an_urgency_is_corrected_by_its_label(client: Client, world: World) -> None:
    request = open_request(world)
    client.force_login(world.clerk)
    typed = {"entry": "urgency", "value": " urgent ", "reasons": "Misheard."}
    assert send(client, request, "correct", **typed).status_code == 302
    assert Request.objects.get(pk=request.pk).urgency == "URGENT"
    assert "<bdi>Urgent</bdi>" in page(client, "request", request)


def test_a_draft_begun_in_the_evening_has_been_open_for_no_day() -> None:
    evening_in_jamaica = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)
    assert casepage.days_open(None, evening_in_jamaica, date(2026, 3, 2)) == 0
    assert casepage.days_open(date(2026, 2, 28), evening_in_jamaica, date(2026, 3, 2)) == 2


def test_what_is_answered_stands_beside_the_answer(client: Client, world: World) -> None:
    request = request_in(world, "OUTGOING", "CONDITIONS_OFFERED")
    client.force_login(world.supervisor)
    assert "Use in this case only." in page(client, "action", request, "accept_conditions")
    asked = request_in(world, "OUTGOING", "INFORMATION_REQUESTED")
    assert "Which account?" in page(client, "action", asked, "answer_information")


def test_what_was_answered_before_is_not_shown_again(client: Client, world: World) -> None:
    request = request_in(world, "OUTGOING", "ANSWERED")
    do(world, request, "record_information_request", "clerk", questions="Which branch?")
    client.force_login(world.clerk)
    html = page(client, "action", request, "answer_information")
    assert "Which branch?" in html
    assert "Which account?" not in html


def test_the_letter_of_request_is_transmitted_from_its_page(client: Client, world: World) -> None:
    request = request_in(world, "OUTGOING", "APPROVED")
    render_letters()
    client.force_login(world.clerk)
    html = page(client, "letter", request, str(request.letters.get().public_id))
    assert f'href="/requests/{request.public_id}/actions/transmit/' in html


def test_contents_are_counted_among_those_that_are_asked_for(client: Client, world: World) -> None:
    request = open_request(world, contents={"purpose": "To prove the flow of money."})
    case = casepage.fetch(request.public_id, by=world.clerk, at=request.created_at)
    found = casepage.conformity(case)
    open_rows = [row for row in found["rows"] if not row["present"] and not row["missing"]]
    assert open_rows
    assert found["asked"] == len(found["rows"]) - len(open_rows)


def test_zones_are_offered_by_their_names_of_today_and_an_older_one_of_the_house_stays() -> None:
    zone = InstantInput("US/Eastern").widgets[1]
    assert isinstance(zone, forms.Select)
    names = [name for name, _label in zone.choices]
    assert names[:2] == ["US/Eastern", "UTC"]
    assert {"America/Jamaica", "Europe/London", "Asia/Kolkata"} <= set(names)
    assert all("/" in name for name in names[2:])
    assert {"Cuba", "GB", "US/Pacific", "Asia/Calcutta", "Etc/GMT+5"}.isdisjoint(names)
    assert {*names} <= available_timezones()
