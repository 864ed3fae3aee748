"""The embedded engines: who may reach them, and what a killed one leaves behind."""

import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from django.db import connection

from mla import engines, throwaway
from mla.datadir import DataDir, DataDirectoryInUse
from mla.engines import (
    BROKER,
    POSTGRES,
    Engines,
    UnableToEnterDatabase,
    UnableToStartEngine,
)
from mla.launch import supervise
from mla.launch.__main__ import REFUSALS
from mla.processes import birth


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> Iterator[DataDir]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("BROKER_URL", raising=False)
    path = Path(tempfile.mkdtemp(dir=throwaway.folder()))
    yield DataDir(path)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def running(data: DataDir) -> Iterator[Engines]:
    data.own()
    found = engines.start(data, durable=False)
    yield found
    found.stop()
    data.release()


def socket_directory(running: Engines) -> Path:
    return Path(running.broker_url.removeprefix("redis+socket://")).parent


@pytest.mark.django_db
def test_the_database_is_postgresql_15_or_later_in_utf8() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, getdatabaseencoding()")
        version, encoding = cursor.fetchone()
    assert version >= 150000
    assert encoding == "UTF8"


def test_the_servers_listen_only_on_sockets_in_a_closed_directory(running: Engines) -> None:
    assert stat.S_IMODE(socket_directory(running).stat().st_mode) == 0o700
    with psycopg.connect(running.database_url) as asking:
        row = asking.execute(
            "SELECT current_setting('listen_addresses'), current_setting('data_checksums')"
        ).fetchone()
    assert row == ("", "on")


def test_no_password_no_entry_and_no_superuser_for_the_program(running: Engines) -> None:
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(host=str(socket_directory(running)), user="rogatory", dbname="rogatory")
    with psycopg.connect(running.database_url) as asking:
        row = asking.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert row.fetchone() == (False,)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root could run them as root")
def test_started_by_root_the_servers_run_as_somebody_else(running: Engines) -> None:
    owners = {Path(f"/proc/{process.pid}").stat().st_uid for process in running.processes.values()}
    assert 0 not in owners


@pytest.mark.parametrize("name", [POSTGRES, BROKER])
def test_a_killed_server_is_started_again_with_its_data(data: DataDir, name: str) -> None:
    data.own()
    running = engines.start(data)
    with psycopg.connect(running.database_url) as writing:
        writing.execute("CREATE TABLE kept AS SELECT 7 AS number")
    running.processes[name].send_signal(signal.SIGKILL)
    running.processes[name].wait()
    assert running.ended() == [name]
    running.start()
    assert running.ended() == []
    with psycopg.connect(running.database_url) as reading:
        assert reading.execute("SELECT number FROM kept").fetchone() == (7,)
    socket = str(socket_directory(running) / "valkey.sock")
    with redis.Redis(unix_socket_path=socket) as client:
        assert client.ping()
    running.stop()
    data.release()


def test_servers_left_over_by_a_killed_owner_are_ended_before_others_start(data: DataDir) -> None:
    data.own()
    first = engines.start(data, durable=False)
    left_over = [process.pid for process in first.processes.values()]
    second = engines.start(data, durable=False)
    try:
        for process in first.processes.values():
            process.wait(5)
        assert [birth(pid) for pid in left_over] == [None, None]
        assert second.ended() == []
    finally:
        second.stop()
        data.release()


def test_a_data_directory_has_one_owner_and_the_refusal_names_it(running: Engines) -> None:
    running.data.write_state(database_url=running.database_url)
    with pytest.raises(DataDirectoryInUse, match=f"in use by process {os.getpid()}"):
        DataDir(running.data.path).own()


def test_a_borrower_gets_the_owners_engines_and_nobody_elses(data: DataDir) -> None:
    assert DataDir(data.path).borrow() is None
    data.own()
    data.write_state(database_url="postgresql:///mine", broker_url="redis://mine")
    borrower = DataDir(data.path)
    state = borrower.borrow()
    assert state is not None
    assert state["database_url"] == "postgresql:///mine"
    borrower.release()
    data.release()
    assert DataDir(data.path).borrow() is None


def test_secrets_are_made_once_differ_and_are_for_the_owners_eyes(data: DataDir) -> None:
    data.prepare()
    first = data.secrets()
    assert len(set(first.values())) == len(first)
    assert DataDir(data.path).secrets() == first
    assert stat.S_IMODE((data.path / "secrets").stat().st_mode) == 0o600


def test_an_engine_that_cannot_be_started_again_is_tried_until_it_can(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "ENGINE_PAUSE_SECONDS", 0.2)
    data.own()
    running = engines.start(data, durable=False)
    said: list[str] = []

    def listen(sentence: str) -> None:
        said.append(sentence)
        if "Trying again" in sentence:
            held.rename(cluster)

    supervisor = supervise.Supervisor(running, say=listen)
    assert running.home
    cluster = running.home / "postgres"
    held = cluster.with_name("held")
    monkeypatch.setattr(engines, "initialise", _no_room)
    try:
        running.processes[POSTGRES].kill()
        running.processes[POSTGRES].wait()
        cluster.rename(held)
        supervisor.revive_engines()
        assert said[-1] == "No room on the disk. Trying again in 0 s."
        until = time.monotonic() + 30
        while running.ended() and time.monotonic() < until:
            supervisor.revive_engines()
            time.sleep(0.05)
        with psycopg.connect(running.database_url) as asking:
            assert asking.execute("SELECT 1").fetchone() == (1,)
    finally:
        running.stop()
        data.release()


def test_secrets_of_another_directory_are_refused_with_what_to_do(data: DataDir) -> None:
    data.own()
    engines.start(data, durable=False).stop()
    (data.path / "secrets").unlink()
    with pytest.raises(UnableToEnterDatabase, match="Put back the one it had"):
        engines.start(DataDir(data.path), durable=False)
    assert UnableToEnterDatabase in REFUSALS
    data.release()


def _no_room(*_where: object) -> None:
    raise UnableToStartEngine("No room on the disk.")
