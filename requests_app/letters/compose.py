"""Compose: every word of a letter, frozen at the instant of the decision.

Read this to learn what a letter says. The house wording stands in `wording/*.toml`; what is
cited comes from the treaty file that leads the case; what people wrote stands apart.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from authorities import queries as register
from authorities.models import Authority
from mla import plain
from mla.accounts.models import User
from requests_app.letters import dealing_letters as dealings
from requests_app.letters import decision_letters as decisions
from requests_app.letters import emergency_letters as emergencies
from requests_app.letters import evidence_letters as evidence
from requests_app.letters import preserving_letters as preserving
from requests_app.letters import secrecy_letters as secrecy
from requests_app.letters import using_letters as using
from requests_app.letters import wordings
from requests_app.letters.context import Block, LetterContext, Letterhead, Pair, Section
from requests_app.letters.request_letter import Drafted
from requests_app.letters.subject_matter import Matter
from requests_app.letters.voice import Voice, lines, of_state, pairs, paragraphs
from requests_app.models import Measure, Request
from requests_app.rules import instruments
from requests_app.rules.correspondence import KINDS, Letter, To
from requests_app.rules.facts import Channel, Direction, Urgency

SECTIONS: dict[Letter, Callable[[Matter], Iterable[Drafted]]] = {
    Letter.REQUEST: emergencies.request,
    Letter.ADDITIONAL_INFORMATION: dealings.additional_information,
    Letter.CONSULTATION_REPLY: dealings.consultation_reply,
    Letter.CONDITIONS_ACCEPTED: dealings.conditions_accepted,
    Letter.CONDITIONS_DECLINED: dealings.conditions_declined,
    Letter.STATUS_ENQUIRY: dealings.status_enquiry,
    Letter.WITHDRAWAL: dealings.withdrawal,
    Letter.ACKNOWLEDGEMENT: decisions.acknowledgement,
    Letter.INFORMATION_REQUEST: decisions.information_request,
    Letter.CONSULTATION: decisions.consultation,
    Letter.ACCEPTANCE: decisions.acceptance,
    Letter.CONDITIONS: decisions.conditions,
    Letter.POSTPONEMENT: decisions.postponement,
    Letter.REFUSAL: decisions.refusal,
    Letter.TRANSMISSION: dealings.transmission,
    Letter.RESULTS: dealings.results,
    Letter.STATUS_REPLY: dealings.status_reply,
    Letter.FORWARDING: decisions.forwarding,
    Letter.RETURN: decisions.returning,
    Letter.NOTE: dealings.note,
    Letter.EVIDENCE_DELIVERY: evidence.delivery,
    Letter.EVIDENCE_RECEIPT: evidence.receipt,
    Letter.PRESERVED: preserving.preserved,
    Letter.PRESERVATION_RISK: preserving.risk,
    Letter.PRESERVATION_GOES_ON: preserving.goes_on,
    Letter.EXTENSION_REQUEST: preserving.extension_request,
    Letter.PRESERVATION_EXTENDED: preserving.extended,
    Letter.PRESERVATION_ENDED: preserving.ended,
    Letter.PRESERVATION_GIVEN_UP: preserving.given_up,
    Letter.PATH_DISCLOSED: preserving.path,
    Letter.CONSENT_REQUEST: using.consent_request,
    Letter.CONSENT_REPLY: using.consent_reply,
    Letter.DISCLOSURE_NOTICE: using.disclosure_notice,
    Letter.DISCLOSURE_CONSULTATION: using.disclosure_consultation,
    Letter.CONDITION_BREACH: using.condition_breach,
    Letter.CONDITION_INABILITY: using.condition_inability,
    Letter.USE_QUESTION: using.use_question,
    Letter.USE_REPORT: using.use_report,
    Letter.SECRECY_IMPOSSIBLE: secrecy.impossible,
    Letter.SECRECY_DECISION: secrecy.decision,
    Letter.REFILING: emergencies.request_again,
    Letter.USE_ENQUIRY: emergencies.use_enquiry,
    Letter.USE_ACCOUNT: emergencies.use_account,
}
"""The sections of each kind of letter, before the one on contact."""

WITH_ANNEXES = frozenset({Letter.REQUEST, Letter.REFILING, Letter.TRANSMISSION, Letter.RESULTS})
"""Letters that list the documents of the case as their annexes."""
BEFORE_THEY_KNOW = frozenset({Letter.REQUEST})


def language_for(request: Request, kind: Letter | str = Letter.REQUEST) -> str:
    """The language a letter is written in, always one that letters can be written in.

    A request of ours, and every letter to the other State, goes in the language of the
    request; where letters cannot be written in it, in the first that the register knows the
    other State to accept. To our own competent authority the language of the house. English
    where nothing else is left.
    """
    shipped = wordings.languages()
    if KINDS[Letter(kind)].to is To.COMPETENT_AUTHORITY:
        house = settings.LANGUAGE_CODE.split("-")[0]
        return house if house in shipped else wordings.FALLBACK
    if request.language in shipped:
        return str(request.language)
    accepted = register.accepted_languages(request.other_state_id, request.instrument)
    return next((fact.language for fact in accepted if fact.language in shipped), wordings.FALLBACK)


def freeze(
    *,
    kind: Letter | str,
    request: Request,
    by: User,
    at: datetime,
    language: str,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """Every word of the letter as JSON: what is drawn from it later needs nothing else.

    `given` are the values of the action. `at` is the instant of the decision; the letter
    bears its day in the zone of the house. `by` does not appear: an office signs, not a
    person. Raises KeyError for a language that letters cannot be written in.
    """
    letter = Letter(kind)
    matter = _matter(letter, request, given, at, language)
    return _context(letter, matter).to_json()


_MEASURES = plain.Rows(Measure, where="request_id = %s", order="number")


def _matter(
    letter: Letter, request: Request, given: Mapping[str, Any], at: datetime, language: str
) -> Matter:
    words = wordings.wording(language)
    measures = tuple(_MEASURES.of(request.pk))
    home = request.home_authority
    of_home = of_state(words, settings.MLA_HOME_STATE)
    of_other = of_state(words, request.other_state_id)
    blanks = {"of_home": of_home, "of_other": of_other, "reference": request.reference}
    judicial = request.channel == Channel.DIRECT_JUDICIAL
    them = words.fill("common", "them_judicial" if judicial else "them", blanks)
    us = words.fill("common", "us", blanks)
    voice = Voice(
        words,
        settings.MLA_HOME_STATE,
        request.other_state_id,
        instruments.get(request.instrument),
        frozenset(measure.kind for measure in measures),
        home.zone or home.state.zone or "UTC",
        {**blanks, "us": us, "them": them},
    )
    return Matter(request, given, at, voice, measures)


def _context(letter: Letter, matter: Matter) -> LetterContext:
    request, voice, words = matter.request, matter.voice, matter.voice.words
    common = words.tables["common"]
    title = _title(letter, matter)
    inside = KINDS[letter].to is To.COMPETENT_AUTHORITY
    drafted = [*SECTIONS[letter](matter), _contact(matter, inside=inside)]
    annexes = matter.documents if letter in WITH_ANNEXES else ()
    return LetterContext(
        kind=letter,
        language=words.language,
        direction=words.direction,
        letterhead=_letterhead(matter),
        references=_references(letter, matter),
        markings=_markings(matter),
        addressee=_addressee(matter, inside=inside),
        title=title,
        subject=Pair(common["subject"], request.title),
        opening=_opening(letter, matter, inside=inside),
        sections=tuple(
            Section(number, heading, tuple(block for block in blocks if block != Block()))
            for number, (heading, blocks) in enumerate(drafted, start=1)
        ),
        closing=voice.say("closings", "inside" if inside else "other_state"),
        signature=(
            voice.say("common", "by_office"),
            common["role"],
            common["place_for_seal"],
        ),
        annexes_title=common["annexes"],
        annexes=tuple(document.title for document in annexes),
        footer=request.reference,
        page=common["page"],
        page_of=common["page_of"],
        specimen=common["specimen"] if request.is_specimen else "",
        written_at=matter.at.astimezone(UTC).isoformat(timespec="seconds"),
        wording=f"{words.language}/{words.version}",
    )


def _title(letter: Letter, matter: Matter) -> str:
    """The title of the letter; a request for one kind of measure has that kind's own, if any."""
    own = _of_kind(matter, "request_titles") if letter is Letter.REQUEST else None
    return matter.voice.words.text(*own or ("titles", letter))


def _of_kind(matter: Matter, table: str) -> tuple[str, str] | None:
    """Where the wording has a text for the one kind of measure that is asked for."""
    kinds = matter.voice.kinds
    kind = next(iter(kinds)) if len(kinds) == 1 else ""
    return (table, kind) if matter.voice.words.known(table, kind) else None


def _letterhead(matter: Matter) -> Letterhead:
    home = matter.request.home_authority
    contact = (home.phone, home.email)
    return Letterhead(
        matter.voice.state(settings.MLA_HOME_STATE),
        home.institution,
        home.unit,
        (*lines(home.address), *(line for line in contact if line)),
    )


def _references(letter: Letter, matter: Matter) -> tuple[Pair, ...]:
    common = matter.voice.words.tables["common"]
    request = matter.request
    found = [Pair(common["our_reference"], request.reference)]
    if request.their_reference and KINDS[letter].to is To.OTHER_STATE:
        found.append(Pair(common["their_reference"], request.their_reference))
    found.append(Pair(common["date"], matter.voice.local_day(matter.at)))
    if KINDS[letter].to is To.OTHER_STATE:
        channel = matter.voice.label("channel_lines", request.channel)
        found.append(Pair(common["channel"], channel))
    return tuple(found)


def _markings(matter: Matter) -> tuple[str, ...]:
    request, voice = matter.request, matter.voice
    found = []
    if request.confidentiality:
        found.append(voice.label("common", "confidential"))
    if request.urgency != Urgency.ROUTINE:
        found.append(voice.label("urgencies", request.urgency))
    return tuple(found)


def _addressee(matter: Matter, *, inside: bool) -> tuple[str, ...]:
    request, voice = matter.request, matter.voice
    if inside:
        given = matter.given.get("authority")
        authority = given if isinstance(given, Authority) else request.executing_authority
        return _lines_of(authority) if authority else ()
    if request.addressee:
        return lines(request.addressee)
    state = voice.state(request.other_state_id)
    if request.other_authority is not None:
        return (*_lines_of(request.other_authority), state)
    of_other = voice.base["of_other"]
    return (voice.words.fill("common", "central_authority", {"of_state": of_other}),)


def _lines_of(authority: Authority) -> tuple[str, ...]:
    named = (authority.institution, authority.unit, *lines(authority.address))
    return tuple(line for line in named if line)


def _opening(letter: Letter, matter: Matter, *, inside: bool) -> str:
    request, voice = matter.request, matter.voice
    if inside or request.direction == Direction.INCOMING:
        received = voice.day(request.received_on) if request.received_on else "–"
        return voice.say("openings", "inside" if inside else "incoming", date=received)
    if letter in BEFORE_THEY_KNOW:
        return voice.say(*_of_kind(matter, "request_openings") or ("openings", "request"))
    if request.transmitted_at is None:
        return voice.say("openings", "outgoing")
    return voice.say("openings", "outgoing_sent", date=voice.local_day(request.transmitted_at))


def _contact(matter: Matter, *, inside: bool) -> Drafted:
    """Whom to write to, by which channel, and in which zone its times are."""
    voice, request = matter.voice, matter.request
    home = request.home_authority
    say, head = voice.topic("contact")
    offset = matter.at.astimezone(ZoneInfo(voice.zone)).strftime("%z")
    zone = f"{voice.zone} (UTC{offset[:3]}:{offset[3:]})"
    channel = voice.label("channels", request.channel)
    label = voice.label
    return (
        head(),
        [
            paragraphs(say("reply_inside") if inside else say("reply", channel=channel)),
            pairs(
                (label("contact", "authority"), str(home)),
                (label("contact", "address"), ", ".join(lines(home.address))),
                (label("contact", "phone"), home.phone),
                (label("contact", "email"), home.email),
                (label("contact", "time_zone"), zone),
            ),
        ],
    )
