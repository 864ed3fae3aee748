"""What an item of evidence is, how it travels, and its chain of custody in sentences."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _


class Sort(StrEnum):
    """What kind of thing an item of evidence is."""

    RECORD = "RECORD"
    DATA = "DATA"
    STATEMENT = "STATEMENT"
    OBJECT = "OBJECT"


class Means(StrEnum):
    """How an item came, or left."""

    ELECTRONIC = "ELECTRONIC"
    POST = "POST"
    COURIER = "COURIER"
    DIPLOMATIC_BAG = "DIPLOMATIC_BAG"
    IN_PERSON = "IN_PERSON"


class Step(StrEnum):
    """One link of the chain of custody."""

    RECEIVED = "RECEIVED"
    SEALED = "SEALED"
    HANDED_OVER = "HANDED_OVER"
    COPIED = "COPIED"
    DELIVERED = "DELIVERED"
    """To the other State, by whatever means."""
    RECEIPT = "RECEIPT"
    """Whoever got it said so."""
    RETURNED = "RETURNED"
    DESTROYED = "DESTROYED"
    USED = "USED"
    """In another case than the one it was given for."""
    PASSED_ON = "PASSED_ON"
    DISCLOSED = "DISCLOSED"


SORT_LABELS = {
    Sort.RECORD: _("Document or record"),
    Sort.DATA: _("Electronic data"),
    Sort.STATEMENT: _("Minutes or statement"),
    Sort.OBJECT: _("Object"),
}
MEANS_LABELS = {
    Means.ELECTRONIC: _("secure electronic transmission"),
    Means.POST: _("post"),
    Means.COURIER: _("courier"),
    Means.DIPLOMATIC_BAG: _("diplomatic bag"),
    Means.IN_PERSON: _("handed over in person"),
}
STEP_LABELS = {
    Step.RECEIVED: _("Arrival"),
    Step.SEALED: _("Sealing"),
    Step.HANDED_OVER: _("Handing over"),
    Step.COPIED: _("Copying"),
    Step.DELIVERED: _("Delivery to the other State"),
    Step.RECEIPT: _("Confirmation of receipt"),
    Step.RETURNED: _("Return of the item"),
    Step.DESTROYED: _("Destruction"),
    Step.USED: _("Use in another case"),
    Step.PASSED_ON: _("Passing on"),
    Step.DISCLOSED: _("Disclosure"),
}
BY_HAND = (Step.SEALED, Step.HANDED_OVER, Step.COPIED, Step.RETURNED, Step.DESTROYED)
"""The links that a person records by themselves; the others come with an action of their own."""
NEEDS_WHOM = frozenset({Step.HANDED_OVER, Step.RETURNED})
GONE = frozenset({Step.RETURNED, Step.DESTROYED})
"""After these nothing more can be done with the item here."""

_SENTENCES = {
    Step.RECEIVED: _("%(day)s: received from %(who)s (%(means)s)."),
    Step.SEALED: _("%(day)s: sealed by %(who)s."),
    Step.HANDED_OVER: _("%(day)s: handed over by %(who)s to %(whom)s."),
    Step.COPIED: _("%(day)s: copied by %(who)s."),
    Step.DELIVERED: _("%(day)s: delivered by %(who)s to %(whom)s (%(means)s)."),
    Step.RECEIPT: _("%(day)s: receipt confirmed by %(who)s."),
    Step.RETURNED: _("%(day)s: returned by %(who)s to %(whom)s."),
    Step.DESTROYED: _("%(day)s: destroyed by %(who)s."),
    Step.USED: _("%(day)s: used in another case by %(who)s."),
    Step.PASSED_ON: _("%(day)s: passed on by %(who)s to %(whom)s."),
    Step.DISCLOSED: _("%(day)s: disclosed by %(who)s, because it exculpates."),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One link as it was recorded: on which local day, by whom, to whom, how."""

    step: Step
    on: date
    who: str
    whom: str = ""
    means: Means | None = None
    receipt_owed: bool = False

    @property
    def sentence(self) -> Sentence:
        """The link in words."""
        blanks: dict[str, object] = {"day": self.on, "who": self.who, "whom": self.whom}
        if self.means is not None:
            blanks["means"] = Word(MEANS_LABELS[self.means])
        return Sentence(_SENTENCES[self.step], blanks)


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What the rules may know of one item; `chain` is in the order it was recorded."""

    number: int
    title: str
    measures: tuple[int, ...]
    chain: tuple[Link, ...]

    @property
    def is_gone(self) -> bool:
        """True once it was returned or destroyed."""
        return any(link.step in GONE for link in self.chain)

    @property
    def receipt_owed(self) -> bool:
        """True while whoever got it last has not said so, though it was asked for."""
        owed = False
        for link in self.chain:
            if link.step is Step.RECEIPT:
                owed = False
            elif link.receipt_owed:
                owed = True
        return owed
