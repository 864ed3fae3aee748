"""`manage role_matrix`: role × state → permitted actions, as one table."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from requests_app.management import ends
from requests_app.rules import matrix


class Command(BaseCommand):
    help = "Print which role may do what in which state, as one table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["json"]:
            self.stdout.write(matrix.render(), ending="")
            return
        told = [
            {"direction": direction, "state": state, "actions": allowed}
            for direction, state, allowed in matrix.rows()
        ]
        ends.tell(self, told)
