"""Letters of emergencies: the request with exactly its contents, made again, accounts of use."""

from collections.abc import Iterator
from datetime import date

from requests_app.letters.context import Block
from requests_app.letters.request_letter import (
    Drafted,
    legal_basis,
    offences,
    persons,
    request_letter,
    undertakings,
)
from requests_app.letters.subject_matter import Matter
from requests_app.letters.voice import bullets, pairs, paragraphs, quoted
from requests_app.models import Measure

DATA = frozenset({"emergency_data"})


def request(matter: Matter) -> Iterator[Drafted]:
    """A letter of request; one for emergency disclosure alone has the contents of its article
    and nothing else."""
    if matter.voice.kinds != DATA:
        yield from request_letter(matter)
        return
    say, head = matter.voice.topic("emergency_data")
    _say, of_request = matter.voice.topic("request")
    yield of_request("authority"), [_issued_by(matter)]
    yield (
        of_request("legal_basis"),
        [bullets(*legal_basis(matter)), *_each(matter, "statement_under_convention")],
    )
    yield head("emergency"), [paragraphs(say("emergency")), *_each(matter, "emergency_facts")]
    yield head("data"), [paragraphs(say("data")), *_data(matter)]
    if matter.offences:
        yield of_request("offences"), offences(matter)
    if matter.persons:
        yield of_request("persons"), persons(matter)
    for key in ("special_instructions", "other_helpful_info"):
        if told := list(_each(matter, key)):
            yield head(key), told
    if matter.request.confidentiality:
        yield of_request("confidentiality"), [quoted(matter.request.confidentiality)]
    yield of_request("undertakings"), [bullets(*undertakings(matter))]
    yield head("reply"), [paragraphs(say("reply"), say("conditions"))]


def _issued_by(matter: Matter) -> Block:
    label = matter.voice.label
    days = dict.fromkeys(_content(one, "issued_on") for one in matter.measures)
    return pairs(
        (
            label("request", "requesting_authority"),
            matter.content("requesting_authority") or str(matter.request.home_authority),
        ),
        *((label("contents", "issued_on"), _written_out(matter, day)) for day in days),
    )


def _written_out(matter: Matter, text: str) -> str:
    """A day that was given in ISO 8601 as the language writes it; other words as they are."""
    try:
        return matter.voice.day(date.fromisoformat(text))
    except ValueError:
        return text


def _data(matter: Matter) -> Iterator[Block]:
    label = matter.voice.label
    for measure in matter.measures:
        if measure.description:
            yield quoted(measure.description)
        key = "provider_name_address"
        yield pairs((label("contents", key), _content(measure, key)))
        if told := _content(measure, "data_description"):
            yield quoted(told)


def _each(matter: Matter, key: str) -> Iterator[Block]:
    return (quoted(text) for one in matter.measures if (text := _content(one, key)))


def _content(measure: Measure, key: str) -> str:
    return str(measure.contents.get(key) or "")


def request_again(matter: Matter) -> Iterator[Drafted]:
    """The same request in the form that the requested State declared, and why it comes again."""
    say, head = matter.voice.topic("refiling")
    yield head(), [paragraphs(say("again", cite=matter.voice.duty("duty.emergency_refile")))]
    yield from request(matter)


def use_enquiry(matter: Matter) -> Iterator[Drafted]:
    """How the data were used is asked, with the condition that they were given on."""
    voice = matter.voice
    say, head = voice.topic("use_enquiry")
    yield (
        head(),
        [
            paragraphs(say("asked", cite=voice.duty("duty.emergency_explain_use"))),
            quoted(matter.text("question")),
        ],
    )
    if matter.condition is not None:
        yield head("condition"), [paragraphs(say("condition")), quoted(matter.condition.text)]


def use_account(matter: Matter) -> Iterator[Drafted]:
    """What was asked of the use of the data, and the account."""
    say, head = matter.voice.topic("use_account")
    asked = matter.request.use_enquiries.order_by("id").last()
    if asked is not None:
        day = matter.voice.day(asked.asked_on)
        yield head("asked"), [paragraphs(say("asked", date=day)), quoted(asked.question)]
    yield head("account"), [quoted(matter.text("account"))]
    yield head("limits"), [paragraphs(say("limits"))]
