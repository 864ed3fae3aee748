"""Judging a whole request document, nothing being on file: what `assess` answers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from requests_app.rules import (
    assess_clocks,
    assess_decision,
    channels,
    completeness,
    refusal,
    thresholds,
)
from requests_app.rules.applicability import (
    COURTESY,
    Applicable,
    NamedTreaty,
    Standing,
    Verdict,
    named_without_binding,
    weigh,
)
from requests_app.rules.assess_clocks import ClockVerdict, Happened, Happening
from requests_app.rules.assess_decision import DecisionVerdict, Proposal
from requests_app.rules.completeness import ContentVerdict, is_given
from requests_app.rules.deadlines import Calendar
from requests_app.rules.facts import RequestFacts
from requests_app.rules.findings import Finding, Severity
from requests_app.rules.instruments import DutyRow, Instrument
from requests_app.rules.measures import KINDS
from requests_app.rules.refusal import GroundOption
from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _


class Footing(StrEnum):
    """Why a request is judged under an instrument."""

    PRIMARY = "PRIMARY"
    NAMED = "NAMED"
    """The request names it beside the leading one."""
    COMPARISON = "COMPARISON"
    """Only asked for: it decides nothing between these States."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Everything there is to judge: the request and what happened to it."""

    facts: RequestFacts
    chosen: tuple[str, ...] = ()
    """Instruments that the request names, the leading one first."""
    treaties: tuple[NamedTreaty, ...] = ()
    reciprocity: bool = False
    judge_under: tuple[str, ...] = ()
    received_on: date | None = None
    happenings: tuple[Happening, ...] = ()
    decision: Proposal | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of an instrument, and the kinds of measure it may be used against."""

    option: GroundOption
    against: tuple[str, ...]
    closed_list: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon the request is to be executed: never a number that no text sets."""

    sentence: Sentence
    reasoned_date: date | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The request under one instrument."""

    instrument: Instrument
    footing: Footing
    contents: tuple[ContentVerdict, ...]
    missing: tuple[Finding, ...]
    verdict: Sentence
    findings: tuple[Finding, ...]
    grounds: tuple[Ground, ...]
    duties: tuple[DutyRow, ...]
    decision: DecisionVerdict | None
    clocks: tuple[ClockVerdict, ...]
    pace: Pace

    @property
    def complete(self) -> bool:
        """True when no content is missing whose absence stops the request."""
        return not any(finding.blocks for finding in self.missing)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules say of a request on a day."""

    on: date
    requesting: str
    requested: str
    zone: str
    applicable: tuple[Applicable, ...]
    judged_under: tuple[Judged, ...]
    findings: tuple[Finding, ...]


class UnableToAssess(ValueError):
    """The request is to be judged under an instrument that is not held here."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        super().__init__(", ".join(codes))


def assess(
    matter: Matter,
    *,
    instruments: Mapping[str, Instrument],
    standings: Iterable[Standing],
    on: date,
    calendar: Calendar,
    languages: Collection[str] = (),
) -> Assessment:
    """Every verdict on the request, under the leading instrument and those it is compared with.

    `languages` are those the requested State is known to accept (empty: unknown). The
    leading instrument is always judged; where the treaty that governs is not held here the
    courtesy rules stand in for it. Raises UnableToAssess for an instrument not held.
    """
    if unknown := tuple(code for code in matter.judge_under if code not in instruments):
        raise UnableToAssess(unknown)
    facts = matter.facts
    applicable = weigh(
        instruments.values(),
        standings,
        kinds=facts.kinds,
        chosen=matter.chosen,
        treaties=matter.treaties,
        compared=matter.judge_under,
    )
    primary = next((entry.code for entry in applicable if entry.primary), COURTESY)
    footings: dict[str, Footing] = {primary: Footing.PRIMARY}
    for code in matter.chosen:
        if code in instruments:
            footings.setdefault(code, Footing.NAMED)
    for code in matter.judge_under:
        footings.setdefault(code, Footing.COMPARISON)
    return Assessment(
        on=on,
        requesting=facts.requesting,
        requested=facts.requested,
        zone=matter.zone,
        applicable=applicable,
        judged_under=tuple(
            _judge(
                instruments[code],
                footing,
                matter,
                house=instruments.get(COURTESY),
                on=on,
                calendar=calendar,
            )
            for code, footing in footings.items()
        ),
        findings=(
            *_of_the_request(matter),
            *named_without_binding(
                instruments[entry.code]
                for entry in applicable
                if entry.code in matter.chosen and entry.verdict is Verdict.DOES_NOT_BIND
            ),
            *channels.judge_language(
                facts.language, accepted=languages, requested_state=facts.requested
            ),
        ),
    )


def _of_the_request(matter: Matter) -> Iterable[Finding]:
    if not matter.facts.measures:
        yield Finding(
            "measures",
            Severity.BLOCKS,
            Sentence(_("Name at least one measure: what is asked for?")),
        )
    if not (matter.chosen or matter.treaties or matter.reciprocity):
        yield Finding(
            "legal_basis",
            Severity.BLOCKS,
            Sentence(_("Name the legal basis: an instrument, another treaty, or reciprocity.")),
        )


def _judge(
    instrument: Instrument,
    footing: Footing,
    matter: Matter,
    *,
    house: Instrument | None,
    on: date,
    calendar: Calendar,
) -> Judged:
    facts = matter.facts
    missing = completeness.missing(instrument, facts)
    return Judged(
        instrument=instrument,
        footing=footing,
        contents=completeness.judge(instrument, facts),
        missing=missing,
        verdict=_verdict(instrument, missing),
        findings=(
            *_kinds_not_listed(instrument, facts),
            *thresholds.judge(instrument, facts),
            *channels.judge_channel(instrument, facts, facts.channel, other_state=facts.requested),
            *channels.judge_form(instrument, facts),
        ),
        grounds=_grounds(instrument, facts.kinds),
        duties=tuple(duty for duty in instrument.duties if instrument.concerns(duty, facts.kinds)),
        decision=assess_decision.judge(instrument, facts, matter.decision, on=on)
        if matter.decision
        else None,
        clocks=assess_clocks.clocks(
            instrument,
            house,
            facts,
            _happenings(matter),
            on=on,
            zone=matter.zone,
            calendar=calendar,
        ),
        pace=_pace(instrument, facts),
    )


def _happenings(matter: Matter) -> tuple[Happening, ...]:
    told = any(happening.kind is Happened.RECEIVED for happening in matter.happenings)
    if matter.received_on is None or told:
        return matter.happenings
    return (Happening(Happened.RECEIVED, matter.received_on), *matter.happenings)


def _verdict(instrument: Instrument, missing: tuple[Finding, ...]) -> Sentence:
    stopping = sum(finding.blocks for finding in missing)
    name: dict[str, object] = {"instrument": Word(instrument.short_title)}
    if stopping:
        duty = next(
            (row for row in instrument.duties if row.key == "duty.additional_information"), None
        )
        return Sentence(
            _(
                "Incomplete under %(instrument)s: mandatory contents missing: %(count)s. "
                "Ask for additional information before anything else."
            ),
            {**name, "count": stopping},
            duty.cite if duty else "",
        )
    if missing:
        return Sentence(
            _(
                "Complete under %(instrument)s: nothing mandatory is missing; "
                "points to look at: %(count)s."
            ),
            {**name, "count": len(missing)},
        )
    return Sentence(_("Complete under %(instrument)s: no content is missing."), name)


def _kinds_not_listed(instrument: Instrument, facts: RequestFacts) -> Iterable[Finding]:
    if not instrument.types:
        return
    for kind in sorted(facts.kinds - instrument.kinds):
        yield Finding(
            "measures.kind",
            Severity.WARNS,
            Sentence(
                _("%(instrument)s does not list this kind of measure: %(kinds)s."),
                {
                    "instrument": Word(instrument.short_title),
                    "kinds": Word(KINDS[kind].label),
                },
            ),
        )


def _grounds(instrument: Instrument, kinds: frozenset[str]) -> tuple[Ground, ...]:
    found: list[Ground] = []
    for group in assess_decision.regimes(instrument, kinds):
        closed = instrument.has_closed_list(group)
        found.extend(
            Ground(option, tuple(sorted(group)), closed)
            for option in refusal.options(instrument, group)
        )
    return tuple(found)


def _pace(instrument: Instrument, facts: RequestFacts) -> Pace:
    """Execution has no limit in days in any text held here; a reasoned date is looked at."""
    duties = {row.key: row for row in instrument.duties}
    speed, suggested = duties.get("duty.speed"), duties.get("duty.suggested_dates")
    if facts.deadline_on and is_given(facts.deadline_reason):
        return Pace(
            Sentence(
                _(
                    "No number of days is set: execute as soon as possible, and take account "
                    "of %(day)s, for which reasons are given."
                ),
                {"day": facts.deadline_on},
                suggested.cite if suggested else speed.cite if speed else "",
            ),
            facts.deadline_on,
        )
    return Pace(
        Sentence(
            _("No number of days is set: execute as soon as possible."),
            cite=speed.cite if speed else "",
        ),
        None,
    )
