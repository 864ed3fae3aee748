"""Engines for one run of the tests: started once, gone afterwards, never the real data."""

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from mla import engines as embedded
from mla.datadir import DataDir

PREFIX = "rogatory-test-"


def engines() -> None:
    """DATABASE_URL and BROKER_URL name servers that answer, for us and the processes we start."""
    if os.environ.get("DATABASE_URL") and os.environ.get("BROKER_URL"):
        return
    data = DataDir(folder())
    data.own()
    started = embedded.start(data, durable=False)
    os.environ["DATABASE_URL"] = started.database_url
    os.environ["BROKER_URL"] = started.broker_url
    owner = os.getpid()

    def end() -> None:
        if os.getpid() == owner:
            started.stop()
            data.release()
            shutil.rmtree(data.path, ignore_errors=True)

    atexit.register(end)


def folder() -> Path:
    """This run's folder, shared by all its processes; those of killed runs are removed."""
    known = os.environ.get("MLA_TEST_FOLDER")
    if known:
        return Path(known)
    for old in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        _remove_when_abandoned(old)
    made = Path(tempfile.mkdtemp(prefix=PREFIX))
    os.environ["MLA_TEST_FOLDER"] = str(made)
    return made


def _remove_when_abandoned(old: Path) -> None:
    try:
        with (old / "lock").open("r+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(old, ignore_errors=True)
    except OSError:
        return
