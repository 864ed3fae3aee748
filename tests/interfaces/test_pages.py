"""The worklist and the page of a request, as people of each role get them."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from authorities.models import Authority
from mla.accounts.models import User
from mla.ledger import verifying
from mla.ledger.models import Verification
from requests_app import house, worklist
from requests_app.models import Request
from requests_app.rules import states
from requests_app.web import words
from tests.world import NOW, World, do, make_world, open_request, render_letters, request_in

pytestmark = pytest.mark.django_db
LIST = "/requests/"


@pytest.fixture
def world() -> World:
    return make_world()


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        response = client.get(address)
    assert response.status_code == 200
    return len(caught)


def references(html: str) -> list[str]:
    return re.findall(r'class="row-link"[^>]*><bdi>([^<]+)<', html)


def page_of(request: Request) -> str:
    return reverse("requests:request", args=[request.public_id])


def copies(request: Request, number: int) -> None:
    """Many rows like this one, straight into the table: only their number matters here."""
    rows = []
    first = request.next_action_on
    assert first is not None
    for place in range(number):
        row = Request.objects.get(pk=request.pk)
        row.pk, row.public_id = None, uuid.uuid4()
        row.reference = f"JM/OUT/2030/{place:05d}"
        row.urgency_rank = place % 3
        row.next_action_on = first + timedelta(days=place % 4)
        row.search_text = f"{row.reference.casefold()} kept"
        rows.append(row)
    Request.objects.bulk_create(rows)


def test_the_worklist_runs_four_queries_whatever_the_number_of_requests(
    client: Client, world: World
) -> None:
    request = open_request(world)
    copies(request, 4)
    client.force_login(world.clerk)
    few = queries_of(client, LIST)
    copies_from = Request.objects.count()
    for place in range(55):
        row = Request.objects.get(pk=request.pk)
        row.pk, row.public_id, row.reference = None, uuid.uuid4(), f"JM/OUT/2031/{place:05d}"
        row.save(force_insert=True)
    assert Request.objects.count() == copies_from + 55

    assert queries_of(client, LIST) == few <= 4


def test_walking_the_pages_shows_every_request_once_and_in_order(
    client: Client, world: World
) -> None:
    request = open_request(world)
    copies(request, 119)
    client.force_login(world.clerk)
    seen: list[str] = []
    address = f"{LIST}?scope=open"
    while address:
        html = client.get(address).content.decode()
        seen += references(html)
        older = re.search(r'class="pager-older"[^>]*href="([^"]+)"', html)
        address = LIST + older[1].replace("&amp;", "&") if older else ""

    expected = Request.objects.order_by("urgency_rank", "next_action_on", "id")
    assert seen == list(expected.values_list("reference", flat=True))


def test_the_page_before_is_the_page_one_came_from(client: Client, world: World) -> None:
    copies(open_request(world), 70)
    client.force_login(world.clerk)
    first = client.get(f"{LIST}?scope=open").content.decode()
    older = re.search(r'class="pager-older"[^>]*href="([^"]+)"', first)
    assert older
    second = client.get(LIST + older[1].replace("&amp;", "&")).content.decode()
    newer = re.search(r'class="pager-newer"[^>]*href="([^"]+)"', second)
    assert newer

    back = client.get(LIST + newer[1].replace("&amp;", "&")).content.decode()

    assert references(back) == references(first)


@pytest.mark.parametrize(
    "key", ["x", "1_2_3", "1_2026-01-01", "9" * 40, "2_2026-03-01_" + "9" * 30]
)
def test_a_key_that_cannot_be_read_means_the_start(client: Client, world: World, key: str) -> None:
    request = open_request(world)
    client.force_login(world.clerk)
    for scope in worklist.SCOPES:
        assert client.get(LIST, {"scope": scope, "after": key}).status_code == 200
    html = client.get(LIST, {"scope": "open", "after": key}).content.decode()
    assert references(html) == [request.reference]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"scope": "open"}, {"out", "in"}),
        ({"scope": "open", "direction": "INCOMING"}, {"in"}),
        ({"scope": "open", "state": "IN_REVIEW"}, {"out"}),
        ({"scope": "open", "state_name": "United States (US)"}, {"out", "in"}),
        ({"scope": "open", "state_name": "united st"}, {"out", "in"}),
        ({"scope": "open", "state_name": "Atlantis"}, set()),
        ({"scope": "open", "urgency": "URGENT"}, {"in"}),
        ({"scope": "open", "q": "Harbour"}, {"in"}),
        ({"scope": "open", "q": "us-4711"}, {"in"}),
        ({"scope": "open", "q": "PERSON Z"}, {"in"}),
        ({"scope": "turn"}, {"in"}),
        ({"scope": "mine"}, {"in"}),
        ({"scope": "closed"}, {"closed"}),
        ({"scope": "closed", "q": "nothing like it"}, set()),
        ({"scope": "open", "overdue": "1"}, {"out", "in"}),
    ],
)
def test_filters_and_search_find_what_they_say(
    client: Client, world: World, asked: dict[str, str], found: set[str]
) -> None:
    made = {
        "out": request_in(world, "OUTGOING", "IN_REVIEW"),
        "in": open_request(
            world,
            outgoing=False,
            title="SPECIMEN: Harbour case",
            their_reference="US-4711",
            urgency="URGENT",
            urgency_reason="A hearing is near.",
            persons=[{"role": "Witness", "identity": "Person Z"}],
        ),
        "closed": request_in(world, "OUTGOING", "CLOSED"),
    }
    do(world, made["in"], "assign", "supervisor", person="clerk")
    client.force_login(world.clerk)

    html = client.get(LIST, asked).content.decode()

    names = {request.reference: name for name, request in made.items()}
    assert {names[reference] for reference in references(html)} == found


def test_what_is_overdue_says_so_in_words(client: Client, world: World) -> None:
    request = open_request(world)
    today = house.today(timezone.now())
    Request.objects.filter(pk=request.pk).update(next_action_on=today - timedelta(days=3))
    client.force_login(world.clerk)
    html = client.get(LIST).content.decode()
    assert "3 days overdue" in html
    assert "row-overdue" in html


def test_a_title_cannot_bring_markup_onto_the_list(client: Client, world: World) -> None:
    open_request(world, title="SPECIMEN <script>alert(1)</script> & Co")
    client.force_login(world.clerk)
    html = client.get(LIST).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in html


@pytest.mark.parametrize("scope", worklist.SCOPES)
def test_an_empty_list_teaches_what_comes_there(client: Client, world: World, scope: str) -> None:
    client.force_login(world.clerk)
    assert "empty-title" in client.get(LIST, {"scope": scope}).content.decode()


def test_an_executing_officer_sees_only_what_was_passed_on_to_the_own_authority(
    client: Client, world: World
) -> None:
    hidden = request_in(world, "INCOMING", "ACCEPTED")
    shown = request_in(world, "INCOMING", "IN_EXECUTION")
    client.force_login(world.officer)
    assert references(client.get(LIST, {"scope": "open"}).content.decode()) == [shown.reference]
    assert client.get(page_of(shown)).status_code == 200
    assert client.get(page_of(hidden)).status_code == 404


def test_what_is_hidden_answers_with_the_same_bytes_as_what_is_absent(
    client: Client, world: World
) -> None:
    other = Authority.objects.create(state_id="JM", institution="Other", source="t")
    stranger = User.objects.create(username="stranger", roles=["CLERK"], authority=other)
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    client.force_login(stranger)
    for name, more in (
        ("request", []),
        ("history", []),
        ("contents", []),
        ("check", []),
        ("section", ["facts"]),
        ("action", ["note"]),
        ("letter", [uuid.uuid4()]),
        ("letter_pdf", [uuid.uuid4()]),
        ("document", [uuid.uuid4()]),
    ):
        hidden = client.get(reverse(f"requests:{name}", args=[request.public_id, *more]))
        absent = client.get(reverse(f"requests:{name}", args=[uuid.uuid4(), *more]))
        assert hidden.status_code == absent.status_code == 404, name
        assert hidden.content == absent.content, name


@pytest.mark.parametrize("role", ["registrar"])
def test_who_never_sees_cases_has_no_worklist(client: Client, world: World, role: str) -> None:
    client.force_login(world.people[role])
    assert client.get(LIST).status_code == 404


def test_the_page_of_a_request_runs_as_many_queries_with_many_papers_as_with_few(
    client: Client, world: World
) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW")
    do(world, request, "reply_status", "clerk")
    do(world, request, "note", "clerk")
    client.force_login(world.supervisor)
    few = queries_of(client, page_of(request))
    for _again in range(12):
        do(world, request, "reply_status", "clerk")
        do(world, request, "note", "clerk")
        do(world, request, "record_status_enquiry", "clerk")
        do(world, request, "request_information", "clerk")
        do(world, request, "receive_information", "clerk")

    assert queries_of(client, page_of(request)) <= few + 1  # a clock that the few did not have


@pytest.mark.parametrize(("side", "state"), [(s.value, st.value) for s, st in states.HOLDERS])
def test_the_page_shows_every_state_of_a_request(
    client: Client, world: World, side: str, state: str
) -> None:
    request = request_in(world, side, state)
    client.force_login(world.auditor)
    html = client.get(page_of(request)).content.decode()
    assert request.reference in html
    assert f">{words.state_label(state)}<" in html


def test_the_reason_stands_at_the_disabled_button(client: Client, world: World) -> None:
    request = open_request(world, measures=[])
    client.force_login(world.clerk)
    html = client.get(page_of(request)).content.decode()
    button = re.search(
        r"<button[^>]*disabled[^>]*>Submit for review</button>(.*?)</li>", html, re.S
    )
    assert button
    assert "Name at least one measure" in button[1]


def test_the_actions_of_other_roles_are_named_with_the_role(client: Client, world: World) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    client.force_login(world.clerk)
    html = client.get(page_of(request)).content.decode()
    others = html.split("What others may do now")[1]
    assert "Approve" in others
    assert "Supervisor" in others


def test_the_history_tells_refused_attempts_too(client: Client, world: World) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    client.force_login(world.clerk)
    address = reverse("requests:action", args=[request.public_id, "take_back"])
    client.get(address)
    with pytest.raises(Exception, match="Supervisor"):
        do(world, request, "approve", "clerk")
    address = reverse("requests:history", args=[request.public_id])
    refused = client.get(address, {"kind": "refused"}).content.decode()
    steps = client.get(address, {"kind": "steps"}).content.decode()
    assert "clerk tried “Approve”, which was refused." in refused
    assert "Only these may do this: Supervisor." in refused
    assert "clerk submitted the draft for review." in steps
    assert "which was refused" not in steps
    client.cookies["django_language"] = "es"
    spanish = client.get(address, {"kind": "refused"}).content.decode()
    assert "Only these may do this" not in spanish
    assert "Solo" in spanish


def test_clocks_show_their_arithmetic(client: Client, world: World) -> None:
    request = request_in(world, "INCOMING", "POSTPONED")
    client.force_login(world.clerk)
    html = client.get(page_of(request)).content.decode()
    assert "How it is reckoned" in html
    assert "house rule" in html


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "2 March 2026 + 5 working days = 9 March 2026"), ("es", "2 de marzo de 2026 + 5")],
)
def test_a_reckoning_writes_its_days_in_the_language_of_the_page(
    client: Client, world: World, language: str, said: str
) -> None:
    request = open_request(world, outgoing=False)
    client.force_login(world.clerk)
    client.cookies["django_language"] = language
    html = client.get(page_of(request)).content.decode()
    assert said in html
    assert "2026-03-09" not in re.findall(r'<ol class="reckoning">.*?</ol>', html, re.DOTALL)[0]


def test_a_letter_is_saved_as_a_file_and_its_reading_is_on_the_ledger(
    client: Client, world: World
) -> None:
    request = request_in(world, "INCOMING", "ACKNOWLEDGED")
    letter = request.letters.get()
    waiting = reverse("requests:letter_pdf", args=[request.public_id, letter.public_id])
    client.force_login(world.clerk)
    assert client.get(waiting).status_code == 404
    render_letters()

    response = client.get(waiting)

    assert response.content.startswith(b"%PDF")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    history = reverse("requests:history", args=[request.public_id])
    assert "clerk opened a letter." in client.get(history).content.decode()


def test_a_waiting_letter_asks_again_only_so_often(client: Client, world: World) -> None:
    request = request_in(world, "INCOMING", "ACKNOWLEDGED")
    letter = request.letters.get()
    client.force_login(world.clerk)
    address = reverse("requests:letter_status", args=[request.public_id, letter.public_id])
    assert "polls=59" in client.get(address, {"polls": "60"}).content.decode()
    assert "hx-get" not in client.get(address, {"polls": "1"}).content.decode()
    assert "polls=59" in client.get(address, {"polls": "999999"}).content.decode()
    render_letters()
    assert "hx-get" not in client.get(address, {"polls": "60"}).content.decode()


def test_the_auditor_reads_the_ledger(client: Client, world: World) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    client.force_login(world.auditor)
    html = client.get(reverse("ledger:events")).content.decode()
    assert request.reference in html
    assert "clerk submitted the draft for review." in html
    assert "hx-get" not in html


def test_the_auditor_has_the_ledger_verified_by_a_worker(client: Client, world: World) -> None:
    request_in(world, "OUTGOING", "IN_REVIEW")
    client.force_login(world.auditor)
    asked = client.post(reverse("ledger:verify"), follow=True).content.decode()
    assert "The ledger is being verified." in asked
    assert "No worker has begun yet." in asked
    poll = reverse("ledger:verification")
    assert f"{poll}?polls=150" in asked
    assert f"{poll}?polls=149" in client.get(poll, {"polls": "150"}).content.decode()
    assert "hx-get" not in client.get(poll, {"polls": "1"}).content.decode()
    verifying.carry_out(clock=timezone.now)
    done = client.get(poll, {"polls": "150"}).content.decode()
    assert "The ledger is whole." in done
    assert "Asked for by auditor" in done
    assert "hx-get" not in done


def test_a_bad_event_is_shown_to_the_auditor_in_their_language(
    client: Client, world: World
) -> None:
    Verification.objects.create(
        asked_by=world.auditor,
        asked_at=NOW,
        state="DONE",
        begun_at=NOW,
        seen_at=NOW,
        ended_at=NOW,
        intact=False,
        findings=[{"chain": "house", "sequence": 2, "event_id": 9, "why": "ALTERED"}],
        more=1,
    )
    client.force_login(world.auditor)
    shown = client.get(reverse("ledger:events")).content.decode()
    assert "The ledger is not what was written." in shown
    assert "#2: the event is not what was recorded" in shown
    assert "And 1 more chain." in shown
    client.cookies["django_language"] = "es"
    assert "not what was recorded" not in client.get(reverse("ledger:events")).content.decode()


@pytest.mark.parametrize("count", [1, 9])
def test_how_far_a_verification_is_takes_the_same_queries_ever(
    client: Client,
    world: World,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(world.auditor)
    client.get(reverse("ledger:verification"))
    for number in range(count):
        Verification.objects.create(
            asked_by=world.people["auditor" if number % 2 else "clerk"],
            asked_at=NOW,
            state="FAILED",
            begun_at=NOW,
            seen_at=NOW,
            ended_at=NOW,
            error="X",
        )
    with django_assert_num_queries(3):  # session, person, verifications
        client.get(reverse("ledger:verification"))


def test_nobody_but_the_auditor_reads_the_whole_ledger(client: Client, world: World) -> None:
    for name in ("clerk", "supervisor", "officer", "duty", "registrar"):
        client.force_login(world.people[name])
        assert client.get(reverse("ledger:events")).status_code == 404


def test_the_auditor_can_do_nothing_to_a_request(client: Client, world: World) -> None:
    request = request_in(world, "OUTGOING", "IN_REVIEW")
    client.force_login(world.auditor)
    assert client.get(page_of(request)).status_code == 200
    assert client.get(f"{page_of(request)}actions/note/").status_code == 404
    assert client.get(reverse("requests:new")).status_code == 404
