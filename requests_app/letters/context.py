"""The frozen words of a letter: primitives only, so that a template cannot ask for more."""

from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any

FORMAT = 1
"""The shape of the JSON; raised when a field changes its meaning."""


class UnableToReadContext(ValueError):
    """The JSON is not the frozen context of a letter that this version can draw."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what stands beside it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a repeated head; `widths` are per cent of the line, one for each column."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a section; exactly one of its kinds of content is filled."""

    paragraphs: tuple[str, ...] = ()
    """House wording, a paragraph each."""
    quoted: tuple[str, ...] = ()
    """What a person wrote, a paragraph each."""
    bullets: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    table: Table | None = None
    heading: str = ""
    """A heading inside the section, under a number such as `No. 1`."""
    number: str = ""
    cite: str = ""
    """The paragraph that the heading rests on."""


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of the letter."""

    number: int
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes."""

    state: str
    institution: str
    unit: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterContext:
    """Every word of one letter, frozen."""

    kind: str
    language: str
    direction: str
    letterhead: Letterhead
    references: tuple[Pair, ...]
    markings: tuple[str, ...]
    addressee: tuple[str, ...]
    title: str
    subject: Pair
    opening: str
    sections: tuple[Section, ...]
    closing: str
    signature: tuple[str, ...]
    annexes_title: str
    annexes: tuple[str, ...]
    footer: str
    page: str
    page_of: str
    specimen: str
    written_at: str
    """The instant in UTC, ISO 8601."""
    wording: str
    """Language and version of the house wording."""
    format: int = field(default=FORMAT)

    def to_json(self) -> dict[str, Any]:
        """The same as JSON holds it."""
        frozen: dict[str, Any] = _plain(self)
        return frozen


def _plain(value: Any) -> Any:
    """As `dataclasses.asdict`, which copies every text and takes six times as long."""
    kind: Any = type(value)
    if kind is tuple:
        return tuple([_plain(one) for one in value])
    names = _names(kind)
    return {name: _plain(getattr(value, name)) for name in names} if names else value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


def from_json(data: dict[str, Any]) -> LetterContext:
    """The letter that `to_json` gave. Raises UnableToReadContext for anything else."""
    try:
        if data["format"] != FORMAT:
            raise UnableToReadContext(f"letter format {data['format']} is not known here")
        return LetterContext(
            **{
                **data,
                "letterhead": Letterhead(
                    **{**data["letterhead"], "lines": tuple(data["letterhead"]["lines"])}
                ),
                "references": _pairs(data["references"]),
                "subject": Pair(**data["subject"]),
                "sections": tuple(_section(section) for section in data["sections"]),
                **{
                    key: tuple(data[key])
                    for key in ("markings", "addressee", "signature", "annexes")
                },
            }
        )
    except (KeyError, TypeError) as error:
        raise UnableToReadContext(f"Not the frozen words of a letter: {error}") from error


def _section(data: dict[str, Any]) -> Section:
    return Section(data["number"], data["title"], tuple(_block(one) for one in data["blocks"]))


def _block(data: dict[str, Any]) -> Block:
    table = data["table"]
    return Block(
        paragraphs=tuple(data["paragraphs"]),
        quoted=tuple(data["quoted"]),
        bullets=tuple(data["bullets"]),
        pairs=_pairs(data["pairs"]),
        table=table
        and Table(
            tuple(table["head"]),
            tuple(table["widths"]),
            tuple(tuple(row) for row in table["rows"]),
        ),
        heading=data["heading"],
        number=data["number"],
        cite=data["cite"],
    )


def _pairs(data: list[dict[str, str]]) -> tuple[Pair, ...]:
    return tuple(Pair(**pair) for pair in data)
