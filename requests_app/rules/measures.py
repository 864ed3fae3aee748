"""The kinds of measure: one measure is one item of assistance that a request asks for."""

from dataclasses import dataclass
from enum import StrEnum

from requests_app.rules.sentences import gettext_noop as _


class Family(StrEnum):
    """The regime a kind of measure is asked under."""

    ORDINARY = "ORDINARY"
    """Mutual assistance under the general article: its contents, grounds and path."""
    OWN_ARTICLE = "OWN_ARTICLE"
    """Asked under an article of its own, with its own contents and grounds."""
    PROVIDER = "PROVIDER"
    """Data that a service provider in the other State is asked for, or ordered to produce."""
    PROCEEDS = "PROCEEDS"
    """Confiscation, and the return of what was confiscated."""
    JOINT = "JOINT"
    """Working together, agreed case by case."""
    EXTRADITION = "EXTRADITION"
    TRANSFER = "TRANSFER"
    """A case, or a sentenced person, goes over to the other State."""
    UNASKED = "UNASKED"
    """Sent without a request."""


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A kind of measure. `coercive` is what dual criminality may matter for."""

    key: str
    label: str
    family: Family = Family.ORDINARY
    coercive: bool = False


_ROWS = (
    MeasureKind("testimony", _("Taking evidence or statements from persons")),
    MeasureKind("service", _("Service of judicial documents")),
    MeasureKind("search_seize_freeze", _("Search, seizure and freezing"), coercive=True),
    MeasureKind("examine", _("Examination of objects and sites")),
    MeasureKind("information_expert", _("Information, items of evidence, expert evaluations")),
    MeasureKind("records", _("Originals or certified copies of documents and records")),
    MeasureKind(
        "trace_evidence", _("Identifying or tracing proceeds, property or instrumentalities")
    ),
    MeasureKind("voluntary_appearance", _("Voluntary appearance of persons")),
    MeasureKind("videoconference", _("Hearing by video conference")),
    MeasureKind("prisoner_transfer", _("Transfer of a detained person to give evidence")),
    MeasureKind(
        "identify_freeze_trace_proceeds",
        _("Identifying, freezing and tracing proceeds of crime"),
        coercive=True,
    ),
    MeasureKind("asset_recovery", _("Recovery of assets"), coercive=True),
    MeasureKind("other_not_contrary", _("Any other type of assistance")),
    MeasureKind(
        "stored_data",
        _("Search or access, seizure and disclosure of stored data"),
        coercive=True,
    ),
    MeasureKind("preservation", _("Expedited preservation of stored data"), Family.OWN_ARTICLE),
    MeasureKind(
        "traffic_expedited_disclosure",
        _("Expedited disclosure of preserved traffic data"),
        Family.OWN_ARTICLE,
    ),
    MeasureKind(
        "traffic_realtime", _("Real-time collection of traffic data"), Family.OWN_ARTICLE, True
    ),
    MeasureKind("content_intercept", _("Interception of content data"), Family.OWN_ARTICLE, True),
    MeasureKind("emergency_data", _("Emergency disclosure of data"), Family.OWN_ARTICLE, True),
    MeasureKind("emergency_mla", _("Emergency mutual assistance"), Family.OWN_ARTICLE, True),
    MeasureKind("domain_registration", _("Domain name registration data"), Family.PROVIDER),
    MeasureKind(
        "subscriber_data", _("Subscriber data, ordered from a provider"), Family.PROVIDER, True
    ),
    MeasureKind(
        "production_order",
        _("Traffic or content data, ordered from a provider"),
        Family.PROVIDER,
        True,
    ),
    MeasureKind(
        "subscriber_order",
        _("Giving effect to an order for subscriber data"),
        Family.PROVIDER,
        True,
    ),
    MeasureKind(
        "traffic_order", _("Giving effect to an order for traffic data"), Family.PROVIDER, True
    ),
    MeasureKind(
        "confiscation",
        _("Confiscation: an order to be obtained in the requested State"),
        Family.PROCEEDS,
        True,
    ),
    MeasureKind(
        "confiscation_order",
        _("Confiscation: enforcement of an order of the requesting State"),
        Family.PROCEEDS,
        True,
    ),
    MeasureKind(
        "return_of_assets", _("Return and disposal of confiscated property"), Family.PROCEEDS
    ),
    MeasureKind("joint_investigation", _("Joint investigation"), Family.JOINT),
    MeasureKind("special_techniques", _("Special investigative techniques"), Family.JOINT, True),
    MeasureKind("extradition", _("Extradition"), Family.EXTRADITION, True),
    MeasureKind("provisional_arrest", _("Provisional arrest"), Family.EXTRADITION, True),
    MeasureKind("transfer_proceedings", _("Transfer of criminal proceedings"), Family.TRANSFER),
    MeasureKind(
        "sentenced_person",
        _("Transfer of a sentenced person to the requested State"),
        Family.TRANSFER,
    ),
    MeasureKind(
        "sentenced_person_home",
        _("Transfer of a sentenced person to the requesting State"),
        Family.TRANSFER,
    ),
    MeasureKind("spontaneous_info", _("Information sent without a request"), Family.UNASKED),
)

KINDS: dict[str, MeasureKind] = {row.key: row for row in _ROWS}
EMERGENCY = frozenset({"emergency_data", "emergency_mla"})
"""The kinds that are asked for because a life or somebody's safety is at risk now."""
ANY_OTHER = "other_not_contrary"
"""The kind that takes in what an instrument does not name."""
ORDINARY: tuple[MeasureKind, ...] = tuple(k for k in _ROWS if k.family is Family.ORDINARY)
ASSISTANCE: frozenset[str] = frozenset(
    kind.key
    for kind in _ROWS
    if kind.family in (Family.ORDINARY, Family.OWN_ARTICLE, Family.PROVIDER, Family.PROCEEDS)
)
"""Mutual assistance in all its forms. The other families have regimes of their own."""

NOTHING_TO_SEND = frozenset({"preservation"})
"""Kinds whose result stays where it is: the other State is told of it, and nothing is sent."""


def is_only_service(kinds: frozenset[str]) -> bool:
    """True when every measure asked for is service of documents, and there is one."""
    return kinds == {"service"}


class Outcome(StrEnum):
    """What became of one measure."""

    PENDING = "PENDING"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    EXECUTED = "EXECUTED"
    PARTLY_EXECUTED = "PARTLY_EXECUTED"
    NOT_POSSIBLE = "NOT_POSSIBLE"
    WITHDRAWN = "WITHDRAWN"


OUTCOME_LABELS = {
    Outcome.PENDING: _("Awaiting a decision"),
    Outcome.GRANTED: _("Granted"),
    Outcome.REFUSED: _("Refused"),
    Outcome.EXECUTED: _("Executed"),
    Outcome.PARTLY_EXECUTED: _("Partly executed"),
    Outcome.NOT_POSSIBLE: _("Could not be executed"),
    Outcome.WITHDRAWN: _("Withdrawn"),
}
DONE = frozenset({Outcome.EXECUTED, Outcome.PARTLY_EXECUTED, Outcome.NOT_POSSIBLE})
"""With a result, were it that nothing could be done."""
FINISHED = frozenset({Outcome.REFUSED, Outcome.EXECUTED, Outcome.NOT_POSSIBLE, Outcome.WITHDRAWN})
