"""An emergency on one screen: exactly the contents that the article asks for, and no more."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from authorities import queries as register
from mla.accounts.models import User
from requests_app import house
from requests_app.exchange.document import SCHEMA
from requests_app.letters import wordings
from requests_app.rules.contents import CONTENTS, Place
from requests_app.rules.facts import Channel, Direction, Urgency
from requests_app.rules.inputs import LINE_LIMIT, TEXT_LIMIT
from requests_app.rules.instruments import ContentRow, Need, all_instruments
from requests_app.web import states
from requests_app.web.cites import cite
from requests_app.web.forms import AsTyped, day_input
from requests_app.web.sections import SEP

WANTED = (Need.MANDATORY, Need.EXCEPT_SERVICE)
CHANNELS = {"emergency_data": Channel.CONTACT_24_7, "emergency_mla": Channel.CENTRAL_AUTHORITY}
OFFENCE, PERSON = f"offence{SEP}", f"person{SEP}"


class EmergencyForm(AsTyped):
    """The screen of one kind of emergency under one instrument, filled as far as it can be."""

    def __init__(
        self, direction: Direction, kind: str, *, by: User, at: datetime, initial: dict[str, Any]
    ) -> None:
        self.direction, self.kind = direction, kind
        self.instruments = [
            (code, _(found.short_title))
            for code, found in all_instruments().items()
            if kind in found.kinds
        ]
        known = [code for code, _title in self.instruments]
        said = str(initial.get("instrument", ""))
        self.code = said if said in known else known[0]
        super().__init__(initial={**self._prefilled(by, at, initial), **initial})
        ours = direction is Direction.OUTGOING
        label = _("Requested State") if ours else _("Requesting State")
        home = settings.MLA_HOME_STATE
        self._choice("state", label, [("", _("Choose a State")), *states.choices(without=home)])
        self._choice("instrument", _("Under"), self.instruments)
        self._text(
            "title", _("Title"), long=False, help_text=_("A few words; no names of persons.")
        )
        if not ours:
            self._text("their_reference", _("Their reference"), long=False, required=False)
        for row in self.rows:
            self._add(row)

    @cached_property
    def rows(self) -> list[ContentRow]:
        """The contents of the kind, in the order of the text; one that stands there twice once."""
        found = all_instruments()[self.code].contents_for(frozenset({self.kind}))
        return list({row.key: row for row in reversed(found)}.values())[::-1]

    def _add(self, row: ContentRow) -> None:
        content = CONTENTS[row.key]
        needed = row.need in WANTED and row.tag.may_block
        match content.place:
            case Place.OFFENCES | Place.OFFENCE_NAMED:
                self._text(f"{OFFENCE}title", _("Offence"), long=False, row=row, required=needed)
                self._text(f"{OFFENCE}provisions", _("Provisions"), long=False, required=needed)
                self._text(f"{OFFENCE}penalty", _("Penalty"), long=False, required=needed)
            case Place.PERSONS:
                self._text(
                    f"{PERSON}identity", _(content.label), long=False, row=row, required=False
                )
            case Place.DEADLINE:
                return
            case _:
                self._text(
                    self._name(row.key),
                    _(content.label),
                    long=content.long,
                    row=row,
                    required=needed,
                    help_text=_(content.help),
                )

    def _name(self, key: str) -> str:
        match CONTENTS[key].place:
            case Place.SHEET:
                return f"contents{SEP}{key}"
            case Place.MEASURE:
                return f"measure{SEP}{key}"
            case Place.MEASURES:
                return "description"
            case Place.CONFIDENTIALITY:
                return "confidentiality"
            case _:
                return "urgency_reason"

    def _choice(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices)
        self.fields[name].widget.use_required_attribute = lambda initial: False

    def _text(
        self,
        name: str,
        label: str,
        *,
        long: bool,
        required: bool = True,
        help_text: str = "",
        row: ContentRow | None = None,
    ) -> None:
        widget: forms.Widget = forms.TextInput(attrs={"maxlength": LINE_LIMIT})
        if name == f"measure{SEP}issued_on":
            widget = day_input()
        elif long:
            widget = forms.Textarea(attrs={"rows": 3, "maxlength": TEXT_LIMIT})
        field = forms.CharField(label=label, required=required, help_text=help_text, widget=widget)
        field.widget.use_required_attribute = lambda initial: False
        field.cite = cite(row.cite) if row else ""  # type: ignore[attr-defined]
        self.fields[name] = field

    def _prefilled(self, by: User, at: datetime, told: dict[str, Any]) -> dict[str, str]:
        """What the house knows by itself of a request of ours."""
        if self.direction is Direction.INCOMING:
            return {}
        words = wordings.wording(self._written_in(told))
        return {
            f"contents{SEP}requesting_authority": str(by.authority or ""),
            f"measure{SEP}issued_on": house.today(at).isoformat(),
            f"measure{SEP}statement_under_convention": words.fill(
                "emergency_data",
                "statement",
                {"instrument": words.text("instruments", self.code)},
            ),
        }

    def _language(self, other: str) -> str:
        """A language to write in: one the other State accepts, English where not known."""
        if self.direction is Direction.INCOMING or not other:
            return "en"
        accepted = [fact.language for fact in register.accepted_languages(other)]
        return "en" if "en" in accepted or not accepted else accepted[0]

    def _written_in(self, told: dict[str, Any]) -> str:
        language = self._language(told.get("state", ""))
        return language if language in wordings.languages() else wordings.FALLBACK

    def document(self) -> dict[str, Any]:
        """The request document that the screen makes."""
        told = self.initial
        home, other = settings.MLA_HOME_STATE, told.get("state", "")
        ours = self.direction is Direction.OUTGOING
        offence = {
            key: told.get(f"{OFFENCE}{key}", "") for key in ("title", "provisions", "penalty")
        }
        person = told.get(f"{PERSON}identity", "")
        return {
            "schema": SCHEMA,
            "marking": "SPECIMEN" if settings.MLA_DEMO else "",
            "title": told.get("title", ""),
            "requesting_state": home if ours else other,
            "requested_state": other if ours else home,
            "their_reference": told.get("their_reference", ""),
            "legal_basis": {"instruments": [{"instrument": self.code}]},
            "contents": self._under("contents"),
            "measures": [
                {
                    "kind": self.kind,
                    "description": told.get("description", ""),
                    "contents": self._under("measure"),
                }
            ],
            "offences": [offence] if any(offence.values()) else [],
            "persons": [{"role": _("Person concerned"), "identity": person}] if person else [],
            "confidentiality": told.get("confidentiality", ""),
            "urgency": Urgency.EMERGENCY.value,
            "urgency_reason": told.get("urgency_reason", ""),
            "channel": CHANNELS[self.kind].value,
            "form": "ELECTRONIC",
            "language": self._language(other),
        }

    def _under(self, part: str) -> dict[str, str]:
        start = f"{part}{SEP}"
        return {
            name.removeprefix(start): str(self.initial.get(name) or "")
            for name in self.fields
            if name.startswith(start)
        }

    def lacking(self) -> dict[str, str]:
        """What is needed before anything is put on file: the State and a title."""
        return {
            name: _("This is needed.")
            for name in ("state", "title")
            if not str(self.initial.get(name) or "").strip()
        }

    def faults(self, errors: dict[str, str]) -> dict[str, str]:
        """The faults of the document by the fields at which they are shown."""
        return {_field_of(path): said for path, said in errors.items()}


def _field_of(path: str) -> str:
    parts = path.split(".")
    match parts[0]:
        case "requested_state" | "requesting_state":
            return "state"
        case "contents":
            return SEP.join(parts[:2])
        case "measures" if "contents" in parts:
            return f"measure{SEP}{parts[-1]}"
        case "measures":
            return "description"
        case "offences":
            return f"{OFFENCE}{parts[-1]}"
        case "persons":
            return f"{PERSON}identity"
    return path
