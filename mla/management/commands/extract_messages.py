"""`manage extract_messages`: the catalogues hold what the sources say, no more and no less."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mla import messages


class Command(BaseCommand):
    help = "Brings locale/*/LC_MESSAGES/django.po up to date with the sources; translates nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit code 1 when out of date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        template = messages.found_in_sources()
        stale = False
        for language in messages.LANGUAGES:
            path = messages.catalogue_path(language)
            text = messages.merged(language, template=template, known=messages.read_catalogue(path))
            changed = not path.exists() or path.read_bytes() != text
            stale |= changed
            if changed and not options["check"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh = path.with_suffix(".po.new")
                fresh.write_bytes(text)
                fresh.replace(path)
            left = len(list(messages.untranslated(messages.read_catalogue(path))))
            said = "out of date" if changed and options["check"] else "up to date"
            self.stdout.write(f"{language}: {said}, {left} not translated")
        if stale and options["check"]:
            self.stderr.write("Run `./run manage extract_messages` and translate what is new.")
            raise SystemExit(1)
