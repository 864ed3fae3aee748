"""Processes killed at random while people work: nothing is lost, nothing is done twice.

Only ROGATORY_DEEP=N runs it, with 200 kills; the ordinary run has `test_killed_workers`. The
clients keep their own account of what was acknowledged, and that is what the database must hold.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mla import throwaway
from mla.launch.environment import HOUSE
from tests.interfaces.test_run import environment
from tests.world import a_document

DEEP = bool(os.environ.get("ROGATORY_DEEP"))
KILLS = 200
CLIENTS = 3
PATIENCE_SECONDS = 120
BACK_WITHIN_SECONDS = 60

PEOPLE = """
from django.utils import timezone
from mla.accounts import tokens
from tests.world import make_world
world = make_world()
print(tokens.issue_token(by=world.clerk, at=timezone.now(), name="kills", days=1)[1])
"""
NEXT_MONTH = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("acknowledge", {}),
    ("take_up", {}),
    ("note", {"note": "Called the court."}),
    ("request_information", {"questions": "Which bank?", "reply_by": NEXT_MONTH}),
    ("note", {"note": "They will answer."}),
)
LETTERS = 2
"""How many of the steps write a letter."""
MANY = ("web process", "pool process", "press", "database session")
"""What there are several of; they are killed three times as often."""


@dataclass
class Installation:
    """`./run` on a data directory of its own, its address staying the same."""

    data: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    token: str = ""

    def start(self) -> None:
        with (self.data / "said").open("ab") as said:
            self.process = subprocess.Popen(
                [str(HOUSE / "run"), *self.words("--port", str(self.port))],
                stdout=said,
                stderr=said,
                env=environment(),
                start_new_session=True,
            )
        self.wait_until_well(PATIENCE_SECONDS)

    def words(self, *more: str) -> list[str]:
        return ["--data", str(self.data), "--no-demo", *more]

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [str(HOUSE / "run"), *self.words("manage", *words)],
            capture_output=True,
            text=True,
            check=False,
            env=environment(),
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def wait_until_well(self, seconds: float) -> float:
        """It says itself that it is ready to work; after how many seconds."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            assert self.process
            assert self.process.poll() is None, (self.data / "said").read_text()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"Not ready after {seconds} s: {(self.data / 'said').read_text()}")

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        url = json.loads((self.data / "state.json").read_text())["database_url"]
        with psycopg.connect(url) as connection:
            return connection.execute(statement.encode()).fetchall()

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)


@pytest.fixture
def installation() -> Iterator[Installation]:
    data = Path(tempfile.mkdtemp(dir=throwaway.folder()))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Installation(data, port)
    try:
        made.start()
        made.token = made.manage("shell", "--no-imports", "-c", PEOPLE).strip()
        yield made
    finally:
        made.end()
        shutil.rmtree(data, ignore_errors=True)


@dataclass
class Kill:
    """What was killed, and when somebody was answered again, where that was waited for."""

    kind: str
    answered_after: float | None


class NoAnswer(Exception):
    """Whether it was done is not known: ask again with the same key."""


class Client(threading.Thread):
    """A program that takes requests through the first steps and writes down what it was told."""

    def __init__(self, installation: Installation, name: str) -> None:
        super().__init__(name=name)
        self.installation = installation
        self.stopping = threading.Event()
        self.done: dict[str, list[str]] = {}
        self.told_at: list[float] = []
        self.asked_again = self.number = 0
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                self.one_request()
        except BaseException as fault:  # noqa: BLE001 (told by the test, which joins us)
            self.fault = fault

    def one_request(self) -> None:
        document = a_document(outgoing=False, case_reference=f"{self.name} {len(self.done)}")
        opened = self.tell("requests", {"direction": "INCOMING", "document": document}, None)
        request = opened["request"]
        steps = self.done[request["id"]] = ["registered"]
        for action, given in STEPS:
            version = request["version"]
            path = f"requests/{request['id']}/actions/{action}"
            request = self.tell(path, given, version)["request"]
            assert request["version"] == version + 1
            steps.append(action)

    def tell(self, path: str, body: dict[str, Any], version: int | None) -> dict[str, Any]:
        """What was answered in the end, the same message being sent until there is an answer."""
        self.number += 1
        headers = {
            "Authorization": f"Bearer {self.installation.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"{self.name}-{self.number}",
        }
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        message = urllib.request.Request(
            f"http://127.0.0.1:{self.installation.port}/api/{path}",
            data=json.dumps(body).encode(),
            headers=headers,
            method="POST",
        )
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                answer = self.send(message)
            except NoAnswer:
                self.asked_again += 1
                time.sleep(0.2)
                continue
            self.told_at.append(time.monotonic())
            return answer
        raise AssertionError(f"No answer within {PATIENCE_SECONDS} s.")

    def send(self, message: urllib.request.Request) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(message, timeout=15) as answer:  # noqa: S310
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as refusal:
            with refusal:
                told = refusal.read().decode(errors="replace")
            if refusal.code >= 500 or "KEY_IN_FLIGHT" in told:
                raise NoAnswer from refusal
            raise AssertionError(f"{message.full_url}: {refusal.code} {told}") from refusal
        except (OSError, ValueError) as fault:
            raise NoAnswer from fault
        except Exception as fault:
            # What a connection cut in the middle of an answer raises has many names.
            raise NoAnswer from fault


def processes(installation: Installation) -> dict[str, list[int]]:
    """The living processes of the installation, by what they do."""
    assert installation.process
    root = installation.process.pid
    found: dict[str, list[int]] = {}
    for child in children(root):
        said = words_of(child)
        if "gunicorn" in said:
            found.setdefault("web", []).append(child)
            found.setdefault("web process", []).extend(children(child))
        elif " beat " in said:
            found.setdefault("beat", []).append(child)
        elif "celery" in said:
            found.setdefault("worker", []).append(child)
            pool = children(child)
            found.setdefault("pool process", []).extend(pool)
            found.setdefault("press", []).extend(p for c in pool for p in children(c))
        elif "valkey" in said:
            found.setdefault("broker", []).append(child)
        elif "postgres" in said:
            found.setdefault("database", []).append(child)
            sessions = [c for c in children(child) if "rogatory rogatory" in words_of(c)]
            found.setdefault("database session", []).extend(sessions)
    return {kind: pids for kind, pids in found.items() if pids}


def children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(word) for task in tasks for word in (task / "children").read_text().split()]
    except OSError:
        return []


def words_of(pid: int) -> str:
    try:
        said = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return ""
    return said.replace(b"\0", b" ").decode(errors="replace")


def kill_at_random(
    installation: Installation, clients: list[Client], chance: random.Random
) -> list[Kill]:
    """So many processes were killed, of every kind in turn, at moments nobody chose.

    Two times in three people are answered again before the next one is.
    """
    kills: list[Kill] = []
    deck: list[str] = []
    while len(kills) < KILLS:
        time.sleep(chance.uniform(0.2, 2.0))
        assert installation.process
        assert installation.process.poll() is None, (installation.data / "said").read_text()
        living = processes(installation)
        if not living:
            continue
        cards = [*living, *(2 * [kind for kind in living if kind in MANY])]
        deck = deck or chance.sample(sorted(cards), len(cards))
        kind = deck.pop()
        if kind not in living:
            continue
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(living[kind]), signal.SIGKILL)
            began = time.monotonic()
            waits = chance.random() < 2 / 3
            kills.append(Kill(kind, wait_for_an_answer(clients, began) if waits else None))
    return kills


def wait_for_an_answer(clients: list[Client], began: float) -> float:
    """After how many seconds somebody was told that something was done."""
    while not any(client.told_at and client.told_at[-1] > began for client in clients):
        assert all(client.is_alive() for client in clients), [client.fault for client in clients]
        time.sleep(0.05)
    return time.monotonic() - began


def wait_until_drained(installation: Installation) -> float:
    """No effect waits any more; after how many seconds."""
    began = time.monotonic()
    waiting = "SELECT count(*) FROM effects_effect WHERE state IN ('PENDING', 'CLAIMED')"
    while installation.rows(waiting) != [(0,)]:
        assert time.monotonic() - began < PATIENCE_SECONDS, installation.rows(
            "SELECT state, kind, attempts, failures, lapses, last_error FROM effects_effect "
            "WHERE state <> 'DONE'"
        )
        time.sleep(0.2)
    return time.monotonic() - began


@pytest.mark.skipif(not DEEP, reason="It takes minutes: ROGATORY_DEEP=1 asks for it.")
@pytest.mark.slow
def test_whatever_is_killed_nothing_is_lost_and_nothing_done_twice(
    installation: Installation,
) -> None:
    seed = random.randrange(10**6)
    clients = [Client(installation, f"client{number}") for number in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        kills = kill_at_random(installation, clients, random.Random(seed))
    finally:
        for client in clients:
            client.stopping.set()
        for client in clients:
            client.join(2 * PATIENCE_SECONDS)
    assert [client.fault for client in clients] == [None] * CLIENTS, f"seed {seed}"
    back = installation.wait_until_well(BACK_WITHIN_SECONDS)
    drained = wait_until_drained(installation)

    done = {public_id: steps for client in clients for public_id, steps in client.done.items()}
    told = sum(len(client.told_at) for client in clients)
    pauses = sorted(kill.answered_after for kill in kills if kill.answered_after is not None)
    print(  # noqa: T201 (the figures of the deep run)
        f"seed {seed}: {len(kills)} kills {dict(Counter(kill.kind for kill in kills))}, {told} "
        f"acknowledged, {sum(client.asked_again for client in clients)} asked again, answered "
        f"again after {pauses[len(pauses) // 2]:.1f} s (longest {pauses[-1]:.1f} s), "
        f"ready after {back:.1f} s, drained after {drained:.1f} s"
    )
    verbs = ", ".join(f"'{verb}'" for verb in {"registered", *(step for step, _ in STEPS)})
    chains = installation.rows(
        "SELECT substr(chain, 9), array_agg(verb ORDER BY sequence) FROM ledger_event "
        f"WHERE chain LIKE 'request:%' AND verb IN ({verbs}) GROUP BY 1"
    )
    assert dict(chains) == done
    assert dict(installation.rows("SELECT public_id::text, version FROM requests_app_request")) == {
        public_id: len(steps) for public_id, steps in done.items()
    }
    letters = installation.rows(
        "SELECT l.status, l.file_id, e.state FROM requests_app_letter AS l "
        "LEFT JOIN effects_effect AS e ON e.effect_key = 'letter:' || l.public_id"
    )
    assert len(letters) == LETTERS * len(done)
    parked = [state for _status, _file, state in letters if state == "PARKED"]
    drawn = [file for status, file, state in letters if (status, state) == ("READY", "DONE")]
    assert len(drawn) + len(parked) == len(letters)
    assert len(parked) <= KILLS // 20, "Only a letter whose worker was killed three times is."
    assert len(set(drawn)) == len(drawn)
    assert installation.rows("SELECT count(*) FROM requests_app_storedfile") == [(len(drawn),)]
    installation.manage("verify_ledger")
    assert pauses[-1] < BACK_WITHIN_SECONDS
