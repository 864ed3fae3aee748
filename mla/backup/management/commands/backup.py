"""`backup --out F`: the database, the stored files and a checkpoint in one sealed file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from mla.accounts.queries import system_user
from mla.backup import making
from mla.backup.database import UnableToUseDatabase
from mla.backup.progress import shown


class Command(BaseCommand):
    """Exit code 0: written, whole. 1: refused, and there is no file. 2: bad usage."""

    help = "Back everything up into one file, sealed and signed, while the installation works."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="F", help="a new file")

    def handle(self, *, out: Path, **_options: Any) -> None:
        try:
            with shown() as tell:
                made = making.make(out=out, by=system_user(), at=timezone.now(), tell=tell)
        except (making.UnableToBackUp, UnableToUseDatabase, ImproperlyConfigured) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _("%(path)s: %(size)s bytes, %(rows)s rows, %(files)s files, checkpoint %(number)s.")
            % {
                "path": made.path,
                "size": made.size,
                "rows": made.rows,
                "files": made.files,
                "number": made.checkpoint,
            }
        )
        if made.missing:
            self.stderr.write(
                _("Not on disk, and so not in the backup: %(count)s files, first %(name)s.")
                % {"count": len(made.missing), "name": made.missing[0]}
            )
