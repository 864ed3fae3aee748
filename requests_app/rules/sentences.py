"""Sentences that rules speak, kept apart from the language they are read in.

A rule may not know the reader's language, so it answers with a `Sentence`: the English
text as a message id, what fills its blanks, and the cite. Interfaces translate it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field


def gettext_noop(text: str) -> str:
    """Mark a text for translation; it stays as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with blanks (`%(name)s`), and the paragraph it rests on, if any."""

    text: str
    blanks: dict[str, object] = field(default_factory=dict)
    cite: str = ""

    def __str__(self) -> str:
        return self.in_words(lambda text: text)

    def in_words(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate`, its blanks included, cite in brackets."""
        filled = translate(self.text)
        if self.blanks:
            filled = filled % {name: _said(value, translate) for name, value in self.blanks.items()}
        return f"{filled} ({self.cite})" if self.cite else filled


class Word(str):
    """A blank that is itself a translatable label, not a proper name or a number."""

    __slots__ = ()


class Words(tuple[str, ...]):
    """A blank that is several translatable labels, said one after the other."""

    __slots__ = ()


COMMA = gettext_noop(", ")
"""What stands between the labels of a list."""


def _said(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, Sentence):
        return value.in_words(translate)
    if isinstance(value, Word):
        return translate(value)
    if isinstance(value, Words):
        return translate(COMMA).join(translate(label) for label in value)
    return value


def words(items: list[str]) -> str:
    """A list of labels as one text, in the order given."""
    return "; ".join(items)
