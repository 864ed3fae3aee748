"""`./run`: engines, database, web, worker, beat; everything ends with it."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from mla import environment
from mla.datadir import DataDir
from mla.engines import POSTGRES, Engines
from mla.launch.environment import data_directory, tell
from mla.launch.once import prepare_once
from mla.launch.supervise import (
    Service,
    StopAskedFor,
    Supervisor,
    services,
    stop_asked_for_by_signals,
)

READY_WITHIN_SECONDS = 60


class UnableToServe(RuntimeError):
    """The web process did not come up, or its port is taken."""


def serve(*, port: int, data: Path | None, demo: bool) -> int:
    """Serves until Ctrl-C or SIGTERM, then everything has ended. 0 when it was asked to end.

    Raises UnableToServe, DataDirectoryInUse, UnableToStartEngine, UnableToPrepare.
    """
    here = data_directory(data)
    here.own()
    if os.geteuid() == 0:
        say("Running as root. In earnest, give Rogatory a user of its own.")
    supervisor = None
    try:
        with stop_asked_for_by_signals():
            port = free_port(port)
            os.environ.setdefault("MLA_PUBLIC_URL", f"http://127.0.0.1:{port}")
            supervisor = Supervisor(Engines(here))
            begin(supervisor, here, port=port, demo=demo)
            print(f"ready http://127.0.0.1:{port}", flush=True)  # noqa: T201
            supervisor.watch()
    except StopAskedFor:
        say("Ending …")
    finally:
        if supervisor:
            supervisor.end()
        here.release()
    return 0


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


def begin(supervisor: Supervisor, data: DataDir, *, port: int, demo: bool) -> None:
    """Everything runs and the first page can be had."""
    engines = supervisor.engines.start()
    where = {"database_url": engines.database_url, "broker_url": engines.broker_url}
    tell(data=data, demo=demo, **where)
    fresh = prepare_once(data, demo=demo, always=POSTGRES not in engines.processes)
    if demo and not fresh:
        say("Sign-ins were shown at the first start. New ones: ./run manage demo_signins --fresh")
    data.write_state(**where, demo=demo, port=port)
    processors = len(os.sched_getaffinity(0))
    counts = {
        "web": environment.number("MLA_WEB_WORKERS", processors + 1),
        "worker": environment.number("MLA_WORKER_PROCESSES", max(2, processors)),
    }
    web, *others = services(port=port, settings=counts)
    supervisor.services.append(web)
    web.start()
    wait_until_ready(web, port)
    for service in others:
        supervisor.services.append(service)
        service.start()


def free_port(port: int) -> int:
    """This port, or any free one for 0. Raises UnableToServe when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise UnableToServe(
                f"Port {port} on 127.0.0.1 cannot be used: {error}. Choose another with --port N."
            ) from error
        return int(probe.getsockname()[1])


def wait_until_ready(web: Service, port: int) -> None:
    """The web process answers its health check. Raises UnableToServe after a minute."""
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until:
        if web.process is None or web.process.poll() is not None:
            raise UnableToServe("The web process ended at once; the reason is above.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise UnableToServe(f"/healthz answers {error.code}.") from error
        except OSError:
            pass
        time.sleep(0.05)
    raise UnableToServe("The web process does not answer.")
