"""Several processes that act on requests at once, each on a connection of its own.

Nothing of Django is imported at the top: the processes import this before it is set up.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from uuid import UUID

Crew = Callable[[Sequence[Sequence[UUID]]], float]


@contextmanager
def at_work(count: int, *, person: int, action: str) -> Iterator[Crew]:
    """Processes that wait for requests; called with a share for each of some of them, the
    seconds until all of these are done."""
    context = multiprocessing.get_context("spawn")
    lines: list[Connection] = []
    processes = []
    for _ in range(count):
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, person, action), daemon=True)
        process.start()
        theirs.close()
        lines.append(ours)
        processes.append(process)

    def act_on(shares: Sequence[Sequence[UUID]]) -> float:
        busy = lines[: len(shares)]
        began = time.perf_counter()
        for line, share in zip(busy, shares, strict=True):
            line.send(share)
        for line in busy:
            line.recv()
        return time.perf_counter() - began

    try:
        for line in lines:
            line.recv()
        yield act_on
    finally:
        for line, process in zip(lines, processes, strict=True):
            line.close()
            process.join(10)


def _work(line: Connection, person: int, action: str) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from mla.accounts.models import User
    from requests_app import operations

    user = User.objects.select_related("authority__state").get(pk=person)
    line.send("ready")
    while True:
        try:
            share = line.recv()
        except EOFError:
            return
        for public_id in share:
            operations.act(action, request=public_id, by=user, at=timezone.now())
        line.send("done")
