"""`verify_ledger [--checkpoint F]`: is the ledger what was written?"""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from mla.ledger.checkpoint import UnableToTrust, load_public_key, read_document
from mla.ledger.checkpointing import newest_outside
from mla.ledger.keys import checkpoint_public_key
from mla.ledger.verification import verify
from mla.ledger.verifier import describe


class Command(BaseCommand):
    """Exit code 0: intact. 1: not, with the first bad event of every bad chain."""

    help = (
        "Check every chain of the ledger, against the newest checkpoint outside the database "
        "or the one given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--checkpoint", type=Path, metavar="F")
        parser.add_argument(
            "--public-key", type=Path, metavar="K", help="the key the checkpoint was signed with"
        )
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *, checkpoint: Path | None, public_key: Path | None, **options: Any) -> None:
        path = checkpoint or newest_outside()
        against = None
        if path is not None:
            try:
                key = (
                    load_public_key(public_key.read_bytes())
                    if public_key
                    else checkpoint_public_key()
                )
                if key is None:
                    raise CommandError(_("There is no public key to check the checkpoint with."))
                against = read_document(path.read_text(), key)
            except (OSError, UnableToTrust) as refusal:
                raise CommandError(f"{path}: {refusal}") from refusal
        verdict = verify(against=against)
        if options["json"]:
            first = verdict.first
            document = {
                "intact": verdict.intact,
                "events": verdict.events,
                "chains": verdict.chains,
                "checkpoint": against[0].number if against else None,
                "first": asdict(first) if first else None,
                "findings": [asdict(finding) for finding in verdict.findings],
                "more": verdict.more,
            }
            self.stdout.write(json.dumps(document))
        elif verdict.intact:
            self.stdout.write(describe(verdict)[0])
            if against is None:
                self.stdout.write(
                    _("There is no checkpoint to compare with: a tail cut cleanly would not show.")
                )
        else:
            self.stderr.write("\n".join(describe(verdict)))
        if not verdict.intact:
            sys.exit(1)
