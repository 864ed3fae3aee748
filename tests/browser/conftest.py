"""A real browser on a running server, and people who sign in to it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.world import ROLES, World, make_world

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CHROMIUM = "/usr/bin/chromium"
PASSWORD = "a long word for browsers"
SignIn = Callable[[str], Page]


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_browser() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; Django must not mind it here."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": list(FLAGS)}


@pytest.fixture
def world(transactional_db: None) -> World:
    made = make_world()
    for person in made.people.values():
        person.set_password(PASSWORD)
        person.save()
    assert {role for user in made.people.values() for role in user.roles} == set(ROLES)
    return made


@pytest.fixture
def sign_in(browser: Browser, live_server: LiveServer, world: World) -> Iterator[SignIn]:
    """Opens a page of its own for a person, signed in through the sign-in page.

    A script error or a refusal by the content security policy fails the test.
    """
    contexts = []
    faults: list[str] = []

    def of(username: str) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda message: (
                faults.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        page.goto("/sign-in/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/requests/")
        return page

    yield of
    for context in contexts:
        context.close()
    assert faults == []
