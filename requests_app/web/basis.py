"""The instruments a request can rest on, with what the register says of them and why."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from authorities.binding import UnableToJudgeBinding, instruments_between
from requests_app.rules.instruments import all_instruments
from requests_app.web.sections import SEP

TONES = {"BINDS": "green", "UNKNOWN": "amber", "MODEL_ONLY": "grey", "DOES_NOT_BIND": "red"}


def choices(
    other_state: str, *, on: date, codes: list[tuple[str, str]], values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Each instrument as a box to tick: those that bind both States on that day first.

    What the register does not know is said to be unknown; nothing here forbids a choice.
    """
    held = all_instruments()
    try:
        bindings = instruments_between(settings.MLA_HOME_STATE, other_state, on)
    except UnableToJudgeBinding:
        bindings = []
    found = {binding.instrument: binding for binding in bindings}
    rows = []
    for code, title in codes:
        binding = found.get(code)
        instrument = held.get(code)
        rows.append(
            {
                "code": code,
                "title": title,
                "article": gettext(instrument.article) if instrument else "",
                "name": f"on{SEP}{code}",
                "articles_name": f"articles{SEP}{code}",
                "articles": values.get(f"articles{SEP}{code}", ""),
                "chosen": bool(values.get(f"on{SEP}{code}")),
                "leads": values.get("lead") == code,
                "verdict": str(binding.verdict.label) if binding else "",
                "tone": TONES[binding.verdict] if binding else "grey",
                "why": binding.why if binding else (),
                "rank": list(TONES).index(binding.verdict) if binding else len(TONES),
            }
        )
    return sorted(rows, key=lambda row: row["rank"])
