"""Every verb that is written to the ledger has its sentence."""

import re
from pathlib import Path

import pytest

from requests_app.rules import verbs, workflow

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = re.compile(r'verb="([a-z_.]+)"')


def written_verbs() -> set[str]:
    found: set[str] = set()
    for app in ("mla", "authorities", "requests_app"):
        for path in (ROOT / app).rglob("*.py"):
            found |= set(WRITTEN.findall(path.read_text(encoding="utf-8")))
    return found


def test_every_verb_in_the_program_has_words() -> None:
    missing = []
    for verb in sorted(written_verbs()):
        try:
            assert verbs.phrase(verb)
        except KeyError:
            missing.append(verb)
    assert missing == []


@pytest.mark.parametrize("action", workflow.actions(), ids=lambda action: action.key)
def test_an_action_is_told_by_its_own_verb(action: workflow.Action) -> None:
    assert verbs.phrase(action.key) == action.verb


def test_an_undeclared_verb_is_an_error() -> None:
    with pytest.raises(KeyError):
        verbs.phrase("something.else")
