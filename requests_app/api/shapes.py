"""The shapes of the API's answers, for its description."""

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from requests_app.exchange.document import RequestDocument
from requests_app.rules import workflow
from requests_app.rules.facts import Direction
from requests_app.rules.inputs import Input, Kind


class Finding(Schema):
    """One thing a rule has to say."""

    key: str
    severity: str = Field(description="BLOCKS, WARNS or INFORMS")
    sentence: str
    cite: str
    tag: str = Field(description="V, V-SEED, S, U or HOUSE: how well the text is known")


class Refused(Schema):
    """Why nothing was done."""

    refused: str = Field(description="A sentence for people, with the paragraph")
    kind: str
    findings: list[Finding]
    errors: dict[str, str] | None = Field(None, description="Sentences by path")


class Summary(Schema):
    """What a request is and where it stands."""

    id: str
    reference: str
    version: int
    direction: str
    direction_label: str
    state: str
    state_label: str
    turn: str
    turn_label: str
    other_state: str
    instrument: str
    instrument_edition: str
    next_action: str
    next_action_on: str | None
    received_on: str | None
    transmitted_at: str | None
    confirmation_owed: bool
    specimen: bool


class Letter(Schema):
    """A letter, without its words."""

    id: str
    number: int
    kind: str
    title: str
    language: str
    status: str
    channel: str | None
    dispatched_at: str | None


class Measure(Schema):
    """A measure and what became of it."""

    number: int
    kind: str
    label: str
    description: str
    outcome: str
    outcome_label: str
    executed_on: str | None
    released: bool
    sent: bool


class Clock(Schema):
    """A clock with its arithmetic."""

    key: str
    about: str | None
    label: str
    cite: str
    tag: str
    instrument: str
    status: str
    owed_by: str
    due_on: str | None
    due_at: str | None
    zone: str
    due_in_zones: dict[str, str]
    """An instant as local times of the house and of the other State."""
    arithmetic: list[str]


class Taken(Schema):
    """One input of an action."""

    key: str
    kind: str
    label: str
    required: bool
    choices: list[str]


class Possible(Schema):
    """An action in this state, and why not where it may not be done."""

    key: str
    label: str
    help: str
    allowed: bool
    kind: str | None
    reason: str | None
    warnings: list[Finding]
    takes: list[Taken]
    letter: str | None


class Paper(Schema):
    """A document of the case."""

    id: str
    title: str
    media_type: str
    size: int
    sha256: str


class Limit(Schema):
    """A limit on the use of an item, where it comes from and whether it binds."""

    source: str
    text: str
    cite: str | None
    binding: bool


class Custody(Schema):
    """One link of a chain of custody."""

    step: str
    on: str
    by: str
    to: str | None
    means: str | None
    remark: str
    sentence: str


class Evidence(Schema):
    """One item of evidence, with its hash, its limits and its chain of custody."""

    number: int
    title: str
    sort: str
    measures: list[int]
    document: str | None
    medium: str
    size: int | None
    sha256: str
    stated_sha256: str
    hash_agrees: bool | None
    receipt_owed: bool
    limits: list[Limit]
    custody: list[Custody]


class Preserved(Schema):
    """Preserved data of one measure."""

    measure: int
    custodian: str
    preserved_on: str
    kept_at_least_until: str | None
    extension_asked_on: str | None
    kept_for: str | None
    keeping: str
    keeping_label: str
    ended_on: str | None
    account: str


class ProviderFound(Schema):
    """A provider in a third State that traffic data led to."""

    third_state: str
    provider: str
    traffic_data: str
    told_on: str
    followed_by: str | None


class PreservationRisk(Schema):
    """A warning that preserving may not serve, and what was decided on it."""

    risk: str
    risk_label: str
    explanation: str
    told_on: str
    decision: str
    decided_on: str | None
    reasons: str


class Consent(Schema):
    """Consent to another use: what was asked, and the answer; no items means all of them."""

    by_other_state: bool
    evidence: list[int]
    purpose: str
    matter: str
    receiver: str | None
    asked_on: str
    answer: str | None
    answered_on: str | None
    answered_by: str
    reasons: str


class Disclosure(Schema):
    """A disclosure of what exculpates an accused person, and how far it has come."""

    by_other_state: bool
    evidence: list[int]
    matter: str
    told_on: str
    planned_on: str | None
    consultation_asked_on: str | None
    consulted_on: str | None
    disclosed_on: str | None
    why_no_notice: str


class ConditionEvent(Schema):
    """What became of accepted conditions, or was said of the use."""

    kind: str
    by_other_state: bool
    on: str
    text: str


class SecrecyNotice(Schema):
    """That the request cannot be kept confidential, and what the requesting State decided."""

    told_on: str
    reasons: str
    answer: str | None
    answered_on: str | None
    text: str


class Waiver(Schema):
    """A waiver of a rule of the house: who asked, who decided, until when."""

    requirement: str
    reasons: str
    until_on: str
    asked_by: str
    verdict: str | None
    decided_by: str | None


class FastPathUse(Schema):
    """One use of the duty desk's fast path, and its review."""

    action: str
    by: str
    at: str
    finding: str | None
    reasons: str | None
    reviewed_by: str | None
    reviewed_at: str | None


class FollowUp(Schema):
    """What came afterwards, by the row of the instrument that asked for it."""

    by_rule: str
    on: str


class UseEnquiry(Schema):
    """How data were used: asked, and accounted for."""

    question: str
    asked_on: str
    account: str | None
    answered_on: str | None


class Emergency(Schema):
    """What an emergency leaves behind it."""

    declared: dict[str, str]
    uses: list[FastPathUse]
    followed_up: list[FollowUp]
    use_enquiries: list[UseEnquiry]


class Detail(Summary):
    """Everything about one request."""

    document: RequestDocument
    assigned_to: str | None
    earlier: str | None
    actions: list[Possible]
    clocks: list[Clock]
    measures: list[Measure]
    preserved: list[Preserved]
    risks: list[PreservationRisk]
    providers_found: list[ProviderFound]
    letters: list[Letter]
    documents: list[Paper]
    evidence: list[Evidence]
    consents: list[Consent]
    disclosures: list[Disclosure]
    condition_events: list[ConditionEvent]
    restricted: bool
    waivers: list[Waiver]
    secrecy: list[SecrecyNotice]
    emergency: Emergency | None


class EventRef(Schema):
    """Where the event stands in the chain of the request."""

    sequence: int
    at: str


class Done(Schema):
    """What was done."""

    request: Summary
    event: EventRef
    warnings: list[Finding]
    letter: Letter | None
    opened: Summary | None


class Listed(Schema):
    """One request of a list."""

    id: str
    reference: str
    title: str
    direction: str
    state: str
    state_label: str
    other_state: str
    urgency: str
    next_action: str
    next_action_on: str | None
    assigned_to: str | None
    received_on: str | None
    specimen: bool


class Page(Schema):
    """A page of requests, and the keys of the pages beside it."""

    requests: list[Listed]
    before: str | None
    after: str | None


class Event(Schema):
    """An event of the ledger; `sequence` is its place in its chain, which may be a sweep's."""

    id: int
    sequence: int
    at: str
    verb: str
    by: str
    sentence: str
    reasons: list[str]
    """Why it was refused, if it was."""
    warnings: list[str]
    data: dict[str, Any]


class History(Schema):
    """Events of a request, oldest first; `after` is the id that the next page comes after."""

    events: list[Event]
    after: int | None


class Opening(Schema):
    """A new request: the document, and which side we are on."""

    model_config = ConfigDict(extra="forbid")

    direction: Direction
    received_on: str | None = Field(None, description="YYYY-MM-DD, for an incoming request")
    document: RequestDocument


_TYPES: dict[Kind, Any] = {
    Kind.FLAG: bool,
    Kind.NUMBER: int,
    Kind.GROUNDS: list[str],
    Kind.MEASURES: list[str],
    Kind.CONCERNED: list[str],
    Kind.CONTENTS: list[str],
    Kind.EVIDENCE: list[str],
    Kind.PEOPLE: list[str],
    Kind.DOCUMENT: RequestDocument,
}
_FORMATS = {Kind.DATE: "date", Kind.FILE: "binary"}
_HOW = {
    Kind.INSTANT: "ISO 8601 with an offset, or local time, a space and a zone name",
    Kind.MEASURES: "numbers of measures",
    Kind.CONCERNED: "numbers of persons concerned",
    Kind.EVIDENCE: "numbers of items of evidence",
    Kind.PERSON: "a username",
    Kind.STATE: "the code of a State",
    Kind.CASE: "the reference of another request",
    Kind.PEOPLE: "usernames",
    Kind.AUTHORITY: "the public id of an authority",
    Kind.LETTER: "the id of a letter",
    Kind.LOST_LETTER: "the id of a letter that failed or was cancelled",
}


def body_of(action: workflow.Action) -> dict[str, Any]:
    """The JSON Schema of what an action takes; nothing else is taken."""
    fields: dict[str, Any] = {taken.key: _field(taken) for taken in action.takes}
    model = create_model(
        "".join(word.title() for word in action.key.split("_")),
        __config__=ConfigDict(extra="forbid"),
        __doc__=action.label,
        **fields,
    )
    schema: dict[str, Any] = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return schema


def _field(taken: Input) -> tuple[Any, Any]:
    kind = _TYPES.get(taken.kind, str)
    extra: dict[str, Any] = {}
    if taken.kind in _FORMATS:
        extra["format"] = _FORMATS[taken.kind]
    if taken.choices:
        extra["enum"] = [key for key, _label in taken.choices]
    told = Field(
        ... if taken.required else None,
        title=taken.label,
        description=taken.help or _HOW.get(taken.kind),
        json_schema_extra=extra or None,
    )
    return (kind if taken.required else kind | None), told
