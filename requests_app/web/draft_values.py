"""Between a document and the fields of one section: flat values by the names of the fields."""

from collections.abc import Mapping
from typing import Any

from requests_app.rules.applicability import COURTESY
from requests_app.rules.contents import CONTENTS, MEASURE_KEYS, Place
from requests_app.rules.instruments import Instrument, all_instruments
from requests_app.web.sections import SEP, As, Entry, Section

Values = dict[str, Any]
TREATY_ENTRIES = ("title", "articles", "covers_assistance")
MOST_ROWS = 200
OF_THE_FORM = (
    "csrfmiddlewaretoken",
    "once",
    "version",
    "add_row",
    "drop_row",
    "show_needs",
    "go_to",
)


def basis_codes(document: Mapping[str, Any]) -> list[str]:
    """The instruments that can be ticked: those held here and those the document names."""
    held = [code for code in all_instruments() if code != COURTESY]
    named = [row["instrument"] for row in document["legal_basis"]["instruments"]]
    return list(dict.fromkeys([*named, *held]))


def of_document(section: Section, document: Mapping[str, Any]) -> Values:
    """The values that the fields of the section show for this document."""
    if section.key == "basis":
        return _of_basis(document)
    values: Values = {}
    for entry in section.plain:
        values[entry.name] = _at(document, entry.path)
    if section.rows:
        found = document[section.rows.name] or [{}]
        values["count"] = len(found)
        for number, row in enumerate(found):
            for entry in section.rows.entries:
                values[_name(section, number, entry.path)] = row.get(entry.path)
            for key, text in row.get("contents", {}).items():
                values[_name(section, number, f"contents{SEP}{key}")] = text
    return values


def _of_basis(document: Mapping[str, Any]) -> Values:
    basis = document["legal_basis"]
    values: Values = {"reciprocity": basis["reciprocity"], "lead": ""}
    for row in basis["instruments"]:
        values[f"on{SEP}{row['instrument']}"] = True
        values[f"articles{SEP}{row['instrument']}"] = row["articles"]
    if basis["instruments"]:
        values["lead"] = basis["instruments"][0]["instrument"]
    treaties = basis["treaties"] or [{"covers_assistance": True}]
    values["count"] = len(treaties)
    for number, row in enumerate(treaties):
        for key in TREATY_ENTRIES:
            values[f"treaties{SEP}{number}{SEP}{key}"] = row.get(key)
    return values


def typed(section: Section, data: Mapping[str, Any]) -> Values:
    """The values as they were typed into the form."""
    values: Values = {name: value for name, value in data.items() if isinstance(value, str)}
    for name in OF_THE_FORM:
        values.pop(name, None)
    said = str(values.get("count", "0"))
    values["count"] = min(int(said), MOST_ROWS) if said.isascii() and said.isdigit() else 0
    for entry in section.plain:
        if entry.typed_as is As.FLAG:
            values[entry.name] = bool(values.get(entry.name))
    return values


def with_row(section: Section, values: Values) -> Values:
    """The same values with one more, empty row."""
    return {**values, "count": min(values["count"] + 1, MOST_ROWS)}


def without_row(section: Section, values: Values, gone: str) -> Values:
    """The same values without the row of that number; the later ones move up."""
    if not gone.isdigit() or int(gone) >= values["count"]:
        return values
    name = section.rows.name if section.rows else "treaties"
    kept: Values = {}
    for key, value in values.items():
        parts = key.split(SEP, 2)
        if len(parts) == 3 and parts[0] == name and parts[1].isdigit():
            number = int(parts[1])
            if number == int(gone):
                continue
            kept[f"{name}{SEP}{number - (number > int(gone))}{SEP}{parts[2]}"] = value
        else:
            kept[key] = value
    return {**kept, "count": values["count"] - 1}


def into_document(section: Section, document: Values, values: Values) -> dict[int, int]:
    """The document says in this section what the values say, in place.

    Returns, for rows, the number of the field for each number in the document: rows left
    wholly blank are not rows.
    """
    if section.key == "basis":
        return _into_basis(document, values)
    for entry in section.plain:
        if entry.name in values:
            _put(document, entry.path, _value(entry, values[entry.name]))
    places: dict[int, int] = {}
    if section.rows:
        rows: list[Values] = []
        for number in range(values["count"]):
            row = _row(section, number, values)
            if any(row.values()):
                places[len(rows)] = number
                rows.append(row)
        document[section.rows.name] = rows
    return places


def _row(section: Section, number: int, values: Values) -> Values:
    assert section.rows is not None
    row = {
        entry.path: _value(entry, values.get(_name(section, number, entry.path), ""))
        for entry in section.rows.entries
    }
    if section.rows.name == "measures":
        row["contents"] = {
            key: values[name]
            for key in MEASURE_KEYS
            if values.get(name := _name(section, number, f"contents{SEP}{key}"))
        }
    return row


def _into_basis(document: Values, values: Values) -> dict[int, int]:
    codes = [code for code in basis_codes(document) if values.get(f"on{SEP}{code}")]
    codes.sort(key=lambda code: code != values.get("lead"))
    places: dict[int, int] = {}
    treaties: list[Values] = []
    for number in range(values["count"]):
        row = {key: values.get(f"treaties{SEP}{number}{SEP}{key}", "") for key in TREATY_ENTRIES}
        if row["title"] or row["articles"]:
            places[len(treaties)] = number
            treaties.append({**row, "covers_assistance": bool(row["covers_assistance"])})
    document["legal_basis"] = {
        "instruments": [
            {"instrument": code, "articles": values.get(f"articles{SEP}{code}", "")}
            for code in codes
        ],
        "treaties": treaties,
        "reciprocity": bool(values.get("reciprocity")),
    }
    return places


def field_of(path: str, places: dict[int, int]) -> str:
    """The field at which a fault of the document is shown."""
    parts = path.split(".")
    if parts[0] == "legal_basis":
        parts = parts[1:]
    if len(parts) > 1 and parts[1].isdigit():
        parts[1] = str(places.get(int(parts[1]), int(parts[1])))
    return SEP.join(parts)


def measure_contents(instrument: Instrument, kind: str) -> list[str]:
    """The contents that a measure of this kind has of its own under the instrument."""
    if not kind:
        return []
    return [
        row.key
        for row in instrument.contents_for(frozenset({kind}))
        if CONTENTS[row.key].place is Place.MEASURE and (not row.kinds or kind in row.kinds)
    ]


def _name(section: Section, number: int, key: str) -> str:
    assert section.rows is not None
    return f"{section.rows.name}{SEP}{number}{SEP}{key}"


def _at(document: Mapping[str, Any], path: str) -> Any:
    value: Any = document
    for part in path.split("."):
        value = value.get(part, "") if isinstance(value, Mapping) else ""
    return value


def _put(document: Values, path: str, value: Any) -> None:
    *way, last = path.split(".")
    target = document
    for part in way:
        target = target[part]
    target[last] = value


def _value(entry: Entry, value: Any) -> Any:
    if entry.typed_as in (As.DATE, As.NUMBER):
        return value or None
    if entry.typed_as is As.FLAG:
        return bool(value)
    return value or ""
