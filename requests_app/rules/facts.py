"""What the rules may know of a request: plain values, whoever holds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from requests_app.rules.measures import Outcome
from requests_app.rules.sentences import gettext_noop as _


class Direction(StrEnum):
    """Which side of a request this installation is on."""

    OUTGOING = "OUTGOING"
    INCOMING = "INCOMING"


class Urgency(StrEnum):
    """How fast a request needs to be handled. It widens speed, never rights."""

    ROUTINE = "ROUTINE"
    URGENT = "URGENT"
    EMERGENCY = "EMERGENCY"


class Form(StrEnum):
    """In which form a request is made."""

    WRITTEN = "WRITTEN"
    ELECTRONIC = "ELECTRONIC"
    ORAL = "ORAL"


class Channel(StrEnum):
    """The way by which requests and letters travel between two States."""

    CENTRAL_AUTHORITY = "CENTRAL_AUTHORITY"
    DIPLOMATIC = "DIPLOMATIC"
    INTERPOL = "INTERPOL"
    DIRECT_JUDICIAL = "DIRECT_JUDICIAL"
    CONTACT_24_7 = "CONTACT_24_7"


DIRECTION_LABELS = {
    Direction.OUTGOING: _("Outgoing"),
    Direction.INCOMING: _("Incoming"),
}
URGENCY_LABELS = {
    Urgency.ROUTINE: _("Routine"),
    Urgency.URGENT: _("Urgent"),
    Urgency.EMERGENCY: _("Emergency"),
}
FORM_LABELS = {
    Form.WRITTEN: _("In writing"),
    Form.ELECTRONIC: _("In electronic form"),
    Form.ORAL: _("Orally"),
}
CHANNEL_LABELS = {
    Channel.CENTRAL_AUTHORITY: _("Between central authorities"),
    Channel.DIPLOMATIC: _("Diplomatic channel"),
    Channel.INTERPOL: _("INTERPOL"),
    Channel.DIRECT_JUDICIAL: _("Directly between judicial authorities"),
    Channel.CONTACT_24_7: _("24/7 contact points"),
}


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person concerned, as far as known; a blank is unknown."""

    role: str
    identity: str = ""
    location: str = ""
    nationality: str = ""


@dataclass(frozen=True, slots=True)
class OffenceFacts:
    """An offence under the law of the requesting State."""

    title: str
    provisions: str = ""
    penalty: str = ""
    max_penalty_years: float | None = None


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """One item of assistance asked for."""

    number: int
    kind: str
    description: str = ""
    contents: Mapping[str, str] = field(default_factory=dict)
    outcome: Outcome = Outcome.PENDING


@dataclass(frozen=True)
class RequestFacts:
    """A request as its document tells it."""

    requesting: str
    requested: str
    contents: Mapping[str, str] = field(default_factory=dict)
    persons: tuple[PersonFacts, ...] = ()
    persons_reason: str = ""
    """Why no person concerned can be named."""
    offences: tuple[OffenceFacts, ...] = ()
    measures: tuple[MeasureFacts, ...] = ()
    deadline_on: date | None = None
    deadline_reason: str = ""
    confidentiality: str = ""
    urgency: Urgency = Urgency.ROUTINE
    urgency_reason: str = ""
    language: str = ""
    channel: Channel = Channel.CENTRAL_AUTHORITY
    channel_agreed: bool = False
    form: Form = Form.WRITTEN

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of measure asked for."""
        return frozenset(measure.kind for measure in self.measures)
