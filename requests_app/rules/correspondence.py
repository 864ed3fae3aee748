"""The kinds of letter, and whom each is written to."""

from dataclasses import dataclass
from enum import StrEnum

from requests_app.rules.sentences import gettext_noop as _


class To(StrEnum):
    """The addressee of a letter."""

    OTHER_STATE = "OTHER_STATE"
    COMPETENT_AUTHORITY = "COMPETENT_AUTHORITY"


class Letter(StrEnum):
    """Every kind of letter that goes out."""

    REQUEST = "REQUEST"
    ADDITIONAL_INFORMATION = "ADDITIONAL_INFORMATION"
    CONSULTATION_REPLY = "CONSULTATION_REPLY"
    CONDITIONS_ACCEPTED = "CONDITIONS_ACCEPTED"
    CONDITIONS_DECLINED = "CONDITIONS_DECLINED"
    STATUS_ENQUIRY = "STATUS_ENQUIRY"
    WITHDRAWAL = "WITHDRAWAL"
    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"
    INFORMATION_REQUEST = "INFORMATION_REQUEST"
    CONSULTATION = "CONSULTATION"
    ACCEPTANCE = "ACCEPTANCE"
    CONDITIONS = "CONDITIONS"
    POSTPONEMENT = "POSTPONEMENT"
    REFUSAL = "REFUSAL"
    TRANSMISSION = "TRANSMISSION"
    RESULTS = "RESULTS"
    STATUS_REPLY = "STATUS_REPLY"
    FORWARDING = "FORWARDING"
    RETURN = "RETURN"
    NOTE = "NOTE"
    EVIDENCE_DELIVERY = "EVIDENCE_DELIVERY"
    EVIDENCE_RECEIPT = "EVIDENCE_RECEIPT"
    PRESERVED = "PRESERVED"
    PRESERVATION_RISK = "PRESERVATION_RISK"
    PRESERVATION_GOES_ON = "PRESERVATION_GOES_ON"
    EXTENSION_REQUEST = "EXTENSION_REQUEST"
    PRESERVATION_EXTENDED = "PRESERVATION_EXTENDED"
    PRESERVATION_ENDED = "PRESERVATION_ENDED"
    PRESERVATION_GIVEN_UP = "PRESERVATION_GIVEN_UP"
    PATH_DISCLOSED = "PATH_DISCLOSED"
    CONSENT_REQUEST = "CONSENT_REQUEST"
    CONSENT_REPLY = "CONSENT_REPLY"
    DISCLOSURE_NOTICE = "DISCLOSURE_NOTICE"
    DISCLOSURE_CONSULTATION = "DISCLOSURE_CONSULTATION"
    CONDITION_BREACH = "CONDITION_BREACH"
    CONDITION_INABILITY = "CONDITION_INABILITY"
    USE_QUESTION = "USE_QUESTION"
    USE_REPORT = "USE_REPORT"
    SECRECY_IMPOSSIBLE = "SECRECY_IMPOSSIBLE"
    SECRECY_DECISION = "SECRECY_DECISION"
    REFILING = "REFILING"
    USE_ENQUIRY = "USE_ENQUIRY"
    USE_ACCOUNT = "USE_ACCOUNT"


IN_HOUSE = frozenset({"WAITING", "READY", "FAILED"})
"""Where a letter stands that is written, has not left, and was not given up."""

DECISION_LETTERS = frozenset(
    {
        Letter.ACCEPTANCE,
        Letter.REFUSAL,
        Letter.POSTPONEMENT,
        Letter.CONDITIONS,
        Letter.RETURN,
        Letter.FORWARDING,
    }
)
"""Letters by which a decision is told; each decision writes one."""


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of letter: its title, its addressee, and the clock that waits for it to leave."""

    kind: Letter
    title: str
    to: To = To.OTHER_STATE
    meets: str = ""


KINDS: dict[Letter, LetterKind] = {
    row.kind: row
    for row in (
        LetterKind(Letter.REQUEST, _("Request for mutual legal assistance")),
        LetterKind(Letter.ADDITIONAL_INFORMATION, _("Additional information")),
        LetterKind(Letter.CONSULTATION_REPLY, _("Reply to a consultation")),
        LetterKind(Letter.CONDITIONS_ACCEPTED, _("Acceptance of conditions")),
        LetterKind(Letter.CONDITIONS_DECLINED, _("Conditions that cannot be met")),
        LetterKind(Letter.STATUS_ENQUIRY, _("Enquiry about the status of a request")),
        LetterKind(Letter.WITHDRAWAL, _("Withdrawal of a request")),
        LetterKind(Letter.ACKNOWLEDGEMENT, _("Acknowledgement of receipt"), meets="D-ACKNOWLEDGE"),
        LetterKind(Letter.INFORMATION_REQUEST, _("Request for additional information")),
        LetterKind(Letter.CONSULTATION, _("Consultation before a decision")),
        LetterKind(Letter.ACCEPTANCE, _("Acceptance of a request")),
        LetterKind(Letter.CONDITIONS, _("Acceptance subject to conditions")),
        LetterKind(Letter.POSTPONEMENT, _("Postponement of execution")),
        LetterKind(Letter.REFUSAL, _("Refusal of assistance")),
        LetterKind(
            Letter.TRANSMISSION,
            _("Transmission to the competent authority"),
            To.COMPETENT_AUTHORITY,
        ),
        LetterKind(Letter.RESULTS, _("Results of execution")),
        LetterKind(
            Letter.STATUS_REPLY, _("Reply on the status of a request"), meets="D-STATUS-REPLY"
        ),
        LetterKind(Letter.FORWARDING, _("Notice of forwarding")),
        LetterKind(Letter.RETURN, _("Return of a deficient request")),
        LetterKind(Letter.NOTE, _("Note")),
        LetterKind(Letter.EVIDENCE_DELIVERY, _("Delivery of evidence")),
        LetterKind(Letter.EVIDENCE_RECEIPT, _("Receipt for evidence")),
        LetterKind(Letter.PRESERVED, _("Notice of preservation of data")),
        LetterKind(Letter.PRESERVATION_RISK, _("Notice of a risk in preserving data")),
        LetterKind(Letter.PRESERVATION_GOES_ON, _("Execution in spite of a risk")),
        LetterKind(Letter.EXTENSION_REQUEST, _("Request to preserve data longer")),
        LetterKind(Letter.PRESERVATION_EXTENDED, _("Extension of a preservation")),
        LetterKind(Letter.PRESERVATION_ENDED, _("End of a preservation")),
        LetterKind(Letter.PRESERVATION_GIVEN_UP, _("Data that are needed no longer")),
        LetterKind(Letter.PATH_DISCLOSED, _("Disclosure of traffic data")),
        LetterKind(Letter.CONSENT_REQUEST, _("Request for consent to another use")),
        LetterKind(Letter.CONSENT_REPLY, _("Decision on another use")),
        LetterKind(Letter.DISCLOSURE_NOTICE, _("Notice of a disclosure"), meets="D-EXCULP"),
        LetterKind(Letter.DISCLOSURE_CONSULTATION, _("Consultation on a disclosure")),
        LetterKind(Letter.CONDITION_BREACH, _("Breach of conditions")),
        LetterKind(Letter.CONDITION_INABILITY, _("Conditions that cannot be kept")),
        LetterKind(Letter.USE_QUESTION, _("Question how it was used")),
        LetterKind(Letter.USE_REPORT, _("Report on the use")),
        LetterKind(
            Letter.SECRECY_IMPOSSIBLE,
            _("Confidentiality that cannot be kept"),
            meets="D-CONF-INABILITY",
        ),
        LetterKind(Letter.SECRECY_DECISION, _("Decision on a request that cannot stay secret")),
        LetterKind(Letter.REFILING, _("Request made again in the form required"), meets="D-REFILE"),
        LetterKind(Letter.USE_ENQUIRY, _("Enquiry about the use of data")),
        LetterKind(Letter.USE_ACCOUNT, _("Account of the use of data")),
    )
}
