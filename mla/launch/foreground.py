"""Running a program on our terminal and passing on what it says and what it is told."""

import contextlib
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from mla.processes import dies_with_parent


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
