"""`./run bench`: every figure comes as one line in the form that scripts read."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from mla.launch.environment import HOUSE

pytestmark = pytest.mark.slow

LINE = re.compile(r"(?P<name>[a-z_]+): (?P<ratio>\d+\.\d\d) (?P<unit>[^()]+) \((?P<detail>.+)\)")
FIGURES = (
    "worklist_page",
    "worklist_growth",
    "worklist_depth",
    "transition",
    "transition_gain",
    "sweep",
    "letters",
    "ledger_verify",
)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[dict[str, str]]:
    """The environment of an installation of its own, prepared, with nothing on file at first."""
    name = f"bench_of_a_test_{os.getpid()}"
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "mla.settings",
        "PYTHONPATH": str(HOUSE),
    }
    known = connection.settings_dict
    with psycopg.connect(
        dbname="postgres",
        user=known["USER"],
        password=known["PASSWORD"],
        host=known["HOST"],
        port=known["PORT"] or None,
        autocommit=True,
    ) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            run(environment, "-m", "mla.launch.prepare", "--quiet")
            yield environment
        finally:
            for made in (name, f"{name}_small"):
                admin.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(made))
                )


def run(environment: dict[str, str], *words: str) -> str:
    return subprocess.run(
        [sys.executable, "-P", *words],
        env=environment,
        cwd=HOUSE,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=540,
    ).stdout


def counts(environment: dict[str, str]) -> tuple[int, ...]:
    """How many requests are on file, and how many of them are marked as specimens."""
    with psycopg.connect(environment["DATABASE_URL"]) as raw:
        row = raw.execute(
            "SELECT count(*), count(*) FILTER (WHERE is_specimen AND title LIKE 'SPECIMEN%') "
            "FROM requests_app_request"
        ).fetchone()
    assert row is not None
    return row


def test_every_figure_is_one_line_in_the_form_of_the_contract(elsewhere: dict[str, str]) -> None:
    said = run(elsewhere, "-m", "bench", *FIGURES, "--rows", "200", "--quick")

    lines = [LINE.fullmatch(line) for line in said.splitlines()]
    assert [line["name"] if line else None for line in lines] == list(FIGURES)


def test_the_specimens_it_measures_on_are_marked_and_their_ledger_verifies(
    elsewhere: dict[str, str],
) -> None:
    before = counts(elsewhere)[0]
    run(elsewhere, "manage.py", "load_many", "60")

    assert "intact" in run(elsewhere, "manage.py", "verify_ledger")
    assert counts(elsewhere) == (before + 60, before + 60)
