"""The letter of request: thirteen sections in the order in which authorities read them."""

from collections.abc import Iterator

from requests_app.letters.context import Block
from requests_app.letters.subject_matter import Matter
from requests_app.letters.voice import bullets, pairs, paragraphs, quoted
from requests_app.models import Measure, Offence
from requests_app.rules import instruments
from requests_app.rules.contents import MEASURE_KEYS
from requests_app.rules.facts import Urgency
from requests_app.rules.instruments import Status

Drafted = tuple[str, list[Block]]
"""The heading of a section and its blocks."""


def request_letter(matter: Matter) -> Iterator[Drafted]:
    """The sections of a request, without the closing section on contact.

    What no text asks of these kinds of measure, and nobody wrote, has no section.
    """
    _say, heading = matter.voice.topic("request")
    yield heading("authority"), [authorities(matter)]
    yield heading("legal_basis"), [bullets(*legal_basis(matter))]
    if _belongs(matter, "subject_nature"):
        yield heading("subject"), _told(matter, "subject_nature")
    if matter.content("facts_summary"):
        yield heading("facts"), [quoted(matter.content("facts_summary"))]
    if matter.offences:
        yield heading("offences"), offences(matter)
    if matter.persons or matter.request.persons_reason or _belongs(matter, "persons"):
        yield heading("persons"), persons(matter)
    yield heading("assistance"), list(assistance(matter))
    if _belongs(matter, "procedure_details"):
        yield heading("procedure"), _procedure(matter)
    if _belongs(matter, "purpose"):
        yield heading("purpose"), _told(matter, "purpose")
    yield heading("date"), _date(matter)
    yield heading("confidentiality"), _confidentiality(matter)
    yield heading("undertakings"), [bullets(*undertakings(matter))]


def _belongs(matter: Matter, key: str) -> bool:
    """The content is there, or the instrument asks for it of a request for these kinds."""
    asked = matter.voice.instrument.contents_for(matter.voice.kinds)
    return bool(matter.content(key)) or any(row.key == key for row in asked)


def authorities(matter: Matter) -> Block:
    say, request = matter.voice.label, matter.request
    return pairs(
        (
            say("request", "requesting_authority"),
            matter.content("requesting_authority") or str(request.home_authority),
        ),
        (
            say("request", "conducting_authority"),
            matter.content("conducting_authority")
            or (say("common", "not_known") if _belongs(matter, "conducting_authority") else ""),
        ),
        (say("request", "case_reference"), request.case_reference),
    )


def legal_basis(matter: Matter) -> Iterator[str]:
    """One sentence for each text relied on; courtesy and reciprocity where there is none."""
    voice, basis = matter.voice, matter.request.legal_basis
    named = list(basis.get("instruments") or ())
    treaties = list(basis.get("treaties") or ())
    for treaty in treaties:
        key = "under_treaty_articles" if treaty.get("articles") else "under_treaty"
        yield voice.say(
            "request", key, instrument=treaty["title"], articles=str(treaty.get("articles") or "")
        )
    if not named and not treaties and voice.instrument.status is not Status.COURTESY:
        named = [{"instrument": voice.instrument.code, "articles": ""}]
    for entry in named:
        code = entry["instrument"]
        text = instruments.all_instruments().get(code)
        if text is not None and text.status is Status.COURTESY:
            continue
        draft = text is not None and text.status is Status.DRAFT
        yield voice.say(
            "request",
            "under_model" if draft else "under",
            instrument=instrument_title(matter, code),
            articles=str(entry.get("articles") or "") or instrument_article(matter, code),
        )
    if voice.instrument.status is Status.COURTESY and not treaties:
        yield voice.say("request", "courtesy")
    if basis.get("reciprocity"):
        yield voice.say("request", "reciprocity")


def instrument_title(matter: Matter, code: str) -> str:
    """The title of an instrument in the language of the letter."""
    said = matter.voice.words.known("instruments", code)
    held = instruments.all_instruments().get(code)
    return said or (held.title if held else code)


def instrument_article(matter: Matter, code: str) -> str:
    """The articles on mutual legal assistance of an instrument."""
    said = matter.voice.words.known("articles", code)
    held = instruments.all_instruments().get(code)
    return said or (held.article if held else "")


def _told(matter: Matter, key: str) -> list[Block]:
    text = matter.content(key)
    return [quoted(text) if text else paragraphs(matter.voice.label("common", "not_known") + ".")]


def offences(matter: Matter) -> list[Block]:
    return [
        paragraphs(matter.voice.say("request", "offences_intro")),
        matter.voice.table(
            ("number", "offence", "provisions", "penalty"),
            (7, 31, 36, 26),
            (
                (str(one.number), one.title, one.provisions or "–", _penalty(matter, one))
                for one in matter.offences
            ),
        ),
    ]


def _penalty(matter: Matter, offence: Offence) -> str:
    if offence.penalty or offence.max_penalty_years is None:
        return offence.penalty or "–"
    years = matter.voice.number(offence.max_penalty_years)
    return matter.voice.say("tables", "penalty_years", number=years)


def persons(matter: Matter) -> list[Block]:
    voice = matter.voice
    if not matter.persons:
        why = matter.request.persons_reason or voice.label("common", "not_known") + "."
        return [paragraphs(voice.say("request", "no_person")), quoted(why)]
    unknown = voice.label("common", "not_known")
    return [
        voice.table(
            ("number", "role", "identity", "location", "nationality"),
            (7, 20, 29, 25, 19),
            (
                (
                    str(one.number),
                    one.role,
                    one.identity or unknown,
                    one.location or unknown,
                    one.nationality or unknown,
                )
                for one in matter.persons
            ),
        )
    ]


def assistance(matter: Matter) -> Iterator[Block]:
    """Each measure under a number of its own, with the contents its kind has."""
    yield paragraphs(matter.voice.say("request", "assistance_intro"))
    for measure in matter.measures:
        yield from measure_blocks(matter, measure)


def measure_blocks(matter: Matter, measure: Measure) -> Iterator[Block]:
    """One measure: its kind with the paragraph, its description, its own contents."""
    voice = matter.voice
    yield measure_heading(matter, measure, cite=voice.kind_cite(measure.kind))
    if measure.description:
        yield quoted(measure.description)
    own = pairs(
        *(
            (voice.label("contents", key), str(measure.contents.get(key) or ""))
            for key in MEASURE_KEYS
        )
    )
    if own.pairs:
        yield own


def measure_heading(matter: Matter, measure: Measure, *, cite: str = "") -> Block:
    """The kind of a measure as a heading, under the number that it has in the request."""
    number = f"{matter.voice.label('tables', 'number')} {measure.number}"
    return Block(heading=matter.voice.measure(measure), number=number, cite=cite)


def _procedure(matter: Matter) -> list[Block]:
    voice, text = matter.voice, matter.content("procedure_details")
    cite = voice.duty("duty.execution_manner")
    if not text or text.strip(" .").casefold() in ("none", "ninguno", "no"):
        return [paragraphs(voice.say("request", "no_procedure", cite=cite))]
    return [paragraphs(voice.say("request", "procedure_intro", cite=cite)), quoted(text)]


def _date(matter: Matter) -> list[Block]:
    voice, request = matter.voice, matter.request
    blocks: list[Block] = []
    if request.deadline_on:
        cite = voice.duty("duty.suggested_dates")
        day = voice.day(request.deadline_on)
        blocks.append(paragraphs(voice.say("request", "date_asked", cite=cite, date=day)))
        blocks.append(quoted(request.deadline_reason))
    else:
        blocks.append(paragraphs(voice.say("request", "no_date", cite=voice.duty("duty.speed"))))
    if request.urgency != Urgency.ROUTINE and request.urgency_reason:
        emergency = request.urgency == Urgency.EMERGENCY
        key = "emergency_reason" if emergency else "urgency_reason"
        blocks += [paragraphs(voice.say("request", key)), quoted(request.urgency_reason)]
    return blocks


def _confidentiality(matter: Matter) -> list[Block]:
    voice = matter.voice
    if not matter.request.confidentiality:
        return [paragraphs(voice.say("request", "no_confidentiality"))]
    return [
        paragraphs(
            voice.say("request", "confidentiality_asked", cite=voice.duty("duty.confidentiality"))
        ),
        quoted(matter.request.confidentiality),
        paragraphs(
            voice.say(
                "request",
                "confidentiality_inability",
                cite=voice.duty("duty.confidentiality_inability"),
            )
        ),
    ]


def undertakings(matter: Matter) -> Iterator[str]:
    voice, kinds = matter.voice, matter.voice.kinds

    def promise(key: str, duty: str) -> str:
        return voice.say("request", key, cite=voice.duty(duty))

    yield promise("use_limit", "duty.use_limit")
    if voice.has_duty("duty.exculpatory"):
        yield promise("exculpatory", "duty.exculpatory")
    yield promise("conditions_bind", "duty.conditions_bind")
    if voice.has_duty("duty.costs_ordinary"):
        yield promise("costs_ordinary", "duty.costs_ordinary")
        yield promise("costs_extraordinary", "duty.costs_extraordinary")
    else:
        yield promise("costs_courtesy", "duty.costs_extraordinary")
    yield promise("return_originals", "duty.return_originals")
    if kinds & {"testimony", "voluntary_appearance"} and voice.has_duty("duty.safe_conduct"):
        yield promise("safe_conduct", "duty.safe_conduct")
    if "prisoner_transfer" in kinds:
        yield promise("transfer_custody", "duty.transfer_custody")
        yield promise("transfer_return", "duty.transfer_return")
        yield promise("transfer_immunity", "duty.transfer_immunity")
    yield promise("withdraw", "duty.withdraw")
