"""Preserved data: the words for them, and what the rules may know of them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from requests_app.rules.sentences import gettext_noop as _

PRESERVATION = "preservation"
PERIOD = "D-PRES"
FOR_PRESERVATION = frozenset({PRESERVATION})
DISCLOSURE = "traffic_expedited_disclosure"
FOR_TRAFFIC = frozenset({PRESERVATION, DISCLOSURE})
"""Kinds in the course of which a provider in a third State may be found."""
DISCLOSING = frozenset(
    {
        "stored_data",
        "traffic_expedited_disclosure",
        "search_seize_freeze",
        "information_expert",
        "records",
        "other_not_contrary",
        "emergency_mla",
    }
)
"""Kinds of measure by which preserved data can be asked for."""


class Risk(StrEnum):
    """Why preserving may not serve: what the requesting State is told of at once."""

    NOT_SECURED = "NOT_SECURED"
    SECRECY = "SECRECY"
    CASE = "CASE"


RISK_LABELS = {
    Risk.NOT_SECURED: _("Preservation will not secure the data"),
    Risk.SECRECY: _("It threatens the confidentiality of the investigation"),
    Risk.CASE: _("It otherwise prejudices the investigation"),
}


class RiskAnswer(StrEnum):
    """What the requesting State decided on a risk that it was told of."""

    OPEN = "OPEN"
    GO_ON = "GO_ON"
    GIVE_UP = "GIVE_UP"


RISK_ANSWER_LABELS = {
    RiskAnswer.OPEN: _("Not decided yet"),
    RiskAnswer.GO_ON: _("The request is to be executed nevertheless"),
    RiskAnswer.GIVE_UP: _("The request is given up"),
}


class Keeping(StrEnum):
    """Whether data are still kept, and if not, how that ended."""

    KEPT = "KEPT"
    LAPSED = "LAPSED"
    NOT_NEEDED = "NOT_NEEDED"
    DECIDED = "DECIDED"
    LOST = "LOST"


KEEPING_LABELS = {
    Keeping.KEPT: _("Kept"),
    Keeping.LAPSED: _("Released: the period ran out"),
    Keeping.NOT_NEEDED: _("Released: the requesting State needs them no longer"),
    Keeping.DECIDED: _("Released: the request for the data was decided"),
    Keeping.LOST: _("Lost in spite of the preservation"),
}
ENDS = tuple(
    (code.value, label) for code, label in KEEPING_LABELS.items() if code is not Keeping.KEPT
)
RISKS = tuple((code.value, label) for code, label in RISK_LABELS.items())
ANSWERS = tuple(
    (code.value, label) for code, label in RISK_ANSWER_LABELS.items() if code is not RiskAnswer.OPEN
)


@dataclass(frozen=True, slots=True)
class PreservedFacts:
    """The preserved data of one measure. Days are local days of the house."""

    number: int
    on: date
    until: date | None
    """Until when at least, by the clock; none where no text and nobody named an end."""
    is_kept: bool
    awaits: str = ""
    """Reference of the request for the data that is not decided yet; they are kept until then."""
