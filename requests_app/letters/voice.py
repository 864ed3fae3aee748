"""How the house speaks in one letter: its names, its dates, its cites, its sentences."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache, partial
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import gettext, override

from requests_app.letters.context import Block, Pair, Table
from requests_app.letters.wordings import Wording
from requests_app.models import Measure
from requests_app.rules.instrument_rows import Row, Tag
from requests_app.rules.instruments import GroundRow, Instrument, PostponementRow

Say = Callable[..., str]
Head = Callable[..., str]
_CITABLE = frozenset({Tag.V, Tag.V_SEED, Tag.S})
"""A house rule or a text nobody has read is never quoted to another State as its law."""


@dataclass(frozen=True)
class Voice:
    """Fills the house wording for one letter between two States."""

    words: Wording
    home: str
    other: str
    instrument: Instrument
    kinds: frozenset[str]
    zone: str
    base: dict[str, str]

    def say(self, table: str, key: str, *, cite: str = "", **blanks: str) -> str:
        """A sentence of the wording, the cite in brackets before its full stop."""
        filled = self.words.fill(table, key, {**self.base, **blanks})
        filled = filled[:1].upper() + filled[1:]
        if not cite:
            return filled
        return f"{filled.removesuffix('.')} ({cite})."

    def topic(self, table: str) -> "tuple[Say, Head]":
        """The sentences and the headings of one table of the wording."""
        return partial(self.say, table), partial(self._heading, table)

    def _heading(self, table: str, key: str = "") -> str:
        return self.label(table, f"{key}_heading" if key else "heading")

    def label(self, table: str, key: str) -> str:
        """A word or heading of the wording."""
        return self.words.text(table, key)

    def duty(self, *keys: str) -> str:
        """Where the leading instrument states one of these duties; empty where it does not."""
        return self.cites(
            row
            for row in self.instrument.duties
            if row.key in keys and self.instrument.concerns(row, self.kinds)
        )

    def has_duty(self, key: str) -> bool:
        """True where the text itself, not a house rule, has the duty."""
        return bool(self.duty(key))

    def cites(self, rows: Iterable[Row]) -> str:
        """The paragraphs of these rows, each once; none of a house rule or an unread text."""
        found = dict.fromkeys(self.words.cite(row.cite) for row in rows if row.tag in _CITABLE)
        return "; ".join(found)

    def content_cite(self, key: str) -> str:
        """Where the instrument asks for this content."""
        return self.cites(row for row in self.instrument.contents_for(self.kinds) if row.key == key)

    def kind_cite(self, kind: str) -> str:
        """Where the instrument provides for this kind of measure."""
        return self.cites(row for row in self.instrument.types if row.key == kind)

    def ground(self, row: GroundRow | PostponementRow) -> str:
        """The ground in words: the house wording, else the treaty file's label translated."""
        said = self.words.known("grounds", row.key)
        if said:
            return said
        with override(self.words.language):
            return gettext(row.label)

    def state(self, code: str) -> str:
        """The name of a State in the language of the letter, as it stands by itself."""
        return _territory(code, self.words.locale)

    def of_state(self, code: str) -> str:
        """The same after "of"."""
        return of_state(self.words, code)

    def day(self, day: date) -> str:
        """A local day, written out."""
        return _written_out(day, self.words.locale)

    def local_day(self, at: datetime) -> str:
        """The day of an instant in the zone of the house."""
        return self.day(at.astimezone(ZoneInfo(self.zone)).date())

    def number(self, number: Decimal) -> str:
        """A number, written as the language writes it."""
        return str(format_decimal(number, locale=self.words.locale))

    def measure(self, measure: Measure) -> str:
        """The kind of a measure in words."""
        return self.words.known("kinds", measure.kind) or measure.kind

    def measures(self, measures: Iterable[Measure], *, outcome: bool = False) -> Block:
        """A table of measures, with what became of each if asked for."""
        if outcome:
            head = ("number", "measure", "outcome", "executed_on")
            return self.table(
                head,
                (7, 49, 24, 20),
                (
                    (
                        str(one.number),
                        self.measure(one),
                        self.label("outcomes", one.outcome),
                        self.day(one.executed_on) if one.executed_on else "–",
                    )
                    for one in measures
                ),
            )
        return self.table(
            ("number", "measure", "description"),
            (7, 36, 57),
            ((str(one.number), self.measure(one), one.description or "–") for one in measures),
        )

    def table(
        self, head: tuple[str, ...], widths: tuple[int, ...], rows: Iterable[tuple[str, ...]]
    ) -> Block:
        """A table whose head is worded by the house."""
        titles = tuple(self.label("tables", key) for key in head)
        return Block(table=Table(titles, widths, tuple(rows)))


@lru_cache(maxsize=1000)
def _written_out(day: date, locale: str) -> str:
    return format_date(day, format="long", locale=locale)


@cache
def _territory(code: str, locale: str) -> str:
    return str(Locale.parse(locale).territories.get(code, code))


def paragraphs(*texts: str) -> Block:
    """House wording; empty texts are left out."""
    return Block(paragraphs=tuple(text for text in texts if text))


def bullets(*texts: str) -> Block:
    """A list; empty texts are left out."""
    return Block(bullets=tuple(text for text in texts if text))


def quoted(text: str) -> Block:
    """What a person wrote, line by line a paragraph, kept apart from the house wording."""
    return Block(quoted=lines(text))


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that have anything in them."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def pairs(*entries: tuple[str, str]) -> Block:
    """Labels with their texts; those without a text are left out."""
    return Block(pairs=tuple(Pair(label, text) for label, text in entries if text))


def state_name(words: Wording, code: str) -> str:
    """The name of a State, with its article where the language gives it one."""
    return words.known("states", code) or _territory(code, words.locale)


def of_state(words: Wording, code: str) -> str:
    """The name of a State after "of", as the language joins the two."""
    joined = words.known("of_states", code)
    return joined or words.fill("common", "of_state", {"state": state_name(words, code)})
