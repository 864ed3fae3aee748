"""Sentences that rules speak, kept apart from the language they are read in.

A rule may not know the reader's language, so it answers with a `Sentence`: the English
text as a message id, what fills its blanks, and the cite. Interfaces translate it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo


def gettext_noop(text: str) -> str:
    """Mark a text for translation; it stays as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Moment:
    """A blank that is an instant, said as the local time of a zone."""

    at: datetime
    zone: str

    def __str__(self) -> str:
        return f"{self.local:%Y-%m-%d %H:%M} {self.zone}"

    @property
    def local(self) -> datetime:
        """The instant in its zone."""
        return self.at.astimezone(ZoneInfo(self.zone))


Written = Callable[[date | Moment], str]
"""How an interface writes days and instants; `str` writes them in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with blanks (`%(name)s`), and the paragraph it rests on, if any."""

    text: str
    blanks: dict[str, object] = field(default_factory=dict)
    cite: str = ""

    def __str__(self) -> str:
        return self.in_words(lambda text: text)

    def in_words(self, translate: Callable[[str], str], written: Written = str) -> str:
        """The sentence in the language of `translate`, its blanks included, cite in brackets."""
        filled = translate(self.text)
        if self.blanks:
            filled = filled % {
                name: _said(value, translate, written) for name, value in self.blanks.items()
            }
        return f"{filled} ({self.cite})" if self.cite else filled


class Word(str):
    """A blank that is itself a translatable label, not a proper name or a number."""

    __slots__ = ()


class Words(tuple[str, ...]):
    """A blank that is several translatable labels, said one after the other."""

    __slots__ = ()


COMMA = gettext_noop(", ")
"""What stands between the labels of a list."""


def _said(value: object, translate: Callable[[str], str], written: Written) -> object:
    if isinstance(value, Sentence):
        return value.in_words(translate, written)
    if isinstance(value, date | Moment):
        return written(value)
    if isinstance(value, Word):
        return translate(value)
    if isinstance(value, Words):
        return translate(COMMA).join(translate(label) for label in value)
    return value


def words(items: list[str]) -> str:
    """A list of labels as one text, in the order given."""
    return "; ".join(items)


# Kept sentences -----------------------------------------------------------------------

SAID = "_said"
"""Beside the English text of sentences, under this ending, what says them in any language."""


class UnableToReadSentence(ValueError):
    """The data are not what `as_data` gives."""


def as_data(sentence: Sentence) -> dict[str, Any]:
    """The sentence in JSON's own types, from which `from_data` makes it again.

    Blanks that are neither texts, labels, whole numbers, days, instants nor sentences are
    kept as texts.
    """
    data: dict[str, Any] = {"text": str(sentence.text)}
    if sentence.blanks:
        data["blanks"] = {name: _as_data(value) for name, value in sentence.blanks.items()}
    if sentence.cite:
        data["cite"] = str(sentence.cite)
    return data


def from_data(data: Any) -> Sentence:
    """The sentence that was kept. Raises UnableToReadSentence."""
    match data:
        case {"text": str(text)} if text:
            blanks, cite = data.get("blanks", {}), data.get("cite", "")
            if isinstance(blanks, Mapping) and isinstance(cite, str):
                try:
                    filled = {name: _from(kept) for name, kept in blanks.items()}
                    sentence = Sentence(text, filled, cite)
                    str(sentence)
                except (KeyError, TypeError, ValueError) as error:
                    raise UnableToReadSentence from error
                return sentence
    raise UnableToReadSentence


def keeping(name: str, sentences: Iterable[Sentence]) -> dict[str, list[Any]]:
    """Two entries for the data of an event: the sentences in English, for whoever reads the
    ledger itself, and (unless there are none) what `kept` says them from in other languages."""
    said = list(sentences)
    data: dict[str, list[Any]] = {name: [str(sentence) for sentence in said]}
    return data | ({name + SAID: [as_data(sentence) for sentence in said]} if said else {})


def kept(name: str, data: Mapping[str, Any]) -> tuple[Sentence, ...]:
    """The sentences that `keeping` put there under this name; what was kept as a text alone,
    before there was more, is a sentence that is the same in every language."""
    texts, said = data.get(name), data.get(name + SAID)
    if isinstance(said, list | tuple):
        try:
            return tuple(from_data(one) for one in said)
        except UnableToReadSentence:
            pass
    if not isinstance(texts, list | tuple):
        return ()
    return tuple(Sentence(str(text)) for text in texts if text)


def _as_data(value: object) -> Any:
    match value:
        case Sentence():
            return {"sentence": as_data(value)}
        case Word():
            return {"label": str.__str__(value)}
        case Words():
            return {"labels": [str.__str__(label) for label in value]}
        case Moment():
            return {"moment": value.at.astimezone(UTC).isoformat(), "zone": value.zone}
        case date() if not isinstance(value, datetime):
            return {"day": value.isoformat()}
        case int() if type(value) is int:
            return value
    return str(value)


def _from(kept: Any) -> object:
    match kept:
        case str() | int():
            return kept
        case {"label": str(label)}:
            return Word(label)
        case {"labels": [*labels]} if all(isinstance(label, str) for label in labels):
            return Words(labels)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case {"moment": str(moment), "zone": str(zone)}:
            return Moment(datetime.fromisoformat(moment), zone)
        case {"sentence": inner}:
            return from_data(inner)
    raise UnableToReadSentence
