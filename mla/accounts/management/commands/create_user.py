"""`manage create_user`: the first users of an installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mla.accounts import operations
from mla.accounts.names import UnableToAcceptName
from mla.accounts.queries import authorities_of_this_state, system_user
from mla.accounts.roles import Role


class Command(BaseCommand):
    help = "Make a user and print the one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument(
            "--role", action="append", required=True, choices=Role.values, dest="roles"
        )
        parser.add_argument("--authority", metavar="PUBLIC_ID", default="")
        parser.add_argument("--name", default="")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, password = operations.create_user(
                by=system_user(),
                at=timezone.now(),
                username=options["username"],
                roles=options["roles"],
                authority=self._authority(options["authority"]),
                full_name=options["name"],
                email=options["email"],
            )
        except (operations.UnableToSaveUser, UnableToAcceptName) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.username}  {password}")
        self.stdout.write("A one-time password, shown this once; it lasts 72 hours.")

    def _authority(self, public_id: str) -> Any:
        if not public_id:
            return None
        found = [
            authority
            for authority in authorities_of_this_state()
            if str(authority.public_id) == public_id
        ]
        if not found:
            raise CommandError("No authority of the home State has this public id.")
        return found[0]
