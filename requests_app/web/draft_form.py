"""The form of one section of a request."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop

from authorities.languages import language_name
from requests_app.rules.contents import CONTENTS
from requests_app.rules.inputs import LINE_LIMIT, TEXT_LIMIT
from requests_app.rules.instruments import Instrument, all_instruments
from requests_app.rules.measures import KINDS
from requests_app.web import draft_values, states
from requests_app.web.cites import cite
from requests_app.web.draft_values import Values
from requests_app.web.forms import AsTyped, day_input
from requests_app.web.sections import SEP, As, Entry, Section

LANGUAGES = ("en", "es", "fr", "pt", "nl", "ar", "zh", "ru", "de", "it")


class SectionForm(AsTyped):
    """The fields of one section, filled with values; rows can be added without script."""

    def __init__(
        self,
        section: Section,
        values: Values,
        *,
        document: Values,
        instrument: Instrument,
        is_outgoing: bool,
    ) -> None:
        super().__init__(initial=values)
        self.section = section
        self.values = values
        self.document = document
        self.instrument = instrument
        ours = "requesting_state" if is_outgoing else "requested_state"
        for entry in section.entries:
            if entry.path != ours:
                self._add(entry.name, entry)
        if section.key == "basis":
            self._add_basis()
        elif section.rows:
            for number in range(values["count"]):
                self._add_row(number)
        for entry in section.tail:
            self._add(entry.name, entry)

    def _add(self, name: str, entry: Entry) -> None:
        self.fields[name] = _field(entry, self)

    def _add_row(self, number: int) -> None:
        rows = self.section.rows
        assert rows is not None
        for entry in rows.entries:
            self._add(f"{rows.name}{SEP}{number}{SEP}{entry.path}", entry)
        if rows.name == "measures":
            kind = str(self.values.get(f"measures{SEP}{number}{SEP}kind") or "")
            cites = {
                row.key: cite(row.cite) for row in self.instrument.contents_for(frozenset({kind}))
            }
            for key in draft_values.measure_contents(self.instrument, kind):
                content = CONTENTS[key]
                typed_as = As.TEXT if content.long else As.LINE
                name = f"measures{SEP}{number}{SEP}contents{SEP}{key}"
                self._add(name, Entry(key, content.label, typed_as, content.help))
                self.fields[name].cite = cites.get(key, "")  # type: ignore[attr-defined]

    def _add_basis(self) -> None:
        for number in range(self.values["count"]):
            prefix = f"treaties{SEP}{number}{SEP}"
            self._add(f"{prefix}title", Entry("title", _TREATY))
            self._add(f"{prefix}articles", Entry("articles", _ARTICLES))
            self._add(f"{prefix}covers_assistance", Entry("covers", _COVERS, As.FLAG))
        self._add("reciprocity", Entry("reciprocity", _RECIPROCITY, As.FLAG))

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """The rows: their number, their fields, and what their kind of measure needs."""
        name = self.section.rows.name if self.section.rows else "treaties"
        found = []
        for number in range(self.values.get("count", 0)):
            prefix = f"{name}{SEP}{number}{SEP}"
            names = [key for key in self.fields if key.startswith(prefix)]
            needs = [key for key in names if key.startswith(f"{prefix}contents{SEP}")]
            found.append(
                {
                    "index": number,
                    "number": number + 1,
                    "fields": [self[key] for key in names if key not in needs],
                    "needs": [self[key] for key in needs],
                }
            )
        return found

    @cached_property
    def lead_fields(self) -> list[Any]:
        """The fields above the rows."""
        return [self[entry.name] for entry in self.section.entries if entry.name in self.fields]

    @cached_property
    def tail_fields(self) -> list[Any]:
        """The fields below the rows."""
        names = [entry.name for entry in self.section.tail]
        if self.section.key == "basis":
            names = ["reciprocity"]
        return [self[name] for name in names]


_TREATY = gettext_noop("Another treaty")
_ARTICLES = gettext_noop("Articles")
_COVERS = gettext_noop("It is a treaty of mutual assistance")
_RECIPROCITY = gettext_noop("Reciprocity is promised")


def _field(entry: Entry, form: SectionForm) -> forms.Field:
    common: dict[str, Any] = {
        "label": gettext(entry.label),
        "help_text": gettext(entry.help) if entry.help else "",
        "required": True,
    }
    field: forms.Field
    match entry.typed_as:
        case As.TEXT:
            area = forms.Textarea(attrs={"rows": 8, "maxlength": TEXT_LIMIT})
            field = forms.CharField(widget=area, **common)
        case As.DATE:
            field = forms.CharField(widget=day_input(), **common)
        case As.NUMBER:
            number = forms.NumberInput(attrs={"class": "w-short", "min": 0, "step": "any"})
            field = forms.CharField(widget=number, **common)
        case As.FLAG:
            field = forms.BooleanField(**common)
        case As.CHOICE | As.STATE | As.LANGUAGE | As.MEASURE_KIND:
            field = forms.ChoiceField(choices=_choices(entry, form), **common)
        case _:
            line = forms.TextInput(attrs={"maxlength": LINE_LIMIT})
            field = forms.CharField(widget=line, **common)
    field.widget.use_required_attribute = lambda initial: False
    return field


def _choices(entry: Entry, form: SectionForm) -> list[tuple[str, str]]:
    match entry.typed_as:
        case As.STATE:
            return states.choices()
        case As.LANGUAGE:
            now = str(form.values.get(entry.name) or "")
            codes = dict.fromkeys([*LANGUAGES, *([now] if now else [])])
            return sorted(((code, language_name(code)) for code in codes), key=lambda c: c[1])
        case As.MEASURE_KIND:
            return [("", gettext("Choose")), *_measure_kinds(form.instrument)]
    return [(key, gettext(label)) for key, label in entry.choices]


def _measure_kinds(instrument: Instrument) -> list[tuple[str, str]]:
    """Those that the instrument names first."""
    own = instrument.kinds or frozenset(KINDS)
    ordered = sorted(KINDS.values(), key=lambda kind: kind.key not in own)
    return [
        (
            kind.key,
            gettext(kind.label)
            if kind.key in own
            else gettext("%(kind)s (not named by the instrument)") % {"kind": gettext(kind.label)},
        )
        for kind in ordered
    ]


def instrument_choices(document: Values) -> list[tuple[str, str]]:
    """The instruments that can be named, by code and short title."""
    held = all_instruments()
    return [
        (code, gettext(held[code].short_title) if code in held else code)
        for code in draft_values.basis_codes(document)
    ]
