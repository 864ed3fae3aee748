"""What every test shares: no network beyond this machine, and the long ones first."""

import gc
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from mla.environment import with_database_name

LONG = ("slow", "browser")
"""Marks of the tests that would keep everybody waiting if they came last."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones come first; otherwise the order is as it was."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, LONG)))


def pytest_collection_finish() -> None:
    """What was imported and collected stays: searching it for garbage over and over is vain."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With several processes, one that has nothing left takes over from the others."""
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


class NetworkIsClosed(RuntimeError):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def _only_this_machine() -> Iterator[None]:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if not (host.startswith("127.") or host in {"::1", "localhost"}):
                raise NetworkIsClosed(f"A test tried to reach {host}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def _in_the_language_of_before() -> Iterator[None]:
    """A page asked for in another language leaves it active in the process."""
    with translation.override(translation.get_language()):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database alone may be emptied between tests that commit, and is nobody's any
    more when it is dropped: a thread of a server may keep its connection for a while.

    The ledger refuses TRUNCATE. Its owner takes that refusal off here, in a database that was
    made for this run; see docs/decisions/append-only-ledger.md.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table, trigger in (
            ("ledger_event", "event_is_never_truncated"),
            ("ledger_chainhead", "head_is_never_truncated"),
            ("ledger_checkpoint", "checkpoint_is_never_truncated"),
            ("ledger_actor", "actor_is_never_truncated"),
        ):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    post_migrate.connect(_system_user_is_there, weak=False)
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )


def _system_user_is_there(**_signal: Any) -> None:
    """Emptying the database takes the user away that a migration had put there."""
    from mla.accounts.models import User
    from mla.accounts.queries import SYSTEM_USERNAME

    User.objects.get_or_create(
        username=SYSTEM_USERNAME, defaults={"password": "!", "is_active": False}
    )


@pytest.fixture
def process_environment(db: None) -> dict[str, str]:
    """The environment for a process of ours that shall work on the test's database.

    It sees only what is committed: use it with `transaction=True`.
    """
    return os.environ | {
        "DATABASE_URL": with_database_name(
            os.environ["DATABASE_URL"], str(connection.settings_dict["NAME"])
        ),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
