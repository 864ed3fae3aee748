"""The rule book and the list of words say what the treaty files say."""

import runpy
from pathlib import Path

import pytest

from requests_app.rules import instrument_words, rulebook
from requests_app.rules.instruments import Instrument, all_instruments

DOCS = Path(__file__).resolve().parents[2] / "docs"
INSTRUMENTS = tuple(all_instruments().values())


def test_the_rule_book_in_the_docs_is_fresh() -> None:
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == rulebook.render()


def section(one: Instrument) -> str:
    return rulebook.render().split(f"\n## {one.short_title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("one", INSTRUMENTS, ids=lambda one: one.code)
def test_every_row_stands_in_its_section_with_cite_and_tag(one: Instrument) -> None:
    lines = section(one).splitlines()
    tables = (
        *one.scope, *one.types, *one.contents, *one.grounds, *one.postponements,
        *one.duties, *one.channels, *one.forms, *one.clocks,
    )  # fmt: skip
    for row in tables:
        assert any(
            line.startswith(f"| `{row.key}` |") and f"| {row.cite} | `{row.tag}` |" in line
            for line in lines
        ), row.key


@pytest.mark.parametrize("one", INSTRUMENTS, ids=lambda one: one.code)
def test_every_table_is_rectangular(one: Instrument) -> None:
    width = 0
    for line in section(one).splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        width = width or line.count(" |")
        assert line.count(" |") == width, line


def test_the_concordance_sets_the_instruments_side_by_side() -> None:
    text = rulebook.render()
    line = next(line for line in text.splitlines() if "`ref.essential_interests` |" in line)
    for cite in ("para. 26(b)", "27(4)(b)", "46(21)(b)", "18(21)(b)"):
        assert cite in line


def test_the_words_for_translators_are_fresh() -> None:
    assert instrument_words.is_fresh()


def test_the_generated_words_are_the_words_of_the_law() -> None:
    read = runpy.run_path(str(instrument_words.FILE))["WORDS"]
    assert list(read) == instrument_words.words_of_the_law()


def test_every_label_and_text_is_among_the_words() -> None:
    words = set(instrument_words.words_of_the_law())
    for one in INSTRUMENTS:
        assert {row.label for row in one.grounds} <= words
        assert {row.text for row in one.duties} <= words
        assert {row.label for row in one.clocks} <= words
        assert {row.note for row in one.contents if row.note} <= words


@pytest.mark.parametrize("text", ['say "so"', "back\\slash", "word " * 60, "é – “q”"])
def test_a_text_survives_the_generated_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "words.py"
    path.write_text(instrument_words.render([text]), encoding="utf-8")
    assert runpy.run_path(str(path))["WORDS"] == (text,)


def test_a_missing_file_is_not_fresh(tmp_path: Path) -> None:
    assert not instrument_words.is_fresh(tmp_path / "none.py")
