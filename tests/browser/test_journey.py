"""Two cases from their first day to their last letter, done in a browser and nowhere else."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from mla.ledger import events_of
from requests_app import house
from requests_app.models import Request
from tests.browser.conftest import SignIn
from tests.world import World, do, open_request, render_letters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def state_is(page: Page, label: str) -> None:
    expect(page.locator(".case-strip .state-badge").first).to_have_text(label)


def step(page: Page, label: str) -> None:
    """Follow the button of that action on the page of the request."""
    page.locator(".next-panel").get_by_role("link", name=label, exact=True).click()


def carry_out(page: Page, label: str) -> None:
    """Send the form of the action."""
    page.locator("main form").get_by_role("button", name=label, exact=True).click()


def section(page: Page, title: str, **typed: str) -> None:
    """Fill in one section and go on to the next."""
    expect(page.locator("h1")).to_have_text(title)
    for name, text in typed.items():
        page.fill(f"[name={name}]", text)
    page.get_by_role("button", name="Save and go on").click()


def test_a_request_of_ours_from_the_first_word_to_their_acknowledgement(
    world: World, sign_in: SignIn
) -> None:
    clerk = sign_in("clerk")
    clerk.get_by_role("link", name="New request").first.click()
    clerk.get_by_role("link", name="Make a request").click()
    clerk.select_option("[name=state]", "US")
    clerk.check("#id_on__UNTOC")  # comes without a reload
    clerk.fill("#id_articles__UNTOC", "art. 18")
    clerk.fill("[name=title]", "SPECIMEN: tracing of transfers")
    clerk.get_by_role("button", name="Begin the draft").click()

    clerk.get_by_role("link", name="Authorities").click()
    section(
        clerk,
        "Authorities",
        contents__requesting_authority="Prosecution service, 1 Specimen Road",
        contents__conducting_authority="Financial unit of the prosecution service",
    )
    section(clerk, "Nature and subject of the case", contents__subject_nature="Fraud inquiry.")
    section(clerk, "Facts", contents__facts_summary="Suspect A moved proceeds abroad in May.")
    section(
        clerk,
        "Offences",
        offences__0__title="Fraud",
        offences__0__provisions="section 12",
        offences__0__penalty="7 years",
    )
    clerk.fill("[name=persons__0__role]", "Suspect")
    clerk.fill("[name=persons__0__identity]", "Suspect A")
    clerk.get_by_role("button", name="Add a person").click()
    clerk.fill("[name=persons__1__role]", "Witness")
    section(clerk, "Persons concerned", persons__1__identity="Witness B")
    clerk.select_option("[name=measures__0__kind]", "records")
    section(clerk, "Measures", measures__0__description="Certified bank records of account 1.")
    section(clerk, "Procedure", contents__procedure_details="none")
    section(clerk, "Purpose", contents__purpose="To prove where the proceeds went.")
    section(clerk, "Suggested date")
    section(clerk, "Confidentiality and urgency")
    section(clerk, "Language")
    expect(clerk.locator("h1")).to_have_text("Check the answers")
    expect(clerk.get_by_text("Witness B")).to_be_visible()
    carry_out(clerk, "Submit for review")
    state_is(clerk, "In review")
    address = clerk.url

    supervisor = sign_in("supervisor")
    expect(supervisor.locator("#worklist")).to_contain_text("tracing of transfers")
    supervisor.locator("#worklist .row-link").first.click()
    step(supervisor, "Approve")
    carry_out(supervisor, "Approve")
    state_is(supervisor, "Approved")
    line = supervisor.locator("#letter-1")
    expect(line).to_contain_text("Being rendered")
    render_letters()
    expect(line).to_contain_text("Ready to leave")  # the line asks by itself
    with supervisor.expect_download() as download:
        line.get_by_role("link", name="Download PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")

    clerk.goto(address)
    step(clerk, "Transmit")
    clerk.select_option("[name=channel]", "CENTRAL_AUTHORITY")
    carry_out(clerk, "Transmit")
    state_is(clerk, "Transmitted")
    step(clerk, "Record their acknowledgement")
    clerk.fill("[name=received_on]", house.today(timezone.now()).isoformat())
    clerk.fill("[name=their_reference]", "US-2026-77")
    carry_out(clerk, "Record their acknowledgement")
    state_is(clerk, "Acknowledged")

    request = Request.objects.get()
    assert request.transmitted_at is not None
    assert request.their_reference == "US-2026-77"
    steps = [event.verb for event in events_of(request.chain, limit=200)]
    for verb in ("opened", "submit", "approve", "read_letter", "transmit"):
        assert verb in steps
    expect(clerk.locator(".timeline")).to_contain_text("supervisor approved the request.")


def send_letter(world: World, request: Request, kind: str) -> None:
    """The letter is drawn by a worker and dispatched by the desk."""
    render_letters()
    letter = str(request.letters.get(kind=kind).public_id)
    at = timezone.now()
    do(world, request, "dispatch_letter", "clerk", at=at, letter=letter)


def test_a_request_to_us_from_its_receipt_to_a_refusal_after_consultation(
    world: World, sign_in: SignIn
) -> None:
    clerk = sign_in("clerk")
    clerk.goto("/requests/new/incoming/")
    clerk.select_option("[name=state]", "US")
    clerk.check("#id_on__UNTOC")
    clerk.fill("[name=title]", "SPECIMEN: records of a bank")
    clerk.fill("[name=their_reference]", "US-9")
    clerk.get_by_role("button", name="Register").click()
    clerk.get_by_role("link", name="Measures", exact=True).click()
    clerk.select_option("[name=measures__0__kind]", "records")
    clerk.fill("[name=measures__0__description]", "Bank records.")
    clerk.get_by_role("button", name="Save, to the list").click()
    clerk.get_by_role("link", name="To the request").click()
    step(clerk, "Acknowledge receipt")
    carry_out(clerk, "Acknowledge receipt")
    state_is(clerk, "Acknowledged")
    step(clerk, "Take up for decision")
    expect(clerk.locator("main")).to_contain_text("Missing: Summary of the facts.")
    carry_out(clerk, "Take up for decision")
    state_is(clerk, "Under review")
    address = clerk.url

    supervisor = sign_in("supervisor")
    supervisor.goto(address)
    step(supervisor, "Refuse")
    supervisor.get_by_label(re.compile("essential interests")).check()
    supervisor.fill("[name=reasons]", "It would harm our security.")
    carry_out(supervisor, "Refuse")
    expect(supervisor.locator(".error-summary")).to_contain_text("Consult the requesting State")
    expect(supervisor.locator("[name=reasons]")).to_have_value("It would harm our security.")
    supervisor.goto(address)
    step(supervisor, "Consult the requesting State")
    supervisor.fill("[name=proposal]", "Could a part of the records be enough?")
    carry_out(supervisor, "Consult the requesting State")
    state_is(supervisor, "In consultation")
    step(supervisor, "Refuse")
    supervisor.get_by_label(re.compile("essential interests")).check()
    supervisor.fill("[name=reasons]", "It would harm our security.")
    carry_out(supervisor, "Refuse")
    expect(supervisor.locator(".error-summary")).to_contain_text("has not left the house")
    send_letter(world, Request.objects.get(), "CONSULTATION")
    supervisor.goto(address)
    step(supervisor, "Refuse")
    box = supervisor.get_by_label(re.compile("essential interests"))
    box.check()
    supervisor.fill("[name=reasons]", "It would harm our security.")
    carry_out(supervisor, "Refuse")
    state_is(supervisor, "Refused")
    expect(supervisor.locator("#dealings ~ article").first).to_contain_text(
        "It would harm our security."
    )
    expect(supervisor.locator(".timeline")).to_contain_text("tried “Refuse”")
    assert Request.objects.get().state == "REFUSED"


def test_a_double_click_is_one_act(world: World, sign_in: SignIn) -> None:
    request = open_request(world, outgoing=False)
    clerk = sign_in("clerk")
    clerk.goto(f"/requests/{request.public_id}/actions/acknowledge/")
    clerk.locator("main form").get_by_role("button", name="Acknowledge receipt").dblclick()
    state_is(clerk, "Acknowledged")
    assert request.letters.count() == 1


def test_without_script_a_draft_can_be_written(
    world: World, sign_in: SignIn, live_server: object
) -> None:
    request = open_request(world)
    clerk = sign_in("clerk")
    browser = clerk.context.browser
    assert browser is not None
    plain = browser.new_context(
        base_url=str(live_server),
        java_script_enabled=False,
        storage_state=clerk.context.storage_state(),
    )
    page = plain.new_page()
    page.goto(f"/requests/{request.public_id}/contents/offences/")
    page.get_by_role("button", name="Add an offence").click()
    page.fill("[name=offences__1__title]", "Theft")
    page.get_by_role("button", name="Save, to the list").click()
    expect(page.locator("h1")).to_have_text("Draft the request")
    plain.close()
    assert [o.title for o in request.offences.order_by("number")] == ["Fraud", "Theft"]
