"""What an action needs before it may be done: each need is one small rule.

A need answers with findings. `given` is None when only the button is asked about, and
then rules on what is to be typed stay silent.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from requests_app.rules import completeness, refusal
from requests_app.rules.case import Case, LetterFacts
from requests_app.rules.contents import CONTENTS
from requests_app.rules.correspondence import Letter
from requests_app.rules.facts import Channel, Direction, Form, Urgency
from requests_app.rules.findings import Finding, Severity, by_tag
from requests_app.rules.instruments import ChannelWhen, Moment, Need, Tag
from requests_app.rules.measures import FINISHED, Outcome
from requests_app.rules.sentences import Sentence, Word
from requests_app.rules.sentences import gettext_noop as _

if TYPE_CHECKING:
    from requests_app.rules.access import Actor

Given = Mapping[str, Any] | None
Rule = Callable[[Case, "Actor", Given], Iterable[Finding]]


def _blocks(key: str, text: str, cite: str = "", **blanks: object) -> Finding:
    return Finding(key, Severity.BLOCKS, Sentence(text, blanks, cite))


def _warns(key: str, text: str, cite: str = "", tag: Tag = Tag.HOUSE, **blanks: object) -> Finding:
    return Finding(key, Severity.WARNS, Sentence(text, blanks, cite), tag)


# The request itself ------------------------------------------------------------------


def has_measure(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """A request asks for at least one measure, of a kind its instrument provides for."""
    if not case.facts.measures:
        yield _blocks("measures", _("Name at least one measure: what is asked for?"))
    other = sorted(case.facts.kinds - case.instrument.kinds)
    if other and case.instrument.types:
        yield _warns(
            "measures.kind",
            _("%(instrument)s does not list this kind of measure: %(kinds)s."),
            instrument=case.instrument.short_title,
            kinds=", ".join(other),
        )


def has_legal_basis(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """A request names its legal basis, or says that it rests on reciprocity."""
    if not case.has_legal_basis:
        yield _blocks(
            "legal_basis",
            _("Name the legal basis: an instrument, another treaty, or reciprocity."),
        )


def complete(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The contents that the instrument makes mandatory are there."""
    yield from completeness.missing(case.instrument, case.facts)


def persons_explained(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """An empty list of persons warns, whatever the instrument says of it; never blocks."""
    facts = case.facts
    named = any(completeness.is_given(person.identity) for person in facts.persons)
    asked = any(r.key == "persons" for r in case.instrument.contents_for(facts.kinds))
    if not named and not asked and not completeness.is_given(facts.persons_reason):
        yield _warns("persons", _("No person concerned is named; say why none can be named."))


def conformity(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """What an incoming request lacks is shown; it never stops the work on it."""
    for finding in completeness.missing(case.instrument, case.facts):
        yield Finding(finding.key, Severity.WARNS, finding.sentence, finding.tag)


def has_addressee(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """A letter needs somebody to be written to."""
    if not case.addressee and case.facts.channel is not Channel.DIPLOMATIC:
        yield _blocks(
            "addressee",
            _(
                "The register knows no central authority of %(state)s. Write the addressee "
                "into the draft by hand, or choose the diplomatic channel."
            ),
            state=case.other_state,
        )


def language_accepted(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The language is one that the requested State accepts, as far as it is known."""
    accepted = case.accepted_languages
    if accepted and case.facts.language not in accepted:
        yield _warns(
            "language",
            _("The register knows that %(state)s accepts: %(languages)s. Attach a translation."),
            state=case.other_state,
            languages=", ".join(sorted(accepted)),
        )


def same_contents(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """What is approved is what was submitted."""
    if case.submitted_hash and case.submitted_hash != case.content_hash:
        yield _blocks(
            "contents", _("The contents changed since they were submitted; submit them again.")
        )


def not_transmitted(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Contents of our own request change only while it is a draft."""
    if case.direction is Direction.OUTGOING and case.state != "DRAFT":
        yield _blocks("state", _("Only a draft can be changed; return it to draft first."))


# Persons -----------------------------------------------------------------------------


def four_eyes(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Who filed or prepared a request never decides on it."""
    if actor.id in case.preparers:
        yield _blocks(
            "four_eyes",
            _("You prepared this request, so another supervisor decides on it. (house rule)"),
        )


def four_eyes_execution(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Who recorded the execution does not release its results."""
    if actor.id in case.executors:
        yield _blocks(
            "four_eyes",
            _("You recorded the execution, so another supervisor releases it. (house rule)"),
        )


# Dates -------------------------------------------------------------------------------


def not_in_future(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """What is recorded has happened."""
    for key, value in (given or {}).items():
        if isinstance(value, datetime):
            late = value > case.now
        elif isinstance(value, date):
            late = key in ("received_on", "executed_on") and value > case.today
        else:
            continue
        if late:
            yield _blocks(key, _("That lies in the future; record it once it has happened."))


def _ahead(case: Case, given: Given, key: str) -> Iterable[Finding]:
    value = (given or {}).get(key)
    if value is not None and value <= case.today:
        yield _blocks(key, _("Choose a date after today (%(today)s)."), today=str(case.today))


def review_ahead(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """A review date lies ahead."""
    return _ahead(case, given, "review_on")


def reply_ahead(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """A date proposed for an answer lies ahead."""
    return _ahead(case, given, "reply_by")


def next_action_ahead(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The next action may be today, not before."""
    value = (given or {}).get("next_action_on")
    if value is not None and value < case.today:
        yield _blocks("next_action_on", _("Choose today or a later date."))


# Channels and forms ------------------------------------------------------------------


def channel_open(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The channel is one that the instrument provides for, in the case at hand."""
    if given is None or not given.get("channel"):
        return
    chosen = Channel(given["channel"])
    rows = [row for row in case.instrument.channels if _channel_of(row.key) is chosen]
    if not rows:
        if case.instrument.channels:
            yield _warns(
                "channel",
                _("%(instrument)s does not name this channel; agree on it with %(state)s."),
                instrument=case.instrument.short_title,
                state=case.other_state,
            )
        return
    row = min(rows, key=lambda row: list(ChannelWhen).index(row.when))
    urgent = case.facts.urgency is not Urgency.ROUTINE
    needs_urgency = row.when in (ChannelWhen.URGENT, ChannelWhen.URGENT_AND_AGREED)
    if needs_urgency and not urgent:
        yield Finding(
            "channel",
            by_tag(row.tag),
            Sentence(_("This channel is for urgent requests only."), cite=row.cite),
            row.tag,
        )
    if row.when is ChannelWhen.URGENT_AND_AGREED and not case.facts.channel_agreed:
        yield Finding(
            "channel",
            Severity.WARNS,
            Sentence(
                _("This channel needs the agreement of both States; none is on record."),
                cite=row.cite,
            ),
            row.tag,
        )


_CHANNEL_ROWS = {
    "channel.central_authority": Channel.CENTRAL_AUTHORITY,
    "channel.territorial_ca": Channel.CENTRAL_AUTHORITY,
    "channel.diplomatic": Channel.DIPLOMATIC,
    "channel.interpol": Channel.INTERPOL,
    "channel.direct_judicial": Channel.DIRECT_JUDICIAL,
    "channel.contact_24_7": Channel.CONTACT_24_7,
}


def _channel_of(key: str) -> Channel | None:
    return _CHANNEL_ROWS.get(key)


def urgent(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Only an urgent request may be made orally."""
    if case.facts.urgency is Urgency.ROUTINE:
        row = next((row for row in case.instrument.forms if row.key == "form.oral"), None)
        yield _blocks(
            "urgency",
            _("A request may be made orally only when it is urgent; this one is routine."),
            row.cite if row else "",
        )


def oral_form_open(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The instrument knows oral requests, and they are to be confirmed in writing."""
    if not any(row.key == "form.oral" for row in case.instrument.forms):
        yield _warns(
            "form",
            _("%(instrument)s does not provide for oral requests; both States must agree."),
            instrument=case.instrument.short_title,
        )


def confirmation_owed(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Only an oral request that is not yet confirmed can be confirmed."""
    if not case.confirmation_owed:
        yield _blocks("form", _("No written confirmation is owed."))


# Letters -----------------------------------------------------------------------------


def _latest(case: Case, kind: Letter) -> LetterFacts | None:
    own = [item for item in case.letters if item.kind is kind and item.status != "CANCELLED"]
    return own[-1] if own else None


def letter_ready(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The letter of request is rendered."""
    yield from _not_ready(_latest(case, Letter.REQUEST))


def _not_ready(letter: LetterFacts | None) -> Iterable[Finding]:
    if letter is None:
        yield _blocks("letter", _("There is no such letter."))
    elif letter.status == "WAITING":
        yield _blocks("letter", _("The letter is still being rendered; try again in a moment."))
    elif letter.status == "FAILED":
        yield _blocks("letter", _("The letter could not be rendered; a person must look at it."))
    elif letter.status == "CANCELLED":
        yield _blocks("letter", _("The letter was cancelled."))


def letter_not_dispatched(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The letter of request has not left the house."""
    letter = _latest(case, Letter.REQUEST)
    if letter and letter.status == "DISPATCHED":
        yield _blocks("letter", _("The letter has left the house; withdraw the request instead."))


DECISION_LETTERS = frozenset(
    {
        Letter.ACCEPTANCE,
        Letter.REFUSAL,
        Letter.POSTPONEMENT,
        Letter.CONDITIONS,
        Letter.RETURN,
        Letter.FORWARDING,
    }
)


def decision_letter_not_dispatched(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """A decision can be taken back only while its letter is in the house."""
    latest = [item for item in case.letters if item.kind in DECISION_LETTERS]
    if latest and latest[-1].status == "DISPATCHED":
        yield _blocks("letter", _("The decision has left the house and cannot be taken back here."))


def _chosen(case: Case, given: Given) -> LetterFacts | None:
    wanted = (given or {}).get("letter")
    return next((letter for letter in case.letters if letter.id == wanted), None)


def letter_chosen_ready(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The letter chosen is rendered and has not left yet."""
    if given is None:
        if not any(letter.status in ("READY", "WAITING") for letter in case.letters):
            yield _blocks("letter", _("No letter is waiting to be dispatched."))
        return
    letter = _chosen(case, given)
    yield from _not_ready(letter)
    if letter and letter.status == "DISPATCHED":
        yield _blocks("letter", _("This letter has already left the house."))
    if letter and letter.kind is Letter.REQUEST and case.state == "APPROVED":
        yield _blocks("letter", _("The letter of request leaves by “Transmit”."))


def letter_chosen_not_dispatched(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The letter chosen is still in the house."""
    if given is None:
        if all(letter.status in ("DISPATCHED", "CANCELLED") for letter in case.letters):
            yield _blocks("letter", _("No letter is waiting in the house."))
        return
    letter = _chosen(case, given)
    if letter is None:
        yield _blocks("letter", _("There is no such letter."))
    elif letter.status == "DISPATCHED":
        yield _blocks("letter", _("This letter has already left the house."))
    elif letter.status == "CANCELLED":
        yield _blocks("letter", _("The letter was cancelled."))


def no_letter_waiting(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """A case is closed with no letter left in the house."""
    waiting = sum(letter.status in ("WAITING", "READY", "FAILED") for letter in case.letters)
    if waiting:
        yield _blocks(
            "letter",
            _("Letters still in the house: %(count)s. Dispatch or cancel them first."),
            count=waiting,
        )


# Decisions ---------------------------------------------------------------------------


def assessed(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The request was examined against its instrument before a decision on it."""
    if not case.is_assessed:
        yield _blocks("assessment", _("Take the request up for decision first."))


def permitted_ground(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """A refusal rests on at least one permitted ground of this instrument, and has reasons."""
    if given is None:
        return
    kinds = _kinds_chosen(case, given)
    yield from refusal.judge_grounds(
        case.instrument, kinds, given["grounds"], own_law=given.get("own_law") or ""
    )
    yield from refusal.judge_reasons(
        case.instrument, given.get("reasons") or "", moment=Moment.ON_REFUSING
    )


def consulted_to_refuse(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The requesting State was consulted before a refusal, where the text asks for it."""
    if given is None:
        return
    yield from refusal.judge_consultation(
        case.instrument,
        moment=Moment.BEFORE_REFUSING,
        consulted=bool(case.consultations),
        answered=any(case.consultations),
        grounds=given["grounds"],
        kinds=_kinds_chosen(case, given),
    )


def postponement_open(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The instrument knows postponement."""
    yield from refusal.judge_postponement(case.instrument)
    if given is not None:
        yield from refusal.judge_reasons(
            case.instrument, given.get("reasons") or "", moment=Moment.ON_POSTPONING
        )


def consulted_to_postpone(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The requesting State was consulted before a postponement, where the text asks for it."""
    yield from refusal.judge_consultation(
        case.instrument,
        moment=Moment.BEFORE_POSTPONING,
        consulted=bool(case.consultations),
        answered=any(case.consultations),
        kinds=case.facts.kinds,
    )


def their_refusal(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """What the other State's refusal lacks is said, so that we can answer it; never blocked."""
    if given is None:
        return
    found = [
        *refusal.judge_reasons(
            case.instrument,
            given.get("reasons") or "",
            moment=Moment.ON_REFUSING,
            of_other_state=True,
        )
    ]
    if given.get("grounds"):
        found += refusal.judge_grounds(case.instrument, case.facts.kinds, given["grounds"])
    elif given.get("other_ground"):
        found.append(
            _warns(
                "ground",
                _("%(instrument)s does not name the ground they invoke."),
                instrument=case.instrument.short_title,
            )
        )
    found += refusal.judge_consultation(
        case.instrument,
        moment=Moment.BEFORE_REFUSING,
        consulted=bool(case.consultations),
        answered=True,
        grounds=given.get("grounds") or (),
        kinds=case.facts.kinds,
    )
    for finding in found:
        yield Finding(finding.key, Severity.WARNS, finding.sentence, finding.tag)


def their_reasons_for_postponing(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Says where the text asks for reasons of a postponement and none came."""
    if given is not None:
        yield from refusal.judge_reasons(
            case.instrument,
            given.get("reasons") or "",
            moment=Moment.ON_POSTPONING,
            of_other_state=True,
        )


def conditions_settled(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Conditions offered are accepted, declined or dropped before anything goes on."""
    if case.conditions_pending:
        duty = next(iter(case.instrument.duties_at(Moment.ON_CONDITIONS)), None)
        yield _blocks(
            "conditions",
            _("Conditions offered are still open: record the answer, or drop them by name."),
            duty.cite if duty else "",
        )


def binding_notice(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Accepted conditions bind."""
    duty = next(iter(case.instrument.duties_at(Moment.ON_CONDITIONS)), None)
    if duty:
        yield _warns(duty.key, _("Accepted conditions must be kept."), duty.cite, duty.tag)


def deficiency_shown(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """A return names what is missing."""
    if given is None:
        return
    unknown = [key for key in given.get("items") or () if key not in CONTENTS]
    if unknown:
        yield _blocks("items", _("Not a content: %(keys)s."), keys=", ".join(unknown))
    mandatory = {
        row.key: row
        for row in case.instrument.contents_for(case.facts.kinds)
        if row.need in (Need.MANDATORY, Need.EXCEPT_SERVICE)
    }
    optional = [key for key in given.get("items") or () if key in CONTENTS and key not in mandatory]
    for key in optional:
        yield _warns(
            "items",
            _("%(instrument)s does not make this content mandatory: %(content)s."),
            instrument=case.instrument.short_title,
            content=Word(CONTENTS[key].label),
        )


def asked_first(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Ask for what is missing before sending the request back."""
    if not case.information_asked:
        duty = next(iter(case.instrument.duties_at(Moment.ON_RECEIVING)), None)
        yield _warns(
            "information",
            _("Additional information was never asked for; ask first, the case stays open."),
            duty.cite if duty else "",
            duty.tag if duty else Tag.HOUSE,
        )


# Measures ----------------------------------------------------------------------------


def _kinds_chosen(case: Case, given: Given) -> frozenset[str]:
    numbers = _numbers(given)
    if not numbers:
        return case.facts.kinds
    return frozenset(m.kind for m in case.facts.measures if m.number in numbers)


def _numbers(given: Given) -> set[int]:
    return {int(n) for n in (given or {}).get("measures") or () if str(n).isdigit()}


def _in_outcome(
    case: Case, given: Given, allowed: frozenset[Outcome], text: str
) -> Iterable[Finding]:
    if given is None:
        if not any(measure.outcome in allowed for measure in case.facts.measures):
            yield _blocks("measures", text)
        return
    chosen = given.get("measures") or ()
    known = {str(measure.number): measure for measure in case.facts.measures}
    for number in chosen:
        if number not in known:
            yield _blocks("measures", _("There is no measure %(number)s."), number=number)
        elif known[number].outcome not in allowed:
            yield _blocks("measures", text)
            return
    if not chosen and not any(m.outcome in allowed for m in case.facts.measures):
        yield _blocks("measures", text)


_OPEN = frozenset(set(Outcome) - FINISHED)
_GRANTED = frozenset({Outcome.GRANTED, Outcome.PARTLY_EXECUTED})
_DONE = frozenset({Outcome.EXECUTED, Outcome.PARTLY_EXECUTED, Outcome.NOT_POSSIBLE})


def measures_open(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Only measures that are not finished can be decided or reported on."""
    return _in_outcome(case, given, _OPEN, _("The measure is already finished."))


def measures_granted(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Only measures that were granted are executed."""
    return _in_outcome(case, given, _GRANTED, _("Only a granted measure can be executed."))


def measures_executed(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Only measures with a result can be released or sent back."""
    return _in_outcome(case, given, _DONE, _("The measure has no result yet."))


def released(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """Results are sent only once the central authority released them."""
    if not set(case.released) - set(case.sent):
        yield _blocks(
            "release",
            _("No released result is waiting. The central authority releases results first."),
        )


def not_released(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """What was released is not sent back to be done again."""
    if set(case.released) & _numbers(given):
        yield _blocks("release", _("The results of that measure were already released."))


def outcome_per_measure(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """A case that ran its course is closed with an outcome for every measure."""
    if case.state in ("WITHDRAWN", "RETURNED_DEFICIENT", "FORWARDED", "REFUSED"):
        return
    still = [m.number for m in case.facts.measures if m.outcome not in FINISHED]
    partly = [m.number for m in case.facts.measures if m.outcome is Outcome.PARTLY_EXECUTED]
    waiting = [number for number in still if number not in partly]
    if waiting:
        yield _blocks(
            "measures",
            _("Without an outcome: measure %(numbers)s."),
            numbers=", ".join(str(number) for number in waiting),
        )
    elif partly:
        yield _warns(
            "measures",
            _("Only partly executed: measure %(numbers)s."),
            numbers=", ".join(str(number) for number in partly),
        )


def results_have_left(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """An incoming case with results is closed after they were sent."""
    if case.direction is Direction.INCOMING and case.state in ("EXECUTED", "PARTLY_EXECUTED"):
        yield _blocks("release", _("Results are recorded but were not sent yet."))


def correction_readable(case: Case, actor: "Actor", given: Given) -> Iterable[Finding]:
    """The correct value fits the entry."""
    if given is None:
        return
    entry, value = given.get("entry"), given.get("value") or ""
    if entry == "received_on":
        try:
            day = date.fromisoformat(value)
        except ValueError:
            yield _blocks("value", _("Write the date as year-month-day, such as 2026-03-31."))
            return
        if day > case.today:
            yield _blocks("value", _("That lies in the future; record it once it has happened."))
    if entry == "urgency" and value not in list(Urgency):
        yield _blocks("value", _("Choose one of: %(values)s."), values=", ".join(Urgency))
    if entry == "form" and value not in list(Form):
        yield _blocks("value", _("Choose one of: %(values)s."), values=", ".join(Form))


NEEDS: dict[str, Rule] = {
    "HAS_MEASURE": has_measure,
    "HAS_LEGAL_BASIS": has_legal_basis,
    "COMPLETE": complete,
    "PERSONS_EXPLAINED": persons_explained,
    "CONFORMITY": conformity,
    "HAS_ADDRESSEE": has_addressee,
    "LANGUAGE_ACCEPTED": language_accepted,
    "SAME_CONTENTS": same_contents,
    "NOT_TRANSMITTED": not_transmitted,
    "FOUR_EYES": four_eyes,
    "FOUR_EYES_EXECUTION": four_eyes_execution,
    "NOT_IN_FUTURE": not_in_future,
    "REVIEW_AHEAD": review_ahead,
    "REPLY_AHEAD": reply_ahead,
    "NEXT_ACTION_AHEAD": next_action_ahead,
    "CHANNEL_OPEN": channel_open,
    "URGENT": urgent,
    "ORAL_FORM_OPEN": oral_form_open,
    "CONFIRMATION_OWED": confirmation_owed,
    "LETTER_READY": letter_ready,
    "LETTER_NOT_DISPATCHED": letter_not_dispatched,
    "DECISION_LETTER_NOT_DISPATCHED": decision_letter_not_dispatched,
    "LETTER_CHOSEN_READY": letter_chosen_ready,
    "LETTER_CHOSEN_NOT_DISPATCHED": letter_chosen_not_dispatched,
    "NO_LETTER_WAITING": no_letter_waiting,
    "ASSESSED": assessed,
    "PERMITTED_GROUND": permitted_ground,
    "CONSULTED_TO_REFUSE": consulted_to_refuse,
    "POSTPONEMENT_OPEN": postponement_open,
    "CONSULTED_TO_POSTPONE": consulted_to_postpone,
    "THEIR_REFUSAL": their_refusal,
    "THEIR_REASONS_FOR_POSTPONING": their_reasons_for_postponing,
    "CONDITIONS_SETTLED": conditions_settled,
    "BINDING_NOTICE": binding_notice,
    "DEFICIENCY_SHOWN": deficiency_shown,
    "ASKED_FIRST": asked_first,
    "MEASURES_OPEN": measures_open,
    "MEASURES_GRANTED": measures_granted,
    "MEASURES_EXECUTED": measures_executed,
    "RELEASED": released,
    "NOT_RELEASED": not_released,
    "OUTCOME_PER_MEASURE": outcome_per_measure,
    "RESULTS_HAVE_LEFT": results_have_left,
    "CORRECTION_READABLE": correction_readable,
}
