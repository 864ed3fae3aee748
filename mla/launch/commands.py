"""The tools of `./run`: any management command, the tests, the benchmarks."""

import contextlib
import hashlib
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from mla import engines
from mla.datadir import DataDir
from mla.launch.environment import HOUSE, PYTHON, data_directory, edition, tell
from mla.processes import dies_with_parent


class UnableToPrepare(RuntimeError):
    """Migrating or loading failed."""


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
    """The tests, on throw-away engines (tests/settings.py starts them), on two processes."""
    chosen = any(word.startswith(("-n", "--numprocesses", "--pdb", "-pno:xdist")) for word in words)
    return run(
        [*PYTHON, "-m", "pytest", *([] if chosen else ["-n", "2"]), *words],
        cwd=HOUSE,
    )


def run(argv: Sequence[str | Path], *, cwd: Path | None = None) -> int:
    """Run in the foreground, on our terminal. A killed program counts as 128 + its signal."""
    child = subprocess.Popen(
        [str(word) for word in argv],
        cwd=cwd,
        preexec_fn=dies_with_parent(signal.SIGTERM),
    )

    def pass_on(number: int, _frame: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(number)

    before = {n: signal.signal(n, pass_on) for n in (signal.SIGTERM, signal.SIGHUP)}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


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
        prepare_once(data, demo=demo)
        data.write_state(**where, demo=demo)
        yield
        data.wait_for_borrowers()
    finally:
        if running:
            running.stop()
        data.release()


def prepare_once(data: DataDir, *, demo: bool) -> None:
    """The database is prepared for this edition of the program; said on standard error only."""
    facts = (edition(), os.environ["DATABASE_URL"], str(demo))
    now = hashlib.sha256("\n".join(facts).encode()).hexdigest()
    if data.read_private("prepared") == now:
        return
    if run([*PYTHON, "-m", "mla.launch.prepare", "--quiet", *(["--demo"] if demo else [])]):
        raise UnableToPrepare("The database could not be prepared; the reason is above.")
    data.write_private("prepared", now)
