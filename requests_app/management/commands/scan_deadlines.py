"""`scan_deadlines [--as-of INSTANT]`: note the clocks whose notice is due."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app import notices
from requests_app.rules import inputs


class Command(BaseCommand):
    """Scan once, now or as of an instant."""

    help = "Note every clock whose notice is due; its people are told by the workers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", help="an instant such as 2026-03-31T14:05-05:00")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if options["as_of"]:
            try:
                at = inputs.read_instant(options["as_of"])
            except ValueError as error:
                raise CommandError(str(getattr(error, "sentence", error)), returncode=2) from error
        found = notices.scan(at=at)
        self.stdout.write(_("Clocks noted: %(count)s") % {"count": found})
