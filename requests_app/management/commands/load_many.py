"""`load_many N`: many specimen requests, for measuring and for trying out long lists."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app import many


class Command(BaseCommand):
    """Load specimen requests into an installation that has no others."""

    help = "Load many specimen requests at once, into an installation without real ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", type=int, help="how many requests to add")
        parser.add_argument("--seed", type=int, default=1, help="another seed, other requests")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["count"] < 1:
            raise CommandError(_("Say how many: a number above nought."), returncode=2)
        try:
            total = many.load(count=options["count"], at=timezone.now(), seed=options["seed"])
        except many.UnableToLoadMany as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Requests on file: %(count)s") % {"count": total})
