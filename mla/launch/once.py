"""Preparing the database when, and only when, the program or the database is another."""

import hashlib
import os

from mla.datadir import DataDir
from mla.launch.environment import PYTHON, edition
from mla.launch.foreground import run


class UnableToPrepare(RuntimeError):
    """Migrating or loading failed."""


def prepare_once(data: DataDir, *, demo: bool, quiet: bool = False, always: bool = False) -> bool:
    """The database is prepared for this edition of the program; True when it was not before.

    Raises UnableToPrepare.

    `always` is for a database given from outside: nobody tells us when it was replaced.
    With `quiet` nothing is said on standard output, which belongs to a command.
    """
    facts = (edition(), os.environ["DATABASE_URL"], str(demo))
    now = hashlib.sha256("\n".join(facts).encode()).hexdigest()
    if not always and data.read_private("prepared") == now:
        return False
    words = [*(["--demo"] if demo else []), *(["--quiet"] if quiet else [])]
    if run([*PYTHON, "-m", "mla.launch.prepare", *words]):
        raise UnableToPrepare("The database could not be prepared; the reason is above.")
    data.write_private("prepared", now)
    return True
