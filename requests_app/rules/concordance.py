"""Where the instruments agree and differ: contents, grounds and clocks side by side."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from requests_app.rules import contents, measures
from requests_app.rules.instrument_rows import (
    ClockRow,
    ContentRow,
    GroundRow,
    Instrument,
    Nature,
    Need,
    Row,
    Tag,
    Unit,
)

R = TypeVar("R", bound=Row)
_NEED_MARKS = {
    Need.MANDATORY: "M",
    Need.EXCEPT_SERVICE: "X",
    Need.WHERE_POSSIBLE: "P",
    Need.IF_WISHED: "O",
}
_UNITS = {Unit.DAYS: "days", Unit.WORKING_DAYS: "working days", Unit.HOURS: "hours"}
_PREFIXES = (
    "CARICOM draft, ",
    "Colombia proposal, ",
    "New Zealand proposal, ",
    "Viet Nam proposal, ",
    "Harare Scheme, ",
    "UNCC ",
    "CETS 224 ",
    "Budapest Convention ",
    "UNTOC ",
    "UNCAC ",
    "UNCC ",
    "CETS 224 ",
    "Directive 2014/41/EU ",
    "Regulation (EU) 2023/1543 ",
)


def concordances(instruments: tuple[Instrument, ...]) -> list[str]:
    """Contents, grounds and clocks, each as tables with one column per instrument."""
    ordinary = frozenset(kind.key for kind in measures.ORDINARY)

    def content(row: ContentRow) -> str:
        return f"{_NEED_MARKS[row.need]} · {_cell(row)}"

    def ground(row: GroundRow) -> str:
        return f"{'**forbidden** · ' if row.nature is Nature.FORBIDDEN else ''}{_cell(row)}"

    def clock(row: ClockRow) -> str:
        return f"{length(row)} · {_cell(row)}"

    names = {key: row.label for key, row in contents.CONTENTS.items()}
    general = _by_key(instruments, lambda one: one.contents, ordinary, content, names)
    parts = [
        "## Concordance: contents of every ordinary request\n\n"
        + _concordance("Content", instruments, general),
    ]
    for kind in measures.KINDS.values():
        rows = _by_key(
            instruments,
            lambda one: one.contents,
            frozenset({kind.key}),
            content,
            names,
            besides=ordinary,
        )
        if rows:
            parts.append(
                f"### Contents for: {kind.label}\n\n" + _concordance("Content", instruments, rows)
            )
    keys = _labels(row for one in instruments for row in one.grounds)
    parts.append(
        "## Concordance: grounds of refusal against ordinary assistance\n\n"
        + _concordance(
            "Ground",
            instruments,
            _by_key(instruments, lambda one: one.grounds, ordinary, ground, keys),
        )
    )
    for kind in measures.KINDS.values():
        rows = _by_key(
            instruments,
            lambda one: one.grounds,
            frozenset({kind.key}),
            ground,
            keys,
            besides=ordinary,
        )
        if rows:
            parts.append(
                f"### Grounds against: {kind.label}\n\n" + _concordance("Ground", instruments, rows)
            )
    every = frozenset(measures.KINDS)
    ids = _labels(row for one in instruments for row in one.clocks)
    parts.append(
        "## Concordance: clocks\n\n"
        + _concordance(
            "Clock", instruments, _by_key(instruments, lambda one: one.clocks, every, clock, ids)
        )
    )
    return parts


def _labels(rows: Iterable[GroundRow | ClockRow]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.key, row.label)
    return dict(sorted(found.items()))


def _by_key(
    instruments: tuple[Instrument, ...],
    rows_of: Callable[[Instrument], tuple[R, ...]],
    kinds: frozenset[str],
    words: Callable[[R], str],
    labels: Mapping[str, str],
    *,
    besides: frozenset[str] = frozenset(),
) -> list[Sequence[str]]:
    """One line per key that some instrument has a row of for these kinds."""
    found: list[Sequence[str]] = []
    for key in labels:
        cells = [
            "; ".join(
                words(row)
                for row in rows_of(one)
                if row.key == key and _concerns(row, kinds, besides)
            )
            for one in instruments
        ]
        if any(cells):
            found.append((f"{labels[key]} `{key}`", *[cell or "–" for cell in cells]))
    return found


def _concerns(row: Row, kinds: frozenset[str], besides: frozenset[str]) -> bool:
    reach: frozenset[str] = getattr(row, "kinds", frozenset())
    ordinary = frozenset(kind.key for kind in measures.ORDINARY)
    reach = reach or ordinary
    if besides:
        return bool(kinds & reach) and not besides <= reach
    return kinds <= reach or isinstance(row, ClockRow)


def _concordance(what: str, instruments: tuple[Instrument, ...], rows: list[Sequence[str]]) -> str:
    return table((what, *[one.short_title for one in instruments]), rows)


def _cell(row: Row) -> str:
    if row.tag is Tag.HOUSE:
        return "house rule"
    cite = row.cite
    for prefix in _PREFIXES:
        cite = cite.removeprefix(prefix)
    return f"{cite} `{row.tag}`"


def length(row: ClockRow) -> str:
    """How long the clock runs, in words."""
    if row.unit is Unit.DATE:
        return "the date named"
    if row.length is None:
        return "no number"
    return f"{'at least ' if row.minimum else ''}{row.length} {_UNITS[row.unit]}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return "\n".join([line(head), line(["---"] * len(head)), *[line(row) for row in rows]])
