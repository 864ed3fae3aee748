"""Random walks of both lifecycles over HTTP, through the pages and the API by turns.

The walks, their model and their ends are those of `tests/operations/test_walks.py`; here every
step is a request of a signed-in person or of a program with a token, some are sent twice, and
between them people look. The ordinary run takes 8 walks of 15 steps on each side;
ROGATORY_DEEP=1000 takes 1,000 of 30.
"""

from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from typing import Any, ClassVar

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import rule

from mla.accounts import tokens
from mla.accounts.models import User
from requests_app.rules import workflow
from requests_app.rules.inputs import Kind
from tests.faults import spec
from tests.faults.looking import blank_letters
from tests.operations.test_walks import (
    DEEP,
    WALKERS,
    Attempt,
    Seen,
    Walk,
    people_of_the_walks,
    walk,
)
from tests.world import NOW, ROLES

__all__ = ["blank_letters"]
WALKS, STEPS = (DEEP, 30) if DEEP else (3, 15)
PAGES, API = "pages", "API"
STATUS = {200: "DONE", 400: "INPUT", 403: "ROLE", 404: "HIDDEN", 412: "STALE", 422: "RULE"}


class Sent:
    """One message to the installation, which can be sent again as it was."""

    def __init__(self, client: Client, path: str, body: dict[str, Any], **headers: str) -> None:
        self.client, self.path, self.body, self.headers = client, path, body, headers

    def send(self) -> Any:
        """The answer."""
        if not self.headers:
            return self.client.post(self.path, self.body)
        return self.client.post(
            self.path, self.body, content_type="application/json", headers=self.headers
        )


class WalkOverHttp(Walk):
    """One request, taken through whatever people and programs send."""

    browsers: ClassVar[dict[str, Client]]
    programs: ClassVar[dict[str, Client]]
    left_out = frozenset({"attach", "restrict"})
    """Who reads a restricted request is kept with it: there looking changes something."""
    by_way_of: str = API
    count: ClassVar[int] = 0
    last: Sent | None = None

    @rule(
        data=st.data(),
        fitting=st.sampled_from([True, True, False]),
        slip=Walk.slips,
        stale=st.sampled_from([False] * 9 + [True]),
        wild=st.sampled_from([False] * 5 + [True]),
        drawn=st.booleans(),
        way=st.sampled_from([PAGES, API]),
        twice=st.booleans(),
        looks=st.just("") | st.just("") | st.sampled_from(WALKERS),
    )
    def step(
        self,
        data: st.DataObject,
        fitting: bool,
        slip: str,
        stale: bool,
        wild: bool,
        drawn: bool,
        way: str,
        twice: bool,
        looks: str,
    ) -> None:
        if looks:
            self.look(looks)
        self.by_way_of = way
        ended = self.stumble(data, fitting, slip, stale, wild, drawn)
        if twice and ended == "DONE":
            self.again()

    def look(self, name: str) -> None:
        """What a person is shown agrees with the specification, and looking changes nothing."""
        path = f"/api/requests/{self.request.public_id}"
        pages = [
            reverse(f"requests:{page}", args=[self.request.public_id])
            for page in ("request", "history", "contents")
        ]
        with time_machine.travel(self.clock, tick=False):
            told = self.programs[name].get(path)
            shown = [self.browsers[name].get(page) for page in pages]
        assert Seen.of(self.request).picture == self.seen.picture
        if self.hidden_from(name):
            assert [answer.status_code for answer in (told, *shown)] == [404] * 4
            return
        assert [told.status_code, shown[0].status_code, shown[1].status_code] == [200] * 3
        assert told.headers["ETag"] == f'"{self.model.version}"'
        assert self.request.reference in unescape(shown[0].content.decode())
        offered = {entry["key"]: entry for entry in told.json()["actions"]}
        table = spec.TABLE[self.side]
        everybody, state = set(ROLES), self.model.state
        here = {k for k in table if spec.expected(self.side, state, k, everybody) == "OPEN"}
        assert set(offered) == here
        for key, entry in offered.items():
            want = spec.expected(self.side, self.model.state, key, self.roles(name))
            assert (entry["kind"] in (None, "RULE")) if want == "OPEN" else entry["kind"] == want
            assert entry["allowed"] or entry["reason"]

    def hidden_from(self, name: str) -> bool:
        """Executing officers know of nothing that was not passed on to them."""
        passed_on = self.seen.request.executing_authority_id is not None
        return self.roles(name) == {"EXECUTING_OFFICER"} and not passed_on

    def again(self) -> None:
        """The same message once more: the same answer, and nothing more is done."""
        assert self.last
        with time_machine.travel(self.clock, tick=False):
            answer = self.last.send()
        assert answer.status_code in (200, 302), answer.status_code
        assert Seen.of(self.request).picture == self.seen.picture

    def attempt(self, action: str, by: User, given: dict[str, Any], version: int) -> str:
        WalkOverHttp.count += 1
        way = self.by_way_of if fits_a_form(action, given) else API
        send = self.through_pages if way == PAGES else self.through_api
        with time_machine.travel(self.clock, tick=False):
            return send(action, by.username, given, version)

    def through_api(self, action: str, by: str, given: dict[str, Any], version: int) -> str:
        path = f"/api/requests/{self.request.public_id}/actions/{action}"
        headers = {"If-Match": f'"{version}"', "Idempotency-Key": f"walk-{self.count}"}
        body = {key: plain(value) for key, value in given.items()}
        self.last = Sent(self.programs[by], path, body, **headers)
        answer = self.last.send()
        told = answer.json()
        if answer.status_code != 200:
            assert told["refused"], told
        if answer.status_code == 409:
            assert told["kind"] == "STATE"
            return "STATE"
        return STATUS[answer.status_code]

    def through_pages(self, action: str, by: str, given: dict[str, Any], version: int) -> str:
        path = reverse("requests:action", args=[self.request.public_id, action])
        form = {key: plain(value) for key, value in given.items()}
        form |= {"version": version, "once": f"walk{self.count}"}
        self.last = Sent(self.browsers[by], path, form)
        answer = self.last.send()
        if answer.status_code == 302:
            return "DONE"
        if answer.status_code in (403, 404):
            return "HIDDEN"
        if answer.status_code == 409:
            assert answer.context["change"]
            return "STALE"
        assert answer.status_code == 422, answer.status_code
        if not answer.context["sentence"]:
            assert answer.context["form"].errors
            return "INPUT"
        assert answer.context["sentence"] in " ".join(unescape(answer.content.decode()).split())
        return "REFUSED"

    def possible(self, tried: Attempt, before: Seen) -> set[str]:
        found = super().possible(tried, before)
        if self.by_way_of == API or not fits_a_form(tried.action, tried.given):
            return found
        acting = spec.DESK | {"EXECUTING_OFFICER"}
        if not self.roles(tried.by) & acting or "HIDDEN" in self.without_input(tried.by, before):
            return {"HIDDEN"}
        return found | ({"REFUSED"} if found & {"ROLE", "STATE", "RULE"} else set())

    def without_input(self, by: str, before: Seen) -> set[str]:
        """Pages are found, or not, before what was typed is read."""
        passed_on = before.request.executing_authority_id is not None
        return {"HIDDEN"} if self.roles(by) == {"EXECUTING_OFFICER"} and not passed_on else set()


def fits_a_form(action: str, given: dict[str, Any]) -> bool:
    """Whether a browser could send it: drafts have pages of their own, and forms know no more."""
    known = {taken.key: taken.kind for taken in workflow.action(action).takes}
    return action != "revise" and set(given) <= set(known) and Kind.INSTANT not in known.values()


def plain(value: Any) -> Any:
    """As JSON and forms write it."""
    return value.isoformat() if isinstance(value, date | datetime) else value


@pytest.fixture(autouse=True)
def _one_language() -> Iterator[None]:
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.mark.parametrize("side", [spec.OUT, spec.IN])
@pytest.mark.usefixtures("blank_letters")
@pytest.mark.django_db
def test_no_walk_over_http_breaks_the_specification(side: str) -> None:
    world = people_of_the_walks()
    browsers, programs = {}, {}
    with time_machine.travel(NOW, tick=False):
        for name in {*WALKERS, "clerk3", "supervisor3"}:
            person = world.people[name]
            browsers[name] = Client()
            browsers[name].force_login(person)
            _row, token = tokens.issue_token(by=person, at=NOW, name="walk", days=1)
            programs[name] = Client(headers={"Authorization": f"Bearer {token}"})
    machine = type(
        "WalkOverHttpOf" + side.title(),
        (WalkOverHttp,),
        {"world": world, "side": side, "browsers": browsers, "programs": programs},
    )
    walk(machine, walks=WALKS, steps=STEPS)
