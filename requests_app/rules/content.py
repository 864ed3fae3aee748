"""A content that a request can have: its words, and the place where it is kept."""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where the content is kept in a request."""

    SHEET = "SHEET"
    """A text of the request itself."""
    MEASURE = "MEASURE"
    """A text of one measure: each measure of the kinds concerned needs its own."""
    PERSONS = "PERSONS"
    OFFENCES = "OFFENCES"
    """The offences with their provisions."""
    OFFENCE_NAMED = "OFFENCE_NAMED"
    """The offences by name; provisions are not asked for."""
    MEASURES = "MEASURES"
    DEADLINE = "DEADLINE"
    """The suggested date and its reasons, which count only together."""
    CONFIDENTIALITY = "CONFIDENTIALITY"
    URGENCY = "URGENCY"


@dataclass(frozen=True, slots=True)
class Content:
    """A content by its canonical key, with the words a person reads."""

    key: str
    label: str
    help: str
    place: Place = Place.SHEET
    long: bool = True
