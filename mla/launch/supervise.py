"""Keeping an installation's processes up, and ending them all."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mla.engines import Engines, UnableToStartEngine
from mla.processes import spawn, stop

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
ENGINE_PAUSE_SECONDS = 5.0


class StopAskedFor(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM. Not an error, and nothing may swallow it."""


@dataclass
class Service:
    """One process that should always run: `name` for people, and how it is asked to end."""

    name: str
    argv: Sequence[str | Path]
    stopping: tuple[tuple[signal.Signals, float], ...]
    on_parent_death: signal.Signals = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    again_at: float = 0.0

    def start(self) -> None:
        """The process has been started."""
        self.process = spawn(self.argv, on_parent_death=self.on_parent_death)
        self.began = time.monotonic()
        self.again_at = 0.0

    def end(self) -> None:
        """The process and its group are gone."""
        if self.process:
            stop(self.process, *self.stopping)
            self.process = None


@dataclass
class Supervisor:
    """Services and engines that are started again when they die, until asked to stop.

    A service that dies is started again after 1, 2, 4 … at most 30 seconds; a minute of
    steady work sets the pause back. Engines are started again at once, and for as long as one
    cannot be started, again after a pause: nobody need be there when the machine is well again.
    """

    engines: Engines
    services: list[Service] = field(default_factory=list)
    say: Callable[[str], None] = lambda sentence: print(  # noqa: T201
        sentence, file=sys.stderr, flush=True
    )
    engines_again_at: float = 0.0

    def watch(self) -> None:
        """Never returns; StopAskedFor ends it."""
        with _woken_by_signals() as bell:
            while True:
                moments = [s.again_at for s in self.services] + [self.engines_again_at]
                pauses = [moment - time.monotonic() for moment in moments if moment]
                select.select([bell], [], [], max(0.0, min(pauses, default=60.0)))
                with contextlib.suppress(BlockingIOError):
                    os.read(bell, 4096)
                self.revive_engines()
                for service in self.services:
                    self._revive(service)

    def end(self) -> None:
        """Every service has ended, in the order web, worker, beat; the engines last."""
        for service in self.services:
            if service.process and service.process.poll() is None:
                service.process.send_signal(service.stopping[0][0])
        for service in self.services:
            service.end()
        self.engines.stop()

    def revive_engines(self) -> None:
        """Engines that have ended run again, or will be tried again after a pause."""
        if time.monotonic() < self.engines_again_at:
            return
        self.engines_again_at = 0.0
        if ended := self.engines.ended():
            self.say(f"Ended unexpectedly: {', '.join(ended)}. Starting again.")
            try:
                self.engines.start()
            except UnableToStartEngine as refusal:
                self.engines_again_at = time.monotonic() + ENGINE_PAUSE_SECONDS
                self.say(f"{refusal} Trying again in {ENGINE_PAUSE_SECONDS:.0f} s.")

    def _revive(self, service: Service) -> None:
        now = time.monotonic()
        if service.process and service.process.poll() is not None:
            code = service.process.returncode
            if now - service.began > STEADY_AFTER_SECONDS:
                service.pause = FIRST_PAUSE_SECONDS
            service.again_at = now + service.pause
            self.say(
                f"Ended unexpectedly: {service.name} ({_said(code)}). "
                f"Starting again in {service.pause:.0f} s."
            )
            service.pause = min(service.pause * 2, LONGEST_PAUSE_SECONDS)
            service.end()
        elif service.again_at and now >= service.again_at:
            service.start()


def _said(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


@contextlib.contextmanager
def _woken_by_signals() -> Iterator[int]:
    """A descriptor that can be read when a child has ended."""
    bell, hammer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    before = signal.set_wakeup_fd(hammer, warn_on_full_buffer=False)
    handler = signal.signal(signal.SIGCHLD, lambda *_: None)
    try:
        yield bell
    finally:
        signal.signal(signal.SIGCHLD, handler)
        signal.set_wakeup_fd(before)
        os.close(bell)
        os.close(hammer)


@contextlib.contextmanager
def stop_asked_for_by_signals() -> Iterator[None]:
    """Inside, the first SIGINT, SIGTERM or SIGHUP raises StopAskedFor; later ones do nothing."""

    def ask(_number: int, _frame: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise StopAskedFor

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)
    yield


def services(*, port: int, settings: Mapping[str, int]) -> list[Service]:
    """Web, worker and beat, as `./run` starts them. The engines are up and prepared."""
    python = [sys.executable, "-P", "-m"]
    celery = [*python, "celery", "--app", "mla.celery", "--quiet"]
    memory = "/dev/shm"  # noqa: S108 (the heartbeat file of gunicorn's workers; holds nothing)
    return [
        Service(
            "web",
            [
                *(*python, "gunicorn", "mla.wsgi", "--bind", f"127.0.0.1:{port}"),
                *("--workers", str(settings["web"]), "--preload", "--timeout", "60"),
                *("--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"),
                *(("--worker-tmp-dir", memory) if os.access(memory, os.W_OK) else ()),
            ],
            ((signal.SIGTERM, 12.0), (signal.SIGQUIT, 3.0)),
            on_parent_death=signal.SIGQUIT,
        ),
        Service(
            "worker",
            [
                *(*celery, "worker", "--concurrency", str(settings["worker"])),
                *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
                *("--hostname", f"worker-{port}@%h"),
            ],
            ((signal.SIGTERM, 10.0), (signal.SIGQUIT, 5.0)),
            # Asked politely without a broker, a worker may wait for ever. What it was at is
            # in the database and will be done again.
            on_parent_death=signal.SIGKILL,
        ),
        Service(
            "beat",
            [*celery, "beat", "--loglevel", "WARNING", "-S", "celery.beat:Scheduler"],
            ((signal.SIGTERM, 5.0),),
            on_parent_death=signal.SIGKILL,
        ),
    ]
