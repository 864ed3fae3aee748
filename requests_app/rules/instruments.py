"""What a treaty file may say, and how it is read.

One TOML file per instrument in `requests_app/instruments/`. Every row cites its paragraph
and carries an evidence tag. Data never names code: what a row means is chosen from the
closed sets below, so adding a bilateral treaty is adding a file.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from requests_app.rules import contents, measures

E = TypeVar("E", bound=StrEnum)
FOLDER = Path(__file__).resolve().parent.parent / "instruments"


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
    """When a channel is open."""

    ALWAYS = "ALWAYS"
    IF_REQUIRED = "IF_REQUIRED"
    """When the requested State requires it."""
    URGENT_AND_AGREED = "URGENT_AND_AGREED"
    URGENT = "URGENT"


class Party(StrEnum):
    """Who owes something."""

    REQUESTING = "REQUESTING"
    REQUESTED = "REQUESTED"


class Unit(StrEnum):
    """How a clock counts."""

    DAYS = "DAYS"
    WORKING_DAYS = "WORKING_DAYS"
    HOURS = "HOURS"
    DATE = "DATE"
    """The start event itself names the date; nothing is counted."""


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
    """A ground of refusal, or one that is forbidden, for these kinds (empty: all ordinary)."""

    label: str = ""
    nature: Nature = Nature.OPTIONAL
    reach: Reach = Reach.ANY
    kinds: frozenset[str] = frozenset()
    consult_first: bool = False


@dataclass(frozen=True, slots=True)
class PostponementRow(Row):
    """A ground on which execution may be postponed."""

    label: str = ""


@dataclass(frozen=True, slots=True)
class DutyRow(Row):
    """A duty around a request: when it is owed, by whom, how firmly, what it asks for."""

    text: str = ""
    moment: Moment = Moment.ALWAYS
    strength: Strength = Strength.MUST
    demands: Demands = Demands.NOTHING
    owed_by: Party = Party.REQUESTED
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChannelRow(Row):
    """A channel that requests and answers may travel by."""

    when: ChannelWhen = ChannelWhen.ALWAYS


@dataclass(frozen=True, slots=True)
class FormRow(Row):
    """A form a request may take (`WRITTEN`, `ELECTRONIC`, `ORAL`)."""

    when: ChannelWhen = ChannelWhen.ALWAYS


@dataclass(frozen=True, slots=True)
class ClockRow(Row):
    """A time limit or reasoned date; `length` counts in `unit`, none means no number is set."""

    label: str = ""
    owed_by: Party = Party.REQUESTED
    starts: str = ""
    unit: Unit = Unit.DAYS
    length: int | None = None
    minimum: bool = False
    """True for a period that may be longer but never shorter."""


@dataclass(frozen=True, slots=True)
class DualCriminality:
    """How the instrument tests dual criminality (the conduct, never the label)."""

    test: str  # "BOTH_STATES" | "REQUESTED_STATE" | "NOT_STATED"
    cite: str
    tag: Tag
    non_coercive_help: Strength | None = None
    """How firmly non-coercive help stays owed where dual criminality is absent."""


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
    scope: tuple[Row, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of measure the instrument provides for."""
        return frozenset(row.key for row in self.types)

    def contents_for(self, kinds: frozenset[str]) -> tuple[ContentRow, ...]:
        """The contents a request for these kinds has, in the order of the text."""
        return tuple(row for row in self.contents if _reaches(row.kinds, kinds))

    def grounds_for(self, kinds: frozenset[str]) -> tuple[GroundRow, ...]:
        """The grounds that may, or may never, be invoked against these kinds."""
        return tuple(row for row in self.grounds if _reaches(row.kinds, kinds))

    def has_closed_list(self, kinds: frozenset[str]) -> bool:
        """True when the grounds for these kinds are an article's own closed list."""
        return bool(kinds) and all(
            measures.KINDS[kind].family is measures.Family.OWN_ARTICLE for kind in kinds
        )

    def duties_at(self, *moments: Moment) -> tuple[DutyRow, ...]:
        """The duties owed at these moments."""
        return tuple(row for row in self.duties if row.moment in moments)

    def clock(self, key: str) -> ClockRow | None:
        """The clock of that id, or None where the instrument has none."""
        return next((row for row in self.clocks if row.key == key), None)


def _reaches(row_kinds: frozenset[str], kinds: frozenset[str]) -> bool:
    if row_kinds:
        return bool(row_kinds & kinds)
    return not kinds or any(
        measures.KINDS[kind].family is measures.Family.ORDINARY for kind in kinds
    )


class UnableToReadInstrument(ValueError):
    """A treaty file says something that is not in the closed sets of this module."""


_TABLES: dict[str, type[Row]] = {
    "types": TypeRow,
    "contents": ContentRow,
    "grounds": GroundRow,
    "postponements": PostponementRow,
    "duties": DutyRow,
    "channels": ChannelRow,
    "forms": FormRow,
    "clocks": ClockRow,
    "scope": Row,
}
_ENUMS: dict[str, type[StrEnum]] = {
    "tag": Tag,
    "need": Need,
    "nature": Nature,
    "reach": Reach,
    "moment": Moment,
    "strength": Strength,
    "demands": Demands,
    "owed_by": Party,
    "unit": Unit,
    "when": ChannelWhen,
}
_HEAD = ("code", "edition", "title", "short_title", "article", "source")


def parse(text: str, *, name: str) -> Instrument:
    """The instrument that this TOML text describes.

    Raises UnableToReadInstrument, naming the file, the row and what is wrong with it.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnableToReadInstrument(f"{name}: not valid TOML: {error}") from error
    known = {*_HEAD, "status", "notes", "default_regime", "dual_criminality", *_TABLES}
    if unknown := sorted(set(data) - known):
        raise UnableToReadInstrument(f"{name}: unknown table or key: {', '.join(unknown)}")
    if missing := [key for key in (*_HEAD, "status") if not data.get(key)]:
        raise UnableToReadInstrument(f"{name}: missing: {', '.join(missing)}")
    tables: dict[str, Any] = {
        table: tuple(
            _row(kind, row, where=f"{name}: {table}[{number}]")
            for number, row in enumerate(data.get(table, []), start=1)
        )
        for table, kind in _TABLES.items()
    }
    for table, rows in tables.items():
        _refuse_doubles(rows, where=f"{name}: {table}")
    instrument = Instrument(
        **{key: data[key] for key in _HEAD},
        status=_choice(Status, data["status"], where=f"{name}: status"),
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
        default_regime=_single(DefaultRegime, data.get("default_regime"), where=name),
        dual_criminality=_single(DualCriminality, data.get("dual_criminality"), where=name),
        notes=tuple(data.get("notes", ())),
        **tables,
    )
    _check_vocabulary(instrument, name=name)
    return instrument


@cache
def all_instruments() -> dict[str, Instrument]:
    """Every instrument of the folder by code, in alphabetical order of the files."""
    found: dict[str, Instrument] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        instrument = parse(path.read_text(encoding="utf-8"), name=path.name)
        if instrument.code in found:
            raise UnableToReadInstrument(f"{path.name}: code {instrument.code} is taken")
        found[instrument.code] = instrument
    return found


def get(code: str) -> Instrument:
    """The instrument of that code. Raises KeyError where the folder has no such file."""
    return all_instruments()[code]


@cache
def rules_edition() -> str:
    """A short digest of every treaty file: what a decision freezes as its rule-set edition."""
    joined = "".join(f"{i.code}@{i.edition}:{i.digest};" for i in all_instruments().values())
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def _row(kind: type[Row], data: dict[str, Any], *, where: str) -> Row:
    where = f"{where} {data.get('key', '')}".rstrip()
    allowed = set(kind.__dataclass_fields__)
    if unknown := sorted(set(data) - allowed):
        raise UnableToReadInstrument(f"{where}: unknown key: {', '.join(unknown)}")
    if missing := [key for key in ("key", "cite", "tag") if not data.get(key)]:
        raise UnableToReadInstrument(f"{where}: missing: {', '.join(missing)}")
    return kind(**{key: _value(key, value, where=where) for key, value in data.items()})


def _single(kind: type, data: dict[str, Any] | None, *, where: str) -> Any:
    if data is None:
        return None
    place = f"{where}: {kind.__name__}"
    values = {
        ("non_coercive_help" if key == "non_coercive_help" else key): (
            _choice(Strength, value, where=place)
            if key == "non_coercive_help"
            else _value(key, value, where=place)
        )
        for key, value in data.items()
    }
    try:
        return kind(**values)
    except TypeError as error:
        raise UnableToReadInstrument(f"{place}: {error}") from error


def _value(key: str, value: Any, *, where: str) -> Any:
    if key in _ENUMS:
        return _choice(_ENUMS[key], value, where=f"{where}: {key}")
    if key == "kinds":
        return frozenset(value)
    return value


def _choice(kind: type[E], value: str, *, where: str) -> E:
    try:
        return kind(value)
    except ValueError as error:
        choices = ", ".join(kind)
        raise UnableToReadInstrument(f"{where}: {value!r} is not one of {choices}") from error


def _refuse_doubles(rows: Iterable[Row], *, where: str) -> None:
    seen: set[tuple[str, frozenset[str]]] = set()
    for row in rows:
        mark = (row.key, getattr(row, "kinds", frozenset()))
        if mark in seen:
            raise UnableToReadInstrument(f"{where}: {row.key} stands twice for the same kinds")
        seen.add(mark)


def _check_vocabulary(instrument: Instrument, *, name: str) -> None:
    for row in instrument.types:
        if row.key not in measures.KINDS:
            raise UnableToReadInstrument(f"{name}: types: {row.key} is not a kind of measure")
    for content in instrument.contents:
        if content.key not in contents.CONTENTS:
            raise UnableToReadInstrument(f"{name}: contents: {content.key} is not a known content")
    for table in (instrument.contents, instrument.grounds, instrument.duties):
        for scoped in table:
            if unknown := sorted(scoped.kinds - set(measures.KINDS)):
                raise UnableToReadInstrument(
                    f"{name}: {scoped.key}: not a kind of measure: {', '.join(unknown)}"
                )
