"""`generate_docs [--check]`: the pages under `docs/` that are made from the tables."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from requests_app.rules import diagram, instrument_words, rulebook


class Command(BaseCommand):
    """Write the generated pages, or say which are stale."""

    help = "Write docs/states.md and docs/rules.md from the tables; --check only compares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        docs = settings.BASE_DIR / "docs"
        for path, render in (
            (docs / "states.md", diagram.render),
            (docs / "rules.md", rulebook.render),
            (instrument_words.FILE, instrument_words.render),
        ):
            text = render()
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    stale.append(str(path.relative_to(settings.BASE_DIR)))
            else:
                path.write_text(text, encoding="utf-8")
        if stale:
            raise CommandError(f"Stale, run `./run manage generate_docs`: {', '.join(stale)}")
