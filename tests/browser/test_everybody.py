"""Pages that everybody can use: by keyboard, by screen reader, on a telephone, right to left."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.world import World, do, open_request, render_letters, request_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GRAVE = {"serious", "critical"}


def grave_faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found
        if fault["impact"] in GRAVE
    ]


def addresses(world: World) -> dict[str, str]:
    """A page of every kind, each with something on it."""
    draft = open_request(world)
    decided = request_in(world, "INCOMING", "IN_CONSULTATION")
    do(world, decided, "note", "clerk")
    render_letters()
    letter = decided.letters.first()
    assert letter is not None
    return {
        "worklist": "/requests/?scope=open",
        "empty": "/requests/?scope=closed",
        "new": "/requests/new/",
        "new_of": "/requests/new/outgoing/?state=US",
        "request": f"/requests/{decided.public_id}/",
        "history": f"/requests/{decided.public_id}/history/",
        "decision": f"/requests/{decided.public_id}/actions/refuse/",
        "action": f"/requests/{decided.public_id}/actions/dispatch_letter/",
        "letter": f"/requests/{decided.public_id}/letters/{letter.public_id}/",
        "contents": f"/requests/{draft.public_id}/contents/",
        "section": f"/requests/{draft.public_id}/contents/measures/",
        "basis": f"/requests/{draft.public_id}/contents/basis/",
        "check": f"/requests/{draft.public_id}/contents/check/",
    }


def test_no_page_has_a_grave_fault_of_accessibility(world: World, sign_in: SignIn) -> None:
    page = sign_in("supervisor")
    faults = {}
    for name, address in addresses(world).items():
        page.goto(address)
        if found := grave_faults(page):
            faults[name] = found
    assert faults == {}


def test_no_page_is_wider_than_a_telephone_in_either_direction(
    world: World, sign_in: SignIn
) -> None:
    page = sign_in("supervisor")
    page.set_viewport_size({"width": 390, "height": 800})
    pages = addresses(world)
    wide = []
    for language, direction in (("en", "ltr"), ("ar", "rtl")):
        page.goto("/requests/")
        page.locator(f"button[name=language][value={language}]").click()
        expect(page.locator("html")).to_have_attribute("dir", direction)
        for name, address in pages.items():
            page.goto(address)
            if page.evaluate("document.documentElement.scrollWidth") > 390:
                wide.append(f"{name} {language}")
    assert wide == []


def test_the_worklist_is_walked_and_opened_by_keyboard(world: World, sign_in: SignIn) -> None:
    first = open_request(world, urgency="EMERGENCY", urgency_reason="A life is at risk.")
    second = open_request(world)
    page = sign_in("clerk")
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_text(first.reference)
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_text(second.reference)
    page.keyboard.press("k")
    expect(page.locator(":focus")).to_have_text(first.reference)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jk")
    expect(page.locator("#q")).to_have_value("jk")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".case-reference")).to_have_text(first.reference)


def test_an_action_is_done_by_keyboard_alone(world: World, sign_in: SignIn) -> None:
    request = open_request(world, outgoing=False)
    page = sign_in("clerk")
    page.goto(f"/requests/{request.public_id}/actions/note/")
    page.focus("[name=note]")
    page.keyboard.type("Called the court.")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Add an internal note")
    page.keyboard.press("Enter")
    expect(page.locator(".notice-success")).to_contain_text("Done")


def test_a_fault_takes_the_focus_and_leads_to_its_field(world: World, sign_in: SignIn) -> None:
    request = open_request(world, outgoing=False)
    page = sign_in("clerk")
    page.goto(f"/requests/{request.public_id}/actions/note/")
    page.get_by_role("button", name="Add an internal note").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator("[name=note]")).to_be_focused()


def test_what_is_overdue_is_said_in_words_and_not_by_colour_alone(
    world: World, sign_in: SignIn
) -> None:
    open_request(world)  # its first day was in March 2026
    page = sign_in("clerk")
    expect(page.locator(".row-overdue").first).to_contain_text("overdue")
