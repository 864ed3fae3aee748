"""Reading the register's data files into rows of primitives, and saying what is wrong in them.

A row is what a file says: strings, booleans, whole numbers, None and ISO dates as text. Blank
means not known, and stays blank.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from authorities import models
from authorities.role_text import UnableToReadRole, read_roles

DATA = Path(__file__).resolve().parent.parent / "data"

STATE, INSTRUMENT, PARTICIPATION = "State", "Instrument", "Participation"
DECLARATION, AUTHORITY, REQUIREMENT = "Declaration", "Authority", "NationalRequirement"
KINDS = (STATE, INSTRUMENT, PARTICIPATION, DECLARATION, AUTHORITY, REQUIREMENT)


@dataclass(frozen=True, slots=True)
class Row:
    """What one line of a data file says. `key` is the natural key, `where` file and line."""

    kind: str
    key: tuple[str, ...]
    values: dict[str, Any]
    where: str


class UnableToReadRegister(ValueError):
    """The data files have mistakes; `problems` lists each with its file and line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(slots=True)
class _Reading:
    folder: Path
    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    states: set[str] = field(default_factory=set)
    instruments: set[str] = field(default_factory=set)
    zones: set[str] = field(default_factory=available_timezones)


class _Mistake(ValueError):
    pass


def read_register(folder: Path = DATA) -> list[Row]:
    """Every row of every data file, States first. Raises UnableToReadRegister."""
    reading = _Reading(folder)
    _read_file(reading, "states.csv", _state)
    _read_file(reading, "instruments.csv", _instrument)
    for path in sorted(folder.glob("treaty_*.csv")):
        _read_file(reading, path.name, _participation)
    _read_file(reading, "declarations.csv", _declaration)
    _read_file(reading, "authorities.csv", _authority)
    _read_file(reading, "content_requirements.csv", _requirement)
    _refuse_repeated_keys(reading)
    if reading.problems:
        raise UnableToReadRegister(reading.problems)
    return reading.rows


def _read_file(
    reading: _Reading, name: str, read: Callable[[_Reading, dict[str, str], int], Row | None]
) -> None:
    path = reading.folder / name
    if not path.is_file():
        reading.problems.append(_("%(file)s is missing.") % {"file": name})
        return
    try:
        lines = list(_lines(path))
    except (UnicodeDecodeError, csv.Error):
        reading.problems.append(_("%(file)s is not a CSV file in UTF-8.") % {"file": name})
        return
    for number, line in lines:
        where = f"{name}:{number}"
        if line is None:
            reading.problems.append(
                _("%(where)s has more or fewer values than the first line has columns.")
                % {"where": where}
            )
            continue
        try:
            row = read(reading, line, number)
        except KeyError as error:
            reading.problems.append(
                _("%(where)s: the column %(column)s is missing.")
                % {"where": where, "column": error.args[0]}
            )
            return
        except (_Mistake, UnableToReadRole) as mistake:
            reading.problems.append(f"{where}: {mistake}")
            continue
        if row is not None:
            reading.rows.append(Row(row.kind, row.key, row.values, where))


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Each line by its columns, or None where it does not fit them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=2):
            fits = None not in line and None not in line.values()
            yield number, {k: v.strip() for k, v in line.items()} if fits else None


def _refuse_repeated_keys(reading: _Reading) -> None:
    seen: dict[tuple[str, tuple[str, ...]], str] = {}
    for row in reading.rows:
        first = seen.setdefault((row.kind, row.key), row.where)
        if first != row.where:
            reading.problems.append(
                _("%(where)s says again what %(first)s says: %(key)s.")
                % {"where": row.where, "first": first, "key": " · ".join(row.key)}
            )


def _day(text: str) -> str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _Mistake(_("“%(text)s” is not a day (YYYY-MM-DD).") % {"text": text}) from None


def _yes(text: str) -> bool:
    if text not in ("yes", "no", ""):
        raise _Mistake(_("“%(text)s” is neither yes nor no.") % {"text": text})
    return text == "yes"


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdigit():
        raise _Mistake(_("“%(text)s” is not a whole number.") % {"text": text})
    return int(text)


def _one_of(text: str, choices: Any) -> str:
    if text and text not in choices.values:
        raise _Mistake(_("“%(text)s” is not a value the register knows.") % {"text": text})
    return text


def _known_state(reading: _Reading, code: str) -> str:
    if code not in reading.states:
        raise _Mistake(_("There is no State “%(code)s” in states.csv.") % {"code": code})
    return code


def _sourced(line: dict[str, str]) -> dict[str, Any]:
    return {
        "source": line["source"],
        "verified": _yes(line.get("verified", "")),
        "notes": line.get("notes", ""),
    }


def _state(reading: _Reading, line: dict[str, str], number: int) -> Row:
    zone = line["zone"]
    if zone and zone not in reading.zones:
        raise _Mistake(_("“%(zone)s” is not an IANA time zone.") % {"zone": zone})
    reading.states.add(line["code"])
    values = {
        "name": line["name"],
        "official_name": line["official_name"],
        "parent_id": line["parent"] or None,
        "zone": zone,
        "zone_source": line["zone_source"],
        "is_regional_organisation": _yes(line["is_regional_organisation"]),
        "is_coe_member": _yes(line["is_coe_member"]) if line["is_coe_member"] else None,
    }
    return Row(STATE, (line["code"],), values | _sourced(line), "")


def _instrument(reading: _Reading, line: dict[str, str], number: int) -> Row:
    reading.instruments.add(line["code"])
    texts = ["title", "short_title", "citation", "entry_cite", "entry_evidence"]
    texts += ["entry_late_cite", "entry_late_evidence", "participation_source"]
    days = ("adopted_on", "opened_on", "in_force_on", "status_on", "participation_as_at")
    numbers = ("entry_threshold", "entry_days", "entry_late_days", "entry_months")
    values: dict[str, Any] = {name: line[name] for name in texts}
    values |= {name: _day(line[name]) for name in days}
    values |= {name: _number(line[name]) for name in numbers}
    values |= {
        "kind": _one_of(line["kind"], models.InstrumentKind),
        "status": _one_of(line["status"], models.InstrumentStatus),
        "entry_rule": _one_of(line["entry_rule"], models.EntryRule),
        "entry_coe_members": _number(line["entry_coe_members"]) or 0,
    }
    return Row(INSTRUMENT, (line["code"],), values | _sourced(line), "")


def _participation(reading: _Reading, line: dict[str, str], number: int) -> Row:
    if line["instrument"] not in reading.instruments:
        raise _Mistake(
            _("There is no instrument “%(code)s” in instruments.csv.")
            % {"code": line["instrument"]}
        )
    values = {
        "signed_on": _day(line["signed_on"]),
        "bound_on": _day(line["bound_on"]),
        "bound_by": _one_of(line["bound_by"].upper(), models.BoundBy),
        "in_force_on": _day(line["in_force_on"]),
        "out_of_force_on": _day(line.get("out_of_force_on", "")),
        "known_party_by": _day(line.get("known_party_by", "")),
    }
    key = (line["instrument"], _known_state(reading, line["state_iso2"]))
    return Row(PARTICIPATION, key, values | _sourced(line), "")


def _declaration(reading: _Reading, line: dict[str, str], number: int) -> Row:
    law = line["instrument"]
    values = {
        "instrument_id": law if law in reading.instruments else None,
        "value": line["value"],
        "opens": line.get("opens", ""),
        "made_on": _day(line["made_on"]),
        "effective_on": _day(line.get("effective_on", "")),
    }
    kind = _one_of(line["kind"].upper(), models.DeclarationKind)
    key = (_known_state(reading, line["state_iso2"]), law, kind, line["article"])
    return Row(DECLARATION, key, values | _sourced(line), "")


def _authority(reading: _Reading, line: dict[str, str], number: int) -> Row:
    roles = read_roles(
        roles=line["roles"],
        laws=line["instruments"],
        known_instruments=frozenset(reading.instruments),
        known_roles=frozenset(models.RoleKind.values),
    )
    territory = line.get("territory_iso2", "")
    values = {
        "territory_id": _known_state(reading, territory) if territory else None,
        "address": line["address"],
        "languages_text": line["languages_accepted"],
        "phone": line["public_phone"],
        "email": line["public_email"],
        "channel_notes": line["channel_notes"],
        "valid_from": _day(line.get("valid_from", "")),
        "valid_to": _day(line.get("valid_to", "")),
        "source_date": line["source_date"],
        "roles": [list(role_values(r)) for r in roles],
    }
    key = (_known_state(reading, line["state_iso2"]), line["institution"], line["unit"])
    return Row(AUTHORITY, key, values | _sourced(line), "")


def role_values(role: Any) -> tuple[str, str, str, str, str, str]:
    """A role as a row of primitives: role, law, instrument code, article, stage, limit."""
    return (role.role, role.law, role.instrument, role.article, role.stage, role.limit)


def _requirement(reading: _Reading, line: dict[str, str], number: int) -> Row:
    code = "" if line["state_iso2"] == "--" else _known_state(reading, line["state_iso2"])
    values = {
        "paragraphs": line["caricom_para20"],
        "beyond_para_20": _one_of(line["beyond_para20"].upper(), models.NationalRequirement.Beyond),
        "position": number - 1,
    }
    key = (code, line["rule"], line["item"])
    return Row(REQUIREMENT, key, values | _sourced(line), "")
