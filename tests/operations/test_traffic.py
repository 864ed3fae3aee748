"""Traffic data lead to a provider in a third State: disclosed, recorded, asked for there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import operations, telling
from requests_app.casefile import CaseFile
from requests_app.models import Letter, Measure, ProviderFound, Request
from tests.world import (
    NOW,
    TODAY,
    World,
    a_preservation,
    do,
    make_world,
    request_in,
)

pytestmark = pytest.mark.django_db
TRAFFIC = {
    "kind": "traffic_expedited_disclosure",
    "description": "Disclose which providers carried the communication.",
    "contents": {"data_description": "Traffic data of account 1."},
}


@pytest.fixture
def world() -> World:
    return make_world()


def refused(world: World, request: Request, action: str, by: str, **given: Any) -> str:
    with pytest.raises(operations.NotAllowed) as stopped:
        do(world, request, action, by, **given)
    return str(stopped.value)


def test_the_path_is_disclosed_by_a_supervisor_who_did_not_execute(world: World) -> None:
    both = [*a_preservation()["measures"], TRAFFIC]
    request = request_in(world, "INCOMING", "ACCEPTED", **a_preservation(measures=both))
    done = do(world, request, "record_preservation", "supervisor")
    assert done.request.state == "PARTLY_EXECUTED"
    assert "recorded the execution" in refused(world, request, "disclose_path", "supervisor")
    assert "Only these" in refused(world, request, "disclose_path", "clerk")
    for code in ("JM", "US"):
        assert "third State" in refused(
            world, request, "disclose_path", "supervisor2", third_state=code
        )
    assert "no State with the code" in refused(
        world, request, "disclose_path", "supervisor2", third_state="XX"
    )
    done = do(world, request, "disclose_path", "supervisor2")
    assert done.request.state == "RESULTS_SENT"
    measure = Measure.objects.get(request=request, number=2)
    assert (measure.outcome, measure.sent_at is not None) == ("EXECUTED", True)
    found = ProviderFound.objects.get(request=request)
    assert (found.third_state_id, found.provider) == ("FR", "SPECIMEN Provider B")
    words = str(Letter.objects.get(request=request, kind="PATH_DISCLOSED").context)
    assert "France" in words
    assert "article\u00a030(1)" in words or "30(1)" in words


def test_a_path_found_after_all_was_done_changes_no_state(world: World) -> None:
    request = request_in(world, "INCOMING", "ACCEPTED", **a_preservation())
    do(world, request, "record_preservation", "duty")
    assert do(world, request, "disclose_path", "supervisor").request.state == "RESULTS_SENT"


def test_only_the_closed_list_refuses_the_disclosure(world: World) -> None:
    request = request_in(world, "INCOMING", "UNDER_REVIEW", **a_preservation(measures=[TRAFFIC]))
    why: dict[str, Any] = {
        "grounds": ["ref.no_dual_criminality"],
        "reasons": "No such offence here.",
    }
    with pytest.raises(operations.NotAllowed, match=r"30\(2\)"):
        do(world, request, "refuse", "supervisor", **why)
    assert do(world, request, "refuse", "supervisor").request.state == "REFUSED"


def test_the_chain_goes_on_to_the_third_state(world: World, client: Client) -> None:
    request = request_in(world, "OUTGOING", "ACKNOWLEDGED", **a_preservation())
    do(world, request, "record_their_preservation", "clerk")
    assert "No path" in refused(world, request, "ask_third_state", "clerk")
    do(world, request, "record_path", "clerk")
    opened = do(world, request, "ask_third_state", "clerk").opened
    assert opened is not None
    assert (opened.other_state_id, opened.state, opened.earlier) == ("FR", "DRAFT", request)
    (measure,) = opened.measures.all()
    assert measure.kind == "preservation"
    assert measure.contents["data_to_preserve"].startswith("Sessions of 1 March")
    assert measure.contents["custodian_or_location"] == "SPECIMEN Provider B"
    assert measure.contents["followup_intention"]
    assert ProviderFound.objects.get(request=request).followed_by == opened
    assert "No path" in refused(world, request, "ask_third_state", "clerk")

    client.force_login(world.clerk)
    page = client.get(reverse("requests:request", args=[request.public_id])).content.decode()
    assert "SPECIMEN Provider B" in page
    assert opened.reference in page
    case = CaseFile(request, at=NOW, today=TODAY)
    (told,) = telling.detail(case, by=world.clerk)["providers_found"]
    assert (told["third_state"], told["followed_by"]) == ("FR", opened.reference)
