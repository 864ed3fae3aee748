"""An installation for one run of the tests or checks: gone afterwards, never the real data."""

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from mla import engines
from mla.datadir import DataDir

PREFIX = "rogatory-test-"
SECRETS = ("SECRET_KEY", "MLA_LEDGER_KEY", "MLA_FILE_KEY", "MLA_BACKUP_KEY")
FOLDER = "MLA_THROWAWAY_DIR"


def folder() -> Path:
    """This run's folder, shared by all its processes; those of killed runs are removed."""
    if known := os.environ.get(FOLDER):
        return Path(known)
    for old in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        _remove_when_abandoned(old)
    made = Path(tempfile.mkdtemp(prefix=PREFIX))
    os.environ[FOLDER] = str(made)
    return made


def start() -> None:
    """The environment names engines that answer and secrets, for us and for our children.

    What is set already stands. Everything ends with this process.
    """
    first = FOLDER not in os.environ
    data = DataDir(folder())
    if not first:
        return
    data.own()
    running = engines.start(data, durable=False)
    kept = data.secrets()
    defaults = {
        "DATABASE_URL": running.database_url,
        "BROKER_URL": running.broker_url,
        "MLA_DATA_DIR": str(data.path),
        **{name: kept[name] for name in SECRETS},
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    owner = os.getpid()

    def end() -> None:
        if os.getpid() == owner:
            running.stop()
            data.release()
            shutil.rmtree(data.path, ignore_errors=True)

    atexit.register(end)


def _remove_when_abandoned(old: Path) -> None:
    try:
        with (old / "lock").open("r+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(old, ignore_errors=True)
    except OSError:
        return
