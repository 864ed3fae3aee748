"""Addresses and methods that the API has not: programs meet JSON there, never a page."""

from typing import Any

import pytest
from django.test import Client, override_settings

from requests_app.api import answers

pytestmark = pytest.mark.django_db
HOUSE = "192.0.2.80"


def refusal(response: Any, status: int, kind: str) -> str:
    """The sentence of an answer that has the shape of every refusal of the API."""
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == {"refused", "kind", "findings"}
    assert body["kind"] == kind
    assert response.headers["Cache-Control"] == "no-store"
    return str(body["refused"])


@pytest.mark.parametrize("path", ["", "nothing", "nothing/", "register/nowhere", "a/b/c.json"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_the_api_has_not_is_told_in_json(path: str, method: str) -> None:
    response = getattr(Client(), method)(f"/api/{path}")
    assert refusal(response, 404, "ABSENT") == "There is no such address. See openapi.json."


def test_a_method_that_an_address_does_not_take_names_those_it_does() -> None:
    response = Client().delete("/api/requests")
    assert "does not take that method" in refusal(response, 405, answers.METHOD)
    assert set(response.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_a_host_that_is_not_ours_is_refused_in_json() -> None:
    with override_settings(ALLOWED_HOSTS=["house.test"]):
        response = Client().get("/api/requests", headers={"Host": HOUSE})
    refusal(response, 400, "UNREADABLE")


def test_the_language_is_the_one_asked_for_and_no_cookie_has_a_say() -> None:
    client = Client()
    client.cookies["django_language"] = "ar"
    response = client.get("/api/nothing", headers={"Accept-Language": "es"})
    assert "no such address" not in refusal(response, 404, "ABSENT")
    assert response.headers["Content-Language"] == "es"


def test_an_address_outside_the_api_is_still_answered_with_a_page() -> None:
    response = Client().get("/nothing/")
    assert response.headers["Content-Type"].startswith("text/html")
