"""`./run` as a person meets it: it says ready, serves, and leaves nothing behind."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mla import throwaway
from mla.launch.environment import HOUSE

OURS = (
    "DATABASE_URL",
    "BROKER_URL",
    "MLA_DATA_DIR",
    "MLA_DEMO",
    "SECRET_KEY",
    "MLA_LEDGER_KEY",
    "MLA_FILE_KEY",
    "MLA_BACKUP_KEY",
    "DJANGO_SETTINGS_MODULE",
    "PYTEST_XDIST_WORKER",
)


def environment() -> dict[str, str]:
    """What a person's shell would give: nothing of this test run's."""
    return {name: value for name, value in os.environ.items() if name not in OURS}


@dataclass
class Running:
    process: "subprocess.Popen[str]"
    data: Path
    said: list[str]

    @property
    def address(self) -> str:
        return self.said[-1].removeprefix("ready ").strip()

    def get(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
        return found

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)

    def leftovers(self) -> list[str]:
        """Command lines of living processes that name our data directory."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                said = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if str(self.data).encode() in said and state != "Z":
                found.append(f"{folder.name} {(folder / 'comm').read_text().strip()}")
        return found


def start(data: Path) -> Running:
    """`./run` on a free port, once it says ready."""
    complaints = data / "standard-error"
    with complaints.open("w") as errors:
        process = subprocess.Popen(
            [str(HOUSE / "run"), "--port", "0", "--data", str(data), "--no-demo"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment(),
            start_new_session=True,
        )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("ready http://127.0.0.1:"):
            return Running(process, data, said)
    process.stdout.close()
    process.wait()
    raise AssertionError(f"./run ended with {process.returncode}: {complaints.read_text()}")


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(HOUSE / "run"), *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
        timeout=120,
    )


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(dir=throwaway.folder()))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def running(data: Path) -> Iterator[Running]:
    found = start(data)
    yield found
    if found.process.poll() is None:
        found.end(signal.SIGTERM)
    if found.process.stdout:
        found.process.stdout.close()


@pytest.mark.slow
class TestServing:
    def test_it_is_ready_to_work_and_lends_its_engines(self, running: Running) -> None:
        assert running.get("/readyz") == {
            "ok": True,
            "database": "ok",
            "migrations": "ok",
            "effects": "ok",
            "broker": "ok",
        }
        done = run("--data", str(running.data), "manage", "check_config", "--json")
        assert json.loads(done.stdout) == {"safe": True, "findings": []}
        again = run("--port", "0", "--data", str(running.data))
        assert again.returncode == 1
        assert f"in use by process {running.process.pid}" in again.stderr
        port = running.address.rpartition(":")[2]
        taken = run("--port", port, "--data", str(running.data / "other"))
        assert taken.returncode == 1
        assert f"Port {port} on 127.0.0.1 cannot be used" in taken.stderr

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_asked_to_end_it_leaves_no_process(
        self, running: Running, number: signal.Signals
    ) -> None:
        assert len(running.leftovers()) > 5
        assert running.end(number) == 0
        assert running.leftovers() == []

    def test_killed_it_leaves_no_process_and_starts_again(self, running: Running) -> None:
        running.end(signal.SIGKILL)
        until = time.monotonic() + 20
        while running.leftovers() and time.monotonic() < until:
            time.sleep(0.2)
        assert running.leftovers() == []
        second = start(running.data)
        try:
            assert second.get("/healthz") == {"ok": True, "database": "ok"}
        finally:
            second.end(signal.SIGTERM)
            assert second.process.stdout is not None
            second.process.stdout.close()

    def test_a_killed_web_process_is_started_again(self, running: Running) -> None:
        listed = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children")
        web = next(
            int(child)
            for child in listed.read_text().split()
            if b"gunicorn" in Path(f"/proc/{child}/cmdline").read_bytes()
        )
        os.kill(web, signal.SIGKILL)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            time.sleep(0.5)
            try:
                found = running.get("/healthz")
            except OSError:
                continue
            if Path(f"/proc/{web}").exists():
                continue
            assert found == {"ok": True, "database": "ok"}
            return
        raise AssertionError("The web process did not come back.")


@pytest.mark.slow
def test_the_exit_code_of_a_command_is_the_exit_code_of_run(data: Path) -> None:
    assert run("--no-demo", "--data", str(data), "manage", "check_config").returncode == 0
    assert (
        run("--no-demo", "--data", str(data), "manage", "check_config", "--no-such-word").returncode
        == 2
    )


def test_an_unknown_word_is_bad_usage() -> None:
    assert run("serve-me").returncode == 2
