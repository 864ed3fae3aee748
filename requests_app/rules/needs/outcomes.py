"""Needs of measures: what is open, granted, executed, released, sent."""

from collections.abc import Iterable

from requests_app.rules import inputs
from requests_app.rules.case import Actor, Case
from requests_app.rules.facts import FORM_LABELS, URGENCY_LABELS, Direction, Form, Urgency
from requests_app.rules.findings import Finding, Severity
from requests_app.rules.measures import DONE, FINISHED, Outcome
from requests_app.rules.needs.base import Given, blocks, warns
from requests_app.rules.sentences import Words
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State


def kinds_chosen(case: Case, given: Given) -> frozenset[str]:
    """The kinds of the measures chosen, or of all."""
    numbers = _numbers(given)
    if not numbers:
        return case.facts.kinds
    return frozenset(m.kind for m in case.facts.measures if m.number in numbers)


def _numbers(given: Given) -> set[int]:
    return {int(n) for n in (given or {}).get("measures") or () if str(n).isdecimal()}


def _in_outcome(
    case: Case, given: Given, allowed: frozenset[Outcome], text: str
) -> Iterable[Finding]:
    if given is None:
        if not any(measure.outcome in allowed for measure in case.facts.measures):
            yield blocks("measures", text)
        return
    chosen = given.get("measures") or ()
    known = {str(measure.number): measure for measure in case.facts.measures}
    for number in chosen:
        if number not in known:
            yield blocks("measures", _("There is no measure %(number)s."), number=number)
        elif known[number].outcome not in allowed:
            yield blocks("measures", text)
            return
    if not chosen and not any(m.outcome in allowed for m in case.facts.measures):
        yield blocks("measures", text)


def decided_stays(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What a measure asks for does not change once it was decided."""
    if given is None:
        return
    asked = given["document"].measures
    for measure in case.facts.measures:
        if measure.outcome is Outcome.PENDING:
            continue
        now = asked[measure.number - 1] if measure.number <= len(asked) else None
        if now is None or (now.kind, now.description, dict(now.contents)) != (
            measure.kind,
            measure.description,
            dict(measure.contents),
        ):
            yield blocks(
                "measures",
                _("Measure %(number)s was already decided and stays as it is."),
                number=measure.number,
            )


_OPEN = frozenset(set(Outcome) - FINISHED)
_GRANTED = frozenset({Outcome.GRANTED, Outcome.PARTLY_EXECUTED})


def measures_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Only measures that are not finished can be decided or reported on."""
    return _in_outcome(case, given, _OPEN, _("The measure is already finished."))


_UNDER_WAY = frozenset({State.ACCEPTED, State.IN_EXECUTION, State.PARTLY_EXECUTED})


def not_yet_granted(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Where a request is already accepted in part, there is something left to accept."""
    if case.state not in _UNDER_WAY:
        return
    chosen = _numbers(given)
    measures = [m for m in case.facts.measures if not chosen or m.number in chosen]
    if not any(measure.outcome is Outcome.PENDING for measure in measures):
        yield blocks("measures", _("Every measure chosen is already decided."))


def measures_granted(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Only measures that were granted are executed."""
    return _in_outcome(case, given, _GRANTED, _("Only a granted measure can be executed."))


def measures_executed(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Only measures with a result can be released or sent back."""
    return _in_outcome(case, given, DONE, _("The measure has no result yet."))


def released(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Results are sent only once the central authority released them."""
    if not set(case.released) - set(case.sent):
        yield blocks(
            "release",
            _("No released result is waiting. The central authority releases results first."),
        )


def not_released(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What was released is not sent back to be done again."""
    if set(case.released) & _numbers(given):
        yield blocks("release", _("The results of that measure were already released."))


def outcome_per_measure(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A case that ran its course is closed with an outcome for every measure."""
    if case.state in ("WITHDRAWN", "RETURNED_DEFICIENT", "FORWARDED", "REFUSED"):
        return
    still = [m.number for m in case.facts.measures if m.outcome not in FINISHED]
    partly = [m.number for m in case.facts.measures if m.outcome is Outcome.PARTLY_EXECUTED]
    waiting = [number for number in still if number not in partly]
    if waiting:
        yield blocks(
            "measures",
            _("Without an outcome: measure %(numbers)s."),
            numbers=", ".join(str(number) for number in waiting),
        )
    elif partly:
        yield warns(
            "measures",
            _("Only partly executed: measure %(numbers)s."),
            numbers=", ".join(str(number) for number in partly),
        )


def results_have_left(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """An incoming case with results is closed after they were sent."""
    if case.direction is Direction.INCOMING and case.state in ("EXECUTED", "PARTLY_EXECUTED"):
        yield blocks("release", _("Results are recorded but were not sent yet."))


def correction_readable(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The correct value fits the entry."""
    if given is None:
        return
    entry, value = given.get("entry"), given.get("value") or ""
    if entry == "received_on":
        if case.direction is Direction.OUTGOING:
            yield blocks("entry", _("Only a request made to us has a day of receipt."))
            return
        try:
            day = inputs.read_date(value)
        except inputs.NotReadable as problem:
            yield Finding("value", Severity.BLOCKS, problem.sentence)
            return
        if day > case.today:
            yield blocks("value", _("That lies in the future; record it once it has happened."))
    if entry == "urgency" and value not in list(Urgency):
        yield blocks(
            "value",
            _("Choose one of: %(values)s."),
            values=Words(URGENCY_LABELS[urgency] for urgency in Urgency),
        )
    if entry == "form" and value not in list(Form):
        yield blocks(
            "value",
            _("Choose one of: %(values)s."),
            values=Words(FORM_LABELS[form] for form in Form),
        )
