"""`manage check_config`: why this configuration is unsafe, or that it is not."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mla import safety


class Command(BaseCommand):
    help = "Says why this configuration is unsafe. Exit code 1 when it is."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        said = (*safety.findings(), *safety.open_files())
        found = [{"setting": name, "reason": str(reason)} for name, reason in said]
        if options["json"]:
            self.stdout.write(json.dumps({"safe": not found, "findings": found}))
        else:
            for finding in found:
                self.stderr.write(f"{finding['setting']}: {finding['reason']}")
            if not found:
                self.stdout.write("The configuration is safe to start.")
        if found:
            raise SystemExit(1)
