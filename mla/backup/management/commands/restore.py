"""`restore F`: the installation is what it was when the backup was made."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from mla.backup import database, restoring
from mla.backup.bundle import UnableToTrustBackup
from mla.backup.progress import shown


class Command(BaseCommand):
    """Exit code 0: restored (with --check: whole). 1: refused, nothing changed. 2: bad usage."""

    help = "Restore a backup into an empty installation, with effects held back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="F")
        parser.add_argument(
            "--check", action="store_true", help="verify the whole file and change nothing"
        )
        parser.add_argument(
            "--replace", action="store_true", help="lose what is in this installation now"
        )
        parser.add_argument("--confirm", metavar="WORDS", help="for --replace: replace DATABASE")

    def handle(
        self, *, file: Path, check: bool, replace: bool, confirm: str | None, **_options: Any
    ) -> None:
        if replace and not check:
            self._confirm(confirm)
        try:
            with file.open("rb") as source:
                if check:
                    with shown() as tell:
                        contents = restoring.examine(source, tell=tell)
                    self.stdout.write(self._what(contents))
                    return
                with shown() as tell:
                    done = restoring.restore(
                        source=source, at=timezone.now(), replace=replace, tell=tell
                    )
        except (
            restoring.UnableToRestore,
            UnableToTrustBackup,
            database.UnableToUseDatabase,
            ImproperlyConfigured,
        ) as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be read: %(reason)s")
                % {"path": file, "reason": error.strerror or error}
            ) from error
        self._tell(done)

    def _confirm(self, said: str | None) -> None:
        wanted = f"replace {database.name()}"
        if said is None and sys.stdin.isatty():
            self.stderr.write(
                _("Everything in this installation will be lost. Type: %(words)s")
                % {"words": wanted}
            )
            said = sys.stdin.readline().strip()
        if said != wanted:
            raise CommandError(
                _('To lose what is here, confirm it: --replace --confirm "%(words)s".')
                % {"words": wanted}
            )

    def _what(self, contents: restoring.Contents) -> str:
        return _(
            "Whole and genuine: made %(at)s by program %(version)s, %(rows)s rows, %(files)s files."
        ) % {
            "at": contents.about["made_at"],
            "version": contents.about["program"],
            "rows": sum(contents.about["rows"].values()),
            "files": len(contents.files),
        }

    def _tell(self, done: restoring.Restored) -> None:
        contents = done.contents
        lines = [
            self._what(contents),
            _("The ledger is intact: %(events)s events, %(chains)s chains, checkpoint %(number)s.")
            % {
                "events": done.events,
                "chains": done.chains,
                "number": contents.about["checkpoint"],
            },
        ]
        if contents.missing:
            lines.append(
                _("Files that were missing when the backup was made: %(count)s.")
                % {"count": len(contents.missing)}
            )
        if done.set_aside:
            lines.append(
                _(
                    "Checkpoints taken after the backup were set aside: %(count)s. They prove what "
                    "is lost."
                )
                % {"count": done.set_aside}
            )
        lines += [
            _(
                "Effects are held back: %(count)s are open. What left after the backup was made "
                "would leave again."
            )
            % {"count": done.open_effects},
            _(
                "Next: start, look at `manage effects list`, compare with what partners received, "
                "then `manage effects resume --as NAME`."
            ),
        ]
        self.stdout.write("\n".join(lines))
