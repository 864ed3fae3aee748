"""The register's pages: who may open them, what they say, how many queries they take."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from authorities import operations
from authorities.loading.rows import read_register
from authorities.models import Authority, AuthorityRole, Declaration, Participation, State
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.accounts.roles import Role
from mla.accounts.templatetags.house import day, moment
from mla.written import as_far_as_given

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, tzinfo=UTC)
SOURCE = "letterhead of 2026-11-01"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def register(db: None) -> None:
    operations.load_register(rows=read_register(), by=system_user(), at=AT)


@pytest.fixture
def clerk(client: Client) -> Client:
    home = Authority.objects.get(state="JM")
    client.force_login(User.objects.create_user("clerk", roles=[Role.CLERK], authority=home))
    return client


@pytest.fixture
def registrar(client: Client) -> Client:
    client.force_login(User.objects.create_user("registrar", roles=[Role.REGISTRAR]))
    return client


def addresses() -> Iterator[str]:
    home = Authority.objects.get(state="JM")
    yield reverse("register:index")
    yield reverse("register:state", args=["JM"])
    yield reverse("register:instruments")
    yield reverse("register:instrument", args=["UNTOC"])
    yield reverse("register:parties", args=["UNTOC"])
    yield reverse("register:entries_to_confirm")
    yield reverse("register:binding")
    yield reverse("register:authority", args=[home.public_id])


def html(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return str(response.content, "utf-8")


def count(client: Client, url: str) -> int:
    html(client, url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        html(client, url)
    return len(queries)


def test_nobody_reads_the_register_without_signing_in(client: Client) -> None:
    for url in addresses():
        assert client.get(url).status_code in (302, 403, 404)


def test_anybody_signed_in_reads_every_page(clerk: Client) -> None:
    for url in addresses():
        assert "<h1>" in html(clerk, url)


def test_only_a_registrar_opens_the_correction_pages(clerk: Client) -> None:
    home = Authority.objects.get(state="JM")
    for name, args in (
        ("register:edit", [home.public_id]),
        ("register:confirm", [home.public_id]),
        ("register:ask", [home.public_id]),
        ("register:holidays", ["JM"]),
    ):
        assert clerk.get(reverse(name, args=args)).status_code in (403, 404)
    assert reverse("register:edit", args=[home.public_id]) not in html(
        clerk, reverse("register:authority", args=[home.public_id])
    )


def test_the_state_page_shows_sources_and_verification(clerk: Client) -> None:
    page = html(clerk, reverse("register:state", args=["HU"]))
    assert "verdragenbank.overheid.nl 013833_p" in page
    assert "verified" in page
    assert "before proceedings start" in page
    assert "direct urgent requests must be addressed to the central authority" in page


def test_what_is_blank_reads_not_known(clerk: Client) -> None:
    page = html(clerk, reverse("register:state", args=["TV"]))
    assert "No authority known" in page
    assert "not known" in page
    assert "the list of parties is a snapshot" in page


def test_the_state_page_shows_what_its_own_law_asks(clerk: Client) -> None:
    page = html(clerk, reverse("register:state", args=["MY"]))
    assert "MACMA 2002 s 19(3)" in page
    assert "offence and its maximum penalty" in page


def test_the_instrument_page_shows_the_arithmetic(clerk: Client) -> None:
    page = html(clerk, reverse("register:instrument", args=["UNTOC"]))
    assert "Deposit no. 40" in page
    assert "29 September 2003" in page
    assert "The known date of entry into force agrees." in page


def test_days_and_instants_are_in_the_words_of_the_page() -> None:
    at = datetime(2026, 11, 21, 3, 30, tzinfo=UTC)
    said = [
        as_far_as_given("2021-04-20"),
        as_far_as_given("2021-04"),
        *(as_far_as_given(text) for text in ("2021", "2021-02-30", "2021-13", "")),
        day(at),
        moment(at),
    ]
    assert said == [
        *("20 April 2021", "April 2021", "2021", "2021-02-30", "2021-13", ""),
        *("20 November 2026", "20 November 2026, 22:30 America/Jamaica"),
    ]
    with override("es"):
        assert as_far_as_given("2021-04") == "abril de 2021"
        assert moment(at).startswith("20 de noviembre de 2026, 22:30")


def test_the_binding_page_says_why(clerk: Client) -> None:
    page = html(clerk, reverse("register:binding") + "?a=JM&b=US&on=2026-11-21")
    assert "Jamaica: in force since 29 October 2003." in page
    assert "no participation known in the register" in page


@pytest.mark.parametrize("query", ["a=JM&b=JM", "a=JM&b=ZZ", "a=JM&b=US&on=2026-02-30"])
def test_the_binding_page_refuses_what_makes_no_sense(clerk: Client, query: str) -> None:
    assert "There is a problem" in html(clerk, reverse("register:binding") + "?" + query, 422)


@pytest.mark.parametrize(
    "url",
    ["/register/states/ZZ/", "/register/instruments/NONE/", "/register/states/jm/"],
)
def test_what_does_not_exist_is_not_found(clerk: Client, url: str) -> None:
    assert clerk.get(url).status_code == 404


def test_a_search_without_result_teaches(clerk: Client) -> None:
    assert "No State matches" in html(clerk, reverse("register:index") + "?q=atlantis")
    assert "No State matches" in html(clerk, reverse("register:index") + "?q=%00zz%00")


def add_to_the_register(numbers: range) -> None:
    jamaica = State.objects.get(code="JM")
    for n in numbers:
        made = Authority.objects.create(state=jamaica, institution=f"Institution {n}")
        AuthorityRole.objects.create(authority=made, role="CONTACT_24_7", law="x")
        Declaration.objects.create(state=jamaica, law=f"law {n}", kind="CHANNEL", value="by post")
        code = f"X{chr(65 + n)}"
        State.objects.create(code=code, name=f"Xland {n}", parent=jamaica)
        Participation.objects.create(
            instrument_id="UNTOC", state_id=code, bound_on=date(2026, 1, 1), bound_by="RATIFICATION"
        )


def test_pages_take_the_same_number_of_queries_whatever_they_show(clerk: Client) -> None:
    urls = [*addresses(), reverse("register:binding") + "?a=JM&b=US"]
    add_to_the_register(range(1))
    few = {url: count(clerk, url) for url in urls}
    add_to_the_register(range(1, 16))
    assert {url: count(clerk, url) for url in urls} == few


def form_of(client: Client, url: str) -> dict[str, str]:
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {k: "" if v is None else str(v) for k, v in values.items() if v is not False}


def test_a_registrar_corrects_an_entry_on_the_page(registrar: Client) -> None:
    home = Authority.objects.get(state="JM")
    url = reverse("register:edit", args=[home.public_id])
    data = form_of(registrar, url) | {
        "phone": "+1 876 000 0000",
        "source": SOURCE,
        "reason": "new switchboard",
        "once": "a" * 32,
    }
    answer = registrar.post(url, data)
    assert answer.status_code == 302
    home.refresh_from_db()
    assert (home.phone, home.source, home.version) == ("+1 876 000 0000", SOURCE, 2)
    assert registrar.post(url, data).status_code == 302
    assert Authority.objects.get(pk=home.pk).version == 2


def test_a_stale_form_is_refused_with_a_sentence(registrar: Client) -> None:
    home = Authority.objects.get(state="JM")
    url = reverse("register:edit", args=[home.public_id])
    data = form_of(registrar, url) | {
        "phone": "1",
        "source": SOURCE,
        "reason": "x",
        "once": "b" * 32,
    }
    Authority.objects.filter(pk=home.pk).update(version=5)
    answer = registrar.post(url, data)
    assert answer.status_code == 422
    assert "Someone changed this entry" in str(answer.content, "utf-8")


def test_a_fact_without_a_source_is_refused_at_the_field(registrar: Client) -> None:
    home = Authority.objects.get(state="JM")
    url = reverse("register:edit", args=[home.public_id])
    data = form_of(registrar, url) | {"phone": "1", "reason": "x", "once": "c" * 32}
    answer = registrar.post(url, data)
    assert answer.status_code == 422
    assert "Say where the new facts were read" in answer.context["form"].errors["source"][0]


def test_a_registrar_adds_and_withdraws_a_local_day_off(registrar: Client) -> None:
    url = reverse("register:holidays", args=["JM"])
    data = {"holiday_on": "2026-11-24", "name": "Flood", "source": "gazette", "once": "e" * 32}
    assert registrar.post(url, data).status_code == 302
    assert "Flood" in html(registrar, url)
    holiday = State.objects.get(code="JM").local_holidays.get()
    gone = reverse("register:holiday_withdraw", args=["JM", holiday.pk])
    assert registrar.post(gone, {"once": "f" * 32}).status_code == 302
    holiday.refresh_from_db()
    assert holiday.withdrawn_at is not None


def test_the_pages_read_from_right_to_left_in_arabic(clerk: Client) -> None:
    clerk.cookies["django_language"] = "ar"
    page = html(clerk, reverse("register:state", args=["JM"]))
    assert 'dir="rtl"' in page
    assert "جامايكا" in page


def test_days_in_forms_keep_the_form_that_browsers_take_in_every_language(
    registrar: Client,
) -> None:
    norway = Authority.objects.filter(state="NO")[0]
    registrar.cookies["django_language"] = "es"
    page = html(registrar, reverse("register:edit", args=[norway.public_id]))
    assert 'value="2026-01-01"' in page
