"""What the rules may ask of a case: a protocol, so that the law needs no database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from requests_app.rules.consent import ConsentFacts, DisclosureFacts
from requests_app.rules.correspondence import Letter
from requests_app.rules.custody import EvidenceFacts
from requests_app.rules.facts import Direction, RequestFacts
from requests_app.rules.instruments import Instrument
from requests_app.rules.preserved import PreservedFacts
from requests_app.rules.states import State
from requests_app.rules.use_limits import Limit

if TYPE_CHECKING:
    from requests_app.rules.waivers import WaiverFacts


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter of the case: `READY` is rendered, `DISPATCHED` has left the house."""

    id: str
    kind: Letter
    status: str  # WAITING | READY | FAILED | DISPATCHED | CANCELLED
    written_at: datetime


class Consulted(IntEnum):
    """How far the two States have talked before a decision. Each step contains those before."""

    NEVER = 0
    WRITTEN = 1
    """Our letter is written and still in the house: the other State knows nothing of it."""
    TOLD = 2
    """It left the house, or the other State consulted us."""
    ANSWERED = 3
    """The other State answered, or said yes or no to conditions that were offered."""


@dataclass(frozen=True, slots=True)
class EmergencyFacts:
    """What has become of an emergency request beside its measures."""

    to_review: frozenset[int] = frozenset()
    """Those who used the fast path and whose use no supervisor has reviewed yet."""
    followed_up: frozenset[str] = frozenset()
    """What came afterwards, by the row that asked for it."""
    account_owed: bool = False
    """The requested State asked how the data were used, and has no account yet."""
    on_condition: bool = False
    """Assistance was given on a condition that was accepted."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person before the request: what the rules may know of them."""

    id: int
    roles: frozenset[str]
    authority_id: int | None = None


class Case(Protocol):
    """A request with what happened to it. Attributes may be read from a database late."""

    @property
    def direction(self) -> Direction: ...
    @property
    def state(self) -> State: ...
    @property
    def instrument(self) -> Instrument: ...
    @property
    def facts(self) -> RequestFacts: ...
    @property
    def today(self) -> date:
        """The local day of the house."""

    @property
    def now(self) -> datetime: ...
    @property
    def home_authority_id(self) -> int:
        """The authority that keeps the case."""

    @property
    def executing_authority_id(self) -> int | None:
        """The competent authority it was passed on to, if any."""

    @property
    def made_on(self) -> date | None:
        """The local day on which the request was received, or left the house; None before."""

    @property
    def has_legal_basis(self) -> bool: ...
    @property
    def bases_not_binding(self) -> tuple[Instrument, ...]:
        """Instruments that the request names though the register says they do not bind both."""

    @property
    def addressee(self) -> str:
        """To whom the request is written; empty where nobody is named."""

    @property
    def other_state(self) -> str: ...
    @property
    def letter_language(self) -> str:
        """The language that the letter of request is, or will be, written in."""

    @property
    def accepted_languages(self) -> Collection[str]:
        """Languages the other State declared; empty is unknown."""

    @property
    def declared(self) -> Mapping[str, str]:
        """What the requested State declared to the instrument, in its own words, by the row
        of the rules that the declaration opens. What is not there is not known."""

    @property
    def emergency(self) -> EmergencyFacts: ...
    @property
    def preparers(self) -> Collection[int]:
        """Those who filed, changed or submitted it."""

    @property
    def executors(self) -> Collection[int]:
        """Those who recorded its execution."""

    @property
    def content_hash(self) -> str: ...
    @property
    def submitted_hash(self) -> str: ...
    @property
    def confirmation_owed(self) -> bool: ...
    @property
    def is_assessed(self) -> bool: ...
    @property
    def letters(self) -> tuple[LetterFacts, ...]: ...
    @property
    def consulted(self) -> Consulted:
        """How far the two States consulted each other."""

    @property
    def conditions_pending(self) -> int:
        """Conditions offered and neither accepted, declined nor dropped."""

    @property
    def information_asked(self) -> bool: ...
    @property
    def released(self) -> Collection[int]:
        """Numbers of the measures whose results are released."""

    @property
    def sent(self) -> Collection[int]:
        """Numbers of the measures whose results were sent."""

    @property
    def evidence(self) -> tuple[EvidenceFacts, ...]:
        """The items of evidence of the case, in order."""

    @property
    def preserved(self) -> tuple[PreservedFacts, ...]:
        """Data preserved under it, by measure."""

    @property
    def risk_open(self) -> bool:
        """A risk of preserving waits for the decision of the requesting State."""

    @property
    def path_open(self) -> bool:
        """A provider in a third State was found that no request follows yet."""

    def knows_state(self, code: str, /) -> bool:
        """The register has a State of that code."""

    def may_be_linked(self, reference: str, /) -> bool:
        """Preserved data may wait for the request of that reference."""

    def limits_on(self, number: int) -> tuple[Limit, ...]:
        """The limits on use that travel with the item of evidence of that number."""

    @property
    def consents(self) -> tuple[ConsentFacts, ...]:
        """The consents to another use that either State asked for, in order."""

    @property
    def disclosure(self) -> DisclosureFacts | None:
        """The disclosure that is announced and open: for us to make, or to be consulted on."""

    @property
    def conditions_accepted(self) -> bool: ...
    @property
    def use_question_open(self) -> bool:
        """True while a report on the use was asked for and not given."""

    @property
    def is_restricted(self) -> bool:
        """True where only those named may know of it."""

    @property
    def secrecy_open(self) -> bool:
        """True while the requesting State decides on a request that cannot stay secret."""

    @property
    def secrecy_decision(self) -> str:
        """What it decided last; empty where it has not, or was not asked."""

    @property
    def waivers(self) -> "tuple[WaiverFacts, ...]":
        """The waivers asked for in the case, in order."""
