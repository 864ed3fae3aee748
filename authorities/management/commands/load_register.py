"""`manage load_register`: the register says what the data files say."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities import operations
from authorities.loading.compare import Change
from authorities.loading.plan import Difference, Plan, plan_load
from authorities.loading.rows import DATA, UnableToReadRegister, read_register
from authorities.loading.specimens import specimen_rows
from mla.accounts.queries import system_user

_REFUSED = 1


class Command(BaseCommand):
    """Exit codes: 0 loaded (or compared), 1 the data files have mistakes, 2 bad usage."""

    help = "Load the register from its data files; corrections made here are kept and shown."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="show, write nothing")
        parser.add_argument("--json", action="store_true", help="one JSON document")
        parser.add_argument("--data", type=Path, default=DATA, help="folder with the data files")
        parser.add_argument(
            "--demo", action="store_true", help="also the specimen authorities of the home State"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = read_register(options["data"])
        except UnableToReadRegister as error:
            self.stderr.write(str(error))
            raise SystemExit(_REFUSED) from error
        if options["demo"]:
            rows += specimen_rows(state=settings.MLA_HOME_STATE)
        if options["dry_run"]:
            plan = plan_load(rows)
        else:
            plan = operations.load_register(rows=rows, by=system_user(), at=timezone.now())
        if options["json"]:
            self.stdout.write(_as_json(plan, dry_run=options["dry_run"]))
        else:
            self._print(plan, dry_run=options["dry_run"])

    def _print(self, plan: Plan, *, dry_run: bool) -> None:
        for difference in plan.of(
            Change.ADDED, Change.CHANGED, Change.EDITED_HERE, Change.CONFLICT, Change.ONLY_HERE
        ):
            if difference.change is Change.ADDED and not dry_run:
                continue
            for line in _lines(difference):
                self.stdout.write(line)
        counts = plan.counts
        self.stdout.write(
            _(
                "%(added)s added, %(changed)s changed, %(same)s unchanged, %(edited)s corrected "
                "here and kept, %(conflicts)s in conflict and kept, %(only)s only in the database."
            )
            % {
                "added": counts["ADDED"],
                "changed": counts["CHANGED"],
                "same": counts["UNCHANGED"],
                "edited": counts["EDITED_HERE"],
                "conflicts": counts["CONFLICT"],
                "only": counts["ONLY_HERE"],
            }
        )
        if dry_run:
            self.stdout.write(_("Dry run: nothing was written."))


def _lines(difference: Difference) -> list[str]:
    marks = {
        Change.ADDED: "+",
        Change.CHANGED: "~",
        Change.EDITED_HERE: "=",
        Change.CONFLICT: "!",
        Change.ONLY_HERE: "-",
    }
    head = f"{marks[difference.change]} {difference.kind} {' · '.join(difference.key)}"
    return [head] + [
        f"    {marks[f.outcome]} {f.field}: {_shown(f.here)} | {_shown(f.in_file)}"
        for f in difference.fields
    ]


def _shown(value: Any) -> str:
    return _("(not known)") if value in ("", None) else str(value)


def _as_json(plan: Plan, *, dry_run: bool) -> str:
    return json.dumps(
        {
            "dry_run": dry_run,
            "counts": plan.counts,
            "differences": [
                d.as_json() for d in plan.differences if d.change is not Change.UNCHANGED
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
