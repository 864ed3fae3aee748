"""`manage check_instruments [FILE…]`: are these treaty files readable, and what do they hold?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from requests_app.management import ends
from requests_app.rules import instruments


class Command(BaseCommand):
    """Exit codes: 0 all are right, 1 one is not (file, row and fault on stderr), 2 bad usage."""

    help = "Check treaty files: those named, else every file of the folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        named = [Path(name) for name in options["files"]]
        paths = named or sorted(instruments.FOLDER.glob("*.toml"))
        wrong = 0
        codes: dict[str, str] = {}
        for path in paths:
            try:
                one = instruments.parse(path.read_text(encoding="utf-8"), name=path.name)
            except instruments.UnableToReadInstrument as problem:
                self.stderr.write(str(problem))
                wrong += 1
                continue
            except (OSError, UnicodeDecodeError):
                ends.misused(
                    self, gettext("%(name)s cannot be read as a text file.") % {"name": path}
                )
            if one.code in codes:
                self.stderr.write(
                    gettext("%(name)s: the code %(code)s is that of %(other)s too.")
                    % {"name": path.name, "code": one.code, "other": codes[one.code]}
                )
                wrong += 1
            codes[one.code] = path.name
            self.stdout.write(
                f"{path.name}: {one.code} {one.edition} {one.digest}: "
                f"{len(one.types)} kinds, {len(one.contents)} contents, "
                f"{len(one.grounds)} grounds, {len(one.duties)} duties, {len(one.clocks)} clocks"
            )
        if wrong:
            raise SystemExit(ends.REFUSED)
