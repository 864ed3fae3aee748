"""A decision that is, or would be, taken on a request: may it be taken so?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from requests_app.rules import before_deciding, completeness, refusal
from requests_app.rules.case import Consulted
from requests_app.rules.facts import RequestFacts
from requests_app.rules.findings import Finding, Severity, by_tag
from requests_app.rules.instruments import Instrument, Moment, Tag
from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _


class DecisionKind(StrEnum):
    """What was, or would be, decided."""

    GRANT = "GRANT"
    CONDITIONS = "CONDITIONS"
    POSTPONE = "POSTPONE"
    REFUSE = "REFUSE"
    RETURN = "RETURN"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision to be judged."""

    kind: DecisionKind
    grounds: tuple[str, ...] = ()
    own_law: str = ""
    """The provision of the requested State's own law, or of a treaty not held here."""
    reasons: str = ""
    consulted: bool = False
    consultation_answered: bool = False
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class DecisionVerdict:
    """Whether the decision may be taken so, and everything there is to say of it."""

    kind: DecisionKind
    findings: tuple[Finding, ...]

    @property
    def allowed(self) -> bool:
        """True when nothing found stops it."""
        return not any(finding.blocks for finding in self.findings)


def judge(
    instrument: Instrument, facts: RequestFacts, proposal: Proposal, *, on: date
) -> DecisionVerdict:
    """What stands against the decision under this instrument, what stops it first."""
    match proposal.kind:
        case DecisionKind.REFUSE:
            found = _refuse(instrument, facts, proposal)
        case DecisionKind.POSTPONE:
            found = _postpone(instrument, facts, proposal, on=on)
        case DecisionKind.CONDITIONS:
            found = _conditions(instrument, facts)
        case DecisionKind.RETURN:
            found = _return(instrument, facts, proposal)
        case DecisionKind.GRANT:
            found = _grant(instrument, facts)
    once = {(finding.key, str(finding.sentence)): finding for finding in found}
    return DecisionVerdict(
        proposal.kind, tuple(sorted(once.values(), key=lambda finding: not finding.blocks))
    )


def regimes(instrument: Instrument, kinds: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The kinds in groups that are refused alike: each closed list alone, then the rest."""
    closed = sorted(kind for kind in kinds if instrument.has_closed_list(frozenset({kind})))
    rest = kinds - set(closed)
    alone = tuple(frozenset({kind}) for kind in closed)
    return (*alone, rest) if rest or not alone else alone


def _refuse(instrument: Instrument, facts: RequestFacts, proposal: Proposal) -> Iterable[Finding]:
    grounds = _grounds_under(instrument, proposal)
    for kinds in regimes(instrument, facts.kinds):
        yield from refusal.judge_grounds(
            instrument, kinds, grounds, own_law=proposal.own_law, facts=facts
        )
        yield from before_deciding.judge_consultation(
            instrument,
            moment=Moment.BEFORE_REFUSING,
            consulted=_consulted(proposal),
            grounds=grounds,
            kinds=kinds,
        )
    yield from before_deciding.judge_reasons(
        instrument, proposal.reasons, moment=Moment.ON_REFUSING
    )


def _consulted(proposal: Proposal) -> Consulted:
    if proposal.consultation_answered:
        return Consulted.ANSWERED
    return Consulted.TOLD if proposal.consulted else Consulted.NEVER


def _grounds_under(instrument: Instrument, proposal: Proposal) -> tuple[str, ...]:
    """Where no list is held here the provision named carries it; elsewhere the list does."""
    if refusal.takes_own_law(instrument) and proposal.own_law.strip():
        return (refusal.OWN_LAW,)
    listed = tuple(ground for ground in proposal.grounds if ground != refusal.OWN_LAW)
    return listed or proposal.grounds


def _postpone(
    instrument: Instrument, facts: RequestFacts, proposal: Proposal, *, on: date
) -> Iterable[Finding]:
    yield from before_deciding.judge_postponement(instrument, facts.kinds)
    rows = instrument.postponements_for(facts.kinds)
    known = {row.key for row in rows}
    for key in proposal.grounds:
        if rows and key not in known:
            row = rows[0]
            yield Finding(
                key,
                by_tag(row.tag),
                Sentence(
                    _("“%(ground)s” is not a reason to postpone; the text knows “%(known)s”."),
                    {"ground": key, "known": Word(row.label)},
                    row.cite,
                ),
                row.tag,
            )
    yield from before_deciding.judge_reasons(
        instrument, proposal.reasons, moment=Moment.ON_POSTPONING
    )
    yield from before_deciding.judge_consultation(
        instrument,
        moment=Moment.BEFORE_POSTPONING,
        consulted=_consulted(proposal),
        kinds=facts.kinds,
    )
    if proposal.review_on is None:
        yield _house(
            "review_on",
            Severity.BLOCKS,
            _("Name a review date. The texts set none; the house asks for one. (house rule)"),
        )
    elif proposal.review_on <= on:
        yield _house(
            "review_on", Severity.BLOCKS, _("The review date must lie ahead. (house rule)")
        )


def _conditions(instrument: Instrument, facts: RequestFacts) -> Iterable[Finding]:
    for duty in instrument.duties_for(facts.kinds, Moment.ON_CONDITIONS):
        yield Finding(duty.key, Severity.INFORMS, Sentence(duty.text, cite=duty.cite), duty.tag)


def _return(instrument: Instrument, facts: RequestFacts, proposal: Proposal) -> Iterable[Finding]:
    lacking = completeness.missing(instrument, facts)
    if not any(finding.blocks for finding in lacking):
        yield _house(
            "deficiency",
            Severity.WARNS,
            _("No content that stops a request is missing: what is it returned for?"),
        )
    for finding in lacking:
        yield Finding(finding.key, Severity.INFORMS, finding.sentence, finding.tag)
    information = instrument.duty("duty.additional_information")
    yield Finding(
        "information",
        Severity.WARNS,
        Sentence(
            _("Ask for additional information first; the case stays open meanwhile."),
            cite=information.cite if information else "",
        ),
        information.tag if information else Tag.HOUSE,
    )
    if not proposal.reasons.strip():
        yield _house("reasons", Severity.BLOCKS, _("Say what is missing or wrong. (house rule)"))


def _grant(instrument: Instrument, facts: RequestFacts) -> Iterable[Finding]:
    for finding in completeness.missing(instrument, facts):
        yield Finding(finding.key, Severity.WARNS, finding.sentence, finding.tag)


def _house(key: str, severity: Severity, text: str) -> Finding:
    return Finding(key, severity, Sentence(text), Tag.HOUSE)
