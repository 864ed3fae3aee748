"""Needs of preserved data: what is kept, for how long, and when it may be let go."""

from collections.abc import Iterable
from datetime import date, timedelta

from requests_app.rules.case import Actor, Case
from requests_app.rules.findings import Finding, by_tag
from requests_app.rules.instruments import Row, Tag
from requests_app.rules.measures import Outcome
from requests_app.rules.needs.base import Given, blocks, warns
from requests_app.rules.preserved import PERIOD, PRESERVATION, Keeping, PreservedFacts
from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _

MOST_DAYS = 3650


def preservation_granted(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Only a measure of preservation that was granted is recorded as preserved."""
    return _asked_for(case, given, frozenset({Outcome.GRANTED}))


def preservation_asked(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The other State preserves what it was asked to preserve, and reports it once."""
    return _asked_for(case, given, frozenset({Outcome.PENDING, Outcome.GRANTED}))


def _asked_for(case: Case, given: Given, waiting: frozenset[Outcome]) -> Iterable[Finding]:
    open_ones = {
        str(measure.number)
        for measure in case.facts.measures
        if measure.kind == PRESERVATION and measure.outcome in waiting
    }
    chosen = open_ones if given is None else set(given.get("measures") or ())
    if not open_ones or chosen - open_ones:
        yield blocks("measures", _("Choose measures of preservation that await this."))


def recorded_as_preserved(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Data that are preserved are recorded with their day and custodian, never just as done."""
    if given is None or given.get("outcome") == Outcome.NOT_POSSIBLE:
        return
    chosen = set(given.get("measures") or ())
    for measure in case.facts.measures:
        if measure.kind == PRESERVATION and str(measure.number) in chosen:
            yield blocks(
                "measures",
                _("Record measure %(number)s as preserved: its day starts the period."),
                number=measure.number,
            )


def not_preserved(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What is preserved is not done again."""
    chosen = set((given or {}).get("measures") or ())
    if any(str(kept.number) in chosen for kept in case.preserved):
        yield blocks("measures", _("The data of that measure are already preserved."))


def period_not_shorter(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """An end that is named lies no earlier than the minimum of the text."""
    on, until = (given or {}).get("preserved_on"), (given or {}).get("until")
    if on is None or until is None:
        return
    row = case.instrument.clock(PERIOD)
    if row is None or row.length is None:
        if until < on:
            yield blocks("until", _("That is before the data were preserved: correct the date."))
    elif until < (least := on + timedelta(days=row.length)):
        text = _("The data are kept at least until %(day)s: name that day or a later one.")
        yield _by_text("until", text, row, day=least)


def _by_text(key: str, text: str, row: Row | None, **blanks: object) -> Finding:
    """Stops the person where the text was read, warns where it was not or there is none."""
    tag = row.tag if row else Tag.HOUSE
    return Finding(key, by_tag(tag), Sentence(text, blanks, row.cite if row else ""), tag)


def data_kept(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The data of every measure chosen are kept now."""
    kept = {str(one.number) for one in case.preserved if one.is_kept}
    if not kept:
        yield blocks("measures", _("No data are kept under this request."))
    elif given is not None and set(given.get("measures") or ()) - kept:
        yield blocks("measures", _("Choose only measures whose data are kept."))


def period_runs(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A period is extended before it runs out; one that nobody named has nothing to extend."""
    for one in _chosen(case, given):
        if one.until is None:
            yield blocks(
                "days",
                _("Nothing says until when the data of measure %(number)s are kept."),
                number=one.number,
            )
        elif one.until < case.today:
            yield blocks(
                "days",
                _("The period of measure %(number)s ran out on %(day)s."),
                number=one.number,
                day=one.until,
            )


def days_added(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A period is made longer, never shorter."""
    days = (given or {}).get("days")
    if days is not None and not 1 <= days <= MOST_DAYS:
        yield blocks("days", _("Write how many days are added: 1 to %(most)s."), most=MOST_DAYS)


def extension_known(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Says how far the text knows an extension; practice may go further, so it only warns."""
    row, duty = case.instrument.clock(PERIOD), case.instrument.duty("duty.preservation_extension")
    days = (given or {}).get("days")
    if row is not None and row.extension is not None:
        if days is not None and days > row.extension:
            yield warns(
                "days",
                _("The text allows %(most)s days more at most."),
                row.cite,
                row.tag,
                most=row.extension,
            )
    elif duty is not None:
        if not duty.tag.may_block:
            yield warns(
                "days",
                _("The text is said to know an extension; that has not been verified."),
                duty.cite,
                duty.tag,
            )
    else:
        yield warns(
            "days",
            _("%(instrument)s knows no extension; it rests on what the two States agree."),
            instrument=Word(case.instrument.short_title),
        )


def not_asked_for_yet(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The data of a measure wait for one request only."""
    for one in _chosen(case, given):
        if one.awaits:
            yield blocks(
                "measures",
                _("The data of measure %(number)s already wait for %(reference)s."),
                number=one.number,
                reference=one.awaits,
            )


def link_fits(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Data wait for a request that is between the same two States and under way."""
    if given is not None and not case.may_be_linked(given["request"]):
        yield blocks(
            "request",
            _("No request of that reference between the same two States is under way."),
        )


def end_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Data that we keep are let go when the period is over and nothing awaits them, or when
    the requesting State needs them no longer."""
    if given is None:
        return
    yield from end_in_order(case, actor, given)
    row, kept = case.instrument.clock(PERIOD), case.instrument.duty("duty.preservation_kept")
    if given["ended_as"] in (Keeping.NOT_NEEDED, Keeping.LOST):
        return
    for one in _chosen(case, given):
        if one.awaits:
            text = _("The data of measure %(number)s are kept until %(reference)s is decided.")
            yield _by_text("ended_as", text, kept, number=one.number, reference=one.awaits)
        elif one.until is not None and given["ended_on"] <= one.until:
            text = _("The data of measure %(number)s are kept at least until %(day)s.")
            yield _by_text("ended_on", text, row, number=one.number, day=one.until)


def end_in_order(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Keeping ends after it began."""
    ended: date | None = (given or {}).get("ended_on")
    if ended is not None and any(ended < one.on for one in _chosen(case, given)):
        yield blocks("ended_on", _("That is before the data were preserved: correct the date."))


def preservation_over(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A case is closed when no data are kept under it."""
    for one in case.preserved:
        if one.is_kept:
            yield blocks(
                "preservation",
                _("The data of measure %(number)s are still kept: record first how that ended."),
                number=one.number,
            )


def no_risk_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """One risk at a time waits for a decision."""
    if case.risk_open:
        yield blocks("risk", _("A risk already waits for the decision of the requesting State."))


def risk_open(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """There is a risk to decide on."""
    if not case.risk_open:
        yield blocks("risk", _("No risk waits for a decision."))


def _chosen(case: Case, given: Given) -> Iterable[PreservedFacts]:
    chosen = set((given or {}).get("measures") or ())
    return (one for one in case.preserved if one.is_kept and str(one.number) in chosen)
