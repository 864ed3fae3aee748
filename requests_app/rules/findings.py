"""What a rule answers: a finding is data, never an exception."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from requests_app.rules.instruments import Tag
from requests_app.rules.sentences import Sentence


class Severity(StrEnum):
    """What a finding does to the person before it."""

    BLOCKS = "BLOCKS"
    WARNS = "WARNS"
    INFORMS = "INFORMS"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule has to say: what, how firmly, and on which text."""

    key: str
    severity: Severity
    sentence: Sentence
    tag: Tag = Tag.HOUSE

    @property
    def blocks(self) -> bool:
        """True when the action must not go on."""
        return self.severity is Severity.BLOCKS


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those findings that stop the action, in their order."""
    return tuple(finding for finding in findings if finding.blocks)


def by_tag(tag: Tag) -> Severity:
    """Blocks where the text was read, warns where it is not verified."""
    return Severity.BLOCKS if tag.may_block else Severity.WARNS
