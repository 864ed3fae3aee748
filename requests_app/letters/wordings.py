"""The house wording: one file per language, the same keys and placeholders in each."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "wording"
FALLBACK = "en"

PLACEHOLDERS = frozenset(
    {
        "articles",
        "channel",
        "date",
        "instrument",
        "number",
        "of_home",
        "of_other",
        "of_state",
        "reference",
        "state",
        "text",
        "them",
        "us",
    }
)
"""What a text of the wording may leave open; nothing else in braces means anything."""
_BLANK = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Wording:
    """The wording of one language."""

    language: str
    version: int
    locale: str
    direction: str
    tables: Mapping[str, Mapping[str, str]]

    def text(self, table: str, key: str) -> str:
        """The text as the file has it. Raises KeyError for one it does not have."""
        return self.tables[table][key]

    def known(self, table: str, key: str) -> str | None:
        """The text, or None where the file has none."""
        return self.tables[table].get(key)

    def fill(self, table: str, key: str, blanks: Mapping[str, str]) -> str:
        """The text with its placeholders filled; what is filled in is never read again."""
        return _BLANK.sub(lambda found: blanks[found[1]], self.text(table, key))

    def cite(self, cite: str) -> str:
        """A paragraph as it is cited in this language."""
        for found, said in self.tables["cites"].items():
            cite = cite.replace(found, said)
        for pattern, said in self.tables["cite_patterns"].items():
            cite = re.sub(pattern, said, cite)
        # A number does not begin a line.
        return re.sub(r" (?=\d)", "\N{NO-BREAK SPACE}", cite)


def placeholders(text: str) -> frozenset[str]:
    """The placeholders a text has."""
    return frozenset(_BLANK.findall(text))


@cache
def languages() -> tuple[str, ...]:
    """The languages that letters can be written in."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def wording(language: str) -> Wording:
    """The wording of a language. Raises KeyError where the house has none."""
    if language not in languages():
        raise KeyError(language)
    data: dict[str, Any] = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    tables = {name: table for name, table in data.items() if isinstance(table, dict)}
    return Wording(language, data["version"], data["locale"], data["direction"], tables)
