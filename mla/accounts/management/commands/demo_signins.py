"""`manage demo_signins`: people for a demonstration."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mla.accounts.demo import UnableToMakeSignIns, make_sign_ins


class Command(BaseCommand):
    help = "Make one user per role with a random password, for a demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="give them all new passwords")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make_sign_ins(at=timezone.now(), fresh=options["fresh"])
        except UnableToMakeSignIns as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps([sign_in.as_dict() for sign_in in made], indent=2))
            return
        if not made:
            self.stdout.write("The demonstration users exist. With --fresh they get new passwords.")
            return
        rows = [("user", "password", "role", "authority")] + [
            (sign_in.username, sign_in.password, sign_in.role, sign_in.authority)
            for sign_in in made
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
        self.stdout.write("These passwords are shown this once.")
