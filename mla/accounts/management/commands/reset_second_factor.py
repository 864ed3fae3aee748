"""`manage reset_second_factor --username NAME`: for a telephone that is lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mla.accounts import operations
from mla.accounts.models import User
from mla.accounts.queries import system_user


class Command(BaseCommand):
    """Exit code 0: reset. 1: refused, with the reason."""

    help = "Take a person's second factor away; they set up another at the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument(
            "--as", dest="registrar", metavar="USER", help="a registrar; else the installation"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._person(options["registrar"]) if options["registrar"] else system_user()
        user = self._person(options["username"])
        try:
            operations.reset_second_factor(
                by=by, at=timezone.now(), user=user, version=user.version
            )
        except (operations.UnableToSaveUser, operations.NotAllowedToManageUsers) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.username} sets up another second factor at the next sign-in.")

    def _person(self, name: str) -> User:
        found = User.objects.filter(username=name.strip().lower(), is_active=True).first()
        if found is None:
            raise CommandError(f"There is no active user called {name}.")
        return found
