"""Extradition, transfers, confiscation, joint work and whole new texts, row by row.

Every row that is not the house's stands in a file of `cooperation/`, one a line: table, key,
paragraph, tag, what differs from the usual, the kinds it is about. A row lost, added, miscited
or turned to other kinds fails here.
"""

from pathlib import Path

import pytest

from requests_app.rules import measures
from requests_app.rules.instruments import Row, Tag, get
from tests.rules.law_tables import TEXTS, is_of_assistance, listed

LISTED = {path.stem: path for path in sorted((Path(__file__).parent / "cooperation").glob("*.txt"))}
LISTED_BEFORE = frozenset({"CARICOM2022", "ETS185", "UNCAC", "UNTOC"})
"""Of these only what is about the new kinds is in a file here; `law_tables.py` has the rest."""
TABLES = (
    "types",
    "contents",
    "grounds",
    "closed_lists",
    "postponements",
    "duties",
    "channels",
    "forms",
    "clocks",
    "thresholds",
)


def belongs(row: Row, code: str) -> bool:
    """True for a row that the file of that text lists."""
    if code not in LISTED_BEFORE:
        return True
    kind = measures.KINDS.get(row.key)
    if kind is not None and row.key not in {"preservation"}:
        return kind.family not in (measures.Family.ORDINARY, measures.Family.OWN_ARTICLE)
    return bool(getattr(row, "kinds", None)) and not is_of_assistance(row)


@pytest.mark.parametrize("code", LISTED)
def test_the_rows_are_those_of_the_text_and_no_others(code: str) -> None:
    one, text = get(code), TEXTS[code]
    found = [
        listed(table, row, text)
        for table in TABLES
        for row in getattr(one, table)
        if row.tag is not Tag.HOUSE and belongs(row, code)
    ]
    assert sorted(found) == sorted(LISTED[code].read_text("utf-8").splitlines())
