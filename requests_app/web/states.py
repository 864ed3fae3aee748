"""States as choices of a field."""

import re
import unicodedata

from django.utils.translation import get_language

from authorities.models import State
from authorities.state_names import state_name_in

_CODE = re.compile(r"(?:^|\()([A-Za-z]{2})\)?$")


def choices(*, without: str = "") -> list[tuple[str, str]]:
    """Every State of the register as (code, name and code), by name in the page's language."""
    language = get_language() or "en"
    found = State.objects.filter(is_regional_organisation=False).order_by()
    named = sorted(
        (
            (state_name_in(code, name, language), code)
            for code, name in found.values_list("code", "name")
        ),
        key=lambda state: _alphabetical(state[0]),
    )
    return [(code, f"{name} ({code})") for name, code in named if code != without]


def _alphabetical(name: str) -> tuple[str, str]:
    """Accents do not move a name: Åland stands under A, Türkiye among the T."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return plain.casefold(), name


def code_of(words: str) -> str:
    """The code of the State that these words name; a code that no State has if none does."""
    words = words.replace("\x00", "").strip()
    if found := _CODE.search(words):
        return found[1].upper()
    wanted = words.casefold()
    for code, name in choices():
        if name.casefold().startswith(wanted):
            return code
    return "??"
