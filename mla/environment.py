"""Reading the environment: the only configuration an installation has."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class UnableToReadSetting(ValueError):
    """An environment variable does not say what it should; the sentence names it."""


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on; false for 0, false, no, off and for nothing."""
    said = os.environ.get(name, "").strip().lower()
    if said in {"1", "true", "yes", "on"}:
        return True
    if said in {"0", "false", "no", "off"}:
        return False
    if not said:
        return default
    raise UnableToReadSetting(f"{name} must be 1 or 0, not {said!r}.")


def number(name: str, default: int) -> int:
    """A whole number."""
    said = os.environ.get(name, "").strip()
    try:
        return int(said) if said else default
    except ValueError as error:
        raise UnableToReadSetting(f"{name} must be a whole number, not {said!r}.") from error


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated values, without blanks."""
    said = os.environ.get(name, default)
    return [word.strip() for word in said.split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Django's connection settings for a PostgreSQL address.

    `postgresql://user:password@host:port/name`, or `postgresql://user:password@/name?host=/dir`
    for a unix socket. What follows `?` goes to libpq as it is (`sslmode=verify-full`).
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise UnableToReadSetting("DATABASE_URL must begin with postgresql://.")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise UnableToReadSetting("DATABASE_URL names no database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": options.pop("port", "") or str(parts.port or ""),
        "OPTIONS": options,
    }


def with_database_name(url: str, name: str) -> str:
    """The same server, another database."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()
