"""`manage instruments_between A B`: which instruments bind two States on a date, and why."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.binding import Binding, UnableToJudgeBinding, instruments_between

_REFUSED = 1
_BAD_USAGE = 2


class Command(BaseCommand):
    """Exit codes: 0 answered, 1 the register cannot answer, 2 bad usage."""

    help = "Which instruments bind two States on a date, and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("a", metavar="A", help="State, two letters")
        parser.add_argument("b", metavar="B", help="State, two letters")
        parser.add_argument("--on", help="day, YYYY-MM-DD (default: today)")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        on = _day(options["on"])
        try:
            found = instruments_between(options["a"].upper(), options["b"].upper(), on)
        except UnableToJudgeBinding as refusal:
            self.stderr.write(str(refusal))
            raise SystemExit(_REFUSED) from refusal
        if options["json"]:
            answer = {
                "a": options["a"].upper(),
                "b": options["b"].upper(),
                "on": on.isoformat(),
                "instruments": [asdict(binding) for binding in found],
            }
            self.stdout.write(json.dumps(answer, default=str, ensure_ascii=False, indent=2))
            return
        for binding in found:
            self.stdout.write("\n".join(_lines(binding)))


def _lines(binding: Binding) -> list[str]:
    checked = _("verified") if binding.verified else _("not verified")
    return [
        f"{binding.instrument}  {binding.verdict.label} ({checked})",
        *(f"    {sentence}" for sentence in binding.why),
        *(f"    [{source}]" for source in binding.sources),
    ]


def _day(text: str | None) -> date:
    if not text:
        return timezone.now().date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            _("“%(text)s” is not a day (YYYY-MM-DD).") % {"text": text}, returncode=_BAD_USAGE
        ) from error
