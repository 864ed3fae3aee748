"""The tools of `./run`: any management command, the tests, the benchmarks."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from mla import engines
from mla.datadir import DataDir
from mla.launch import lane
from mla.launch.environment import HOUSE, PYTHON, data_directory, tell
from mla.launch.foreground import run
from mla.launch.once import prepare_once


def manage(words: Sequence[str], *, data: Path | None, demo: bool) -> int:
    """A management command with the engines up; its exit code is ours.

    The engines of a running `./run` on the same data directory are used; otherwise they
    run for as long as the command does. A directory that was never started is prepared first.
    """
    with _engines_up(data_directory(data), demo=demo):
        return run([*PYTHON, HOUSE / "manage.py", *words])


def bench(words: Sequence[str]) -> int:
    """The benchmarks, on their own data directory."""
    with _engines_up(data_directory(HOUSE / "var" / "bench"), demo=False):
        return run([*PYTHON, "-m", "bench", *words], cwd=HOUSE)


def test(words: Sequence[str]) -> int:
    """The tests, on throw-away engines (tests/settings.py starts them), on two processes.

    `--system` first: on the machine's own PostgreSQL and Redis, where it has them.
    """
    if words[:1] == ["--system"]:
        return lane.test(words[1:])
    chosen = any(word.startswith(("-n", "--numprocesses", "--pdb", "-pno:xdist")) for word in words)
    return run(
        [*PYTHON, "-m", "pytest", *([] if chosen else ["-n", "2"]), *words],
        cwd=HOUSE,
    )


@contextlib.contextmanager
def _engines_up(data: DataDir, *, demo: bool) -> Iterator[None]:
    borrowed = data.borrow()
    if borrowed is not None:
        demo = bool(borrowed.get("demo", demo))
        tell(
            data=data,
            demo=demo,
            database_url=borrowed["database_url"],
            broker_url=borrowed["broker_url"],
        )
        try:
            yield
        finally:
            data.release()
        return
    data.own()
    running = None
    try:
        running = engines.start(data)
        where = {"database_url": running.database_url, "broker_url": running.broker_url}
        tell(data=data, demo=demo, **where)
        prepare_once(data, demo=demo, quiet=True)
        data.write_state(**where, demo=demo)
        yield
        data.wait_for_borrowers()
    finally:
        if running:
            running.stop()
        data.release()
