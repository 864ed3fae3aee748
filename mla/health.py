"""Is it up, and is it doing its work."""

import logging
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mla import effects
from mla.celery import app

LONGEST_WAIT_SECONDS = 60

log = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when this process serves and the database answers, else 503."""
    return _answer({"database": _database()})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the installation can do its work, else 503 with what is missing.

    Liveness is work done: an effect that has been due for more than a minute means that
    nobody carries effects out, however many processes are up.
    """
    found = {"database": _database()}
    if found["database"] == "ok":
        found["migrations"] = _migrations()
    if found.get("migrations") == "ok":
        found["effects"] = _effects()
    found["broker"] = _broker()
    return _answer(found)


def _answer(found: dict[str, Any]) -> JsonResponse:
    well = all(value == "ok" for value in found.values())
    return JsonResponse({"ok": well, **found}, status=200 if well else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} not applied" if waiting else "ok"


def _effects() -> str:
    age = effects.oldest_due_age(at=timezone.now())
    if age is None or age.total_seconds() <= LONGEST_WAIT_SECONDS:
        return "ok"
    return f"the oldest has been due for {age.total_seconds():.0f} s"


def _broker() -> str:
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception as error:  # noqa: BLE001 (each of kombu's transports raises its own)
        log.warning("BROKER_UNHEARD error=%s", type(error).__name__)
        return "does not answer"
    return "ok"
