"""The database out and in again: pg_dump in one snapshot, and a schema made ready aside.

A restored database is loaded into a schema of its own, looked at there, and takes the place
of the old one in a single short transaction. Until then nobody sees anything of it.
"""

import contextlib
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.conninfo import make_conninfo

from mla.programs import UnableToFindProgram, postgres_programs

PUBLIC, READY, ASIDE = "public", "rogatory_restoring", "rogatory_aside"
PART = 8 * 1024 * 1024
"""Bytes of one member of the dump: its length must be known before it is written."""
_PLAIN = ("--no-owner", "--no-privileges", "--no-comments", "--no-security-labels")
_LOCK_SECONDS = 20


class UnableToUseDatabase(RuntimeError):
    """A program of PostgreSQL failed or is not there; nothing has changed."""


@contextlib.contextmanager
def one_snapshot() -> Iterator[str]:
    """Inside, this connection reads one moment of the database; yields the snapshot's name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def size() -> int:
    """Bytes of the database on the server's disk, indexes and all."""
    return int(_one("SELECT pg_database_size(current_database())"))


def name() -> str:
    """The name of the database."""
    return str(_one("SELECT current_database()"))


def others_connected() -> int:
    """How many other sessions of our role use this database."""
    return int(
        _one(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND usename = current_user"
        )
    )


def row_counts(schema: str, *, without: Iterable[str]) -> dict[str, int]:
    """The number of rows of every table of a schema, but for those in `without`."""
    counts = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", [schema]
        )
        for (table,) in cursor.fetchall():
            if table not in without:
                counting = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
                cursor.execute(counting)
                counts[table] = int(cursor.fetchone()[0])
    return counts


def dump(*, snapshot: str, without: Iterable[str]) -> Iterator[bytes]:
    """The database in that snapshot, in pg_dump's own format, in parts of PART bytes.

    The rows of the tables in `without` stay behind. Raises UnableToUseDatabase.
    """
    argv: list[str | Path] = [
        _programs() / "pg_dump",
        "--format=custom",
        f"--snapshot={snapshot}",
        *_PLAIN,
    ]
    argv += [f"--exclude-schema={READY}", "--lock-wait-timeout=60s", "--no-password"]
    argv += [f"--exclude-table-data={PUBLIC}.{table}" for table in without]
    process = _start(
        [*argv, f"--dbname={_address()}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        while part := process.stdout.read(PART):
            yield part
        said = process.stderr.read().decode(errors="replace").splitlines()
        if process.wait():
            raise UnableToUseDatabase(
                _("The database could not be read: %(reason)s")
                % {"reason": said[-1][:300] if said else process.returncode}
            )
    finally:
        _end(process)


def load(parts: Iterable[bytes]) -> None:
    """What `dump` gave stands in the schema READY, whole; `public` is as it was.

    Raises UnableToUseDatabase, and then there is no schema READY.
    """
    programs = _programs()
    # A dump names its schema, and an extension's objects belong to the server and stay where
    # they are. So ours make room for a moment that nobody sees.
    before = [
        f"DROP SCHEMA IF EXISTS {READY} CASCADE",
        f"CREATE SCHEMA {ASIDE}",
        f"CREATE SCHEMA {READY}",
        _move(PUBLIC, ASIDE),
    ]
    after = [_move(PUBLIC, READY), _move(ASIDE, PUBLIC), f"DROP SCHEMA {ASIDE}"]
    restoring = _start(
        [programs / "pg_restore", "--file=-", *_PLAIN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    # A message of the server may quote a row, and the row is a suspect: only its code is kept.
    asking: list[str | Path] = [programs / "psql", "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1"]
    asking += ["-v", "VERBOSITY=sqlstate", f"--dbname={_address()}"]
    psql = _start(asking, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert psql.stdin is not None
    assert psql.stderr is not None
    assert restoring.stdin is not None
    old = server_version() < 17
    pump = threading.Thread(target=_pump, args=(restoring, psql.stdin, old), daemon=True)
    try:
        psql.stdin.write(_script(["BEGIN", "SET LOCAL client_min_messages = error", *before]))
        pump.start()
        with contextlib.suppress(BrokenPipeError):
            for part in parts:
                restoring.stdin.write(part)
            restoring.stdin.close()
        pump.join()
        if restoring.wait() == 0:
            with contextlib.suppress(BrokenPipeError):
                psql.stdin.write(_script([*after, "COMMIT"]))
                psql.stdin.close()
            if psql.wait() == 0:
                return
        psql.kill()
        found = re.findall(rb"(?:ERROR|FATAL):\s+([0-9A-Z]{5})", psql.stderr.read())
        raise UnableToUseDatabase(
            _("The database did not take the backup (%(code)s). Nothing has changed.")
            % {"code": found[0].decode() if found else "pg_restore"}
        )
    finally:
        _end(restoring)
        _end(psql)


@contextlib.contextmanager
def inside_ready(*also: str) -> Iterator[None]:
    """Inside, this connection works on the schema READY (and `also` where that lacks a name)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET search_path TO {', '.join((READY, *also))}")
        yield
    finally:
        connection.close()


def swap() -> None:
    """READY has taken the place of `public`, which is gone, in one transaction.

    Raises UnableToUseDatabase when somebody keeps the old tables in use.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'")
            cursor.execute("SET LOCAL client_min_messages = warning")
            cursor.execute(f"CREATE SCHEMA {ASIDE}")
            cursor.execute(_move(PUBLIC, ASIDE))
            cursor.execute(_move(READY, PUBLIC))
            cursor.execute(f"DROP SCHEMA {READY}")
            cursor.execute(f"DROP SCHEMA {ASIDE} CASCADE")
    except DatabaseError as error:
        raise UnableToUseDatabase(
            _("Somebody is using the database. End web, worker and beat, and try again.")
        ) from error
    finally:
        connection.close()


def drop_ready() -> None:
    """There is no schema READY any more."""
    with connection.cursor() as cursor:
        cursor.execute("SET client_min_messages = warning")
        cursor.execute(f"DROP SCHEMA IF EXISTS {READY} CASCADE")
        cursor.execute("RESET client_min_messages")


def _pump(source: "subprocess.Popen[bytes]", target: IO[bytes], old: bool) -> None:
    assert source.stdout is not None
    reading = source.stdout.fileno()
    try:
        while piece := os.read(reading, 1024 * 1024):
            # A setting that PostgreSQL 15 and 16 do not know and pg_restore writes for all.
            if old:
                piece, old = piece.replace(b"SET transaction_timeout = 0;\n", b""), False
            target.write(piece)
        target.flush()
    except (BrokenPipeError, ValueError):
        source.kill()


def server_version() -> int:
    """The major version of the server."""
    return int(_one("SELECT current_setting('server_version_num')::int / 10000"))


def _programs() -> Path:
    """The folder of a pg_dump, pg_restore and psql that are not older than the server."""
    server = server_version()
    for folder in _candidates():
        try:
            said = subprocess.run(
                [folder / "pg_dump", "--version"], capture_output=True, text=True, check=True
            ).stdout
        except (OSError, subprocess.CalledProcessError):
            continue
        found = re.search(r"\) (\d+)", said)
        if found and int(found[1]) >= server and (folder / "psql").exists():
            return folder
    raise UnableToUseDatabase(
        _(
            "The server is PostgreSQL %(version)s; no pg_dump, pg_restore and psql of that version "
            "or a later one are here. Install the package postgresql-client-%(version)s."
        )
        % {"version": server}
    )


def _candidates() -> Iterator[Path]:
    with contextlib.suppress(UnableToFindProgram):
        yield postgres_programs()
    if found := shutil.which("pg_dump"):
        yield Path(found).parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _address() -> str:
    """How libpq finds the database, but for the password, which is not for `ps` to show."""
    return make_conninfo(
        "", **{key: value for key, value in _parameters().items() if key != "password"}
    )


def _parameters() -> dict[str, str]:
    known = {entry.keyword.decode() for entry in psycopg.pq.Conninfo.get_defaults()}
    given = connection.get_connection_params()
    return {
        key: str(value)
        for key, value in given.items()
        if key in known and value not in (None, "") and key != "client_encoding"
    }


def _start(
    argv: list[str | Path],
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
    stderr: int = subprocess.DEVNULL,
) -> "subprocess.Popen[bytes]":
    env = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PGPASSWORD": _parameters().get("password", "")}
    env |= {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.Popen(argv, stdin=stdin, stdout=stdout, stderr=stderr, env=env)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """The program is gone. A psql without its COMMIT leaves nothing behind."""
    process.kill()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            with contextlib.suppress(OSError):
                stream.close()
    process.wait()


def _move(source: str, target: str) -> str:
    """A statement that moves what is ours, with what belongs to it, from schema to schema."""
    return f"""
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT format('ALTER TABLE %I.%I SET SCHEMA {target}', '{source}', relname) AS statement
        FROM pg_class WHERE relnamespace = '{source}'::regnamespace
        AND relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT relispartition
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
                        AND objid = pg_class.oid AND deptype = 'e')
        UNION ALL
        SELECT format('ALTER SEQUENCE %I.%I SET SCHEMA {target}', '{source}', relname)
        FROM pg_class WHERE relnamespace = '{source}'::regnamespace AND relkind = 'S'
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
                        AND objid = pg_class.oid AND deptype IN ('a', 'i', 'e'))
        UNION ALL
        SELECT format('ALTER ROUTINE %I.%I(%s) SET SCHEMA {target}', '{source}', proname,
                      pg_get_function_identity_arguments(oid))
        FROM pg_proc WHERE pronamespace = '{source}'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass
                        AND objid = pg_proc.oid AND deptype = 'e')
    LOOP
        EXECUTE found.statement;
    END LOOP;
END $$"""  # noqa: S608 (two of our own three names)


def _script(statements: list[str]) -> bytes:
    return "".join(f"{statement};\n" for statement in statements).encode()


def _one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
