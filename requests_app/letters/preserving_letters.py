"""Letters on preserved data: until when they are kept, what endangers them, how it ends."""

from collections.abc import Iterator
from datetime import date

from requests_app.letters.context import Block
from requests_app.letters.request_letter import Drafted
from requests_app.letters.subject_matter import Matter
from requests_app.letters.voice import pairs, paragraphs, quoted
from requests_app.models import Preservation
from requests_app.rules.preserved import PERIOD, Keeping, Risk


def preserved(matter: Matter) -> Iterator[Drafted]:
    """What is preserved by whom since when, and until when at least it is kept."""
    voice = matter.voice
    say, head = voice.topic("preserved")
    done = say("preserved", cite=voice.duty("duty.preserve"))
    yield head(), [paragraphs(done), _data(matter)]
    yield head("period"), [paragraphs(*_period(matter))]


def _period(matter: Matter) -> Iterator[str]:
    voice = matter.voice
    say, _head = voice.topic("preserved")
    if ends := [day for day in _ends(matter).values() if day]:
        yield say("until", cite=_cite(matter), date=voice.day(min(ends)))
    else:
        yield say("until_none")
    yield say("then", cite=voice.duty("duty.preservation_kept"))
    if voice.has_duty("duty.disclose_path"):
        yield say("path", cite=voice.duty("duty.disclose_path"))


def _cite(matter: Matter) -> str:
    row = matter.voice.instrument.clock(PERIOD)
    return matter.voice.cites([row] if row else [])


def _ends(matter: Matter) -> dict[int, date | None]:
    """Until when at least the data of each measure are kept, as its clock has it now."""
    clocks = matter.request.clocks.filter(clock=PERIOD)
    until = dict(clocks.values_list("about", "due_on"))
    return {one.number: until.get(f"measure:{one.number}") for one in matter.decided}


def _data(matter: Matter) -> Block:
    voice = matter.voice
    kept = {
        row.measure_id: row
        for row in Preservation.objects.filter(measure__in=[one.pk for one in matter.decided])
    }

    ends = _ends(matter)

    def day(value: date | None) -> str:
        return voice.day(value) if value else "–"

    return voice.table(
        ("number", "description", "custodian", "preserved_on", "kept_until"),
        (7, 36, 25, 16, 16),
        (
            (
                str(one.number),
                one.contents.get("data_to_preserve") or one.description or voice.measure(one),
                kept[one.pk].custodian or "–" if one.pk in kept else "–",
                day(kept[one.pk].preserved_on) if one.pk in kept else "–",
                day(ends[one.number]),
            )
            for one in matter.decided
        ),
    )


def risk(matter: Matter) -> Iterator[Drafted]:
    """Why preserving may not serve, and that the requesting State decides."""
    voice = matter.voice
    say, head = voice.topic("preservation_risk")
    told = say(Risk(matter.text("risk")).lower(), cite=voice.duty("duty.preservation_risk"))
    yield head(), [paragraphs(told), quoted(matter.text("explanation"))]
    decides = say("decides", cite=voice.duty("duty.preservation_decides"))
    yield head("decision"), [paragraphs(decides, say("meanwhile"))]


def goes_on(matter: Matter) -> Iterator[Drafted]:
    """The risk is known, and the request is to be executed nevertheless."""
    voice = matter.voice
    say, head = voice.topic("preservation_goes_on")
    yield head(), [paragraphs(say("noted"))]
    decided = say("go_on", cite=voice.duty("duty.preservation_decides"))
    yield head("decision"), [paragraphs(decided), quoted(matter.text("reasons"))]


def extension_request(matter: Matter) -> Iterator[Drafted]:
    """For how many days more the data are to be kept, and why."""
    voice = matter.voice
    say, head = voice.topic("extension_request")
    asked = say(
        "asked",
        cite=voice.duty("duty.preservation_extension"),
        number=str(matter.given.get("days") or "–"),
    )
    yield head(), [paragraphs(asked), _data(matter)]
    yield head("reasons"), [quoted(matter.text("reasons")), paragraphs(say("reply"))]


def extended(matter: Matter) -> Iterator[Drafted]:
    """For how many days more the data are kept, and until when."""
    voice = matter.voice
    say, head = voice.topic("preservation_extended")
    number = str(matter.given.get("days") or "–")
    longer = say("extended", cite=voice.duty("duty.preservation_extension"), number=number)
    yield head(), [paragraphs(longer), _data(matter)]
    then = voice.say("preserved", "then", cite=voice.duty("duty.preservation_kept"))
    yield head("period"), [paragraphs(then)]


def ended(matter: Matter) -> Iterator[Drafted]:
    """Since when the data are kept no longer, why, and what became of them."""
    voice = matter.voice
    say, head = voice.topic("preservation_ended")
    day = matter.day("ended_on")
    since = say("ended", date=voice.day(day) if day else "–")
    yield head(), [paragraphs(since), _data(matter)]
    why = say(Keeping(matter.text("ended_as")).lower())
    yield head("reasons"), [paragraphs(why), quoted(matter.text("account"))]


def path(matter: Matter) -> Iterator[Drafted]:
    """The provider in a third State, the path to it, and what the data may be used for."""
    voice = matter.voice
    say, head = voice.topic("path_disclosed")
    state = matter.text("third_state")
    found = say("found", cite=voice.duty("duty.disclose_path"))
    entries = pairs(
        (voice.label("path_disclosed", "state"), voice.state(state) if state else ""),
        (voice.label("path_disclosed", "provider"), matter.text("provider")),
    )
    yield head(), [paragraphs(found), entries]
    yield head("data"), [quoted(matter.text("traffic_data"))]
    next_one = say("next", cite=voice.duty("duty.use_limit"))
    yield head("next"), [paragraphs(next_one)]


def given_up(matter: Matter) -> Iterator[Drafted]:
    """The data need be kept no longer."""
    voice = matter.voice
    say, head = voice.topic("preservation_given_up")
    told = say("given_up", cite=voice.duty("duty.withdraw"))
    yield head(), [paragraphs(told), _data(matter)]
    yield head("thanks"), [quoted(matter.text("reasons")), paragraphs(say("thanks"))]
