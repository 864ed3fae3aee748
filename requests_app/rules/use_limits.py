"""The limits on use that travel with a piece of evidence, and where each comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from requests_app.rules.instruments import Instrument
from requests_app.rules.sentences import gettext_noop as _

USE_LIMIT, CONDITIONS_BIND = "duty.use_limit", "duty.conditions_bind"


class Source(StrEnum):
    """Where a limit comes from."""

    INSTRUMENT = "INSTRUMENT"
    CONDITION = "CONDITION"
    MEASURE = "MEASURE"
    ITEM = "ITEM"


SOURCE_LABELS = {
    Source.INSTRUMENT: _("The instrument"),
    Source.CONDITION: _("Accepted conditions"),
    Source.MEASURE: _("Limits stated with the results"),
    Source.ITEM: _("Limits stated with the item"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit; `text` of an instrument is a message id, every other is as it was written."""

    source: Source
    text: str
    cite: str = ""
    binding: bool = False
    """True where a text that was read makes it binding."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What was written of limits in one case."""

    by_measure: Mapping[int, str]
    conditions: tuple[tuple[frozenset[int], str], ...]
    """Accepted conditions, and the measures they are for (none: all of them)."""


def limits(
    instrument: Instrument, stated: Stated, *, measures: Iterable[int], own: str = ""
) -> tuple[Limit, ...]:
    """Every limit on the use of what comes from these measures: the text's, those of accepted
    conditions, those stated with the results, and those stated with the item itself."""
    numbers = frozenset(measures)
    found: list[Limit] = []
    duty = instrument.duty(USE_LIMIT)
    if duty:
        found.append(Limit(Source.INSTRUMENT, duty.text, duty.cite, duty.tag.may_block))
    bind = instrument.duty(CONDITIONS_BIND)
    for concerned, text in stated.conditions:
        if not concerned or concerned & numbers:
            cite, read = (bind.cite, bind.tag.may_block) if bind else ("", False)
            found.append(Limit(Source.CONDITION, text, cite, read))
    texts = dict.fromkeys(stated.by_measure.get(number, "") for number in sorted(numbers))
    found += [Limit(Source.MEASURE, text) for text in texts if text]
    if own:
        found.append(Limit(Source.ITEM, own))
    return tuple(found)
