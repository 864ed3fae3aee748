"""One action under way: what every part of a move stands on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from mla.accounts.models import User
from requests_app.models.contents import Measure
from requests_app.models.request import Request
from requests_app.rules.findings import Finding


class HasMeasures(Protocol):
    """Where the measures come from."""

    @property
    def measures(self) -> list[Measure]: ...


@dataclass
class UnderWay:
    """One action under way on a locked request, with what the person gave for it."""

    request: Request
    by: User
    at: datetime
    today: date
    given: Mapping[str, Any]
    findings: tuple[Finding, ...]
    case: HasMeasures
    touched: set[int] = field(default_factory=set)

    @property
    def measures(self) -> list[Measure]:
        """All measures, loaded when first asked for; changed ones the operation saves."""
        return self.case.measures
