"""What every need is made of."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from requests_app.rules.case import Actor, Case
from requests_app.rules.findings import Finding, Severity
from requests_app.rules.instruments import Tag
from requests_app.rules.sentences import Sentence

Given = Mapping[str, Any] | None
"""What the person gave; None when only the button is asked about."""
Rule = Callable[[Case, Actor, Given], Iterable[Finding]]


def blocks(key: str, text: str, cite: str = "", **blanks: object) -> Finding:
    """A finding that stops the action."""
    return Finding(key, Severity.BLOCKS, Sentence(text, blanks, cite))


def warns(key: str, text: str, cite: str = "", tag: Tag = Tag.HOUSE, **blanks: object) -> Finding:
    """A finding that is to be read and stops nothing."""
    return Finding(key, Severity.WARNS, Sentence(text, blanks, cite), tag)
