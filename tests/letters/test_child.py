"""The child that draws: within its limits, replaced when it is not, without our secrets."""

import os
import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from requests_app.letters import child, press
from requests_app.letters.render import UnableToRenderLetter

PAGE = "<html><head><title>t</title></head><body>{}</body></html>"
GOOD = PAGE.format("<p>A letter.</p>")
BOMB = PAGE.format(
    "<table><tbody>" + "<tr><td colspan='900'>x</td></tr>" * 3000 + "</tbody></table>"
)


@pytest.fixture
def drawing() -> Iterator[child.Child]:
    made = child.Child()
    yield made
    made.end()


def test_one_child_draws_letter_after_letter(drawing: child.Child) -> None:
    assert drawing.draw(GOOD, identifier="1").startswith(b"%PDF-")
    first = drawing.pid
    assert drawing.draw(GOOD, identifier="1") == drawing.draw(GOOD, identifier="1")
    assert drawing.pid == first


def test_the_child_has_no_secret_and_no_database_in_its_environment(drawing: child.Child) -> None:
    drawing.draw(GOOD, identifier="1")
    environment = Path(f"/proc/{drawing.pid}/environ").read_bytes()
    for name in (b"SECRET_KEY", b"MLA_FILE_KEY", b"MLA_LEDGER_KEY", b"DATABASE_URL"):
        assert name not in environment


def test_a_letter_that_takes_too_long_is_stopped_and_the_next_is_drawn(
    drawing: child.Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing.draw(GOOD, identifier="1")
    first = drawing.pid
    monkeypatch.setattr(child, "SECONDS", 1.0)
    began = time.monotonic()
    with pytest.raises(UnableToRenderLetter, match="too long and was stopped"):
        drawing.draw(BOMB, identifier="1")
    assert time.monotonic() - began < 5
    monkeypatch.setattr(child, "SECONDS", 60.0)
    assert drawing.draw(GOOD, identifier="1").startswith(b"%PDF-")
    assert drawing.pid != first


def test_a_child_that_was_killed_is_replaced(drawing: child.Child) -> None:
    drawing.draw(GOOD, identifier="1")
    assert drawing.pid is not None
    os.kill(drawing.pid, 9)
    time.sleep(0.1)
    assert drawing.draw(GOOD, identifier="1").startswith(b"%PDF-")


class Killer(threading.Thread):
    """Ends the child so many times, each time in the middle of its work."""

    def __init__(self, drawing: child.Child, times: int) -> None:
        super().__init__()
        self.drawing, self.times = drawing, times

    def run(self) -> None:
        last = None
        until = time.monotonic() + 60
        while self.times and time.monotonic() < until:
            time.sleep(0.05)
            pid = self.drawing.pid
            if pid is not None and pid != last:
                os.kill(pid, 9)
                last, self.times = pid, self.times - 1


def test_a_letter_whose_child_is_killed_in_the_middle_is_drawn_by_another(
    drawing: child.Child,
) -> None:
    killer = Killer(drawing, 1)
    killer.start()
    assert drawing.draw(GOOD, identifier="1").startswith(b"%PDF-")
    killer.join()
    assert killer.times == 0


def test_a_letter_whose_child_is_killed_again_is_not_said_to_be_too_long(
    drawing: child.Child,
) -> None:
    killer = Killer(drawing, 2)
    killer.start()
    with pytest.raises(child.UnableToFinishDrawing, match=r"was ended\. Try again\."):
        drawing.draw(GOOD, identifier="1")
    killer.join()
    assert drawing.draw(GOOD, identifier="1").startswith(b"%PDF-")


def test_a_child_at_the_end_of_its_computing_time_was_too_slow(drawing: child.Child) -> None:
    drawing.draw(GOOD, identifier="1")
    assert drawing.pid is not None
    resource.prlimit(drawing.pid, resource.RLIMIT_CPU, (1, 60))
    with pytest.raises(UnableToRenderLetter, match="too long and was stopped"):
        drawing.draw(BOMB, identifier="1")


def test_a_fault_while_drawing_is_said_and_costs_nothing_else(drawing: child.Child) -> None:
    with pytest.raises(UnableToRenderLetter, match="could not be drawn"):
        drawing.draw("<html><body><p></body></html>", identifier="1")
    assert drawing.draw(GOOD, identifier="1").startswith(b"%PDF-")


def test_the_child_may_not_take_more_memory_or_time_than_its_limits(drawing: child.Child) -> None:
    drawing.draw(GOOD, identifier="1")
    limits = Path(f"/proc/{drawing.pid}/limits").read_text()
    assert str(press.MEMORY) in limits
    (cpu,) = [line for line in limits.splitlines() if line.startswith("Max cpu time")]
    assert int(cpu.split()[3]) <= press.CPU_SECONDS + 30


def test_nothing_is_left_of_a_child_that_ended(drawing: child.Child) -> None:
    drawing.draw(GOOD, identifier="1")
    pid, folder = drawing.pid, Path(drawing._folder)
    assert folder.exists()
    drawing.end()
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()


def test_several_threads_get_each_its_own_letter(drawing: child.Child) -> None:
    drawn: dict[int, bytes] = {}

    def ask(number: int) -> None:
        drawn[number] = drawing.draw(PAGE.format(f"<p>{number}</p>"), identifier=str(number) * 32)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((str(number) * 32).encode() in drawn[number] for number in range(4))
