"""A page of the worklist over HTTP, against the bare query of its rows."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bench import house
from bench.figures import Figure, Times, in_turns, ratio
from bench.replay import Statement, raw_connection, statements_of
from mla.launch.serve import free_port
from mla.processes import dies_with_parent
from requests_app import worklist as lists
from requests_app.models import Request

READY_WITHIN_SECONDS = 30
DEEP = 1_000


def page(*, turns: int) -> Iterator[Figure]:
    """The time of one page, signed in and through everything, to that of its bare query."""
    with _served() as get, raw_connection() as raw:
        sql, given = _query("")
        address = _address("")

        def bare() -> None:
            with raw.cursor() as cursor:
                cursor.execute(sql, given)
                assert len(cursor.fetchall()) > lists.PAGE_SIZE
            raw.rollback()

        taken = in_turns(
            {"page": lambda: get(address), "bare": bare}, turns=turns, warm=10, tidy=False
        )
        yield Figure(
            "worklist_page",
            ratio(taken["page"], taken["bare"]),
            "times the bare query of its 50 rows",
            f"{_against(taken, 'page', 'bare')}, {Request.objects.count()} requests",
        )


def depth(*, turns: int) -> Iterator[Figure]:
    """The time of page 1,000 to that of page 1."""
    key, number = _deep_key()
    with _served() as get:
        first, deep = _address(""), _address(key)
        taken = in_turns(
            {"deep": lambda: get(deep), "first": lambda: get(first)},
            turns=turns,
            warm=10,
            tidy=False,
        )
    yield Figure(
        "worklist_depth",
        ratio(taken["deep"], taken["first"]),
        f"times page 1, page {number}",
        _against(taken, "deep", "first"),
    )


def growth(*, turns: int, small: int) -> Iterator[Figure]:
    """The time of a page here to that of a page where few requests are on file."""
    url = _small_installation(small)
    session = _in_small_installation(url, "session")
    address = _address("")
    with _served() as here, _served(url=url, session=session) as there:
        taken = in_turns(
            {"here": lambda: here(address), "there": lambda: there(address)},
            turns=turns,
            warm=10,
            tidy=False,
        )
    yield Figure(
        "worklist_growth",
        ratio(taken["here"], taken["there"]),
        f"times the page at {small} requests",
        f"{_against(taken, 'here', 'there')}, {Request.objects.count()} requests here",
    )


def sign_in() -> str:
    """The key of a session in which the clerk is signed in."""
    person = house.clerk()
    person.must_change_password = False
    person.save(update_fields=["must_change_password"])
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    assert session.session_key
    return session.session_key


def _address(after: str) -> str:
    return f"{reverse('requests:worklist')}?scope=open&after={after}"


def _query(after: str) -> Statement:
    """The statement that the page of the list is read by."""
    person = house.clerk()
    filters = lists.Filters(scope=lists.OPEN)
    today = timezone.now().date()
    said = statements_of(lambda: lists.page(filters, by=person, today=today, after=after))
    assert len(said) == 1
    return said[0]


def _deep_key() -> tuple[str, int]:
    """The key after which page 1,000 begins, or the last full page of a shorter list."""
    still_open = Request.objects.exclude(state="CLOSED")
    number = min(DEEP, max(2, still_open.count() // lists.PAGE_SIZE - 1))
    ordered = still_open.order_by("urgency_rank", "next_action_on", "id")
    rank, day, key = ordered.values_list("urgency_rank", "next_action_on", "id")[
        (number - 1) * lists.PAGE_SIZE - 1
    ]
    return f"{rank}_{day}_{key}", number


def _against(taken: dict[str, Times], above: str, below: str) -> str:
    return f"{taken[above].range()} to {taken[below].range()}, {len(taken[above].seconds)} turns"


@contextmanager
def _served(*, url: str = "", session: str = "") -> Iterator[Callable[[str], None]]:
    """One gunicorn worker, as `./run` starts it; called with an address it gets that page."""
    port = free_port(0)
    environment = {**os.environ, "MLA_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    if url:
        environment["DATABASE_URL"] = url
    cookie = f"{settings.SESSION_COOKIE_NAME}={session or sign_in()}"
    server = subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", "gunicorn", "mla.wsgi", "--preload"),
            *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--log-level", "warning"),
            "--no-control-socket",
        ],
        env=environment,
        preexec_fn=dies_with_parent(signal.SIGTERM),
    )

    def get(address: str) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        line.request("GET", address, headers={"Cookie": cookie, "Accept-Language": "en"})
        answer = line.getresponse()
        body = answer.read()
        line.close()
        assert answer.status == 200, f"{address}: {answer.status}"
        assert b"<tr class=" in body, "a page without rows"

    try:
        _wait_for(port, server)
        yield get
    finally:
        server.terminate()
        server.wait(15)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("The web process did not come up.")


def _small_installation(rows: int) -> str:
    """The address of a database of its own with so many requests; made when there is none."""
    name = f"{connection.settings_dict['NAME']}_small"
    parts = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(parts._replace(path=f"/{name}"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", (name,))
        if not cursor.fetchone()[0]:
            cursor.execute(f'CREATE DATABASE "{name}"')
    _run_there(url, "-m", "mla.launch.prepare", "--quiet")
    _in_small_installation(url, "fill", str(rows))
    return url


def _in_small_installation(url: str, *words: str) -> str:
    return _run_there(url, "-m", "bench.small", *words).strip()


def _run_there(url: str, *words: str) -> str:
    return subprocess.run(
        [sys.executable, "-P", *words],
        env={**os.environ, "DATABASE_URL": url},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
