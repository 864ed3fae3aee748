"""What a rule says is said in the reader's language, its blanks included."""

from requests_app.rules.sentences import Sentence, Word, Words

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
