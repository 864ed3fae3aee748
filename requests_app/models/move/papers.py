"""What a move writes of the papers: letters that leave or stay, documents of the case."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from requests_app.models.move.entries import Entries
from requests_app.models.papers import Document, Letter
from requests_app.rules import states
from requests_app.rules.correspondence import IN_HOUSE


class Papers(Entries):
    """The papers; who gives an annex to a draft prepared it."""

    def dispatch(self, letter: str | UUID) -> None:
        """The letter left the house by that channel; nothing of it changes after."""
        self._leaves(
            self.request.letters.filter(public_id=letter),
            status="DISPATCHED",
            channel=self.given["channel"] or "",
            dispatched_by=self.by,
            dispatched_at=self.given.get("sent_at") or self.at,
        )

    def _leaves(self, letters: QuerySet[Letter], **changes: Any) -> None:
        """These letters wait in the house no more."""
        waiting = letters.filter(status__in=IN_HOUSE)
        self.request.letters_waiting -= waiting.update(**changes)

    def dispatch_latest(self, kind: str) -> None:
        """The latest letter of that kind left the house."""
        letter = self.request.letters.filter(kind=kind, status="READY").last()
        if letter is not None:
            self.dispatch(letter.public_id)

    def cancel_letter(self, letter: str | UUID) -> None:
        """The letter will not leave the house."""
        self._leaves(self.request.letters.filter(public_id=letter), status="CANCELLED")

    def give_up(self, letter: str | UUID) -> None:
        """A letter that failed will not be tried any more: it is written again."""
        self._leaves(
            self.request.letters.filter(public_id=letter, status="FAILED"), status="CANCELLED"
        )

    def cancel_waiting_letters(self) -> None:
        """No letter of the case that is still in the house will leave it."""
        self._leaves(self.request.letters.all(), status="CANCELLED")

    def attach(self) -> Document:
        """The file is a document of the case; an annex of a draft makes its giver a preparer."""
        if self.request.stage in states.BEFORE_DISPATCH:
            self.prepared()
        return Document.objects.create(
            request=self.request,
            title=self.given["title"],
            file=self.given["file"],
            added_by=self.by,
            added_at=self.at,
        )
