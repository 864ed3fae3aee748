"""Letters between the decisions: answers, enquiries, the way to execution, and results."""

from collections.abc import Iterator

from requests_app.letters.context import Block
from requests_app.letters.evidence_letters import schedule
from requests_app.letters.request_letter import (
    Drafted,
    instrument_title,
    measure_blocks,
    measure_heading,
)
from requests_app.letters.subject_matter import Matter
from requests_app.letters.voice import pairs, paragraphs, quoted
from requests_app.models import Measure
from requests_app.rules.measures import FINISHED, Outcome


def additional_information(matter: Matter) -> Iterator[Drafted]:
    """What was asked, what is answered, and that the request stands."""
    yield from _reply(matter, "additional_information", _asked(matter))


def consultation_reply(matter: Matter) -> Iterator[Drafted]:
    """What was put to consultation, and the reply."""
    theirs = [one for one in matter.consultations if one.by_other_state]
    asked = (theirs[-1].proposal, matter.voice.day(theirs[-1].opened_on)) if theirs else None
    yield from _reply(matter, "consultation_reply", asked)


def _asked(matter: Matter) -> tuple[str, str] | None:
    question = matter.question
    return (question.text, matter.voice.day(question.asked_on)) if question else None


def _reply(matter: Matter, table: str, asked: tuple[str, str] | None) -> Iterator[Drafted]:
    say, head = matter.voice.topic(table)
    if asked:
        text, day = asked
        yield head("asked"), [paragraphs(say("asked", date=day)), quoted(text)]
    yield head("answer"), [quoted(matter.text("answer"))]
    yield head("stands"), [paragraphs(say("stands"))]


def conditions_accepted(matter: Matter) -> Iterator[Drafted]:
    """The conditions word by word, and that they bind."""
    voice = matter.voice
    say, head = voice.topic("conditions_accepted")
    yield head(), [paragraphs(say("accepted")), quoted(_conditions(matter))]
    binding = say("binding", cite=voice.duty("duty.conditions_bind"))
    yield head("binding"), [paragraphs(binding, say("proceed"))]


def conditions_declined(matter: Matter) -> Iterator[Drafted]:
    """The conditions, why they cannot be met, and that the requested State decides."""
    voice = matter.voice
    say, head = voice.topic("conditions_declined")
    yield head(), [paragraphs(say("declined")), quoted(_conditions(matter))]
    yield head("reasons"), [quoted(matter.text("reasons"))]
    decide = say(
        "decide", cite=voice.duty("duty.conditions_inability", "duty.emergency_conditions")
    )
    yield head("decide"), [paragraphs(decide, say("other_terms"))]


def _conditions(matter: Matter) -> str:
    condition = matter.condition
    return matter.text("conditions") or (condition.text if condition else "–")


def status_enquiry(matter: Matter) -> Iterator[Drafted]:
    """What is asked about progress, and that the assistance is still needed."""
    voice = matter.voice
    say, head = voice.topic("status_enquiry")
    asked = [paragraphs(say("asked", cite=voice.duty("duty.status_reply")))]
    if matter.text("question"):
        asked += [paragraphs(say("asked_more")), quoted(matter.text("question"))]
    yield head(), asked
    deadline = matter.request.deadline_on
    suggested = say("suggested", date=voice.day(deadline)) if deadline else ""
    yield head("needed"), [paragraphs(say("needed"), suggested)]


def status_reply(matter: Matter) -> Iterator[Drafted]:
    """Where each measure stands, and the reply."""
    voice = matter.voice
    say, head = voice.topic("status_reply")
    table = say("table", cite=voice.duty("duty.status_reply"))
    yield head(), [paragraphs(table), voice.measures(matter.measures, outcome=True)]
    yield head("reply"), [quoted(matter.text("reply"))]


def withdrawal(matter: Matter) -> Iterator[Drafted]:
    """Why the assistance is no longer needed, and what is to happen with what was gathered."""
    voice = matter.voice
    say, head = voice.topic("withdrawal")
    withdrawn = say("withdrawn", cite=voice.duty("duty.withdraw"))
    yield head(), [paragraphs(withdrawn), quoted(matter.text("reasons"))]
    told = matter.text("instructions")
    material = quoted(told) if told else paragraphs(say("material_none"))
    yield head("material"), [paragraphs(say("stop")), material, paragraphs(say("thanks"))]


def transmission(matter: Matter) -> Iterator[Drafted]:
    """To the competent authority: the request, what is to be executed, how, and the report."""
    voice, request = matter.voice, matter.request
    say, head = voice.topic("transmission")
    label = voice.label
    yield (
        head("request"),
        [
            pairs(
                (label("transmission", "requesting_state"), voice.state(request.other_state_id)),
                (label("transmission", "requesting_reference"), request.their_reference),
                (
                    label("transmission", "instrument"),
                    instrument_title(matter, voice.instrument.code),
                ),
                (label("transmission", "urgency"), label("urgencies", request.urgency)),
            )
        ],
    )
    granted = [one for one in matter.measures if one.outcome in _TO_DO]
    yield (
        head("measures"),
        [block for measure in granted for block in measure_blocks(matter, measure)],
    )
    procedure = matter.content("procedure_details")
    yield (
        head("procedure"),
        [
            paragraphs(say("procedure", cite=voice.duty("duty.execution_manner"))),
            quoted(procedure),
        ]
        if procedure
        else [paragraphs(say("procedure_none"))],
    )
    yield (
        head("date"),
        [
            paragraphs(say("date", date=voice.day(request.deadline_on))),
            quoted(request.deadline_reason),
        ]
        if request.deadline_on
        else [paragraphs(say("date_none", cite=voice.duty("duty.speed")))],
    )
    yield (
        head("confidentiality"),
        [
            paragraphs(say("confidentiality", cite=voice.duty("duty.confidentiality"))),
            quoted(request.confidentiality),
        ]
        if request.confidentiality
        else [paragraphs(say("confidentiality_none"))],
    )
    if matter.text("instructions"):
        yield head("instructions"), [quoted(matter.text("instructions"))]
    yield head("report"), [paragraphs(say("report"), say("difficulties"))]


_TO_DO = (Outcome.PENDING, Outcome.GRANTED, Outcome.PARTLY_EXECUTED)


def results(matter: Matter) -> Iterator[Drafted]:
    """What became of each measure released, what is sent, and the limits that travel with it."""
    voice = matter.voice
    say, head = voice.topic("results")
    sent = [one for one in matter.measures if one.released_at and one.sent_at in (None, matter.at)]
    told = [paragraphs(say("results", cite=voice.duty("duty.outcome")))]
    told.append(voice.measures(sent, outcome=True))
    told += [block for measure in sent for block in _account(matter, measure)]
    yield head("results"), told
    yield head("account"), [quoted(matter.text("account"))]
    numbers = {measure.number for measure in sent}
    items = [item for item in matter.evidence if numbers.intersection(item.measures)]
    if items:
        yield matter.voice.label("evidence", "heading"), list(schedule(matter, items))
    yield head("use"), list(_limits(matter, sent))
    rest = [
        one
        for one in matter.measures
        if one not in sent
        and one.sent_at is None
        and (one.outcome not in FINISHED or one.outcome == Outcome.EXECUTED)
    ]
    if rest:
        open_ones = [paragraphs(say("rest_open")), voice.measures(rest, outcome=True)]
        yield head("rest"), open_ones
    else:
        yield head("rest"), [paragraphs(say("complete"))]


def _account(matter: Matter, measure: Measure) -> Iterator[Block]:
    if measure.account:
        yield measure_heading(matter, measure)
        yield quoted(measure.account)


def _limits(matter: Matter, sent: list[Measure]) -> Iterator[Block]:
    voice = matter.voice
    say, _head = voice.topic("results")
    own = list(dict.fromkeys(measure.use_limits for measure in sent if measure.use_limits))
    cite = voice.duty("duty.use_limit")
    if cite:
        yield paragraphs(say("use_limit", cite=cite))
    if own:
        yield paragraphs(say("own_limits"))
        yield from (quoted(limit) for limit in own)
    if not cite and not own:
        yield paragraphs(say("no_limit"))
    yield paragraphs(say("return_originals"))


def note(matter: Matter) -> Iterator[Drafted]:
    """The text of the note, said to be unasked."""
    say, head = matter.voice.topic("note")
    yield head(), [paragraphs(say("unasked")), quoted(matter.text("text"))]
