"""The child that draws letters, seen from its parent: started, fed, killed, replaced."""

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from django.utils.translation import gettext as _

from requests_app.letters import press
from requests_app.letters.render import FONTS, UnableToRenderLetter

SECONDS = 45.0
"""Wall time for one letter; the child's own limit on computing is shorter."""
START_SECONDS = 60.0
_HOME = Path(__file__).resolve().parent.parent.parent


class UnableToFinishDrawing(UnableToRenderLetter):
    """The child was ended by somebody else; nothing is wrong with the letter as far as we know."""


class Child:
    """At most one child process of this process. Safe to use from several threads.

    After a fork the new process starts a child of its own. A letter that runs over its
    limits costs its child, never the next letter.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = ""
        self._owner = 0
        self._answered = False

    def draw(self, html: str, *, identifier: str) -> bytes:
        """The PDF. Raises UnableToRenderLetter with a sentence for whoever looks at it.

        A child that somebody else ended, as a machine short of memory does, is replaced and
        asked once more; then UnableToFinishDrawing.
        """
        order = json.dumps({"html": html, "identifier": identifier}).encode()
        try:
            return self._drawn(order)
        except UnableToFinishDrawing:
            return self._drawn(order)

    def _drawn(self, order: bytes) -> bytes:
        with self._lock:
            process = self._running()
            until = time.monotonic() + (SECONDS if self._answered else START_SECONDS)
            try:
                code, answer = self._exchange(process, order, until)
            except TimeoutError:
                self.end()
                raise UnableToRenderLetter(_TOO_SLOW()) from None
            except (BrokenPipeError, EOFError):
                too_slow = _ended_by(process) == -signal.SIGXCPU
                self.end()
                if too_slow:
                    raise UnableToRenderLetter(_TOO_SLOW()) from None
                raise UnableToFinishDrawing(
                    _("The process that drew the letter was ended. Try again.")
                ) from None
            except BaseException:
                # Half an answer must not be taken for the next letter's.
                self.end()
                raise
            self._answered = True
            if code == press.TOO_MUCH_MEMORY:
                self.end()
        if code == press.DRAWN:
            return answer
        raise UnableToRenderLetter(_SAYINGS[code]())

    def end(self) -> None:
        """The child is gone and its temporary folder too."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            with contextlib.suppress(OSError):
                process.communicate(timeout=10)
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def pid(self) -> int | None:
        """The process that draws now, if there is one."""
        return self._process.pid if self._process else None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner == os.getpid():
            if self._process.poll() is None:
                return self._process
            self.end()
        self._folder = tempfile.mkdtemp(prefix="rogatory-letters-")
        self._owner = os.getpid()
        self._answered = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "requests_app.letters.press"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_HOME,
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "LC_ALL": "C.UTF-8",
                "HOME": self._folder,
                "TMPDIR": self._folder,
                "FONTCONFIG_FILE": str(FONTS / "fonts.conf"),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            start_new_session=True,
        )
        return self._process

    @staticmethod
    def _exchange(
        process: subprocess.Popen[bytes], order: bytes, until: float
    ) -> tuple[bytes, bytes]:
        assert process.stdin is not None
        assert process.stdout is not None
        _write(process.stdin.fileno(), press.HEAD.pack(len(order)) + order, until)
        reading = process.stdout.fileno()
        length = press.HEAD.unpack(_read(reading, press.HEAD.size, until))[0]
        answer = _read(reading, 1 + length, until)
        return answer[:1], answer[1:]


def _ended_by(process: subprocess.Popen[bytes]) -> int | None:
    """The exit code of a child that has hung up."""
    try:
        return process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return None


def _write(descriptor: int, data: bytes, until: float) -> None:
    os.set_blocking(descriptor, False)
    left = memoryview(data)
    while left:
        remaining = until - time.monotonic()
        if remaining <= 0 or not select.select([], [descriptor], [], remaining)[1]:
            raise TimeoutError
        left = left[os.write(descriptor, left) :]


def _read(descriptor: int, size: int, until: float) -> bytes:
    parts: list[bytes] = []
    while size:
        remaining = until - time.monotonic()
        if remaining <= 0 or not select.select([descriptor], [], [], remaining)[0]:
            raise TimeoutError
        part = os.read(descriptor, min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _TOO_SLOW() -> str:  # noqa: N802
    return _("Drawing the letter took too long and was stopped. Shorten its texts.")


_SAYINGS = {
    press.TOO_LONG: lambda: _("The letter is too long to be drawn. Shorten its texts."),
    press.TOO_MUCH_MEMORY: lambda: _(
        "Drawing the letter took too much memory and was stopped. Shorten its texts."
    ),
    press.FAILED: lambda: _("The letter could not be drawn. Tell the people who run the system."),
}

_child = Child()
atexit.register(_child.end)


def draw(html: str, *, identifier: str) -> bytes:
    """The PDF, drawn by this process's child. Raises UnableToRenderLetter."""
    return _child.draw(html, identifier=identifier)
