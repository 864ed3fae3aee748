"""`export_checkpoint --out F`: a signed checkpoint of the ledger as it stands."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from mla.ledger.checkpointing import take_checkpoint, write_file
from mla.ledger.keys import checkpoint_key, public_key_pem


class Command(BaseCommand):
    """Exit code 0: written. 1: there is no key to sign with, or no place to write to."""

    help = "Sign where every chain of the ledger stands, and write it to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="F")
        parser.add_argument(
            "--public-key", type=Path, metavar="K", help="write the public key here as well"
        )

    def handle(self, *, out: Path, public_key: Path | None, **_options: Any) -> None:
        try:
            taken = take_checkpoint(at=timezone.now())
            write_file(out, taken.document().encode())
            if public_key:
                write_file(public_key, public_key_pem(checkpoint_key().public_key()))
        except (ImproperlyConfigured, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        statement = taken.statement
        self.stdout.write(
            _("Checkpoint %(number)s: %(events)s events in %(chains)s chains.")
            % {
                "number": statement.number,
                "events": statement.events,
                "chains": statement.chains,
            }
        )
