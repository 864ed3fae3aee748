"""The data directory: who owns it now, its secrets, and where its engines answer."""

import contextlib
import fcntl
import json
import os
import secrets
import time
from pathlib import Path
from typing import IO, Any

SECRET_NAMES = (
    "SECRET_KEY",
    "MLA_LEDGER_KEY",
    "MLA_FILE_KEY",
    "MLA_BACKUP_KEY",
    "MLA_POSTGRES_SUPERUSER_PASSWORD",
    "MLA_POSTGRES_PASSWORD",
)


class DataDirectoryInUse(RuntimeError):
    """Another process owns the data directory."""


class DataDir:
    """One installation's data. At most one process owns it; others may borrow its engines.

    The owner holds `lock`; a borrower holds a shared lock on `borrowers`. The kernel
    releases both when a process dies, however it dies.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._owning: IO[str] | None = None
        self._borrowing: IO[str] | None = None

    def prepare(self) -> None:
        """The directory exists, and nobody but its owner can list or read it.

        For root it can be passed through (not listed), because the engines below run as
        an unprivileged user.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for name in ("log",):
            (self.path / name).mkdir(mode=0o700, exist_ok=True)

    def own(self) -> None:
        """This process owns the directory until `release` or its end.

        Raises DataDirectoryInUse when another process does.
        """
        self.prepare()
        handle = self._open("lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            owner = self.state().get("pid")
            raise DataDirectoryInUse(
                f"The data directory {self.path} is in use"
                + (f" by process {owner}." if owner else ".")
                + " End that one first, or choose another with --data DIR."
            ) from None
        self._owning = handle
        self._file("state.json").unlink(missing_ok=True)

    def borrow(self, *, seconds: float = 30.0) -> dict[str, Any] | None:
        """The state of the owner's engines, held until `release`; None when nobody owns them.

        Waits up to `seconds` for an owner that is still starting. Raises DataDirectoryInUse
        when it does not become ready.
        """
        self.prepare()
        until = time.monotonic() + seconds
        while True:
            if not self._is_owned():
                return None
            handle = self._open("borrowers")
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
                state = self.state()
                if state.get("database_url") and self._is_owned():
                    self._borrowing = handle
                    return state
            handle.close()
            if time.monotonic() > until:
                raise DataDirectoryInUse(
                    f"The data directory {self.path} is in use and its engines do not answer."
                )
            time.sleep(0.1)

    def release(self, *, wait_for_borrowers: bool = False) -> None:
        """Ownership or the loan ends. With `wait_for_borrowers` the last borrower has left."""
        if self._owning:
            self._file("state.json").unlink(missing_ok=True)
        for handle in (self._borrowing, self._owning):
            if handle:
                handle.close()
        self._owning = self._borrowing = None

    def wait_for_borrowers(self) -> None:
        """Nobody uses our engines any more, and nobody can begin to."""
        with self._open("borrowers") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self._file("state.json").unlink(missing_ok=True)

    def state(self) -> dict[str, Any]:
        """What the owner wrote down about itself; empty when it wrote nothing."""
        try:
            found = json.loads(self._file("state.json").read_text())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write_state(self, **facts: Any) -> None:
        """Borrowers see these facts, whole or not at all."""
        self.write_private("state.json", json.dumps({"pid": os.getpid(), **facts}))

    def secrets(self) -> dict[str, str]:
        """This installation's secrets, made at random on first use and kept in a 0600 file."""
        path = self._file("secrets")
        found: dict[str, str] = {}
        if path.exists():
            lines = path.read_text().splitlines()
            found = dict(line.split("=", 1) for line in lines if "=" in line)
        missing = [name for name in SECRET_NAMES if name not in found]
        if missing:
            found |= {name: secrets.token_urlsafe(48) for name in missing}
            self.write_private("secrets", "".join(f"{k}={v}\n" for k, v in found.items()))
        return found

    def read_private(self, name: str) -> str:
        """What `write_private` wrote last; empty when it never did."""
        try:
            return self._file(name).read_text()
        except FileNotFoundError:
            return ""

    def write_private(self, name: str, text: str) -> None:
        """The file holds this text, readable by its owner alone; never half of it."""
        fresh = self._file(f".{name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(self._file(name))

    def _file(self, name: str) -> Path:
        return self.path / name

    def _open(self, name: str) -> IO[str]:
        path = self._file(name)
        path.touch(mode=0o600, exist_ok=True)
        return path.open("r+")

    def _is_owned(self) -> bool:
        with self._open("lock") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False
