"""What a treaty file may say: its rows, and the closed sets that their meaning is chosen from.

Every row cites its paragraph and carries an evidence tag. Data never names code, so adding
a bilateral treaty is adding a file.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from requests_app.rules import measures


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


class DualTest(StrEnum):
    """Under whose law the conduct is an offence for dual criminality to be met."""

    BOTH_STATES = "BOTH_STATES"
    REQUESTED_STATE = "REQUESTED_STATE"
    NOT_STATED = "NOT_STATED"


@dataclass(frozen=True, slots=True)
class Row:
    """What every row has: the paragraph it comes from and how well the text is known."""

    key: str
    cite: str
    tag: Tag
    note: str = ""


@dataclass(frozen=True, slots=True)
class TypeRow(Row):
    """A kind of measure that the instrument provides for."""


@dataclass(frozen=True, slots=True)
class ContentRow(Row):
    """A content that a request under the instrument has, for these kinds (empty: all ordinary)."""

    need: Need = Need.MANDATORY
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GroundRow(Row):
    """A ground of refusal, or one that is forbidden, for these kinds (empty: all ordinary).

    `consult_first` is true where the text asks for consultation before this ground is used;
    how firmly is the strength of the instrument's duty `duty.consult_first`.
    """

    label: str = ""
    nature: Nature = Nature.OPTIONAL
    reach: Reach = Reach.ANY
    kinds: frozenset[str] = frozenset()
    consult_first: bool = False
    needs_declaration: bool = False
    """True where only a State that reserved or declared it may use the ground."""


@dataclass(frozen=True, slots=True)
class PostponementRow(Row):
    """A ground on which execution may be postponed."""

    label: str = ""


@dataclass(frozen=True, slots=True)
class DutyRow(Row):
    """A duty around a request: when it is owed, by whom, how firmly, what it asks for.

    `kinds` empty means every kind: a duty of the whole instrument.
    """

    text: str = ""
    moment: Moment = Moment.ALWAYS
    strength: Strength = Strength.MUST
    demands: Demands = Demands.NOTHING
    owed_by: Party = Party.REQUESTED
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChannelRow(Row):
    """A channel that requests and answers may travel by, for these kinds (empty: all).

    `copy` is true where a copy goes at the same time through the central authorities.
    """

    when: ChannelWhen = ChannelWhen.ALWAYS
    kinds: frozenset[str] = frozenset()
    copy: bool = False


@dataclass(frozen=True, slots=True)
class FormRow(Row):
    """A form a request may take (`WRITTEN`, `ELECTRONIC`, `ORAL`)."""

    when: ChannelWhen = ChannelWhen.ALWAYS


@dataclass(frozen=True, slots=True)
class ClockRow(Row):
    """A time limit or reasoned date; `length` counts in `unit`, none means no number is set."""

    label: str = ""
    owed_by: Party = Party.REQUESTED
    starts: Start = Start.RECEIVED
    unit: Unit = Unit.DAYS
    length: int | None = None
    minimum: bool = False
    """True for a period that may be longer but never shorter."""


@dataclass(frozen=True, slots=True)
class DualCriminality:
    """How the instrument tests dual criminality (the conduct, never the label)."""

    test: DualTest
    cite: str
    tag: Tag
    non_coercive_help: Strength | None = None
    """How firmly non-coercive help stays owed where dual criminality is absent."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DefaultRegime:
    """Which paragraphs apply only where no treaty of assistance binds the two States."""

    paragraphs: str
    cite: str
    tag: Tag
    note: str = ""


@dataclass(frozen=True)
class Instrument:
    """One edition of one text. Two editions with the same bytes have the same `digest`."""

    code: str
    edition: str
    title: str
    short_title: str
    article: str
    status: Status
    source: str
    digest: str
    default_regime: DefaultRegime | None
    dual_criminality: DualCriminality | None
    types: tuple[TypeRow, ...] = ()
    contents: tuple[ContentRow, ...] = ()
    grounds: tuple[GroundRow, ...] = ()
    postponements: tuple[PostponementRow, ...] = ()
    duties: tuple[DutyRow, ...] = ()
    channels: tuple[ChannelRow, ...] = ()
    forms: tuple[FormRow, ...] = ()
    clocks: tuple[ClockRow, ...] = ()
    closed_lists: tuple[Row, ...] = ()
    """Kinds of measure against which no other ground may be used than those of their article."""
    scope: tuple[Row, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of measure the instrument provides for."""
        return frozenset(row.key for row in self.types)

    def contents_for(self, kinds: frozenset[str]) -> tuple[ContentRow, ...]:
        """The contents a request for these kinds has, in the order of the text."""
        asked = self._asked_as(kinds)
        return tuple(row for row in self.contents if _reaches(row.kinds, asked))

    def grounds_for(self, kinds: frozenset[str]) -> tuple[GroundRow, ...]:
        """The grounds that may, or may never, be invoked against these kinds."""
        asked = self._asked_as(kinds)
        return tuple(row for row in self.grounds if _reaches(row.kinds, asked))

    def _asked_as(self, kinds: frozenset[str]) -> frozenset[str]:
        """A kind that the text has no article for is asked as any other assistance.

        Else a request for it alone would have no contents, and could never be refused.
        """
        known = self.kinds | {kind.key for kind in measures.ORDINARY}
        return frozenset(kind if kind in known else measures.ANY_OTHER for kind in kinds)

    def has_closed_list(self, kinds: frozenset[str]) -> bool:
        """True when the grounds for these kinds are an article's own closed list."""
        return bool(kinds) and kinds <= {row.key for row in self.closed_lists}

    def duties_at(self, *moments: Moment) -> tuple[DutyRow, ...]:
        """The duties owed at these moments."""
        return tuple(row for row in self.duties if row.moment in moments)

    def duties_for(self, kinds: frozenset[str], *moments: Moment) -> tuple[DutyRow, ...]:
        """The duties owed at these moments towards a request for these kinds."""
        return tuple(
            row for row in self.duties_at(*moments) if not row.kinds or bool(row.kinds & kinds)
        )

    def duty(self, key: str) -> DutyRow | None:
        """The duty of that key, or None where the instrument has none."""
        return next((row for row in self.duties if row.key == key), None)

    def clock(self, key: str) -> ClockRow | None:
        """The clock of that id, or None where the instrument has none."""
        return next((row for row in self.clocks if row.key == key), None)


def _reaches(row_kinds: frozenset[str], kinds: frozenset[str]) -> bool:
    ordinary = frozenset(kind.key for kind in measures.ORDINARY)
    reach = row_kinds or ordinary
    return bool(reach & kinds) if kinds else reach >= ordinary
