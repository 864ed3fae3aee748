"""What is asked before a case is filed; everything else can come later."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from authorities import queries as register
from requests_app.exchange.document import SCHEMA
from requests_app.rules import facts, inputs
from requests_app.rules.applicability import COURTESY
from requests_app.rules.facts import Direction
from requests_app.rules.inputs import LINE_LIMIT, Input, Kind
from requests_app.rules.instruments import all_instruments
from requests_app.web import states
from requests_app.web.forms import AsTyped, day_input
from requests_app.web.sections import SEP

RECEIVED_ON = Input("received_on", Kind.DATE, "", required=False)
WAYS = (facts.Form.WRITTEN, facts.Form.ELECTRONIC, facts.Form.ORAL)


def read_day(raw: str) -> date | None:
    """The day of receipt; None when none was given. Raises UnableToReadInput."""
    day: date | None = inputs.read((RECEIVED_ON,), {"received_on": raw})["received_on"]
    return day


class NewForm(AsTyped):
    """The first entries of a case."""

    def __init__(self, direction: Direction, *, initial: dict[str, Any]) -> None:
        super().__init__(initial={"urgency": "ROUTINE", "form": "WRITTEN", **initial})
        self.direction = direction
        is_outgoing = direction is Direction.OUTGOING
        home = settings.MLA_HOME_STATE
        label = _("Requested State") if is_outgoing else _("Requesting State")
        self._choice("state", label, [("", _("Choose a State")), *states.choices(without=home)])
        self._line("title", _("Title"), help_text=_("A few words; no names of persons."))
        self._line("case_reference", _("Reference of the case it serves"), required=False)
        if not is_outgoing:
            self._choice(
                "form", _("How it came"), [(w.value, _(facts.FORM_LABELS[w])) for w in WAYS]
            )
            self.fields["received_on"] = forms.CharField(
                label=_("Received on"),
                required=False,
                help_text=_("Empty means today."),
                widget=day_input(),
            )
            self._line("their_reference", _("Their reference"), required=False)
        urgencies = [(code.value, _(text)) for code, text in facts.URGENCY_LABELS.items()]
        self._choice("urgency", _("Urgency"), urgencies)
        self._line(
            "treaty",
            _("Another treaty"),
            required=False,
            help_text=_("A treaty of mutual assistance whose text is not held here: it leads."),
        )
        self._line("treaty_articles", _("Its articles"), required=False)
        self.fields["reciprocity"] = forms.BooleanField(
            label=_("Reciprocity is promised"), required=False
        )

    def _choice(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices)
        self.fields[name].widget.use_required_attribute = lambda initial: False

    def _line(self, name: str, label: str, *, required: bool = True, help_text: str = "") -> None:
        widget = forms.TextInput(attrs={"maxlength": LINE_LIMIT})
        self.fields[name] = forms.CharField(
            label=label, required=required, help_text=help_text, widget=widget
        )
        self.fields[name].widget.use_required_attribute = lambda initial: False

    @property
    def other_state(self) -> str:
        """The code of the State chosen; blank while none is."""
        code = str(self.initial.get("state", ""))
        return code if len(code) == 2 and code.isascii() and code.isupper() else ""

    @cached_property
    def instruments(self) -> list[tuple[str, str]]:
        """The instruments that can be named: those whose text is held here."""
        return [
            (code, _(found.short_title))
            for code, found in all_instruments().items()
            if code != COURTESY
        ]

    def document(self) -> dict[str, Any]:
        """The request document that the entries make."""
        told = self.initial
        home, other = settings.MLA_HOME_STATE, self.other_state
        outgoing = self.direction is Direction.OUTGOING
        codes = [code for code, _title in self.instruments if told.get(f"on{SEP}{code}")]
        codes.sort(key=lambda code: code != told.get("lead"))
        treaty = told.get("treaty") or told.get("treaty_articles")
        return {
            "schema": SCHEMA,
            "marking": "SPECIMEN" if settings.MLA_DEMO else "",
            "title": told.get("title", ""),
            "requesting_state": home if outgoing else other,
            "requested_state": other if outgoing else home,
            "case_reference": told.get("case_reference", ""),
            "their_reference": told.get("their_reference", ""),
            "legal_basis": {
                "instruments": [
                    {"instrument": code, "articles": told.get(f"articles{SEP}{code}", "")}
                    for code in codes
                ],
                "treaties": [
                    {
                        "title": told.get("treaty", ""),
                        "articles": told.get("treaty_articles", ""),
                    }
                ]
                if treaty
                else [],
                "reciprocity": bool(told.get("reciprocity")),
            },
            "urgency": told.get("urgency", ""),
            "form": told.get("form", ""),
            "language": self._language(other),
        }

    def _language(self, other: str) -> str:
        """A language to begin with: one the other State accepts, English where not known."""
        if self.direction is Direction.INCOMING or not other:
            return "en"
        accepted = [fact.language for fact in register.accepted_languages(other)]
        return "en" if "en" in accepted or not accepted else accepted[0]

    def faults(self, errors: dict[str, str]) -> dict[str, str]:
        """The faults of the document by the fields at which they are shown."""
        told = {_field_of(path): said for path, said in errors.items()}
        if "state" in told and not self.other_state:
            told["state"] = _("Choose the State that asks, or is asked.")
        return told


def _field_of(path: str) -> str:
    if path.startswith("legal_basis.treaties"):
        return "treaty"
    if path in ("requested_state", "requesting_state"):
        return "state"
    return "" if path.startswith("legal_basis") else path
