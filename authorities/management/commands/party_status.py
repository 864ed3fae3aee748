"""`manage party_status INSTRUMENT`: who signed, who is bound, who is missing, and what if."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities import what_if
from authorities.models import Instrument
from authorities.party_status import (
    PartyStatus,
    Standing,
    UnableToSuppose,
    as_document,
    party_status,
)

_REFUSED = 1
_BAD_USAGE = 2


class Command(BaseCommand):
    """Exit codes: 0 answered, 1 the register cannot answer, 2 bad usage."""

    help = "Who signed an instrument, who is bound by it since when, and how many are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("instrument", metavar="INSTRUMENT", help="its code in the register")
        parser.add_argument("--on", help="day, YYYY-MM-DD (default: today)")
        parser.add_argument(
            "--what-if",
            nargs="+",
            default=[],
            metavar="STATE=DATE",
            help="suppose that these States deposit on these days",
        )
        parser.add_argument(
            "--rest-on", metavar="DATE", help="suppose that all the missing deposits are made then"
        )
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        on = _day(options["on"]) or timezone.now().date()
        code = options["instrument"].upper()
        try:
            status = party_status(
                code,
                on=on,
                what_if=[what_if.read(text) for text in options["what_if"]],
                rest_on=_day(options["rest_on"]),
            )
        except Instrument.DoesNotExist as absent:
            self.stderr.write(_("The register has no instrument “%(code)s”.") % {"code": code})
            raise SystemExit(_REFUSED) from absent
        except UnableToSuppose as refusal:
            self.stderr.write(str(refusal))
            raise SystemExit(_REFUSED) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(as_document(status), ensure_ascii=False, indent=2))
            return
        for line in _lines(status):
            self.stdout.write(line)


def _lines(status: PartyStatus) -> Iterator[str]:
    instrument = status.instrument
    yield f"{instrument.code}  {instrument.title}"
    yield _("On %(day)s: %(signed)s signed, %(bound)s bound, in force for %(count)s.") % {
        "day": status.on.isoformat(),
        "signed": status.signed,
        "bound": status.bound,
        "count": status.counts[Standing.IN_FORCE],
    }
    if status.is_later_than_list:
        yield _("The list of parties is a snapshot as at %(day)s.") % {
            "day": instrument.participation_as_at
        }
    if status.entry:
        yield from (f"    {line}" for line in status.entry.lines)
    for party in status.parties:
        checked = _("verified") if party.row.verified else _("not verified")
        yield f"{party.row.state_id}  {party.standing.label} ({checked})"
        yield f"    {party.side.why}"
        yield f"    [{party.row.source}]"
    if status.what_if:
        yield _("What if")
        yield from (f"    {line}" for line in status.what_if.convention.lines)
        for one in status.what_if.states:
            yield f"{one.state.code}  {one.entry.entry_on or _('not known')}"
            yield from (f"    {line}" for line in one.entry.lines)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            _("“%(text)s” is not a day (YYYY-MM-DD).") % {"text": text}, returncode=_BAD_USAGE
        ) from error
