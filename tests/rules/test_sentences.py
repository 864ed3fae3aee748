"""What a rule says is said in the reader's language, its blanks included."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from requests_app.rules.sentences import (
    Moment,
    Sentence,
    UnableToReadSentence,
    Word,
    Words,
    as_data,
    from_data,
    keeping,
    kept,
)

SPANISH = {
    "%(who)s do this: %(what)s.": "%(who)s hacen esto: %(what)s.",
    "Clerk": "Oficial",
    "Supervisor": "Supervisor",
    "Approve": "Aprobar",
    ", ": " y ",
}


def spanish(text: str) -> str:
    return SPANISH.get(text, text)


def test_labels_in_blanks_are_translated_one_by_one() -> None:
    said = Sentence(
        "%(who)s do this: %(what)s.",
        {"who": Words(("Clerk", "Supervisor")), "what": Word("Approve")},
    )
    assert said.in_words(spanish) == "Oficial y Supervisor hacen esto: Aprobar."
    assert str(said) == "Clerk, Supervisor do this: Approve."


def test_a_name_in_a_blank_is_left_as_it_is() -> None:
    said = Sentence("%(who)s do this: %(what)s.", {"who": "Clerk", "what": 1}, "UNTOC art. 18(1)")
    assert said.in_words(spanish) == "Clerk hacen esto: 1. (UNTOC art. 18(1))"


NOON = Moment(datetime(2026, 3, 2, 17, tzinfo=UTC), "America/Jamaica")
WHOLE = Sentence(
    "%(who)s do this: %(what)s.",
    {"who": Words(("Clerk", "Supervisor")), "what": Sentence("Approve", cite="art. 1")},
    "UNTOC art. 18(1)",
)


@pytest.mark.parametrize(
    "sentence",
    [
        Sentence("Approve"),
        WHOLE,
        Sentence("%(who)s do this: %(what)s.", {"who": "Clerk", "what": 3}),
        Sentence("100 % sure"),
        Sentence("%(who)s: %(what)s", {"who": date(2026, 3, 2), "what": NOON}),
    ],
)
def test_a_sentence_that_was_kept_says_the_same_in_every_language(sentence: Sentence) -> None:
    again = from_data(json.loads(json.dumps(as_data(sentence))))
    assert again == sentence
    assert again.in_words(spanish) == sentence.in_words(spanish)


def test_days_and_instants_are_written_as_the_interface_writes_them() -> None:
    said = Sentence("%(who)s: %(what)s", {"who": date(2026, 3, 2), "what": NOON})
    assert str(said) == "2026-03-02: 2026-03-02 12:00 America/Jamaica"
    assert said.in_words(spanish, lambda value: "hoy") == "hoy: hoy"


def test_only_plain_values_are_kept() -> None:
    data = as_data(Sentence("%(a)s %(b)s", {"a": 1.5, "b": Word("Clerk")}))
    assert data["blanks"] == {"a": "1.5", "b": {"label": "Clerk"}}
    assert type(data["blanks"]["b"]["label"]) is str


@pytest.mark.parametrize(
    "data",
    [
        None,
        "Approve",
        {},
        {"text": ""},
        {"text": 3},
        {"text": "x", "blanks": []},
        {"text": "x", "cite": 3},
        {"text": "%(who)s", "blanks": {}, "cite": ""} | {"blanks": {"what": "x"}},
        {"text": "x", "blanks": {"who": {"other": 1}}},
        {"text": "x", "blanks": {"who": {"labels": [1]}}},
        {"text": "x", "blanks": {"who": {"day": "soon"}}},
        {
            "text": "x",
            "blanks": {"who": {"moment": "2026-03-02T17:00:00+00:00", "zone": "Nowhere"}},
        },
    ],
)
def test_what_is_no_kept_sentence_is_refused(data: Any) -> None:
    with pytest.raises(UnableToReadSentence):
        from_data(data)


def test_sentences_are_kept_in_english_and_for_every_language() -> None:
    data = keeping("reasons", [WHOLE])
    assert data["reasons"] == [str(WHOLE)]
    assert kept("reasons", data) == (WHOLE,)
    assert keeping("reasons", []) == {"reasons": []}


@pytest.mark.parametrize(
    "data",
    [
        {"reasons": ["Clerk"]},
        {"reasons": ["Clerk"], "reasons_said": [{"text": 7}]},
        {"reasons": ["Clerk"], "reasons_said": None},
    ],
)
def test_of_older_events_the_text_stands(data: dict[str, Any]) -> None:
    assert [str(sentence) for sentence in kept("reasons", data)] == ["Clerk"]


def test_where_nothing_was_kept_there_is_nothing() -> None:
    assert kept("reasons", {}) == kept("reasons", {"reasons": "text"}) == ()
