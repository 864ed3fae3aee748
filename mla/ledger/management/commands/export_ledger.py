"""`export_ledger --out F`: every event, one JSON object a line, for the stand-alone verifier."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from mla.ledger.chain import canonical_json
from mla.ledger.verification import events


class Command(BaseCommand):
    """Exit code 0: written, whole. 1: no place to write to."""

    help = "Write every event of the ledger to a file, in the order of chains and sequences."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="F")

    def handle(self, *, out: Path, **_options: Any) -> None:
        fresh = out.with_name(f".{out.name}.{os.getpid()}")
        count = 0
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file, transaction.atomic():
                for row in events():
                    fields = row._asdict() | {"mac": row.mac.hex()}
                    data = fields.pop("data")
                    file.write(f'{canonical_json(fields)[:-1]},"data":{data}}}\n')
                    count += 1
            fresh.replace(out)
        except OSError as refusal:
            fresh.unlink(missing_ok=True)
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("%(count)s events written.") % {"count": count})
