"""Another use of what was received, and what the two States have said of it."""

from dataclasses import dataclass
from enum import StrEnum

from requests_app.rules.sentences import gettext_noop as _


class Purpose(StrEnum):
    """For what evidence is to be used beyond the request it was given on."""

    OTHER_CASE = "OTHER_CASE"
    PASSED_ON = "PASSED_ON"


class Answer(StrEnum):
    """What the State that gave the evidence says."""

    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


PURPOSE_LABELS = {
    Purpose.OTHER_CASE: _("Use in another investigation, prosecution or proceeding"),
    Purpose.PASSED_ON: _("Passing on to a third State or an organisation"),
}
ANSWER_LABELS = {
    Answer.GRANTED: _("Consent given"),
    Answer.REFUSED: _("Consent refused"),
}


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """One consent that was asked for; without items it is about all that was given."""

    purpose: Purpose
    items: frozenset[int]
    receiver: str
    answer: Answer | None
    recorded_by: int

    def covers(self, purpose: Purpose, items: frozenset[int], receiver: str) -> bool:
        """True where it was given, for this purpose, these items and this receiver."""
        return (
            self.answer is Answer.GRANTED
            and self.purpose is purpose
            and (not self.items or items <= self.items)
            and self.receiver.casefold() == receiver.casefold()
        )


@dataclass(frozen=True, slots=True)
class DisclosureFacts:
    """A disclosure that was announced and has not taken place yet."""

    consultation_asked: bool
    consulted: bool
