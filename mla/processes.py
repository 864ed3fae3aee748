"""Child processes that end with their parent, and the proof that one is still the same."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
UNPRIVILEGED_USERS = ("postgres", "nobody")

_libc = ctypes.CDLL(None, use_errno=True)


class UnableToFindUnprivilegedUser(RuntimeError):
    """The engines must not run as root and no other user is there to run them."""


def unprivileged_user() -> pwd.struct_passwd | None:
    """The user the engines run as when we are root; None when we are somebody already.

    PostgreSQL refuses to run as root. `MLA_ENGINE_USER` names another user.
    """
    if os.geteuid() != 0:
        return None
    wanted = os.environ.get("MLA_ENGINE_USER")
    for name in (wanted,) if wanted else UNPRIVILEGED_USERS:
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            if user.pw_uid != 0:
                return user
    raise UnableToFindUnprivilegedUser(
        "PostgreSQL does not run as root. Name an existing unprivileged user in MLA_ENGINE_USER."
    )


def dies_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A function for the child to call before exec: it gets this signal when we are gone.

    The kernel watches the thread that started the child, so start children from the
    main thread only.
    """
    parent = os.getpid()

    def arrange() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    return arrange


def end_with_parent(number: signal.Signals) -> None:
    """From now on this process gets the signal when the one that started it is gone."""
    parent = os.getppid()
    _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def spawn(
    argv: Sequence[str | Path],
    *,
    on_parent_death: signal.Signals,
    user: pwd.struct_passwd | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so a Ctrl-C at the terminal reaches only us."""
    return subprocess.Popen(
        [str(word) for word in argv],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        cwd=cwd,
        env=dict(env) if env is not None else None,
        start_new_session=True,
        preexec_fn=dies_with_parent(on_parent_death),
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )


def stop(
    process: subprocess.Popen[bytes],
    *steps: tuple[signal.Signals, float],
) -> None:
    """The process and its whole group are gone: each signal in turn gets its seconds, then KILL."""
    for number, seconds in steps:
        if process.poll() is not None:
            break
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def birth(pid: int) -> str | None:
    """When this process began, in clock ticks since boot; None when there is no such process.

    A process number is used again after a while. Number and birth together are not.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in {"Z", "X"} else fields[19]


def end_stranger(
    pid: int, born: str, *steps: tuple[signal.Signals, float], pause: float = 0.05
) -> None:
    """A process left over from a killed parent is gone; any other process is left alone."""
    for number, seconds in (*steps, (signal.SIGKILL, 5.0)):
        if birth(pid) != born:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        until = time.monotonic() + seconds
        while birth(pid) == born and time.monotonic() < until:
            time.sleep(pause)
