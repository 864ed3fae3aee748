"""The worklist is what `visible_to` lets a person know of, in the order of urgency and date."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app import queries, worklist
from requests_app.models import Request
from tests.world import TODAY, World, make_world, open_request, request_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    open_request(world, title="SPECIMEN: 100% of the account")
    open_request(world, urgency="EMERGENCY", urgency_reason="A life is at risk.")
    open_request(world, outgoing=False)
    request_in(world, "INCOMING", "IN_EXECUTION")
    request_in(world, "INCOMING", "CLOSED")
    return world


def found(world: World, name: str, **asked: object) -> list[int]:
    filters = worklist.Filters(**asked)  # type: ignore[arg-type]
    page = worklist.page(filters, by=world.people[name], today=TODAY)
    return [row.id for row in page.rows]


@pytest.mark.parametrize("name", ["clerk", "supervisor", "officer", "duty", "auditor", "registrar"])
@pytest.mark.parametrize("scope", [worklist.OPEN, worklist.CLOSED])
def test_each_role_finds_what_it_may_know_of_and_nothing_else(
    world: World, name: str, scope: str
) -> None:
    known = queries.visible_to(world.people[name])
    closed = known.filter(state="CLOSED")
    expected = closed if scope == worklist.CLOSED else known.exclude(state="CLOSED")

    assert sorted(found(world, name, scope=scope)) == sorted(expected.values_list("id", flat=True))


def test_the_officer_of_another_authority_cannot_lock_what_is_hidden(world: World) -> None:
    hidden = Request.objects.filter(executing_authority=None).first()
    assert hidden is not None
    with pytest.raises(queries.UnableToFind):
        queries.lock(hidden.public_id, by=world.officer)


def test_an_emergency_comes_before_all_that_is_earlier(world: World) -> None:
    first = Request.objects.get(pk=found(world, "clerk")[0])
    assert first.urgency == "EMERGENCY"


def test_a_search_takes_its_signs_as_they_are(world: World) -> None:
    assert len(found(world, "clerk", search="100% of")) == 1
    assert found(world, "clerk", search="1_0% of") == []


def test_pages_follow_one_another_without_gap_or_double(world: World) -> None:
    whole = found(world, "clerk")
    seen: list[int] = []
    after = ""
    while True:
        page = worklist.page(worklist.Filters(), by=world.clerk, today=TODAY, after=after, size=2)
        seen += [row.id for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == whole


def test_a_page_is_one_query(world: World) -> None:
    with CaptureQueriesContext(connection) as said:
        found(world, "clerk", scope=worklist.TURN)
    assert len(said) == 1


def test_overdue_means_before_today(world: World) -> None:
    late = Request.objects.exclude(state="CLOSED").first()
    assert late is not None
    Request.objects.filter(pk=late.pk).update(next_action_on=TODAY - timedelta(days=1))
    assert found(world, "clerk", overdue=True) == [late.pk]
