"""Specimen requests for a demonstration: once, in varied states, saying what they are."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from authorities import operations as register
from authorities.loading.rows import read_register
from authorities.loading.specimens import specimen_rows
from mla.accounts.demo import make_sign_ins
from mla.accounts.queries import system_user
from mla.ledger import events_of
from requests_app import operations
from requests_app.models import Request

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.fixture
def demo(db: None, settings: Settings) -> None:
    settings.MLA_DEMO = True
    register.load_register(
        rows=[*read_register(), *specimen_rows(state="JM")], by=system_user(), at=NOW
    )
    make_sign_ins(at=NOW, fresh=False)


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("demo")
def test_specimens_are_loaded_once_and_say_what_they_are() -> None:
    assert "Specimen requests loaded: 17." in load()
    count = Request.objects.count()
    assert "Specimen requests loaded: 0." in load()
    assert Request.objects.count() == count
    assert not Request.objects.filter(is_specimen=False).exists()
    states = set(Request.objects.values_list("direction", "state"))
    assert len(states) >= 13
    for request in Request.objects.filter(earlier=None, case_reference__startswith="SPECIMEN"):
        assert "JM" in (request.requesting_state_id, request.requested_state_id)
    notes = [
        event.data["given"]["note"]
        for request in Request.objects.all()
        for event in events_of(request.chain, limit=200)
        if event.verb == "note"
    ]
    assert sum(note.startswith("SPECIMEN, retold") for note in notes) == 17


@pytest.mark.usefixtures("demo")
def test_a_loading_that_is_broken_off_leaves_no_half_specimen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    act, noted = operations.act, 0

    def until_the_third_note(action: str, **said: Any) -> operations.Done:
        nonlocal noted
        noted += action == "note"
        if noted == 3:
            raise KeyboardInterrupt
        return act(action, **said)

    with monkeypatch.context() as patch:
        patch.setattr(operations, "act", until_the_third_note)
        with pytest.raises(KeyboardInterrupt):
            load()
    stories = Request.objects.filter(earlier=None).values_list("case_reference", flat=True)
    assert len(stories) == 2
    assert "Specimen requests loaded: 15." in load()
    assert len(set(stories.all())) == len(stories.all()) == 17


@pytest.mark.django_db
def test_outside_a_demonstration_nothing_is_loaded() -> None:
    with pytest.raises(CommandError, match="MLA_DEMO"):
        load()
    assert not Request.objects.exists()
