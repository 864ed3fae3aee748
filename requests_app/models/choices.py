"""The closed sets of the rules as database choices, labels translated when read."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy

from requests_app.rules import facts, measures, states

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Code = TypeVar("Code", bound=StrEnum)


def of(labels: Mapping[Code, str]) -> "list[tuple[str, StrOrPromise]]":
    """Choices for a field from a table of labels of the rules."""
    return [(str(code), gettext_lazy(label)) for code, label in labels.items()]


STATES = of(states.LABELS)
DIRECTIONS = of(facts.DIRECTION_LABELS)
URGENCIES = of(facts.URGENCY_LABELS)
FORMS = of(facts.FORM_LABELS)
CHANNELS = of(facts.CHANNEL_LABELS)
OUTCOMES = of(measures.OUTCOME_LABELS)


def one_of(field: str, codes: type[StrEnum], name: str) -> models.CheckConstraint:
    """A constraint that the field holds one of the codes."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": [code.value for code in codes]}), name=name
    )


def together(first: str, second: str, name: str) -> models.CheckConstraint:
    """A constraint that two facts are both there or both absent (who and when)."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | models.Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
        name=name,
    )
