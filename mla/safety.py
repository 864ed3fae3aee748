"""What an installation must not be started with. `manage check_config` says why."""

import stat
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

SHORTEST_KEY = 40
FEWEST_DIFFERENT_CHARACTERS = 10
KEYS = ("SECRET_KEY", "MLA_LEDGER_KEY", "MLA_FILE_KEY")
GUESSED = ("django-insecure-", "changeme", "change-me", "secret", "example")

Finding = tuple[str, Any]


def findings() -> Iterator[Finding]:
    """(setting, sentence) for everything that makes this installation unsafe to start.

    A demo may run with DEBUG and any host name; keys must be good everywhere.
    """
    keys = {name: _kept(name) for name in KEYS}
    for name, key in keys.items():
        yield from _weak(name, key)
    known = [key for key in keys.values() if key]
    if len(set(known)) < len(known):
        yield "MLA_LEDGER_KEY", _("SECRET_KEY, MLA_LEDGER_KEY and MLA_FILE_KEY must differ.")
    if settings.MLA_DEMO:
        return
    if settings.DEBUG:
        yield "DEBUG", _("DEBUG shows settings and case data to whoever causes an error.")
    if "*" in settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS", _("ALLOWED_HOSTS=* lets anybody choose the links we send by mail.")


def open_files() -> Iterator[Finding]:
    """(setting, sentence) when others on this machine can look into the stored files.

    Folders have mode 0700 and files 0600; one that lets more in is named, by its place. Reads
    every entry: for `check_config`, not for a start.
    """
    root = Path(settings.MLA_FILES_DIR)
    for path in chain((root,), root.rglob("*")) if root.is_dir() else ():
        try:
            found = path.stat().st_mode
        except FileNotFoundError:  # swept away while we look
            continue
        wanted = 0o700 if stat.S_ISDIR(found) else 0o600
        mode = stat.S_IMODE(found)
        if mode & ~wanted:
            yield (
                "MLA_DATA_DIR",
                _(
                    "%(place)s has mode %(mode)s, which lets others look into it. "
                    "Make it %(wanted)s."
                )
                % {
                    "place": path.relative_to(root.parent),
                    "mode": f"{mode:04o}",
                    "wanted": f"{wanted:04o}",
                },
            )
            return


def _kept(name: str) -> str:
    try:
        return str(getattr(settings, name, "") or "")
    except ImproperlyConfigured:  # Django's own answer to an empty SECRET_KEY
        return ""


def _weak(name: str, key: str) -> Iterator[Finding]:
    if not key:
        yield name, _("%(name)s is not set.") % {"name": name}
    elif key.lower().startswith(GUESSED):
        yield name, _("%(name)s is a default that everybody knows.") % {"name": name}
    elif len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_DIFFERENT_CHARACTERS:
        yield (
            name,
            _("%(name)s must be at least %(length)s random characters.")
            % {"name": name, "length": SHORTEST_KEY},
        )


def refuse_unsafe_start() -> None:
    """Returns when this installation may serve. Raises ImproperlyConfigured with every reason."""
    found = [f"{sentence}" for _name, sentence in findings()]
    if found:
        raise ImproperlyConfigured(" ".join(found))


def as_system_checks(**_said: Any) -> list[checks.CheckMessage]:
    """The same, for `manage check`."""
    return [checks.Error(str(sentence), id=f"mla.{name}") for name, sentence in findings()]
