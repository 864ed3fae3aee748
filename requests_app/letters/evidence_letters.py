"""Letters that go with evidence: its delivery by other means, and the receipt for it."""

from collections.abc import Iterable, Iterator

from requests_app.letters.context import Block
from requests_app.letters.request_letter import Drafted
from requests_app.letters.subject_matter import Matter
from requests_app.letters.voice import pairs, paragraphs, quoted
from requests_app.models import Evidence
from requests_app.rules.custody import Step
from requests_app.rules.use_limits import Source, Stated, limits

_GROUP = 16


def delivery(matter: Matter) -> Iterator[Drafted]:
    """What was delivered, how and to whom, the limits that travel with it, and the receipt."""
    voice = matter.voice
    say, head = voice.topic("evidence_delivery")
    chosen = items_chosen(matter)
    means = voice.words.known("means", matter.text("means")) or "–"
    day = matter.day("happened_on")
    delivered = say("delivered", date=voice.day(day) if day else "–", text=means)
    told = [paragraphs(delivered), quoted(matter.text("delivered_to"))]
    yield head(), told
    yield head("items"), list(schedule(matter, chosen))
    yield head("use"), list(use_of(matter, chosen))
    if matter.given.get("receipt_asked"):
        yield head("receipt"), [paragraphs(say("receipt"))]


def receipt(matter: Matter) -> Iterator[Drafted]:
    """What was received, with the hash found at receipt, and whether it is the one stated."""
    say, head = matter.voice.topic("evidence_receipt")
    chosen = items_chosen(matter)
    yield head(), [paragraphs(say("received"))]
    yield head("items"), list(schedule(matter, chosen))
    differ = any(item.hash_agrees is False for item in chosen)
    agree = any(item.hash_agrees for item in chosen)
    hashes = (say("differs") if differ else "", say("agrees") if agree and not differ else "")
    limits_kept = say("kept", cite=matter.voice.duty("duty.use_limit"))
    yield head("custody"), [paragraphs(*hashes, say("custody"), limits_kept)]


def items_chosen(matter: Matter) -> tuple[Evidence, ...]:
    """The items that the action was given."""
    numbers = {int(number) for number in matter.given.get("evidence") or ()}
    return tuple(item for item in matter.evidence if item.number in numbers)


def schedule(matter: Matter, items: Iterable[Evidence]) -> Iterator[Block]:
    """Each item: what it is, how it came, its medium, size and SHA-256."""
    voice = matter.voice
    label = voice.label
    for item in items:
        yield Block(heading=item.title, number=f"{label('tables', 'number')} {item.number}")
        came = next(link for link in item.chain if link.step is Step.RECEIVED)
        yield pairs(
            (label("evidence", "sort"), label("evidence_sorts", item.sort)),
            (label("evidence", "measures"), ", ".join(map(str, item.measures))),
            (label("evidence", "received_on"), voice.day(came.on)),
            (label("evidence", "medium"), item.medium),
            (label("evidence", "size"), f"{item.size:,}".replace(",", " ") if item.size else ""),
            (label("evidence", "sha256"), grouped(item.sha256)),
        )


def grouped(digest: str) -> str:
    """A hash in groups, so that it can be compared by eye."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def use_of(matter: Matter, items: Iterable[Evidence]) -> Iterator[Block]:
    """The limits on use of these items: the text's own in house wording, the rest as written."""
    say, _head = matter.voice.topic("results")
    stated = Stated(
        {measure.number: measure.use_limits for measure in matter.measures},
        tuple((frozenset(row.measures), row.text) for row in matter.conditions_accepted),
    )
    found = {
        limit.text: limit
        for item in items
        for limit in limits(
            matter.voice.instrument, stated, measures=item.measures, own=item.limits
        )
    }.values()
    cite = matter.voice.duty("duty.use_limit")
    own = [limit.text for limit in found if limit.source is not Source.INSTRUMENT]
    if cite:
        yield paragraphs(say("use_limit", cite=cite))
    if own:
        yield paragraphs(say("own_limits"))
        yield from (quoted(text) for text in own)
    if not cite and not own:
        yield paragraphs(say("no_limit"))
