"""What is owed before or with a decision: reasons, consultation, a ground to postpone on."""

from collections.abc import Iterable

from requests_app.rules.case import Consulted
from requests_app.rules.findings import Finding, Severity, by_tag
from requests_app.rules.instruments import (
    Demands,
    DutyRow,
    Instrument,
    Moment,
    Strength,
    Tag,
)
from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _


def judge_reasons(
    instrument: Instrument, reasons: str, *, moment: Moment, of_other_state: bool = False
) -> tuple[Finding, ...]:
    """Every refusal has reasons; a postponement has them where the instrument says so.

    For our own decisions the absence of reasons always blocks: where no text asks for
    them the house does. For the other State's it is recorded as a breach, never blocked.
    """
    if reasons.strip():
        return ()
    duty = _duty(instrument, Demands.REASONS, moment)
    if of_other_state:
        if duty is None:
            return ()
        return (
            Finding(
                duty.key,
                Severity.WARNS,
                Sentence(
                    _("No reasons came with it. The text requires them: ask for them."),
                    cite=duty.cite,
                ),
                duty.tag,
            ),
        )
    if duty is None:
        return (
            Finding(
                "duty.reasons",
                Severity.BLOCKS,
                Sentence(_("Give the reasons. The house asks for them in every decision.")),
                Tag.HOUSE,
            ),
        )
    return (
        Finding(
            duty.key,
            Severity.BLOCKS,
            Sentence(_("Give the reasons: no such decision goes out without."), cite=duty.cite),
            duty.tag,
        ),
    )


def judge_consultation(
    instrument: Instrument,
    *,
    moment: Moment,
    consulted: Consulted,
    grounds: Iterable[str] = (),
    kinds: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """Whether consulting the requesting State first is still owed.

    Blocks only where the text says "shall" and was read, and, for a refusal, for the
    grounds it names; elsewhere it warns. A consultation counts once it left the house.
    """
    duty = _duty(instrument, Demands.CONSULTATION, moment, kinds)
    if duty is None:
        return ()
    if consulted is Consulted.ANSWERED:
        return ()
    if consulted is Consulted.TOLD:
        return (
            Finding(
                duty.key,
                Severity.WARNS,
                Sentence(
                    _("The consultation has no recorded answer yet."),
                    cite=duty.cite,
                ),
                duty.tag,
            ),
        )
    severity = by_tag(duty.tag) if duty.strength is Strength.MUST else Severity.WARNS
    if moment is Moment.BEFORE_REFUSING:
        chosen = set(grounds)
        bound = {row.key for row in instrument.grounds_for(kinds) if row.consult_first}
        if chosen and not chosen & bound:
            severity = Severity.WARNS
            duty = instrument.duty("duty.consult_other_grounds") or duty
    if consulted is Consulted.WRITTEN:
        text = _(
            "The consultation is written but has not left the house. Dispatch its letter, or "
            "record the answer, before this decision."
        )
    elif severity is Severity.BLOCKS:
        text = _(
            "Consult the requesting State first: can assistance be given in part or on "
            "conditions? No consultation is on record."
        )
    else:
        text = _("Consider consulting the requesting State first; no consultation is on record.")
    return (Finding(duty.key, severity, Sentence(text, cite=duty.cite), duty.tag),)


def judge_postponement(instrument: Instrument, kinds: frozenset[str]) -> tuple[Finding, ...]:
    """Says so where the instrument has no ground of postponement for these kinds."""
    if instrument.postponements_for(kinds):
        return ()
    return (
        Finding(
            "postponement",
            Severity.WARNS,
            Sentence(
                _("%(instrument)s says nothing of postponement."),
                {"instrument": Word(instrument.short_title)},
            ),
        ),
    )


def _duty(
    instrument: Instrument,
    demands: Demands,
    moment: Moment,
    kinds: frozenset[str] = frozenset(),
) -> DutyRow | None:
    return next(
        (
            row
            for row in instrument.duties_at(moment)
            if row.demands is demands and (not kinds or instrument.concerns(row, kinds))
        ),
        None,
    )
