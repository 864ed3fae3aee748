"""The request document, `mla-request/1`: one model for the API body, imports and `assess`."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from django.utils.translation import gettext
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from requests_app.rules import inputs, measures
from requests_app.rules.assess_clocks import Happened
from requests_app.rules.assess_decision import DecisionKind
from requests_app.rules.contents import MEASURE_KEYS, SHEET_KEYS
from requests_app.rules.facts import (
    Channel,
    Form,
    MeasureFacts,
    OffenceFacts,
    PersonFacts,
    RequestFacts,
    Urgency,
)
from requests_app.rules.sentences import gettext_noop as _

SCHEMA = "mla-request/1"
MOST_ROWS = 200


def _clean(limit: int) -> BeforeValidator:
    def clean(raw: Any) -> str:
        try:
            return inputs.clean_text(raw, limit=limit)
        except ValueError as error:
            raise ValueError(_say(getattr(error, "sentence", error))) from error

    return BeforeValidator(clean)


def _say(sentence: Any) -> str:
    words = getattr(sentence, "in_words", None)
    return words(gettext) if words else str(sentence)


def _known_keys(known: tuple[str, ...]) -> AfterValidator:
    def check(values: dict[str, str]) -> dict[str, str]:
        if unknown := sorted(set(values) - set(known)):
            raise ValueError(
                gettext("Not a content of a request: %(keys)s.") % {"keys": ", ".join(unknown)}
            )
        return {key: value for key, value in values.items() if value}

    return AfterValidator(check)


def _read_day(raw: Any) -> Any:
    if raw is None:
        return None
    try:
        return inputs.read_date(raw)
    except inputs.NotReadable as error:
        raise ValueError(_say(error.sentence)) from error


def _needed(value: str) -> str:
    if not value:
        raise ValueError(gettext("This is needed."))
    return value


Day = Annotated[date, BeforeValidator(_read_day)]
Line = Annotated[str, _clean(inputs.LINE_LIMIT)]
Name = Annotated[Line, AfterValidator(_needed)]
Text = Annotated[str, _clean(inputs.TEXT_LIMIT)]
StateCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
LanguageCode = Annotated[str, Field(pattern=r"^([a-z]{2,3})?$")]
Sheet = Annotated[dict[str, Text], _known_keys(SHEET_KEYS)]
MeasureSheet = Annotated[dict[str, Text], _known_keys(MEASURE_KEYS)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Basis(_Strict):
    """An instrument held here, with the articles relied on."""

    instrument: Annotated[str, Field(pattern=r"^[A-Z0-9_]{2,24}$")]
    articles: Line = ""


class Treaty(_Strict):
    """A treaty that this installation holds no text of."""

    title: Name
    articles: Line = ""
    covers_assistance: bool = True


class LegalBasis(_Strict):
    """What the request rests on. The first instrument named leads unless a treaty does."""

    instruments: Annotated[list[Basis], Field(max_length=10)] = []
    treaties: Annotated[list[Treaty], Field(max_length=10)] = []
    reciprocity: bool = False


class PersonEntry(_Strict):
    """A person concerned; a blank is unknown."""

    role: Name
    identity: Line = ""
    location: Line = ""
    nationality: Line = ""


class OffenceEntry(_Strict):
    """An offence under the law of the requesting State; the maximum penalty in years."""

    title: Name
    provisions: Text = ""
    penalty: Line = ""
    max_penalty_years: Annotated[Decimal, Field(ge=0, le=999)] | None = None


class MeasureEntry(_Strict):
    """One item of assistance, with the contents its kind has of its own."""

    kind: str
    description: Text = ""
    contents: MeasureSheet = {}

    @field_validator("kind")
    @classmethod
    def kind_is_known(cls, kind: str) -> str:
        """Refuse a kind that is not in the vocabulary."""
        if kind not in measures.KINDS:
            raise ValueError(
                gettext("Not a kind of measure. Known kinds: %(kinds)s.")
                % {"kinds": ", ".join(measures.KINDS)}
            )
        return kind


class RequestDocument(_Strict):
    """A request for mutual legal assistance as its document tells it."""

    schema_: Literal["mla-request/1"] = Field("mla-request/1", alias="schema")
    marking: Literal["", "SPECIMEN"] = ""
    title: Name
    requesting_state: StateCode
    requested_state: StateCode
    addressee: Text = ""
    case_reference: Line = ""
    their_reference: Line = ""
    legal_basis: LegalBasis = LegalBasis()
    contents: Sheet = {}
    persons: Annotated[list[PersonEntry], Field(max_length=MOST_ROWS)] = []
    persons_reason: Text = ""
    offences: Annotated[list[OffenceEntry], Field(max_length=MOST_ROWS)] = []
    measures: Annotated[list[MeasureEntry], Field(max_length=MOST_ROWS)] = []
    deadline_on: Day | None = None
    deadline_reason: Text = ""
    confidentiality: Text = ""
    urgency: Urgency = Urgency.ROUTINE
    urgency_reason: Text = ""
    language: LanguageCode = "en"
    channel: Channel = Channel.CENTRAL_AUTHORITY
    channel_agreed: bool = False
    form: Form = Form.WRITTEN

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def two_states(self) -> "RequestDocument":
        """A request goes from one State to another."""
        if self.requesting_state == self.requested_state:
            raise ValueError(gettext("A request goes from one State to another."))
        return self

    def facts(self) -> RequestFacts:
        """What the rules may know of it."""
        return RequestFacts(
            requesting=self.requesting_state,
            requested=self.requested_state,
            contents=self.contents,
            persons=tuple(
                PersonFacts(p.role, p.identity, p.location, p.nationality) for p in self.persons
            ),
            persons_reason=self.persons_reason,
            offences=tuple(
                OffenceFacts(
                    o.title,
                    o.provisions,
                    o.penalty,
                    None if o.max_penalty_years is None else float(o.max_penalty_years),
                )
                for o in self.offences
            ),
            measures=tuple(
                MeasureFacts(number, m.kind, m.description, m.contents)
                for number, m in enumerate(self.measures, start=1)
            ),
            deadline_on=self.deadline_on,
            deadline_reason=self.deadline_reason,
            confidentiality=self.confidentiality,
            urgency=self.urgency,
            urgency_reason=self.urgency_reason,
            language=self.language,
            channel=self.channel,
            channel_agreed=self.channel_agreed,
            form=self.form,
        )


class EventEntry(_Strict):
    """Something that happened on a day."""

    kind: Happened
    on: Day


class DecisionEntry(_Strict):
    """A decision to be judged: may it be taken so?"""

    kind: DecisionKind
    grounds: Annotated[list[Line], Field(max_length=20)] = []
    own_law: Line = ""
    reasons: Text = ""
    consulted: bool = False
    consultation_answered: bool = False
    review_on: Day | None = None


class CaseDocument(RequestDocument):
    """A request with what happened to it, for `assess`."""

    judge_under: Annotated[list[str], Field(max_length=10)] = []
    """Instruments to judge it under beside those that bind, such as a draft."""
    received_on: Day | None = None
    zone: Line = "UTC"
    events: Annotated[list[EventEntry], Field(max_length=MOST_ROWS)] = []
    decision: DecisionEntry | None = None

    @field_validator("zone")
    @classmethod
    def zone_is_real(cls, zone: str) -> str:
        """Refuse a time zone that there is not."""
        if zone not in available_timezones():
            raise ValueError(
                gettext(
                    "There is no time zone called %(zone)s; use a name such as America/Jamaica."
                )
                % {"zone": zone[:60]}
            )
        return zone


class UnableToReadDocument(ValueError):
    """The document is not one; `errors` says where and what to do, path by path."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{path}: {text}" for path, text in errors.items()))


def read(raw: Any, kind: type[RequestDocument] = RequestDocument) -> Any:
    """The document in `raw` (a mapping). Raises UnableToReadDocument, all faults at once."""
    if isinstance(raw, kind):
        return raw
    if isinstance(raw, RequestDocument):
        raw = raw.model_dump(mode="json", by_alias=True)
    if not isinstance(raw, dict):
        raise UnableToReadDocument({"document": gettext("A request document is one JSON object.")})
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        raise UnableToReadDocument(explain(error)) from error


_SAYINGS = {
    "extra_forbidden": _("The document has no entry of that name."),
    "missing": _("This is needed."),
    "date_from_datetime_parsing": _("Write the date as year-month-day, such as 2026-03-31."),
    "date_parsing": _("Write the date as year-month-day, such as 2026-03-31."),
    "enum": _("Choose one of: %(expected)s."),
    "literal_error": _("Choose one of: %(expected)s."),
    "string_pattern_mismatch": _("Not written as expected (%(pattern)s)."),
    "too_long": _("At most %(max_length)s entries."),
    "bool_parsing": _("Write true or false."),
}


def explain(error: ValidationError) -> dict[str, str]:
    """The faults of a document as sentences, by the path of the entry."""
    found: dict[str, str] = {}
    for fault in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part) for part in fault["loc"]) or "document"
        saying = _SAYINGS.get(fault["type"])
        if saying:
            text = gettext(saying) % fault.get("ctx", {})
        elif fault["type"] == "value_error":
            text = str(fault["ctx"]["error"])
        else:
            text = fault["msg"]
        found[path] = text
    return found


__all__ = [
    "SCHEMA",
    "CaseDocument",
    "DecisionKind",
    "Happened",
    "RequestDocument",
    "UnableToReadDocument",
    "explain",
    "read",
]
