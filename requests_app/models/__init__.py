"""What the installation keeps of a request."""

from requests_app.models.clock import Clock, ClockEvent, ClockNotice, ClockSweep
from requests_app.models.contents import Measure, Offence, Person
from requests_app.models.dealings import Condition, Consultation, Decision, Question
from requests_app.models.depositary import DepositaryLetter
from requests_app.models.emergency import EmergencyUse, FollowUp, UseEnquiry
from requests_app.models.evidence import Custody, Evidence
from requests_app.models.papers import Document, Letter, StoredFile
from requests_app.models.preserving import Preservation, PreservationRisk
from requests_app.models.reference import ReferenceCounter
from requests_app.models.request import Request
from requests_app.models.secrecy import SecrecyNotice
from requests_app.models.traffic import ProviderFound
from requests_app.models.using import ConditionEvent, Consent, Disclosure
from requests_app.models.waivers import Waiver

__all__ = [
    "Clock",
    "ClockEvent",
    "ClockNotice",
    "ClockSweep",
    "Condition",
    "ConditionEvent",
    "Consent",
    "Consultation",
    "Custody",
    "Decision",
    "DepositaryLetter",
    "Disclosure",
    "Document",
    "EmergencyUse",
    "Evidence",
    "FollowUp",
    "Letter",
    "Measure",
    "Offence",
    "Person",
    "Preservation",
    "PreservationRisk",
    "ProviderFound",
    "Question",
    "ReferenceCounter",
    "Request",
    "SecrecyNotice",
    "StoredFile",
    "UseEnquiry",
    "Waiver",
]
