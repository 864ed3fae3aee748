"""One form for every action: built from what its row of the workflow table takes.

The form shows and keeps what was typed; reading it is for the rules, once, for the web, the
API and the command line alike (`rules.inputs`). So nothing here judges a value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext

from requests_app import house, preserved_data, queries
from requests_app.casefile import CaseFile
from requests_app.rules import completeness, refusal, workflow
from requests_app.rules.contents import CONTENTS
from requests_app.rules.correspondence import KINDS
from requests_app.rules.facts import FORM_LABELS, URGENCY_LABELS, Direction
from requests_app.rules.inputs import LINE_LIMIT, MANY, TEXT_LIMIT, Input, Kind
from requests_app.rules.needs import papers
from requests_app.rules.sentences import COMMA, Sentence
from requests_app.web import casepage, states, words, zones
from requests_app.web.cites import cite

LONG_ROWS = 6
_ONE_OF = frozenset(
    {
        Kind.CHOICE,
        Kind.AUTHORITY,
        Kind.PERSON,
        Kind.CASE,
        Kind.STATE,
        Kind.LETTER,
        Kind.LOST_LETTER,
    }
)
"""Kinds of input of which one is chosen from a list."""


class InstantInput(forms.MultiWidget):
    """A local date and time, and the zone it is meant in; read as `2026-03-31T14:05 Zone`."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        names = dict.fromkeys([zone, "UTC", *zones.offered()])
        choices = [(name, name.replace("_", " ")) for name in names]
        super().__init__(
            [
                forms.DateTimeInput(attrs={"type": "datetime-local", "class": "w-medium"}),
                forms.Select(choices=choices, attrs={"aria-label": gettext("Time zone")}),
            ]
        )

    def decompress(self, value: Any) -> list[Any]:
        """The two parts of a value written by `value_from_datadict`."""
        local, _space, zone = str(value or "").partition(" ")
        return [local, zone or self.zone]

    def id_for_label(self, id_: str) -> str:
        """The label is for the time; the zone has one of its own."""
        return f"{id_}_0" if id_ else ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Local time, a space, the zone; blank when no time was given."""
        local, zone = super().value_from_datadict(data, files, name)
        return f"{local} {zone or self.zone}" if local else ""


class AsTyped(forms.Form):
    """A form that keeps what was typed and is told its errors by the rules."""

    def full_clean(self) -> None:
        """Nothing is judged here; the rules say what is wrong."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}

    def tell(self, errors: Mapping[str, Sentence | str]) -> None:
        """Show these errors, each at its field; what has no field stands above the form."""
        for key, said in errors.items():
            text = words.say(said) if isinstance(said, Sentence) else said
            self.add_error(key if key in self.fields else None, text)

    def typed(self, name: str) -> Any:
        """What was typed into a field, as its control gives it."""
        return self.fields[name].widget.value_from_datadict(
            self.data, self.files, self.add_prefix(name)
        )


class ActionForm(AsTyped):
    """What an action takes, as fields."""

    def __init__(self, action: workflow.Action, case: CaseFile, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        self.case = case
        for taken in action.takes:
            field = self.fields[taken.key] = _field(taken, case)
            # A decision of ours never goes without: the rules say so, with the paragraph.
            ours = taken.key == "reasons" and action.direction is Direction.INCOMING
            field.sometimes = ours  # type: ignore[attr-defined]
        if action.key == "correct":
            self.fields["value"].help_text = _ways_to_correct()

    def given(self) -> dict[str, Any]:
        """What was typed, by the keys of the inputs: what the operations read."""
        given = {}
        for taken in self.action.takes:
            value = self.typed(taken.key)
            given[taken.key] = value if taken.kind not in MANY else list(value or [])
        if self.action.key == "correct":
            given["value"] = _code(given.get("entry"), given.get("value"))
        return given

    @cached_property
    def boxes(self) -> list["Ground"]:
        """The grounds of the instrument, the forbidden ones last, each with its cite."""
        taken = next((t for t in self.action.takes if t.kind is Kind.GROUNDS), None)
        if taken is None:
            return []
        chosen = set(self.typed(taken.key) or ()) if self.is_bound else set()
        theirs = self.case.direction is Direction.OUTGOING
        options = refusal.options(self.case.instrument, self.case.facts.kinds)
        return [
            Ground(
                key=option.key,
                label=gettext(option.label),
                cite=cite(option.cite),
                evidence=words.evidence(option.tag),
                permitted=option.permitted,
                can_be_chosen=option.permitted or theirs,
                remark=words.say(option.remark),
                chosen=option.key in chosen,
            )
            for option in options
        ]


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground as a box to tick, or struck through where it may never be one."""

    key: str
    label: str
    cite: str
    evidence: dict[str, str]
    permitted: bool
    can_be_chosen: bool
    """The other State may invoke what it may not; we record that it did."""
    remark: str
    chosen: bool


def _ways_to_correct() -> str:
    comma = gettext(COMMA)
    return gettext(
        "A day as 2026-03-31. Urgency is one of: %(urgencies)s. Form is one of: %(forms)s."
    ) % {
        "urgencies": comma.join(map(gettext, URGENCY_LABELS.values())),
        "forms": comma.join(map(gettext, FORM_LABELS.values())),
    }


def _code(entry: Any, value: Any) -> Any:
    """A label that was typed as the correct value of an entry is meant as its code."""
    said = str(value or "").strip().casefold()
    labels = words.CORRECTED.get(str(entry), {})
    return next(
        (str(code) for code, word in labels.items() if gettext(word).casefold() == said), value
    )


def _field(taken: Input, case: CaseFile) -> forms.Field:
    common: dict[str, Any] = {
        "label": gettext(taken.label),
        "help_text": gettext(taken.help) if taken.help else "",
        "required": taken.required,
    }
    field: forms.Field
    match taken.kind:
        case Kind.TEXT:
            area = forms.Textarea(attrs={"rows": LONG_ROWS, "maxlength": TEXT_LIMIT})
            field = forms.CharField(widget=area, **common)
        case Kind.DATE:
            field = forms.CharField(widget=day_input(), **common)
        case Kind.INSTANT:
            field = forms.CharField(widget=InstantInput(house.zone()), **common)
        case Kind.NUMBER:
            number = forms.NumberInput(attrs={"class": "w-short"})
            field = forms.CharField(widget=number, **common)
        case Kind.FLAG:
            field = forms.BooleanField(**{**common, "required": False})
        case Kind.FILE:
            field = forms.FileField(**common)
        case kind if kind in MANY:
            boxes = forms.CheckboxSelectMultiple()
            field = forms.MultipleChoiceField(
                choices=_choices(taken, case),
                widget=boxes,
                initial=_missing(case) if kind is Kind.CONTENTS else None,
                **common,
            )
        case kind if kind in _ONE_OF:
            choices = [("", gettext("Choose")), *_choices(taken, case)]
            field = forms.ChoiceField(choices=choices, **common)
        case _:
            line = forms.TextInput(attrs={"maxlength": LINE_LIMIT})
            field = forms.CharField(widget=line, **common)
    field.widget.use_required_attribute = lambda initial: False
    return field


def day_input() -> forms.DateInput:
    """A control for one day."""
    return forms.DateInput(attrs={"type": "date", "class": "w-medium"}, format="%Y-%m-%d")


def _choices(taken: Input, case: CaseFile) -> list[tuple[str, str]]:
    match taken.kind:
        case Kind.CHOICE:
            return [(key, gettext(label)) for key, label in taken.choices]
        case Kind.MEASURES:
            return [
                (
                    str(measure.number),
                    f"{measure.number}. {casepage.measure_label(measure.kind)}: "
                    + words.outcome_label(measure.outcome),
                )
                for measure in case.measures
            ]
        case Kind.CONCERNED:
            return [
                (str(number), f"{number}. {person.identity or person.role}")
                for number, person in enumerate(case.facts.persons, start=1)
            ]
        case Kind.EVIDENCE:
            return [
                (str(item.number), f"{item.number}. {item.title}")
                for item in case.evidence
                if not item.is_gone or item.receipt_owed
            ]
        case Kind.CONTENTS:
            return [
                (row.key, f"{gettext(CONTENTS[row.key].label)} ({cite(row.cite)})")
                for row in case.instrument.contents_for(case.facts.kinds)
            ]
        case Kind.GROUNDS:
            options = refusal.options(case.instrument, case.facts.kinds)
            return [(option.key, gettext(option.label)) for option in options]
        case Kind.PERSON:
            people = queries.assignable(case.request)
            return [(person.username, person.label) for person in people]
        case Kind.STATE:
            return states.choices()
        case Kind.CASE:
            near = preserved_data.linkable(case.request)
            return [(row.reference, f"{row.reference} {row.title}") for row in near]
        case Kind.PEOPLE:
            return [(one.username, one.label) for one in queries.nameable(case.request)]
        case Kind.AUTHORITY:
            found = queries.executing_authorities(on=case.today)
            return [
                (str(authority.public_id), casepage.with_age(authority, on=case.today))
                for authority in found
            ]
        case Kind.LETTER | Kind.LOST_LETTER:
            lost = taken.kind is Kind.LOST_LETTER
            return [
                (letter.id, _letter_label(number, letter))
                for number, letter in enumerate(case.letters, start=1)
                if (papers.is_lost(case, letter) if lost else papers.is_in_house(letter))
            ]
    return []


def _letter_label(number: int, letter: Any) -> str:
    title = gettext(KINDS[letter.kind].title)
    return gettext("Letter %(number)s: %(title)s") % {"number": number, "title": title}


def _missing(case: CaseFile) -> list[str]:
    return [
        verdict.row.key
        for verdict in completeness.judge(case.instrument, case.facts)
        if not verdict.present and verdict.finding
    ]
