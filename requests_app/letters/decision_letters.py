"""Letters that tell the requesting State what was decided, and those that lead there."""

from collections.abc import Iterator

from requests_app.letters.context import Block
from requests_app.letters.request_letter import Drafted, instrument_title
from requests_app.letters.subject_matter import Matter
from requests_app.letters.voice import paragraphs, quoted
from requests_app.rules.facts import Form, Urgency
from requests_app.rules.instruments import Nature, Status
from requests_app.rules.refusal import OWN_LAW


def acknowledgement(matter: Matter) -> Iterator[Drafted]:
    """Receipt, the text it is examined under, and what of it was noted."""
    voice, request = matter.voice, matter.request
    say, head = voice.topic("acknowledgement")
    yield (
        head("receipt"),
        [
            paragraphs(
                say("received", date=_received(matter)),
                say("channel", channel=voice.label("channels", request.channel)),
                say("oral", cite=voice.duty("duty.oral_confirmation"))
                if request.form == Form.ORAL and request.confirmation_owed
                else "",
            )
        ],
    )
    courtesy = voice.instrument.status is Status.COURTESY
    examined = (
        say("examined_courtesy")
        if courtesy
        else say("examined", instrument=instrument_title(matter, voice.instrument.code))
    )
    noted = [
        say("information", cite=voice.duty("duty.additional_information")),
        say("urgent") if request.urgency != Urgency.ROUTINE else "",
        say(
            "suggested",
            cite=voice.duty("duty.suggested_dates"),
            date=voice.day(request.deadline_on),
        )
        if request.deadline_on
        else "",
        say("confidentiality", cite=voice.duty("duty.confidentiality_inability"))
        if request.confidentiality
        else "",
    ]
    yield (
        head("examination"),
        [paragraphs(examined, *noted)],
    )


def information_request(matter: Matter) -> Iterator[Drafted]:
    """What is missing with its cites, what is asked, by when, and that the request stays open."""
    voice = matter.voice
    say, head = voice.topic("information_request")
    items = tuple(matter.given.get("items") or ())
    if items:
        yield head("missing"), [paragraphs(say("missing")), missing(matter, items)]
    cite = voice.duty("duty.additional_information")
    yield (
        head("questions"),
        [paragraphs(say("questions", cite=cite)), quoted(matter.text("questions"))],
    )
    reply_by = matter.day("reply_by")
    if reply_by:
        yield head("reply"), [paragraphs(say("reply_by", date=voice.day(reply_by)))]
    yield head("open"), [paragraphs(say("open"))]


def missing(matter: Matter, items: tuple[str, ...]) -> Block:
    """The contents found missing, with the paragraph that asks for each."""
    voice = matter.voice
    return voice.table(
        ("content", "provision"),
        (50, 50),
        (
            (voice.words.known("contents", item) or item, voice.content_cite(item) or "–")
            for item in items
        ),
    )


def consultation(matter: Matter) -> Iterator[Drafted]:
    """What stands in the way, why the other State is asked, and that nothing is decided."""
    voice = matter.voice
    say, head = voice.topic("consultation")
    yield head(), [quoted(matter.text("proposal"))]
    cite = voice.duty("duty.consult_first", "duty.consult_before_postponing")
    yield head("purpose"), [paragraphs(say("purpose", cite=cite), say("undecided"))]
    yield head("answer"), [paragraphs(say("answer"))]


def acceptance(matter: Matter) -> Iterator[Drafted]:
    """What is accepted, how it will be executed, and what the results may be used for."""
    voice, request = matter.voice, matter.request
    say, head = voice.topic("acceptance")
    accepted = matter.decided
    whole = len(accepted) == len(matter.measures)
    yield (
        head("decision"),
        [
            paragraphs(say("accepted_all" if whole else "accepted_part")),
            voice.measures(accepted),
        ],
    )
    dated = (
        say(
            "suggested",
            cite=voice.duty("duty.suggested_dates"),
            date=voice.day(request.deadline_on),
        )
        if request.deadline_on
        else say("speed", cite=voice.duty("duty.speed"))
    )
    manner = say("manner", cite=voice.duty("duty.execution_manner"))
    yield head("execution"), [paragraphs(manner, dated, say("passed_on"))]
    if voice.has_duty("duty.use_limit"):
        use = say("use_limit", cite=voice.duty("duty.use_limit"))
        yield head("use"), [paragraphs(use)]


def conditions(matter: Matter) -> Iterator[Drafted]:
    """The conditions, why they are necessary, and what accepting them means."""
    voice = matter.voice
    say, head = voice.topic("conditions")
    concerned = matter.decided
    whole = len(concerned) == len(matter.measures)
    cite = voice.duty("cond.any_necessary")
    decision = [paragraphs(say("offered" if whole else "offered_part", cite=cite))]
    yield head("decision"), decision if whole else [*decision, voice.measures(concerned)]
    yield head("conditions"), [quoted(matter.text("conditions"))]
    if matter.text("reasons"):
        yield head("reasons"), [quoted(matter.text("reasons"))]
    yield (
        head("acceptance"),
        [
            paragraphs(
                say("acceptance"),
                say("binding", cite=voice.duty("duty.conditions_bind")),
                say("inability", cite=voice.duty("duty.conditions_inability")),
                say("pending"),
            )
        ],
    )


def postponement(matter: Matter) -> Iterator[Drafted]:
    """The postponement with its ground, its reasons, the consultation and the review date."""
    voice = matter.voice
    say, head = voice.topic("postponement")
    cite = voice.cites(voice.instrument.postponements)
    case = matter.text("ongoing_case")
    if case:
        first = say("postponed", cite=cite) if cite else say("postponed_no_case")
        decided = [first, say("ongoing", text=case)]
    else:
        decided = [say("extended", cite=cite)]
    yield head("decision"), [paragraphs(*decided)]
    yield head("reasons"), [quoted(matter.text("reasons"))]
    if matter.consultations:
        yield head("consultation"), [_consultations(matter)]
    review_on = matter.day("review_on")
    review = say("review", date=voice.day(review_on)) if review_on else ""
    yield head("review"), [paragraphs(review, say("no_refusal"))]


def refusal(matter: Matter) -> Iterator[Drafted]:
    """What is refused, the permitted grounds with their cites, the reasons, the consultation."""
    voice = matter.voice
    say, head = voice.topic("refusal")
    refused = matter.decided
    whole = len(refused) == len(matter.measures)
    yield (
        head("decision"),
        [paragraphs(say("refused_all" if whole else "refused_part")), voice.measures(refused)],
    )
    grounds = [paragraphs(say("grounds")), _grounds(matter)]
    if matter.text("own_law"):
        grounds.append(paragraphs(say("own_law", text=matter.text("own_law").rstrip("."))))
    yield head("grounds"), grounds
    reasons = say("reasons", cite=voice.duty("duty.reasons"))
    yield head("reasons"), [paragraphs(reasons), quoted(matter.text("reasons"))]
    if matter.consultations:
        consulted = say("consulted", cite=voice.duty("duty.consult_first"))
        yield head("consultation"), [paragraphs(consulted), _consultations(matter)]
    after = [] if whole else [say("rest")]
    yield head("after"), [paragraphs(*after, say("anew"))]


def _grounds(matter: Matter) -> Block:
    voice = matter.voice
    chosen = tuple(matter.given.get("grounds") or ())
    rows = {row.key: row for row in voice.instrument.grounds_for(voice.kinds)}
    found: list[tuple[str, str]] = []
    for key in chosen:
        row = rows.get(key)
        if row is not None and row.nature is not Nature.FORBIDDEN:
            found.append((voice.ground(row), voice.cites((row,)) or "–"))
        elif key == OWN_LAW:
            found.append((voice.label("grounds", OWN_LAW), matter.text("own_law") or "–"))
    return voice.table(("ground", "provision"), (60, 40), found)


def _consultations(matter: Matter) -> Block:
    voice = matter.voice
    none = voice.label("tables", "not_answered")
    return voice.table(
        ("held_on", "answered_on", "answer"),
        (24, 24, 52),
        (
            (
                voice.day(one.opened_on),
                voice.day(one.answered_on) if one.answered_on else "–",
                one.answer or none,
            )
            for one in matter.consultations
        ),
    )


def returning(matter: Matter) -> Iterator[Drafted]:
    """What is missing, why it cannot be executed, and how to ask anew."""
    voice = matter.voice
    say, head = voice.topic("return")
    blocks = [paragraphs(say("returned"))]
    items = tuple(matter.given.get("items") or ())
    if items:
        blocks += [paragraphs(say("missing")), missing(matter, items)]
    yield head(), blocks
    question = matter.question
    asked = say("asked", date=voice.day(question.asked_on)) if question else ""
    yield head("reasons"), [quoted(matter.text("reasons")), paragraphs(asked)]
    yield head("anew"), [paragraphs(say("anew"), say("no_refusal"))]


def forwarding(matter: Matter) -> Iterator[Drafted]:
    """Where the request went, why, and whom to write to."""
    voice = matter.voice
    say, head = voice.topic("forwarding")
    sent = [paragraphs(say("forwarded")), quoted(matter.text("addressee"))]
    yield head(), sent
    yield head("reasons"), [quoted(matter.text("reasons"))]
    yield head("further"), [paragraphs(say("further"))]


def _received(matter: Matter) -> str:
    received = matter.request.received_on
    return matter.voice.day(received) if received else "–"
