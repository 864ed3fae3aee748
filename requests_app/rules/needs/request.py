"""Needs of the request itself: contents, legal basis, addressee, persons, dates."""

from collections.abc import Iterable
from datetime import date, datetime

from requests_app.rules import applicability, channels, completeness, thresholds
from requests_app.rules.case import Actor, Case
from requests_app.rules.facts import Channel, Direction
from requests_app.rules.findings import Finding, Severity
from requests_app.rules.measures import KINDS
from requests_app.rules.needs.base import Given, blocks, warns
from requests_app.rules.sentences import Word, Words
from requests_app.rules.sentences import gettext_noop as _


def has_measure(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A request asks for at least one measure, of a kind its instrument provides for."""
    if not case.facts.measures:
        yield blocks("measures", _("Name at least one measure: what is asked for?"))
    other = sorted(case.facts.kinds - case.instrument.kinds)
    if other and case.instrument.types:
        yield warns(
            "measures.kind",
            _("%(instrument)s does not list this kind of measure: %(kinds)s."),
            instrument=Word(case.instrument.short_title),
            kinds=Words(KINDS[kind].label if kind in KINDS else kind for kind in other),
        )


def has_legal_basis(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A request names its legal basis, or says that it rests on reciprocity."""
    if not case.has_legal_basis:
        yield blocks(
            "legal_basis",
            _("Name the legal basis: an instrument, another treaty, or reciprocity."),
        )


def basis_binds(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """An instrument that does not bind both States may be named; that is said, and warns."""
    yield from applicability.named_without_binding(case.bases_not_binding)


def complete(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The contents that the instrument makes mandatory are there; weights it asks for warn."""
    yield from completeness.missing(case.instrument, case.facts)
    yield from thresholds.judge(case.instrument, case.facts)


def persons_explained(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """An empty list of persons warns, whatever the instrument says of it; never blocks."""
    facts = case.facts
    named = any(completeness.is_given(person.identity) for person in facts.persons)
    asked = any(r.key == "persons" for r in case.instrument.contents_for(facts.kinds))
    if not named and not asked and not completeness.is_given(facts.persons_reason):
        yield warns("persons", _("No person concerned is named; say why none can be named."))


def conformity(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What an incoming request lacks is shown; it never stops the work on it."""
    for finding in completeness.missing(case.instrument, case.facts):
        yield Finding(finding.key, Severity.WARNS, finding.sentence, finding.tag)
    yield from thresholds.judge(case.instrument, case.facts)


def has_addressee(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A letter needs somebody to be written to."""
    if not case.addressee and case.facts.channel is not Channel.DIPLOMATIC:
        yield blocks(
            "addressee",
            _(
                "The register knows no central authority of %(state)s. Write the addressee "
                "into the draft by hand, or choose the diplomatic channel."
            ),
            state=case.other_state,
        )


def language_accepted(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The language is one that the requested State accepts, as far as it is known."""
    yield from channels.judge_language(
        case.letter_language, accepted=case.accepted_languages, requested_state=case.other_state
    )


def same_contents(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What is approved is what was submitted."""
    if case.submitted_hash and case.submitted_hash != case.content_hash:
        yield blocks(
            "contents", _("The contents changed since they were submitted; submit them again.")
        )


def not_transmitted(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Contents of our own request change only while it is a draft."""
    if case.direction is Direction.OUTGOING and case.state != "DRAFT":
        yield blocks("state", _("Only a draft can be changed; return it to draft first."))


def four_eyes(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Who filed or prepared a request never decides on it."""
    if actor.id in case.preparers:
        yield blocks(
            "four_eyes",
            _("You prepared this request, so another supervisor decides on it. (house rule)"),
        )


def four_eyes_execution(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """Who recorded the execution does not release its results."""
    if actor.id in case.executors:
        yield blocks(
            "four_eyes",
            _("You recorded the execution, so another supervisor releases it. (house rule)"),
        )


HAPPENED = frozenset({"received_on", "executed_on", "ended_on", "found_on"})
"""The days among the inputs on which something took place in answer to the request."""
MAY_BE_EARLIER = frozenset({"preserved_on"})
"""Days that are past as well, but can lie before the request: data may be safe already."""


def not_in_future(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """What is recorded has happened, and not before the request that it answers."""
    for key, value in (given or {}).items():
        if isinstance(value, datetime):
            late, early = value > case.now, False
        elif isinstance(value, date) and key in HAPPENED | MAY_BE_EARLIER:
            late = value > case.today
            early = key in HAPPENED and case.made_on is not None and value < case.made_on
        else:
            continue
        if late:
            yield blocks(key, _("That lies in the future; record it once it has happened."))
        elif early:
            yield blocks(
                key,
                _("That is before the request was made (%(day)s): correct the date."),
                day=case.made_on,
            )


def date_ahead(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A suggested date that is already past helps nobody; it warns."""
    if case.facts.deadline_on and case.facts.deadline_on < case.today:
        yield warns("deadline_on", _("The suggested date is already past."))


def _ahead(case: Case, given: Given, key: str) -> Iterable[Finding]:
    value = (given or {}).get(key)
    if value is not None and value <= case.today:
        yield blocks(key, _("Choose a date after today (%(today)s)."), today=case.today)


def review_ahead(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A review date lies ahead."""
    return _ahead(case, given, "review_on")


def reply_ahead(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """A date proposed for an answer lies ahead."""
    return _ahead(case, given, "reply_by")


def next_action_ahead(case: Case, actor: Actor, given: Given) -> Iterable[Finding]:
    """The next action may be today, not before."""
    value = (given or {}).get("next_action_on")
    if value is not None and value < case.today:
        yield blocks("next_action_on", _("Choose today or a later date."))
