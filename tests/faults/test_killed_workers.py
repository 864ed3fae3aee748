"""A letter whose worker is killed, or whose broker is gone, is drawn once and never lost."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mla.accounts.models import User
from mla.accounts.queries import SYSTEM_USERNAME
from mla.effects import bell, carrier, registry
from mla.effects.models import Effect
from mla.ledger import verify
from requests_app import vault
from requests_app.models import Letter, StoredFile
from tests.world import World, do, make_world, open_request, request_in

pytestmark = pytest.mark.django_db(transaction=True)

# A worker that stops in the middle: `drawing` before a line is drawn, `drawn` with the PDF at
# hand and nothing recorded, `keeping` inside the transaction that records it.
WORKER = """
import sys, time
import django
django.setup()
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from mla.effects import carrier, registry
from requests_app import vault
from requests_app.letters import child
name, moment = sys.argv[1:]
connection.settings_dict["NAME"] = name
draw, keep = child.draw, vault.keep

def stop():
    print("begun", flush=True)
    time.sleep(600)

def drawing(*args, **more):
    if moment == "drawing":
        stop()
    pdf = draw(*args, **more)
    if moment == "drawn":
        stop()
    return pdf

def keeping(**more):
    kept = keep(**more)
    if moment == "keeping":
        stop()
    return kept

child.draw, vault.keep = drawing, keeping
registry.load_carriers()
carrier.carry_out_due(clock=timezone.now)
"""


@pytest.fixture
def world() -> World:
    User.objects.get_or_create(username=SYSTEM_USERNAME, defaults={"is_active": False})
    return make_world()


@pytest.fixture
def workers() -> Iterator[list["subprocess.Popen[str]"]]:
    """Workers started by the test; none outlives it."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for worker in started:
        worker.kill()
        worker.communicate()


@pytest.mark.parametrize("moment", ["drawing", "drawn", "keeping"])
def test_a_worker_killed_in_the_middle_of_a_letter_leaves_it_drawn_once(
    world: World, workers: list["subprocess.Popen[str]"], moment: str
) -> None:
    request = open_request(world, outgoing=False, at=timezone.now())
    letter = do(world, request, "acknowledge", "clerk", at=timezone.now()).letter
    assert letter is not None
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"]), moment],
        stdout=subprocess.PIPE,
        text=True,
    )
    workers.append(worker)
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == "begun"
    assert Letter.objects.get(pk=letter.pk).status == "WAITING"

    worker.kill()
    worker.wait()
    deadline = time.monotonic() + 30
    registry.load_carriers()
    while Effect.objects.get().state != "DONE" and time.monotonic() < deadline:
        carrier.carry_out_due(clock=timezone.now)
        time.sleep(0.1)

    drawn = Letter.objects.get(pk=letter.pk)
    assert (drawn.status, Effect.objects.get().state) == ("READY", "DONE")
    assert StoredFile.objects.count() == 1
    assert drawn.file is not None
    assert vault.read(drawn.file).startswith(b"%PDF")
    assert Effect.objects.get().lapses == 1
    assert verify().intact


def test_a_broker_that_is_gone_stops_no_action_and_loses_no_letter(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "_publish", _no_broker)
    monkeypatch.setattr(bell, "_silent_until", 0.0)
    request = request_in(world, "INCOMING", "ACKNOWLEDGED", at=timezone.now())
    assert Letter.objects.get(request=request).status == "WAITING"
    registry.load_carriers()
    assert carrier.carry_out_due(clock=timezone.now) == {"DONE": 1}
    assert Letter.objects.get(request=request).status == "READY"


def _no_broker(_effect: int) -> None:
    raise ConnectionRefusedError("nobody there")


def test_a_letter_cancelled_while_it_is_drawn_stays_cancelled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from requests_app.letters import child

    request = request_in(world, "INCOMING", "ACKNOWLEDGED", at=timezone.now())
    letter = Letter.objects.get(request=request)
    draw = child.draw

    def cancelled_meanwhile(*args: object, **more: object) -> bytes:
        do(
            world,
            request,
            "cancel_letter",
            "supervisor",
            at=timezone.now(),
            letter=str(letter.public_id),
        )
        return draw(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(child, "draw", cancelled_meanwhile)
    registry.load_carriers()
    assert carrier.carry_out_due(clock=timezone.now) == {"DONE": 1}
    assert Letter.objects.get(pk=letter.pk).status == "CANCELLED"
    assert not StoredFile.objects.exists()


def test_a_letter_that_cannot_be_drawn_says_so_and_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from requests_app.letters import child
    from requests_app.letters.render import UnableToRenderLetter

    request = request_in(world, "INCOMING", "ACKNOWLEDGED", at=timezone.now())
    other = request_in(world, "INCOMING", "ACKNOWLEDGED", at=timezone.now())
    draw = child.draw

    def poisoned(html: str, *args: object, **more: object) -> bytes:
        if request.reference in html:
            raise UnableToRenderLetter("The letter has more pages than can be drawn.")
        return draw(html, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(child, "draw", poisoned)
    registry.load_carriers()
    carrier.carry_out_due(clock=timezone.now)
    failed, fine = Letter.objects.get(request=request), Letter.objects.get(request=other)
    assert (failed.status, fine.status) == ("FAILED", "READY")
    assert "more pages" in failed.failure


@pytest.mark.parametrize(
    ("lapses", "says"),
    [
        (3, "was lost three times. Tell the people who run the system."),
        (0, "tried several times (OperationalError). Tell the people who"),
    ],
)
def test_a_letter_given_up_says_so_in_a_sentence_on_its_page(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, lapses: int, says: str
) -> None:
    from requests_app.letters import child

    def broken(*_args: object, **_more: object) -> bytes:
        raise OperationalError

    monkeypatch.setattr(child, "draw", broken)
    request = request_in(world, "INCOMING", "ACKNOWLEDGED", at=timezone.now())
    Effect.objects.update(lapses=lapses, failures=4)
    registry.load_carriers()
    assert carrier.carry_out_due(clock=timezone.now) == {"PARKED": 1}
    assert Letter.objects.get(request=request).status == "FAILED"
    client.force_login(world.clerk)
    page = client.get(reverse("requests:request", args=[request.public_id])).content.decode()
    assert says in " ".join(page.split())


def test_a_letter_whose_drawing_was_ended_from_outside_is_drawn_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from requests_app.letters import child

    def ended(*_args: object, **_more: object) -> bytes:
        raise child.UnableToFinishDrawing("The process that drew the letter was ended.")

    request = request_in(world, "INCOMING", "ACKNOWLEDGED", at=timezone.now())
    registry.load_carriers()
    with monkeypatch.context() as patch:
        patch.setattr(child, "draw", ended)
        assert carrier.carry_out_due(clock=timezone.now) == {"PENDING": 1}
    assert Letter.objects.get(request=request).status == "WAITING"
    later = timezone.now() + timedelta(minutes=1)
    assert carrier.carry_out_due(clock=lambda: later) == {"DONE": 1}
    assert Letter.objects.get(request=request).status == "READY"
