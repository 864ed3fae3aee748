"""What a letter may be written from: the request, what was given, and rows read once each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from requests_app.letters.voice import Voice
from requests_app.models import (
    Condition,
    Consent,
    Consultation,
    Decision,
    Disclosure,
    Document,
    Evidence,
    Measure,
    Offence,
    Person,
    Question,
    Request,
)


@dataclass(frozen=True)
class Matter:
    """The matter of one letter. Every property that reads rows reads them once."""

    request: Request
    given: Mapping[str, Any]
    at: datetime
    voice: Voice
    measures: tuple[Measure, ...]

    def text(self, key: str) -> str:
        """What was given under that key; empty where nothing was."""
        return str(self.given.get(key) or "")

    def day(self, key: str) -> date | None:
        """The day given under that key."""
        value = self.given.get(key)
        return value if isinstance(value, date) else None

    def content(self, key: str) -> str:
        """A content of the request."""
        return str(self.request.contents.get(key) or "")

    @cached_property
    def persons(self) -> tuple[Person, ...]:
        """The persons concerned, in order."""
        return tuple(self.request.persons.order_by("number"))

    @cached_property
    def offences(self) -> tuple[Offence, ...]:
        """The offences, in order."""
        return tuple(self.request.offences.order_by("number"))

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents attached, in order."""
        return tuple(self.request.documents.order_by("id"))

    @cached_property
    def consultations(self) -> tuple[Consultation, ...]:
        """The consultations held, in order."""
        return tuple(self.request.consultations.order_by("id"))

    @cached_property
    def question(self) -> Question | None:
        """The question asked last."""
        return self.request.questions.order_by("id").last()

    @cached_property
    def condition(self) -> Condition | None:
        """The conditions offered last."""
        return self.request.conditions.order_by("version").last()

    @cached_property
    def conditions_accepted(self) -> tuple[Condition, ...]:
        """The conditions that bind, in order."""
        return tuple(self.request.conditions.filter(status="ACCEPTED").order_by("version"))

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The items of evidence with their files and custody, in order."""
        items = self.request.evidence.select_related("document__file")
        return tuple(items.prefetch_related("custody").order_by("number"))

    @cached_property
    def consent(self) -> Consent | None:
        """The consent to another use that was asked for last."""
        return self.request.consents.order_by("id").last()

    @cached_property
    def disclosure(self) -> Disclosure | None:
        """The disclosure announced last."""
        return self.request.disclosures.order_by("id").last()

    @cached_property
    def decision(self) -> Decision | None:
        """The decision that this letter tells of, if one was just taken."""
        return self.request.decisions.filter(by_other_state=False, taken_back_at=None).last()

    @property
    def decided(self) -> tuple[Measure, ...]:
        """The measures that the decision is about."""
        numbers = {int(number) for number in self.given.get("measures") or ()}
        if not numbers and self.decision is not None and self.decision.decided_at == self.at:
            numbers = set(self.decision.measures)
        if not numbers:
            return self.measures
        return tuple(measure for measure in self.measures if measure.number in numbers)
