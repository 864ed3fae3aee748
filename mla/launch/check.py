"""`./run check`: everything that can be said about the code without running it on data."""

import importlib.metadata
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from mla import throwaway
from mla.launch.environment import HOUSE, PYTHON

# Places on the machine of whoever wrote the line; the repository must not know them.
MACHINE_PATH = re.compile(r"(?<![\w.$}~/-])/(?:work|root|home|Users)/[\w.-]+|(?<![\w.-])/tmp/\w+")
NOT_OURS = (".po", ".lock", ".csv", ".pdf", ".png", ".ttf", ".otf", ".woff2", ".min.js", ".min.css")

Verdict = tuple[bool, str]


def check(words: Sequence[str]) -> int:
    """Every check is done and named with its verdict; 0 when all are well, 1 when one is not.

    Words choose checks by name; none means all.
    """
    os.chdir(HOUSE)
    unknown = [word for word in words if word not in CHECKS]
    if unknown:
        say(f"No such check: {', '.join(unknown)}. There are: {', '.join(CHECKS)}.")
        return 2
    failed = []
    throwaway.start()
    for name in words or CHECKS:
        began = time.monotonic()
        well, said = CHECKS[name]()
        say(f"{'ok  ' if well else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)")
        if not well:
            failed.append(name)
            say(said.rstrip() + "\n")
    say(f"check: {'all well' if not failed else 'failed: ' + ', '.join(failed)}")
    return 1 if failed else 0


def program(*argv: str) -> Callable[[], Verdict]:
    """A check that is another program's exit code."""

    def run_it() -> Verdict:
        done = subprocess.run(
            [str(Path(sys.executable).parent / argv[0]), *argv[1:]],
            check=False,
            capture_output=True,
            text=True,
        )
        return done.returncode == 0, done.stdout + done.stderr

    return run_it


def command(*words: str) -> Callable[[], Verdict]:
    """A check that is a management command's exit code."""

    def run_it() -> Verdict:
        done = subprocess.run(
            [*PYTHON, "manage.py", *words], check=False, capture_output=True, text=True
        )
        return done.returncode == 0, done.stdout + done.stderr

    return run_it


def one_owner_of_the_state_machine() -> Verdict:
    """Only django-fsm-2 provides `django_fsm`: the older package would overwrite it unseen."""
    owners = importlib.metadata.packages_distributions().get("django_fsm", [])
    return set(owners) == {"django-fsm-2"}, f"django_fsm belongs to {owners}."


def no_machine_paths() -> Verdict:
    """Nothing that is committed names a folder of the machine it was written on."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = []
    for name in filter(None, listed.split("\0")):
        path = HOUSE / name
        if name.endswith(NOT_OURS) or not path.is_file() or path == Path(__file__):
            continue
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{name}:{number}: {line.strip()[:120]}"
            for number, line in enumerate(lines, 1)
            if MACHINE_PATH.search(line)
        ]
    return not found, "\n".join(found)


def say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201


CHECKS: dict[str, Callable[[], Verdict]] = {
    "lint": program("ruff", "check", "--quiet", "."),
    "format": program("ruff", "format", "--check", "--quiet", "."),
    "types": program("mypy"),
    "layers": program("lint-imports"),
    "system": command("check", "--fail-level", "WARNING"),
    "migrations": command("makemigrations", "--check", "--dry-run"),
    "generated": command("generate_docs", "--check"),
    "compose": program(
        "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"
    ),
    "state-machine": one_owner_of_the_state_machine,
    "paths": no_machine_paths,
}
