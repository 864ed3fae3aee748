"""What is measured on: specimen requests in the database of the benchmarks."""

import sys
import time

from django.core.management import call_command

from mla.accounts.models import User
from mla.accounts.roles import Role
from requests_app.models import Request


def fill(rows: int) -> None:
    """At least so many specimen requests are on file. The rest is loaded, which takes a while."""
    missing = rows - Request.objects.count()
    if missing <= 0:
        return
    began = time.monotonic()
    say(f"loading {missing} specimen requests …")
    call_command("load_many", missing, seed=rows, stdout=sys.stderr, skip_checks=True)
    say(f"loaded in {time.monotonic() - began:.0f} s")


def clerk() -> User:
    """A clerk of the authority that the specimens belong to."""
    return (
        User.objects.filter(is_active=True, roles__contains=[Role.CLERK])
        .select_related("authority__state")
        .order_by("pk")[0]
    )


def say(sentence: str) -> None:
    """On standard error: standard output holds the figures alone."""
    print(sentence, file=sys.stderr, flush=True)
