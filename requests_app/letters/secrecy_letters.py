"""Letters on secrecy: that it cannot be kept, and whether the request goes on without it."""

from collections.abc import Iterator

from requests_app.letters.request_letter import Drafted
from requests_app.letters.subject_matter import Matter
from requests_app.letters.voice import paragraphs, quoted
from requests_app.rules.secrecy import GO_ON


def impossible(matter: Matter) -> Iterator[Drafted]:
    """What cannot be kept secret, why, and that the requesting State decides."""
    voice = matter.voice
    say, head = voice.topic("secrecy_impossible")
    cite = voice.duty("duty.confidentiality_inability")
    yield head(), [paragraphs(say("told", cite=cite)), quoted(matter.text("reasons"))]
    decide = say("decide", cite=voice.duty("duty.requesting_decides"))
    yield head("decide"), [paragraphs(decide, say("meanwhile"))]


def decision(matter: Matter) -> Iterator[Drafted]:
    """Whether the request is to be executed although it cannot stay secret."""
    voice = matter.voice
    say, head = voice.topic("secrecy_decision")
    key = "go_on" if matter.given.get("answer") == GO_ON else "not_executed"
    cite = voice.duty("duty.requesting_decides")
    yield head(), [paragraphs(say(key, cite=cite)), quoted(matter.text("text"))]
