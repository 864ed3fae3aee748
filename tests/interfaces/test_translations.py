"""Everything a person reads can be read in every language of the interface."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from mla import messages
from mla.translations import compile_stale

TRANSLATED = pytest.mark.parametrize("language", messages.LANGUAGES)
_BLANK = re.compile(r"%\(\w+\)|%[sd]|\{\w*\}")
_TAG = re.compile(r"</?\w+[^>]*>")


@pytest.fixture(scope="module")
def sources() -> Catalog:
    return messages.found_in_sources()


def catalogue(language: str) -> Catalog:
    return messages.read_catalogue(messages.catalogue_path(language))


def keys(catalog: Catalog) -> set[tuple[str, str]]:
    return {(one.context or "", str(one.id)) for one in catalog if one.id}


def forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else [str(form) for form in text or ()]  # type: ignore[attr-defined]


def blanks(text: str) -> list[str]:
    return sorted(set(_BLANK.findall(text)))


def tags(text: str) -> list[str]:
    return sorted(_TAG.findall(text))


@TRANSLATED
def test_the_catalogue_has_every_message_of_the_sources(language: str, sources: Catalog) -> None:
    missing = keys(sources) - keys(catalogue(language))
    assert not missing, "Run `./run manage extract_messages`, then translate what is new."


@TRANSLATED
def test_the_catalogue_has_no_message_that_the_sources_lack(
    language: str, sources: Catalog
) -> None:
    found = catalogue(language)
    assert not keys(found) - keys(sources)
    assert not found.obsolete


@TRANSLATED
def test_every_message_is_translated_in_all_its_plural_forms(language: str) -> None:
    found = catalogue(language)
    assert [one.id for one in messages.untranslated(found)] == []
    assert {len(forms(one.string)) for one in found if one.pluralizable} == {found.num_plurals}


@TRANSLATED
def test_no_translation_is_a_guess(language: str) -> None:
    assert [one.id for one in catalogue(language) if one.id and one.fuzzy] == []


@TRANSLATED
def test_a_translation_fills_the_blanks_of_its_message(language: str) -> None:
    """A plural form that names its number in words ("one day", "two days") may leave it out."""
    wrong = []
    for one in catalogue(language):
        if one.id:
            wanted = blanks(" ".join(forms(one.id)))
            for text in filter(None, forms(one.string)):
                less = one.pluralizable and set(blanks(text)) <= set(wanted)
                if blanks(text) != wanted and not less:
                    wrong.append((one.id, text))
    assert wrong == []


@TRANSLATED
def test_a_translation_keeps_the_markup_of_its_message(language: str) -> None:
    wrong = [
        (one.id, text)
        for one in catalogue(language)
        if one.id
        for text in filter(None, forms(one.string))
        if tags(text) != tags(forms(one.id)[-1])
    ]
    assert wrong == []


@TRANSLATED
def test_a_translation_begins_and_ends_with_the_spaces_of_its_message(language: str) -> None:
    """A message such as " (computed from …)" is put behind another text."""

    def edges(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace()

    wrong = [
        (one.id, text)
        for one in catalogue(language)
        if one.id
        for text in filter(None, forms(one.string))
        if edges(text) != edges(forms(one.id)[0])
    ]
    assert wrong == []


def test_arabic_has_six_plural_forms_and_spanish_two() -> None:
    assert {language: catalogue(language).num_plurals for language in messages.LANGUAGES} == {
        "ar": 6,
        "es": 2,
    }


@TRANSLATED
def test_extracting_again_changes_nothing(language: str, sources: Catalog) -> None:
    known = catalogue(language)
    once = messages.merged(language, template=sources, known=known)
    assert once == messages.merged(language, template=sources, known=known)
    assert b"POT-Creation-Date" not in once
    assert not re.search(rb"^#: .*:\d", once, re.MULTILINE)


def test_a_new_message_comes_out_untranslated_and_an_old_one_keeps_its_words(
    tmp_path: Path,
) -> None:
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.write_text('<p>{% translate "Kept" %}</p>\n  <p>{% translate "New" %}</p>\n')
    known = Catalog(locale="es")
    known.add("Kept", "Conservado")
    known.add("Gone", "Perdido")

    template = messages.found_in_sources(root=tmp_path)
    path = tmp_path / "es.po"
    path.write_bytes(messages.merged("es", template=template, known=known))

    found = {str(one.id): one.string for one in messages.read_catalogue(path) if one.id}
    assert found == {"Kept": "Conservado", "New": ""}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('_("One")', [("", "One")]),
        ('gettext_lazy("One " "two")', [("", "One two")]),
        ('pgettext("a verb", "Set")', [("a verb", "Set")]),
        ('ngettext("%(n)s day", "%(n)s days", n)', [("", "('%(n)s day', '%(n)s days')")]),
        ("gettext(name)", []),
    ],
)
def test_a_message_is_found_in_python(
    tmp_path: Path, source: str, expected: list[tuple[str, str]]
) -> None:
    module = tmp_path / "mla" / "words.py"
    module.parent.mkdir()
    module.write_text(f"words = {source}\n")
    found = messages.found_in_sources(root=tmp_path)
    assert sorted(keys(found)) == expected


def test_a_catalogue_is_compiled_when_it_is_newer_than_what_was_made_of_it(tmp_path: Path) -> None:
    source = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    template = Catalog()
    template.add("Save")
    known = Catalog(locale="es")
    known.add("Save", "Guardar")
    source.write_bytes(messages.merged("es", template=template, known=known))

    assert compile_stale(tmp_path) == [source.with_suffix(".mo")]
    assert compile_stale(tmp_path) == []


def test_a_message_marked_fuzzy_is_not_kept(tmp_path: Path) -> None:
    template = Catalog()
    template.add("Save")
    known = Catalog(locale="es")
    guess = Message("Save", "Salvar", flags=["fuzzy"])
    known["Save"] = guess

    path = tmp_path / "es.po"
    path.write_bytes(messages.merged("es", template=template, known=known))

    assert [one.id for one in messages.untranslated(messages.read_catalogue(path))] == ["Save"]
