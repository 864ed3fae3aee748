"""The letter by which the State notifies the depositary of an instrument."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from authorities.models import Authority
from requests_app.letters import wordings
from requests_app.letters.context import Block, LetterContext, Letterhead, Pair, Section
from requests_app.letters.voice import Voice, lines, of_state, pairs, quoted
from requests_app.models import DepositaryLetter
from requests_app.rules import instruments
from requests_app.rules.instrument_sets import Depositary


def freeze(letter: DepositaryLetter, *, at: datetime) -> LetterContext:
    """Every word of the letter, from the facts as they were prepared.

    Raises KeyError for a language that letters cannot be written in.
    """
    words = wordings.wording(letter.language)
    home = letter.authority
    instrument = instruments.get(letter.instrument)
    to = next((row.to for row in instrument.notifications), Depositary.UN)
    them = words.text("depositary", f"to_{to}")
    us = words.fill("common", "us", {"of_home": of_state(words, home.state_id)})
    blanks = {
        "of_home": of_state(words, home.state_id),
        "reference": letter.reference,
        "us": us,
        "them": them,
        "instrument": words.text("instruments", letter.instrument),
    }
    zone = home.zone or home.state.zone or "UTC"
    voice = Voice(words, home.state_id, "", instrument, frozenset(), zone, blanks)
    common = words.tables["common"]
    return LetterContext(
        kind=letter.kind,
        language=words.language,
        direction=words.direction,
        letterhead=Letterhead(
            voice.state(home.state_id),
            home.institution,
            home.unit,
            (*lines(home.address), *(line for line in (home.phone, home.email) if line)),
        ),
        references=(
            Pair(common["our_reference"], letter.reference),
            Pair(common["date"], voice.local_day(at)),
        ),
        markings=(),
        addressee=(them[:1].upper() + them[1:], words.text("depositary", "as_depositary")),
        title=words.text("depositary", "title"),
        subject=Pair(common["subject"], blanks["instrument"]),
        opening=voice.say("depositary", "opening"),
        sections=tuple(
            Section(number, title, tuple(blocks))
            for number, (title, blocks) in enumerate(_sections(voice, letter, home, at), start=1)
        ),
        closing=voice.say("closings", "other_state"),
        signature=(voice.say("common", "by_office"), common["role"], common["place_for_seal"]),
        annexes_title=common["annexes"],
        annexes=(),
        footer=letter.reference,
        page=common["page"],
        page_of=common["page_of"],
        specimen=common["specimen"] if home.is_specimen or settings.MLA_DEMO else "",
        written_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        wording=f"{words.language}/{words.version}",
    )


def _sections(
    voice: Voice, letter: DepositaryLetter, home: Authority, at: datetime
) -> Iterable[tuple[str, list[Block]]]:
    rows = {row.key: row for row in voice.instrument.notifications}
    for item in letter.items:
        said: Mapping[str, Any] = item
        row = rows.get(said["key"])
        title = voice.label("depositary", said["key"].replace(".", "_"))
        cite = voice.cites([row]) if row else ""
        yield (
            title,
            [
                Block(paragraphs=(voice.say("depositary", "notified", cite=cite),)),
                quoted(said["given"]),
            ],
        )
    offset = at.astimezone(ZoneInfo(voice.zone)).strftime("%z")
    label = voice.label
    yield (
        label("contact", "heading"),
        [
            Block(paragraphs=(voice.say("depositary", "reply"),)),
            pairs(
                (label("contact", "authority"), str(home)),
                (label("contact", "address"), ", ".join(lines(home.address))),
                (label("contact", "phone"), home.phone),
                (label("contact", "email"), home.email),
                (
                    label("contact", "time_zone"),
                    f"{voice.zone} (UTC{offset[:3]}:{offset[3:]})",
                ),
            ),
        ],
    )
