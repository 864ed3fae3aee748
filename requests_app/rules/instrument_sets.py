"""The closed sets that the meaning of a treaty file's rows is chosen from."""

from enum import StrEnum

from requests_app.rules.sentences import gettext_noop as _


class Tag(StrEnum):
    """How well the text behind a row is known (`V` read, `U` not verified)."""

    V = "V"
    V_SEED = "V-SEED"
    S = "S"
    U = "U"
    HOUSE = "HOUSE"

    @property
    def may_block(self) -> bool:
        """Only a text that was read may stop a person; all others warn and say so."""
        return self in (Tag.V, Tag.V_SEED)


class Status(StrEnum):
    """What the text is. Whether it binds two States is for the register to say."""

    TREATY = "TREATY"
    DRAFT = "DRAFT"
    SCHEME = "SCHEME"
    """Agreed between States without a treaty: it binds nobody and is carried by their law."""
    COURTESY = "COURTESY"


class Need(StrEnum):
    """How strongly a content is asked for."""

    MANDATORY = "MANDATORY"
    EXCEPT_SERVICE = "EXCEPT_SERVICE"
    """Mandatory unless every measure is service of documents."""
    WHERE_POSSIBLE = "WHERE_POSSIBLE"
    """Its absence warns and asks for a reason; it never blocks."""
    IF_WISHED = "IF_WISHED"
    """Optional: to be stated only when the requesting State wishes it."""


class Nature(StrEnum):
    """What a ground of refusal allows."""

    OPTIONAL = "OPTIONAL"
    NO_OBLIGATION = "NO_OBLIGATION"
    FORBIDDEN = "FORBIDDEN"
    """May never be the only ground; shown, struck through, with its cite."""


class Reach(StrEnum):
    """What a ground may be used against."""

    ANY = "ANY"
    NON_COERCIVE_WITHOUT_DUAL_CRIMINALITY = "NON_COERCIVE_WITHOUT_DUAL_CRIMINALITY"
    """Only against the non-coercive help still owed where dual criminality is absent."""


class Moment(StrEnum):
    """When a duty is owed."""

    BEFORE_REFUSING = "BEFORE_REFUSING"
    BEFORE_POSTPONING = "BEFORE_POSTPONING"
    ON_REFUSING = "ON_REFUSING"
    ON_POSTPONING = "ON_POSTPONING"
    ON_CONDITIONS = "ON_CONDITIONS"
    ON_EXECUTING = "ON_EXECUTING"
    ON_USING = "ON_USING"
    ON_RECEIVING = "ON_RECEIVING"
    ON_ASKING = "ON_ASKING"
    BEFORE_LIFTING = "BEFORE_LIFTING"
    """Before a provisional measure is lifted."""
    UNASKED = "UNASKED"
    """When information is sent, or received, without a request."""
    ALWAYS = "ALWAYS"


class Strength(StrEnum):
    """How firmly a duty is worded."""

    MUST = "MUST"
    WHERE_APPROPRIATE = "WHERE_APPROPRIATE"
    MAY = "MAY"


class Demands(StrEnum):
    """What a duty asks the deciding authority to have on record."""

    REASONS = "REASONS"
    CONSULTATION = "CONSULTATION"
    ACCEPTANCE = "ACCEPTANCE"
    CONSENT = "CONSENT"
    NOTICE = "NOTICE"
    CONFIDENTIALITY = "CONFIDENTIALITY"
    COSTS = "COSTS"
    NOTHING = "NOTHING"


class ChannelWhen(StrEnum):
    """When a channel, or a form, is open."""

    ALWAYS = "ALWAYS"
    IF_REQUIRED = "IF_REQUIRED"
    """When the requested State requires it."""
    URGENT_AND_AGREED = "URGENT_AND_AGREED"
    URGENT = "URGENT"
    WHERE_POSSIBLE = "WHERE_POSSIBLE"
    IF_DECLARED = "IF_DECLARED"
    """Only towards a State that declared it."""


class Party(StrEnum):
    """Who owes something."""

    REQUESTING = "REQUESTING"
    REQUESTED = "REQUESTED"
    PROVIDING = "PROVIDING"
    """The State that sends information without being asked."""
    RECEIVING = "RECEIVING"
    """The State that receives information without having asked."""
    HOUSE = "HOUSE"
    """This installation itself, whichever side it is on."""
    PROVIDER = "PROVIDER"
    """A service provider that an order is addressed to."""


class Unit(StrEnum):
    """How a clock counts."""

    DAYS = "DAYS"
    WORKING_DAYS = "WORKING_DAYS"
    HOURS = "HOURS"
    DATE = "DATE"
    """The start event itself names the date; nothing is counted."""


class Start(StrEnum):
    """The event that starts a clock."""

    DATE_IN_REQUEST = "DATE_IN_REQUEST"
    DATE_IN_DECISION = "DATE_IN_DECISION"
    """A postponement names the day of its review."""
    DATE_ASKED_FOR = "DATE_ASKED_FOR"
    """A request for additional information names the day by which it is hoped for."""
    RECEIVED = "RECEIVED"
    LAST_ACTION = "LAST_ACTION"
    STATUS_ENQUIRY = "STATUS_ENQUIRY"
    ORAL_REQUEST = "ORAL_REQUEST"
    NEED_ENDED = "NEED_ENDED"
    SECRECY_IMPOSSIBLE = "SECRECY_IMPOSSIBLE"
    DISCLOSURE_INTENDED = "DISCLOSURE_INTENDED"
    EXECUTED = "EXECUTED"
    PRESERVED = "PRESERVED"
    PRESENCE_NOT_NEEDED = "PRESENCE_NOT_NEEDED"
    DECIDED = "DECIDED"
    """The decision to recognise or to carry out the request."""
    NOTIFIED = "NOTIFIED"
    """The other State is told of an order, an interception or a conviction."""
    ORDER_RECEIVED = "ORDER_RECEIVED"
    """A service provider has the order, with all that it needs."""
    CLARIFICATION_ASKED = "CLARIFICATION_ASKED"
    ISSUED_UNVALIDATED = "ISSUED_UNVALIDATED"
    """An order was issued in an emergency, to be validated afterwards."""
    OBJECTION_ANNOUNCED = "OBJECTION_ANNOUNCED"
    """The other State says that it does not intend to recognise an order."""
    ARRESTED = "ARRESTED"
    HANDOVER_MISSED = "HANDOVER_MISSED"
    """The person was not taken over on the day appointed."""
    DISCHARGED = "DISCHARGED"
    """The final discharge of an extradited person, who may now leave."""
    TRANSMITTED = "TRANSMITTED"
    """The request left the house."""
    FAST_PATH_USED = "FAST_PATH_USED"
    """The duty desk approved or accepted a request by its fast path."""


class DualTest(StrEnum):
    """Under whose law the conduct is an offence for dual criminality to be met."""

    BOTH_STATES = "BOTH_STATES"
    REQUESTED_STATE = "REQUESTED_STATE"
    NOT_STATED = "NOT_STATED"


class Lapse(StrEnum):
    """What becomes of somebody's detention when a clock has run out."""

    NONE = "NONE"
    MAY_END = "MAY_END"
    MUST_END = "MUST_END"


class Stop(StrEnum):
    """What makes a clock stand still. Where the text says nothing, nothing does."""

    NEVER = "NEVER"
    CLARIFICATION = "CLARIFICATION"
    """While a question to the other side is open."""


class Subject(StrEnum):
    """What a threshold is about."""

    MAX_PENALTY_YEARS = "MAX_PENALTY_YEARS"
    """The longest deprivation of liberty that the law provides for the offence, in years."""
    SENTENCE_LEFT_MONTHS = "SENTENCE_LEFT_MONTHS"
    """What is still to be served when the request is received, in months."""


class Audience(StrEnum):
    """Who gets to read a content."""

    EVERYBODY = "EVERYBODY"
    AUTHORITIES = "AUTHORITIES"
    """The authorities only; it is left out of what a service provider receives."""


class Depositary(StrEnum):
    """With whom instruments are deposited, and who is notified."""

    UN = "UN"
    COE = "COE"


DEPOSITARY_LABELS: dict[Depositary, str] = {
    Depositary.UN: _("Secretary-General of the United Nations"),
    Depositary.COE: _("Secretary General of the Council of Europe"),
}
