"""Letters on the use of what was given: consent, disclosure, conditions, reports."""

from collections.abc import Iterable, Iterator

from requests_app.letters.context import Block
from requests_app.letters.evidence_letters import schedule
from requests_app.letters.request_letter import Drafted
from requests_app.letters.subject_matter import Matter
from requests_app.letters.voice import pairs, paragraphs, quoted
from requests_app.rules.consent import Answer, Purpose


def consent_request(matter: Matter) -> Iterator[Drafted]:
    """For what, and of which items, consent is asked; that nothing happens before."""
    say, head = matter.voice.topic("consent_request")
    given = matter.given
    onward = given.get("purpose") == Purpose.PASSED_ON
    cite = matter.voice.duty("duty.use_limit", "duty.onward_transfer")
    yield head(), [paragraphs(say("passed_on" if onward else "other_case", cite=cite))]
    yield head("items"), list(_items(matter, given.get("evidence") or ()))
    purpose = [quoted(matter.text("matter"))]
    receiver = matter.text("receiver")
    if receiver:
        label = matter.voice.label("consent_request", "receiver")
        purpose.insert(0, pairs((label, receiver)))
    yield head("purpose"), purpose
    yield head("meanwhile"), [paragraphs(say("meanwhile"))]


def consent_reply(matter: Matter) -> Iterator[Drafted]:
    """What was asked, whether consent is given, and why or on which terms."""
    voice = matter.voice
    say, head = voice.topic("consent_reply")
    asked = matter.consent
    if asked:
        told: list[Block] = [
            paragraphs(say("asked", date=voice.day(asked.asked_on))),
            quoted(asked.matter),
        ]
        if asked.receiver:
            told.append(pairs((voice.label("consent_request", "receiver"), asked.receiver)))
        yield head("asked"), told
    yield head("items"), list(_items(matter, asked.evidence if asked else ()))
    granted = matter.given.get("answer") == Answer.GRANTED
    answer = say("granted" if granted else "refused", cite=voice.duty("duty.use_limit"))
    yield head("answer"), [paragraphs(answer)]
    yield head("reasons"), [quoted(matter.text("reasons"))]


def disclosure_notice(matter: Matter) -> Iterator[Drafted]:
    """That what exculpates an accused person is, or was, disclosed; consultation offered."""
    voice = matter.voice
    say, head = voice.topic("disclosure_notice")
    day, planned = matter.day("happened_on"), matter.day("planned_on")
    cite = voice.duty("duty.exculpatory")
    if day:
        told = [paragraphs(say("after", date=voice.day(day), cite=cite))]
    else:
        date = say("planned", date=voice.day(planned)) if planned else ""
        told = [paragraphs(say("before", cite=cite), date)]
    yield head(), [*told, quoted(matter.text("matter"))]
    yield head("items"), list(_items(matter, matter.given.get("evidence") or ()))
    if day:
        yield head("reasons"), [paragraphs(say("reasons")), quoted(matter.text("reasons"))]
    else:
        yield head("consultation"), [paragraphs(say("consultation"))]


def disclosure_consultation(matter: Matter) -> Iterator[Drafted]:
    """The disclosure that was announced, and what is put to the other State about it."""
    voice = matter.voice
    say, head = voice.topic("disclosure_consultation")
    found = matter.disclosure
    told = [say("ours") if not found or not found.by_other_state else say("theirs")]
    yield head(), [paragraphs(*told), quoted(found.matter if found else "")]
    yield head("text"), [quoted(matter.text("text")), paragraphs(say("views"))]


def condition_breach(matter: Matter) -> Iterator[Drafted]:
    """The conditions, what happened against them, and what was done."""
    yield from _on_conditions(matter, "condition_breach", "duty.conditions_bind")


def condition_inability(matter: Matter) -> Iterator[Drafted]:
    """The conditions, what cannot be kept, and that the requested State decides."""
    duties = ("duty.conditions_inability", "duty.emergency_conditions")
    yield from _on_conditions(matter, "condition_inability", *duties)


def _on_conditions(matter: Matter, table: str, *duties: str) -> Iterator[Drafted]:
    say, head = matter.voice.topic(table)
    yield (
        head(),
        [
            paragraphs(say("told", cite=matter.voice.duty(*duties))),
            quoted(matter.text("text")),
        ],
    )
    conditions = [quoted(condition.text) for condition in matter.conditions_accepted]
    yield head("conditions"), conditions or [paragraphs("–")]
    yield head("further"), [paragraphs(say("further"))]


def use_question(matter: Matter) -> Iterator[Drafted]:
    """What is asked about the use made of what was given."""
    say, head = matter.voice.topic("use_question")
    yield head(), [paragraphs(say("asked", cite=_explains(matter))), quoted(matter.text("text"))]


def use_report(matter: Matter) -> Iterator[Drafted]:
    """How what was given was used."""
    say, head = matter.voice.topic("use_report")
    yield head(), [paragraphs(say("told", cite=_explains(matter))), quoted(matter.text("text"))]


def _explains(matter: Matter) -> str:
    return matter.voice.duty("duty.explain_use", "duty.emergency_explain_use")


def _items(matter: Matter, numbers: Iterable[object]) -> Iterator[Block]:
    """The items, or that all that was given is meant."""
    chosen = {int(str(number)) for number in numbers}
    if chosen:
        yield from schedule(matter, [one for one in matter.evidence if one.number in chosen])
    else:
        yield paragraphs(matter.voice.label("consent_request", "all_items"))
