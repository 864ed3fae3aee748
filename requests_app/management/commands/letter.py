"""`manage letter REF KIND --out F.pdf`: a letter as a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from mla.accounts.models import User
from mla.accounts.queries import system_user
from requests_app import queries, reading, vault
from requests_app.letters import compose
from requests_app.letters.render import UnableToRenderLetter
from requests_app.management import ends
from requests_app.management.rendering import UnableToWaitForLetter, render_waiting
from requests_app.models import Letter, Request
from requests_app.rules import correspondence, workflow
from requests_app.rules.states import BEFORE_DISPATCH


class Command(BaseCommand):
    """Exit codes: 0 written, 1 there is no such letter, 2 bad usage.

    The reading is on the ledger: by the person named, else by the installation itself.
    """

    help = "Write the latest letter of a kind to a file; a letter of request also as a preview."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ref", metavar="REF", help="the reference of the request")
        parser.add_argument("kind", metavar="KIND", type=str.upper, help="such as REQUEST")
        parser.add_argument("--out", metavar="FILE", required=True, help="the PDF to write")
        parser.add_argument(
            "--as", dest="as_user", metavar="USER", help="a person; else the installation itself"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind = self._kind(options["kind"])
        by = ends.person(self, options["as_user"]) if options["as_user"] else None
        request = self._find(options["ref"], by)
        try:
            render_waiting(request)
        except UnableToWaitForLetter as problem:
            self._refuse(str(problem))
        letters = Letter.objects.filter(request=request, kind=kind).exclude(status="CANCELLED")
        row = letters.order_by("number").last()
        if row is None:
            data, said = self._preview(request, kind, by or system_user())
        else:
            data, said = self._kept(row, by or system_user())
        try:
            Path(options["out"]).write_bytes(data)
        except OSError:
            ends.misused(self, gettext("%(name)s cannot be written.") % {"name": options["out"]})
        self.stdout.write(said)

    def _kind(self, name: str) -> correspondence.Letter:
        try:
            return correspondence.Letter(name)
        except ValueError:
            known = ", ".join(correspondence.Letter)
            ends.misused(self, gettext("Choose one of: %(expected)s.") % {"expected": known})

    def _find(self, reference: str, by: User | None) -> Request:
        if by is None:
            found = Request.objects.filter(reference=reference.strip()).first()
            return found or self._refuse(gettext("There is no such request."))
        try:
            return queries.find_by_reference(reference, by=by)
        except queries.UnableToFind as problem:
            ends.refuse(self, problem, as_json=False)

    def _kept(self, row: Letter, by: User) -> tuple[bytes, str]:
        if row.file is None:
            self._refuse(row.why_failed or gettext("The letter could not be rendered."))
        try:
            paper = reading.kept_letter(row, by=by, at=timezone.now())
        except vault.UnableToReadFile as problem:
            self._refuse(str(problem))
        return paper.data, gettext("Letter %(number)s written.") % {"number": row.number}

    def _preview(
        self, request: Request, kind: correspondence.Letter, by: User
    ) -> tuple[bytes, str]:
        if kind is not correspondence.Letter.REQUEST or request.state not in BEFORE_DISPATCH:
            writers = [row.key for row in workflow.actions() if row.letter is kind]
            self._refuse(
                gettext("There is no such letter yet; it is written by: %(actions)s.")
                % {"actions": ", ".join(writers)}
            )
        context = compose.freeze(
            kind=kind,
            request=request,
            by=by,
            at=timezone.now(),
            language=compose.language_for(request, kind),
            given={},
        )
        try:
            data = reading.preview(context, request=request, by=by, at=timezone.now())
        except UnableToRenderLetter as problem:
            self._refuse(str(problem))
        return data, gettext("No such letter yet: this is a preview of it.")

    def _refuse(self, sentence: str) -> Any:
        self.stderr.write(sentence)
        raise SystemExit(ends.REFUSED)
