"""The messages that people read, found in the sources, and the catalogues that translate them.

Pure Python, so that a test can extract again wherever the tests run: no gettext programs.
"""

import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation import template as django_template

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("authorities", "mla", "requests_app", "templates")
LANGUAGES = ("ar", "es")
"""The languages that are translated to. English is the language of the sources."""

PLURAL_FORMS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 :"
        " n%100>=11 && n%100<=99 ? 4 : 5);"
    ),
    "es": "nplurals=2; plural=(n != 1);",
}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_NOTE_TO_TRANSLATORS = ("Translators:",)


def found_in_sources(*, root: Path = ROOT) -> Catalog:
    """Every message of the Python files and templates below `root`, in the order of the files."""
    catalog = Catalog(fuzzy=False)
    for path in _source_files(root):
        place = path.relative_to(root).as_posix()
        messages = extract("python", BytesIO(_as_python(path)), KEYWORDS, _NOTE_TO_TRANSLATORS)
        for _line, text, notes, context in messages:
            catalog.add(text, locations=[(place, 0)], auto_comments=notes, context=context)
    return catalog


def catalogue_path(language: str, *, root: Path = ROOT) -> Path:
    """Where the translations to a language are kept."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path) -> Catalog:
    """The translations in a file, obsolete ones among them; none if there is no file."""
    if not path.exists():
        return Catalog(locale=path.parent.parent.name)
    with path.open("rb") as words:
        return read_po(words)


def merged(language: str, *, template: Catalog, known: Catalog) -> bytes:
    """The text of a `.po` with the messages of `template`, as far as `known` translates them.

    Nothing is guessed from similar messages, none is kept that the sources no longer have, and
    nothing in it changes with the day or with a line number, so that a difference is a change.
    """
    fresh = Catalog(locale=language)
    for wanted in template:
        if wanted.id:
            translation = known.get(wanted.id, wanted.context)
            fresh[wanted.id] = _translated(wanted, translation, forms=fresh.num_plurals)
    text = BytesIO()
    write_po(text, fresh, width=0, include_lineno=False, omit_header=True, ignore_obsolete=True)
    return _header(language).encode() + text.getvalue().rstrip(b"\n") + b"\n"


def untranslated(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalogue that lack a text, or one of their plural forms."""
    for message in catalog:
        texts = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.id and not all(texts):
            yield message


def _source_files(root: Path) -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".html", ".txt"} and "templates" in path.parts:
                yield path
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield path


def _as_python(path: Path) -> bytes:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source.encode()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a note that is not the last on its line would be lost
        calls = django_template.templatize(source, origin=str(path))
    # What is left of the page is noise; indented, it would not read as Python.
    return "\n".join(line.strip() for line in calls.splitlines()).encode()


def _translated(wanted: Message, translation: Message | None, *, forms: int) -> Message:
    message = wanted.clone()
    texts: Sequence[str] = ()
    if translation is not None and "fuzzy" not in translation.flags:
        one = translation.string
        texts = [one] if isinstance(one, str) else list(one or ())
        message.user_comments = list(translation.user_comments)
    if message.pluralizable:
        message.string = tuple(texts) if len(texts) == forms else ("",) * forms
    else:
        message.string = texts[0] if texts else ""
    return message


def _header(language: str) -> str:
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURAL_FORMS[language]}\\n"\n\n'
    )
