"""What an installation refuses to start with, and what it says about its health."""

import io
import json
import logging
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from pytest_django import Settings

from mla import environment, safety
from mla.celery import app
from mla.logs import QuietFormatter


@pytest.fixture
def earnest(settings: Settings, tmp_path: Path) -> Settings:
    """An installation that is not a demo and is well configured."""
    settings.MLA_FILES_DIR = tmp_path / "files"
    settings.MLA_DEMO = False
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["rogatory.example"]
    return settings


def test_a_good_configuration_is_not_refused(earnest: Settings) -> None:
    assert list(safety.findings()) == []
    safety.refuse_unsafe_start()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set."),
        ("SECRET_KEY", "django-insecure-" + "x1y2z3" * 10, "a default that everybody knows"),
        ("SECRET_KEY", "x1y2z3", "at least 40 random characters"),
        ("MLA_LEDGER_KEY", "a" * 80, "at least 40 random characters"),
        ("MLA_FILE_KEY", "", "MLA_FILE_KEY is not set."),
        ("DEBUG", True, "DEBUG shows settings and case data"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS=\\* lets anybody"),
    ],
)
def test_an_unsafe_configuration_is_refused_with_its_reason(
    earnest: Settings, name: str, value: object, reason: str
) -> None:
    setattr(earnest, name, value)
    with pytest.raises(ImproperlyConfigured, match=reason):
        safety.refuse_unsafe_start()


def test_one_key_for_two_purposes_is_refused(earnest: Settings) -> None:
    earnest.MLA_FILE_KEY = earnest.MLA_LEDGER_KEY
    with pytest.raises(ImproperlyConfigured, match="must differ"):
        safety.refuse_unsafe_start()


def test_check_config_says_why_and_ends_with_1(earnest: Settings) -> None:
    earnest.ALLOWED_HOSTS = ["*"]
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_config", "--json", stdout=out)
    assert ended.value.code == 1
    assert [f["setting"] for f in json.loads(out.getvalue())["findings"]] == ["ALLOWED_HOSTS"]


@pytest.mark.parametrize(
    ("place", "mode", "reason"),
    [
        ("", 0o755, "files has mode 0755, which lets others look into it. Make it 0700."),
        ("ab", 0o710, "files/ab has mode 0710, which lets others look into it. Make it 0700."),
        ("ab/cd", 0o640, "files/ab/cd has mode 0640, which lets others look into it. Make it 0600"),
    ],
)
def test_stored_files_that_others_can_look_into_are_told(
    earnest: Settings, place: str, mode: int, reason: str
) -> None:
    root = Path(earnest.MLA_FILES_DIR)
    (root / "ab").mkdir(mode=0o700, parents=True)
    root.chmod(0o700)
    (root / "ab" / "cd").touch(mode=0o600)
    err = io.StringIO()
    call_command("check_config", stdout=io.StringIO())
    (root / place).chmod(mode)
    with pytest.raises(SystemExit):
        call_command("check_config", stderr=err)
    assert reason in err.getvalue()


@pytest.mark.django_db
def test_ready_names_a_broker_that_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["broker"] == "does not answer"
    assert answer.json()["database"] == "ok"


@pytest.mark.django_db
def test_healthy_without_signing_in_and_never_cached(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.json() == {"ok": True, "database": "ok"}
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_logged_error_names_the_place_and_the_kind_but_not_the_row() -> None:
    try:
        try:
            raise DatabaseError("Key (name)=(somebody) already exists")
        except DatabaseError as error:
            raise RuntimeError("about somebody") from error
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "EVENT 7", (), sys.exc_info())
    said = QuietFormatter().format(record)
    assert "somebody" not in said
    assert "django.db.utils.DatabaseError" in said
    assert "builtins.RuntimeError" in said
    assert "test_safety.py" in said


def test_an_address_with_a_socket_directory_is_understood() -> None:
    found = environment.database("postgresql://me:p%40ss@/cases?host=/run/pg&sslmode=disable")
    assert found["HOST"] == "/run/pg"
    assert found["NAME"] == "cases"
    assert found["PASSWORD"] == "p@ss"
    assert found["OPTIONS"] == {"sslmode": "disable"}


@pytest.mark.parametrize("url", ["mysql://localhost/cases", "postgresql://localhost"])
def test_an_address_that_is_not_postgresql_or_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(environment.UnableToReadSetting, match="DATABASE_URL"):
        environment.database(url)
