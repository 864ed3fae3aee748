"""The house wording: the same in every language, and nothing of the rules left without words."""

import re

import pytest

from requests_app.letters import wordings
from requests_app.letters.compose import SECTIONS
from requests_app.rules import facts, instruments, measures
from requests_app.rules.contents import CONTENTS
from requests_app.rules.correspondence import KINDS
from requests_app.rules.instruments import Nature, Tag
from requests_app.rules.refusal import OWN_LAW

LANGUAGES = wordings.languages()
PER_LANGUAGE = {"states", "of_states", "cite_patterns"}
"""Tables that a language has as its grammar needs."""


def test_letters_are_written_in_english_and_spanish() -> None:
    assert {"en", "es"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts(language: str) -> None:
    english, other = wordings.wording("en").tables, wordings.wording(language).tables
    assert set(english) == set(other)
    for table in set(english) - PER_LANGUAGE:
        assert set(english[table]) == set(other[table]), table


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_the_placeholders_of_the_english_one_and_no_others(language: str) -> None:
    english, other = wordings.wording("en").tables, wordings.wording(language).tables
    for table in set(english) - PER_LANGUAGE:
        for key, text in other[table].items():
            found = wordings.placeholders(text)
            assert found == wordings.placeholders(english[table][key]), (table, key)
            assert found <= wordings.PLACEHOLDERS, (table, key)
            assert text.count("{") == text.count("}") == len(re.findall(r"\{[a-z_]+\}", text))
            assert text.strip(), (table, key)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("titles", {str(kind) for kind in KINDS}),
        ("kinds", set(measures.KINDS)),
        ("outcomes", {str(outcome) for outcome in measures.Outcome}),
        ("contents", set(CONTENTS)),
        ("urgencies", {str(urgency) for urgency in facts.Urgency}),
        ("channels", {str(channel) for channel in facts.Channel}),
        ("channel_lines", {str(channel) for channel in facts.Channel}),
        ("instruments", set(instruments.all_instruments())),
        ("articles", set(instruments.all_instruments())),
        (
            "grounds",
            {
                row.key
                for one in instruments.all_instruments().values()
                for row in one.grounds
                if row.nature is not Nature.FORBIDDEN
            }
            | {
                row.key
                for one in instruments.all_instruments().values()
                for row in one.postponements
            }
            | {OWN_LAW},
        ),
    ],
)
def test_everything_the_rules_name_has_words(language: str, table: str, keys: set[str]) -> None:
    assert set(wordings.wording(language).tables[table]) == keys


def test_every_kind_of_letter_has_its_sections() -> None:
    assert set(SECTIONS) == set(KINDS)


def _cites() -> set[str]:
    found: set[str] = set()
    for one in instruments.all_instruments().values():
        for table in ("types", "contents", "grounds", "postponements", "duties"):
            rows = getattr(one, table)
            found |= {row.cite for row in rows if row.tag in (Tag.V, Tag.V_SEED, Tag.S)}
    return found


@pytest.mark.parametrize("cite", sorted(_cites()))
def test_no_cite_keeps_english_words_in_spanish(cite: str) -> None:
    said = wordings.wording("es").cite(cite)
    assert not re.search(r"\b(art\.|para|draft|Convention|and|UNTOC|UNCAC|MLA)\b", said), said


def test_a_paragraph_is_written_as_the_language_writes_it() -> None:
    cite = "UNTOC art. 18(21)(b)"
    assert wordings.wording("en").cite(cite).endswith("Crime, article\u00a018(21)(b)")
    spanish = wordings.wording("es").cite(cite)
    assert spanish.endswith("Transnacional, artículo\u00a018, párr.\u00a021 b)")


def test_what_fills_a_placeholder_is_never_read_again() -> None:
    words = wordings.wording("en")
    blanks = {"text": "{us} {cite} {0} {text.__class__}"}
    assert words.fill("postponement", "ongoing", blanks) == (
        "Reference of the ongoing case: {us} {cite} {0} {text.__class__}."
    )
