"""The tests once more, on the PostgreSQL and the Redis that this machine has itself.

`./run test --system [pytest arguments]`. Both are started for this run only, on ports of the
loopback interface and with passwords, and named by DATABASE_URL and BROKER_URL as an operator
would name them.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import redis

from mla.engines import (
    BROKER,
    DATABASE,
    POSTGRES,
    ROLE,
    STOPPING,
    UnableToStartEngine,
    initialise,
    plain_environment,
    wait_for_postgres,
)
from mla.launch.environment import HOUSE, PYTHON
from mla.launch.serve import free_port
from mla.processes import spawn, stop, unprivileged_user
from mla.programs import system_broker, system_postgres

MINUTES = 5.0
"""The longest that the tests may take here; the whole suite runs on the embedded engines."""
TESTS = (
    "tests/operations",
    "tests/faults/test_at_once_over_http.py",
    "tests/faults/test_backup.py",
    "tests/faults/test_killed_workers.py",
    "tests/interfaces/test_api_requests.py",
    "tests/interfaces/test_parity.py",
    *("-k", "not walk", "-m", "not slow"),
)


def test(words: Sequence[str]) -> int:
    """The tests named, or a fair part of them. Never longer than MINUTES.

    0 when the tests passed, or there is no such engine here, or time ran out before a failure.

    1 when a test failed or an engine did not start.
    """
    postgres, broker = system_postgres(), system_broker()
    if postgres is None or broker is None:
        say("No system PostgreSQL 15 and Redis 7 here: the tests run on the embedded ones only.")
        return 0
    try:
        with tempfile.TemporaryDirectory() as cache, engines(postgres, broker) as where:
            return run_tests(words or TESTS, where, cache=Path(cache))
    except UnableToStartEngine as refusal:
        say(str(refusal))
        return 1


def run_tests(words: Sequence[str], where: dict[str, str], *, cache: Path) -> int:
    """The tests on the engines at these addresses, until the first failure or out of time."""
    say(f"On the system's engines: {' '.join(words)}")
    tests = spawn(
        [*PYTHON, "-m", "pytest", "-q", "-x", *("-n", "2"), "-o", f"cache_dir={cache}", *words],
        on_parent_death=signal.SIGTERM,
        env=os.environ | where,
        cwd=HOUSE,
    )
    try:
        return int(tests.wait(MINUTES * 60) != 0)
    except subprocess.TimeoutExpired:
        stop(tests, (signal.SIGINT, 20.0), (signal.SIGTERM, 5.0))
        failed = (cache / "v" / "cache" / "lastfailed").exists()
        verdict = "a test had failed" if failed else "no test had failed"
        say(f"Stopped after {MINUTES:.0f} minutes: {verdict} on the system's engines.")
        return int(failed)
    finally:
        stop(tests, (signal.SIGINT, 20.0), (signal.SIGTERM, 5.0))


@contextlib.contextmanager
def engines(postgres: Path, broker: Path) -> Iterator[dict[str, str]]:
    """Both answer, at the addresses given; afterwards they and their files are gone.

    Raises UnableToStartEngine.
    """
    folder = Path(tempfile.mkdtemp(prefix="rogatory-lane-"))
    user = unprivileged_user()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    started: list[tuple[str, subprocess.Popen[bytes]]] = []
    try:
        with contextlib.ExitStack() as logs:
            keys = {
                "MLA_POSTGRES_SUPERUSER_PASSWORD": secrets.token_hex(16),
                "MLA_POSTGRES_PASSWORD": secrets.token_hex(16),
            }
            initialise(postgres, folder / "postgres", keys["MLA_POSTGRES_SUPERUSER_PASSWORD"])
            word, ports = secrets.token_hex(16), (free_port(0), free_port(0))
            programs = {
                POSTGRES: _postgres(postgres, folder, ports[0]),
                BROKER: _broker(broker, folder, ports[1], word),
            }
            for name, argv in programs.items():
                output = logs.enter_context((folder / f"{name}.log").open("ab"))
                process = spawn(
                    argv,
                    on_parent_death=STOPPING[name][0][0],
                    user=user,
                    env=plain_environment(),
                    cwd=folder,
                    output=output,
                )
                started.append((name, process))
            deadline = time.monotonic() + 60
            wait_for_postgres(started[0][1], "127.0.0.1", keys, deadline, port=ports[0])
            _wait_for_broker(started[1][1], ports[1], word, deadline)
            password = keys["MLA_POSTGRES_PASSWORD"]
            yield {
                "DATABASE_URL": f"postgresql://{ROLE}:{password}@127.0.0.1:{ports[0]}/{DATABASE}",
                "BROKER_URL": f"redis://:{word}@127.0.0.1:{ports[1]}/0",
            }
    finally:
        for name, process in reversed(started):
            stop(process, *STOPPING[name])
        shutil.rmtree(folder, ignore_errors=True)


def _postgres(programs: Path, folder: Path, port: int) -> list[str | Path]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    return [programs / "postgres", "-D", folder / "postgres", *words]


def _broker(program: Path, folder: Path, port: int, word: str) -> list[str | Path]:
    argv: list[str | Path] = [program, "--port", str(port), "--bind", "127.0.0.1"]
    return [*argv, "--requirepass", word, "--dir", folder, "--save", "", "--daemonize", "no"]


def _wait_for_broker(
    process: "subprocess.Popen[bytes]", port: int, word: str, deadline: float
) -> None:
    with redis.Redis(host="127.0.0.1", port=port, password=word) as client:
        while True:
            try:
                client.ping()
                return
            except redis.RedisError as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise UnableToStartEngine(f"The system's broker: {error}") from error
            time.sleep(0.02)


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201
