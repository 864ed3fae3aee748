"""The sections in which a request is written: which entries of the document each one holds.

A section turns a document into the values of its fields and the values back into the
document; what is wrong with a value is said by the document itself (`exchange.document`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from requests_app.rules import facts
from requests_app.rules.contents import CONTENTS
from requests_app.rules.sentences import gettext_noop as _

SEP = "__"


class As(StrEnum):
    """How an entry is typed."""

    LINE = "LINE"
    TEXT = "TEXT"
    DATE = "DATE"
    NUMBER = "NUMBER"
    FLAG = "FLAG"
    CHOICE = "CHOICE"
    STATE = "STATE"
    LANGUAGE = "LANGUAGE"
    MEASURE_KIND = "MEASURE_KIND"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the document, by its path (`contents.purpose`)."""

    path: str
    label: str
    typed_as: As = As.LINE
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The name of its field."""
        return self.path.replace(".", SEP)


@dataclass(frozen=True, slots=True)
class Rows:
    """Entries that come in rows, such as persons."""

    name: str
    one: str
    """What one row is called."""
    add: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the editor."""

    key: str
    title: str
    hint: str = ""
    entries: tuple[Entry, ...] = ()
    rows: Rows | None = None
    contents: tuple[str, ...] = ()
    """The contents of the instrument that this section is to give."""
    tail: tuple[Entry, ...] = field(default=())
    """Entries that stand below the rows."""

    @property
    def plain(self) -> tuple[Entry, ...]:
        """The entries that do not come in rows."""
        return (*self.entries, *self.tail)


def _content(key: str) -> Entry:
    content = CONTENTS[key]
    return Entry(
        f"contents.{key}", content.label, As.TEXT if content.long else As.LINE, content.help
    )


def _labels(labels: Mapping[Any, str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), label) for code, label in labels.items())


SECTIONS: tuple[Section, ...] = (
    Section(
        "addressee",
        _("Title, addressee and channel"),
        _("What the case is called here, to whom the letter is written and how it travels."),
        (
            Entry("title", _("Title"), As.LINE, _("A few words; no names of persons.")),
            Entry("case_reference", _("Reference of the case it serves")),
            Entry(
                "their_reference", _("Their reference"), As.LINE, _("As the other State has it.")
            ),
            Entry("requested_state", _("Requested State"), As.STATE),
            Entry("requesting_state", _("Requesting State"), As.STATE),
            Entry(
                "addressee",
                _("Addressee written by hand"),
                As.TEXT,
                _("Only where the register names no central authority, or another is meant."),
            ),
            Entry("channel", _("Channel"), As.CHOICE, choices=_labels(facts.CHANNEL_LABELS)),
            Entry("channel_agreed", _("Both States agreed on this channel"), As.FLAG),
            Entry("form", _("Form"), As.CHOICE, choices=_labels(facts.FORM_LABELS)),
        ),
    ),
    Section(
        "basis",
        _("Legal basis"),
        _("The instrument leads that is named first; a treaty of assistance goes before it."),
    ),
    Section(
        "authorities",
        _("Authorities"),
        _("Who asks, and who runs the investigation, prosecution or trial."),
        (_content("requesting_authority"), _content("conducting_authority")),
        contents=("requesting_authority", "conducting_authority"),
    ),
    Section(
        "subject",
        _("Nature and subject of the case"),
        "",
        (_content("subject_nature"),),
        contents=("subject_nature",),
    ),
    Section(
        "facts",
        _("Facts"),
        _("Judges of the other State decide on these facts: what happened, when, where."),
        (_content("facts_summary"),),
        contents=("facts_summary",),
    ),
    Section(
        "offences",
        _("Offences"),
        _("The conduct decides on dual criminality, not the name of the offence."),
        rows=Rows(
            "offences",
            _("Offence"),
            _("Add an offence"),
            (
                Entry("title", _("Offence")),
                Entry("provisions", _("Provisions of law"), As.TEXT),
                Entry("penalty", _("Penalty")),
                Entry("max_penalty_years", _("Maximum penalty in years"), As.NUMBER),
            ),
        ),
        contents=("offence_provisions", "offence"),
    ),
    Section(
        "persons",
        _("Persons concerned"),
        _("A blank is unknown, never “no”."),
        rows=Rows(
            "persons",
            _("Person"),
            _("Add a person"),
            (
                Entry("role", _("Role in the case"), As.LINE, _("Such as suspect or witness.")),
                Entry("identity", _("Identity")),
                Entry("location", _("Location")),
                Entry("nationality", _("Nationality")),
            ),
        ),
        tail=(
            Entry(
                "persons_reason",
                _("Why no person can be named"),
                As.TEXT,
                _("Only where the list above stays empty."),
            ),
        ),
        contents=("persons",),
    ),
    Section(
        "measures",
        _("Measures"),
        _("One measure for each thing asked for; each is decided and executed by itself."),
        rows=Rows(
            "measures",
            _("Measure"),
            _("Add a measure"),
            (
                Entry("kind", _("Kind of measure"), As.MEASURE_KIND),
                Entry("description", _("What is asked for"), As.TEXT),
            ),
        ),
        contents=("assistance_description",),
    ),
    Section(
        "procedure",
        _("Procedure"),
        "",
        (_content("procedure_details"),),
        contents=("procedure_details",),
    ),
    Section("purpose", _("Purpose"), "", (_content("purpose"),), contents=("purpose",)),
    Section(
        "date",
        _("Suggested date"),
        _("A date counts only with its reasons."),
        (
            Entry("deadline_on", _("Suggested date"), As.DATE),
            Entry("deadline_reason", _("Reasons for the date"), As.TEXT),
        ),
        contents=("deadline",),
    ),
    Section(
        "confidentiality",
        _("Confidentiality and urgency"),
        "",
        (
            Entry(
                "confidentiality",
                _("Confidentiality"),
                As.TEXT,
                _("What is to be kept confidential, and why. Empty: nothing is asked."),
            ),
            Entry("urgency", _("Urgency"), As.CHOICE, choices=_labels(facts.URGENCY_LABELS)),
            Entry("urgency_reason", _("Reasons for urgency"), As.TEXT),
        ),
        contents=("confidentiality_request", "urgency_reason"),
    ),
    Section(
        "language",
        _("Language"),
        _("The letter is written in it where the house has it; a translation is attached else."),
        (Entry("language", _("Language of the request"), As.LANGUAGE),),
    ),
)
BY_KEY = {section.key: section for section in SECTIONS}
LABELS: dict[str, str] = {
    **{entry.path: entry.label for section in SECTIONS for entry in section.plain},
    **{section.rows.name: section.title for section in SECTIONS if section.rows},
    "legal_basis": BY_KEY["basis"].title,
    "marking": _("Mark of a specimen"),
}
"""What a person calls each entry of the document, by its path; rows of one kind together."""


def after(section: Section) -> Section | None:
    """The section that follows, or None after the last."""
    place = SECTIONS.index(section) + 1
    return SECTIONS[place] if place < len(SECTIONS) else None
