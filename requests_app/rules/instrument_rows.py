"""What a treaty file may say: its rows. Their meaning is chosen from closed sets.

Every row cites its paragraph and carries an evidence tag. Data never names code, so adding
a bilateral treaty is adding a file.
"""

from dataclasses import dataclass, field
from functools import cached_property

from requests_app.rules import measures
from requests_app.rules.instrument_sets import (
    Audience,
    ChannelWhen,
    Demands,
    Depositary,
    DualTest,
    Lapse,
    Moment,
    Nature,
    Need,
    Party,
    Reach,
    Start,
    Status,
    Stop,
    Strength,
    Subject,
    Tag,
    Unit,
)

__all__ = [
    "Audience",
    "ChannelRow",
    "ChannelWhen",
    "ClockRow",
    "ContentRow",
    "DefaultRegime",
    "Demands",
    "Depositary",
    "DualCriminality",
    "DualTest",
    "DutyRow",
    "FormRow",
    "GroundRow",
    "Instrument",
    "Lapse",
    "Moment",
    "Nature",
    "Need",
    "Party",
    "PostponementRow",
    "Reach",
    "Row",
    "Start",
    "Status",
    "Stop",
    "Strength",
    "Subject",
    "Tag",
    "ThresholdRow",
    "TypeRow",
    "Unit",
]


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
    audience: Audience = Audience.EVERYBODY


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
    listed_offence_years: int | None = None
    """Closed to an offence of the instrument's own list that so many years may be given for."""


@dataclass(frozen=True, slots=True)
class PostponementRow(Row):
    """A ground on which execution may be postponed, for these kinds (empty: all assistance)."""

    label: str = ""
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DutyRow(Row):
    """A duty around a request: when it is owed, by whom, how firmly, what it asks for.

    `kinds` empty means all assistance; extradition and what else has a regime of its own is
    named. `follows` is the ground on which a refusal brings the duty about.
    """

    text: str = ""
    moment: Moment = Moment.ALWAYS
    strength: Strength = Strength.MUST
    demands: Demands = Demands.NOTHING
    owed_by: Party = Party.REQUESTED
    kinds: frozenset[str] = frozenset()
    follows: str = ""


@dataclass(frozen=True, slots=True)
class ChannelRow(Row):
    """A channel that requests and answers may travel by, for these kinds (empty: all assistance).

    `copy` is true where a copy goes at the same time through the central authorities.
    """

    when: ChannelWhen = ChannelWhen.ALWAYS
    kinds: frozenset[str] = frozenset()
    copy: bool = False


@dataclass(frozen=True, slots=True)
class NotificationRow(Row):
    """What a State notifies to the depositary, at its deposit or when the fact changes."""

    text: str = ""
    to: Depositary = Depositary.UN


@dataclass(frozen=True, slots=True)
class FormRow(Row):
    """A form a request may take (`WRITTEN`, `ELECTRONIC`, `ORAL`)."""

    when: ChannelWhen = ChannelWhen.ALWAYS


@dataclass(frozen=True, slots=True)
class ClockRow(Row):
    """A time limit or reasoned date, for these kinds (empty: all assistance).

    `length` counts in `unit`; none means no number is set. `extension` is the most, in the
    same unit, by which it may be made longer; none means that the text names no such limit.
    """

    label: str = ""
    owed_by: Party = Party.REQUESTED
    starts: Start = Start.RECEIVED
    unit: Unit = Unit.DAYS
    length: int | None = None
    minimum: bool = False
    """True for a period that may be longer but never shorter."""
    extension: int | None = None
    stops: Stop = Stop.NEVER
    lapse: Lapse = Lapse.NONE
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ThresholdRow(Row):
    """What is owed only from a certain weight on: at least so many years or months.

    `law` says whose law counts, where it is a penalty that the law provides.
    """

    label: str = ""
    subject: Subject = Subject.MAX_PENALTY_YEARS
    at_least: int = 1
    law: DualTest = DualTest.NOT_STATED
    kinds: frozenset[str] = frozenset()


OfKinds = DutyRow | ChannelRow | PostponementRow | ClockRow
"""Rows that are about all assistance unless they name their kinds."""


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
    thresholds: tuple[ThresholdRow, ...] = ()
    notifications: tuple[NotificationRow, ...] = ()
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

    def concerns(self, row: OfKinds, kinds: frozenset[str]) -> bool:
        """True where a duty, channel, postponement or clock is about a request for these kinds.

        A row without kinds is about all assistance; so is a request that has no measure yet.
        """
        if not kinds:
            return not row.kinds
        return bool((row.kinds or measures.ASSISTANCE) & self._asked_as(kinds))

    def has_closed_list(self, kinds: frozenset[str]) -> bool:
        """True when the grounds for these kinds are an article's own closed list."""
        return bool(kinds) and kinds <= {row.key for row in self.closed_lists}

    def duties_at(self, *moments: Moment) -> tuple[DutyRow, ...]:
        """The duties owed at these moments."""
        return tuple(row for row in self.duties if row.moment in moments)

    def duties_for(self, kinds: frozenset[str], *moments: Moment) -> tuple[DutyRow, ...]:
        """The duties owed at these moments towards a request for these kinds."""
        return tuple(row for row in self.duties_at(*moments) if self.concerns(row, kinds))

    def postponements_for(self, kinds: frozenset[str]) -> tuple[PostponementRow, ...]:
        """The grounds on which a request for these kinds may be postponed."""
        return tuple(row for row in self.postponements if self.concerns(row, kinds))

    def thresholds_for(self, kinds: frozenset[str]) -> tuple[ThresholdRow, ...]:
        """The weights that are asked of a request for these kinds."""
        return tuple(row for row in self.thresholds if row.kinds & kinds)

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
