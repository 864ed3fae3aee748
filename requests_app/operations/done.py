"""What an operation answers: what was done, or why it may not be."""

from dataclasses import dataclass

from django.utils.translation import gettext

from mla import ledger
from requests_app.models import Letter, Request
from requests_app.rules import access
from requests_app.rules.findings import Finding


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: the request as it is now, its event, and what was warned of."""

    request: Request
    event: ledger.EventRef
    warnings: tuple[Finding, ...] = ()
    letter: Letter | None = None
    opened: Request | None = None
    """A new request that the action brought about."""


class NotAllowed(Exception):
    """The action may not be done; `verdict` says why, in sentences with their cites."""

    def __init__(self, verdict: access.Verdict) -> None:
        self.verdict = verdict
        super().__init__(str(verdict.reason))

    @property
    def sentence(self) -> str:
        """The reason in the reader's language."""
        assert self.verdict.reason is not None
        return self.verdict.reason.in_words(gettext)
