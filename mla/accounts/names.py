"""What a name may consist of, so that it reads the same to everybody."""

import unicodedata

from django.utils.translation import gettext as _

MAX_LENGTH = 150

_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_REFUSED = frozenset(
    "\u200b\u2060\ufeff\u00ad\u200e\u200f\u061c"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class UnableToAcceptName(Exception):
    """The text cannot be a name: too long, or it holds characters that hide or reorder others."""


def clean_name(text: str, *, max_length: int = MAX_LENGTH) -> str:
    """The name in Unicode form NFC with single spaces.

    Zero-width joiners inside words stay: Persian and several Indian scripts need them.
    Raises UnableToAcceptName for control characters, lone surrogates, direction overrides,
    isolates and marks, zero-width spaces, and more than `max_length` characters.
    """
    if len(text) > max_length:
        raise UnableToAcceptName(_("A name has at most %(max)d characters.") % {"max": max_length})
    for character in text:
        if character in _REFUSED or unicodedata.category(character) in _REFUSED_CATEGORIES:
            raise UnableToAcceptName(
                _("The name holds an invisible or direction-changing character (U+%(code)04X).")
                % {"code": ord(character)}
            )
    return " ".join(unicodedata.normalize("NFC", text).split())
