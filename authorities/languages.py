"""Reading the languages out of the words of a declaration or a register entry.

"English, Russian or Lithuanian" names three languages; "Slovenian; English if Slovenian
impossible" names one and a second best. Words that name no language ("translation into the
language of the requested State") yield nothing: the words stay, and nothing is known.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

ACCEPTED = "ACCEPTED"
PREFERRED = "PREFERRED"
IF_IMPOSSIBLE = "IF_IMPOSSIBLE"

_FALLBACK = re.compile(r"^(?P<name>.+?)\s+(?:if|where)\s+.+\s+(?:is\s+)?impossible$", re.I)
_SEPARATOR = re.compile(r"\s*(?:;|,|\bor\b|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class NamedLanguage:
    """A language named in some words. `code` is ISO 639: two letters, else three."""

    code: str
    preference: str = ACCEPTED


def read_languages(words: str) -> tuple[NamedLanguage, ...]:
    """The languages that the words name, in their order; empty when they name none."""
    found: list[NamedLanguage] = []
    for part in _SEPARATOR.split(words.strip()):
        fallback = _FALLBACK.match(part)
        code = language_code(fallback["name"] if fallback else part)
        if code and code not in {f.code for f in found}:
            found.append(NamedLanguage(code, IF_IMPOSSIBLE if fallback else ACCEPTED))
    if any(f.preference == IF_IMPOSSIBLE for f in found):
        found = [
            NamedLanguage(f.code, PREFERRED if f.preference == ACCEPTED else f.preference)
            for f in found
        ]
    return tuple(found)


@lru_cache(maxsize=512)
def language_code(name: str) -> str:
    """The ISO 639 code of a language named in English; blank when there is none of that name."""
    import pycountry

    if not name.strip():
        return ""
    try:
        language = pycountry.languages.lookup(name.strip())
    except LookupError:
        return ""
    if len(name.strip()) <= 3:  # "it" or "no" in a sentence is a word, not a code
        return ""
    return str(getattr(language, "alpha_2", None) or language.alpha_3)


def language_name(code: str) -> str:
    """The name of a language in the language of the page; the code itself when unknown."""
    return _language_name(code, get_language() or "en")


@lru_cache(maxsize=1024)
def _language_name(code: str, page_language: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(page_language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    name = locale.languages.get(code) or Locale.parse("en").languages.get(code)
    return name[:1].upper() + name[1:] if name else code
