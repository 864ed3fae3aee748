"""Party status: who signed, who is bound, for whom the convention is in force, who is missing.

One function answers for the page, the command and the API, with "what if this State deposits
on that day". What the register does not know stays unknown and is never counted as "no".
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.binding import Side, side_of
from authorities.entry_into_force import (
    Deposit,
    EntryIntoForce,
    Rule,
    convention_entry,
    party_entry,
)
from authorities.models import Instrument, Participation, State
from authorities.rules_of_entry import deposits_of, rule_of
from mla import written


class Standing(StrEnum):
    """How far a State has come with an instrument on a day."""

    IN_FORCE = "IN_FORCE"
    BOUND = "BOUND"
    SIGNED = "SIGNED"
    LATER = "LATER"
    ENDED = "ENDED"
    UNKNOWN = "UNKNOWN"

    @property
    def label(self) -> str | Promise:
        """The standing in words."""
        return _LABELS[self]


_LABELS = {
    Standing.IN_FORCE: gettext_lazy("in force for it"),
    Standing.BOUND: gettext_lazy("deposited, not known to be in force for it"),
    Standing.SIGNED: gettext_lazy("signed, no deposit known"),
    Standing.LATER: gettext_lazy("only after this day"),
    Standing.ENDED: gettext_lazy("no longer in force for it"),
    Standing.UNKNOWN: gettext_lazy("not known"),
}


@dataclass(frozen=True, slots=True)
class Party:
    """One State in the list. `counts` is False for a regional organisation."""

    row: Participation
    standing: Standing
    side: Side
    counts: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many consents the text needs and how many of them the register knows on the day.

    `missing` is what lacks as far as the register knows, 0 once the convention is in force;
    `members_missing` the same for members of the Council of Europe. `undated` are parties whose
    day of deposit is not known and who are therefore in no count.
    """

    needed: int
    counted: int
    missing: int
    regional: int
    members_needed: int
    members_counted: int
    members_missing: int
    undated: int


@dataclass(frozen=True, slots=True)
class Supposed:
    """One deposit that is supposed, and from when the convention would be in force for it."""

    state: State
    deposited_on: date
    entry: EntryIntoForce


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What the supposed deposits change: for the convention, and for each State that makes one."""

    convention: EntryIntoForce
    states: tuple[Supposed, ...]


@dataclass(frozen=True, slots=True)
class PartyStatus:
    """Everything about the parties of one instrument on one day.

    `entry` is the arithmetic from the deposits known on the day; `agrees` says whether it gives
    the date that the register holds, None where one of the two is not known. All three are
    None for a text whose clause the register does not have.
    """

    instrument: Instrument
    on: date
    parties: tuple[Party, ...]
    threshold: Threshold | None
    entry: EntryIntoForce | None
    agrees: bool | None
    what_if: WhatIf | None

    @property
    def counts(self) -> dict[Standing, int]:
        """The number of rows in each standing."""
        return {one: sum(p.standing is one for p in self.parties) for one in Standing}

    @property
    def signed(self) -> int:
        """How many are known to have signed by the day."""
        return sum(_by(p.row.signed_on, self.on) for p in self.parties)

    @property
    def bound(self) -> int:
        """How many, organisations included, are known to be bound or to have deposited."""
        return sum(p.standing in (Standing.IN_FORCE, Standing.BOUND) for p in self.parties)

    @property
    def is_in_force(self) -> bool:
        """True where the register's own date for the convention has come."""
        return _by(self.instrument.in_force_on, self.on)

    @property
    def is_later_than_list(self) -> bool:
        """True where the list of parties was told before the day asked about."""
        as_at = self.instrument.participation_as_at
        return as_at is not None and as_at < self.on


class UnableToSuppose(ValueError):
    """The deposit cannot be supposed: no such State, no clause, or it was made already."""


def party_status(
    code: str,
    *,
    on: date,
    what_if: Sequence[tuple[str, date]] = (),
    rest_on: date | None = None,
) -> PartyStatus:
    """The parties of an instrument as the register knows them, looked at on a day.

    `what_if` are States with the days on which they are supposed to deposit; `rest_on`, instead,
    supposes that all deposits still missing are made on that day. Two queries, three with a
    supposed State. Raises Instrument.DoesNotExist and UnableToSuppose.
    """
    instrument = Instrument.objects.get(code=code)
    rows = list(
        instrument.participations.select_related("state").order_by("state__name", "state_id")
    )
    rule = rule_of(instrument)
    parties = tuple(_party(instrument, row, on) for row in rows)
    if rule is None:
        if what_if or rest_on:
            raise UnableToSuppose(
                _("The register does not hold the clause on entry into force of this text.")
            )
        return PartyStatus(instrument, on, parties, None, None, None, None)
    deposits = [d for d in deposits_of(rows) if d.deposited_on <= on]
    entry = convention_entry(deposits=deposits, rule=rule)
    known_on = instrument.in_force_on
    return PartyStatus(
        instrument=instrument,
        on=on,
        parties=parties,
        threshold=_threshold(instrument, parties, deposits, rule, on),
        entry=entry,
        agrees=known_on == entry.entry_on if known_on and entry.entry_on else None,
        what_if=_suppose(instrument, rows, deposits, rule, on, what_if, rest_on)
        if what_if or rest_on
        else None,
    )


def _party(instrument: Instrument, row: Participation, on: date) -> Party:
    side = side_of(instrument, row.state, row, on)
    return Party(row, _standing(row, side, on), side, not row.state.is_regional_organisation)


def _standing(row: Participation, side: Side, on: date) -> Standing:
    if side.bound:
        return Standing.IN_FORCE
    if _by(row.out_of_force_on, on):
        return Standing.ENDED
    if _by(row.bound_on, on):
        return Standing.BOUND
    if _by(row.signed_on, on):
        return Standing.SIGNED
    if any((row.signed_on, row.bound_on, row.in_force_on)):
        return Standing.LATER
    return Standing.UNKNOWN


def _by(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def _threshold(
    instrument: Instrument,
    parties: Sequence[Party],
    deposits: Sequence[Deposit],
    rule: Rule,
    on: date,
) -> Threshold:
    counted = [d for d in deposits if not d.is_regional_organisation]
    members = sum(d.is_coe_member is True for d in counted)
    reached = _by(instrument.in_force_on, on)
    return Threshold(
        needed=rule.threshold,
        counted=len(counted),
        missing=0 if reached else max(rule.threshold - len(counted), 0),
        regional=len(deposits) - len(counted),
        members_needed=rule.coe_members,
        members_counted=members,
        members_missing=0 if reached else max(rule.coe_members - members, 0),
        undated=sum(
            p.counts and p.row.bound_on is None and p.standing is Standing.IN_FORCE for p in parties
        ),
    )


def _suppose(
    instrument: Instrument,
    rows: Sequence[Participation],
    deposits: Sequence[Deposit],
    rule: Rule,
    on: date,
    what_if: Sequence[tuple[str, date]],
    rest_on: date | None,
) -> WhatIf:
    if what_if and rest_on:
        raise UnableToSuppose(_("Suppose either named deposits or all the missing ones."))
    states = _states(what_if)
    made = {row.state_id: row for row in rows}
    for code, day in what_if:
        _must_be_possible(instrument, states[code], made.get(code), day)
    supposing = [_supposed(states[code], day) for code, day in what_if]
    convention_on = instrument.in_force_on if _by(instrument.in_force_on, on) else None
    convention = convention_entry(
        deposits=deposits, rule=rule, supposing=supposing, suppose_rest_on=rest_on
    )
    return WhatIf(
        convention,
        tuple(
            Supposed(
                states[d.party],
                d.deposited_on,
                party_entry(
                    party=d.party,
                    deposits=deposits,
                    rule=rule,
                    supposing=supposing,
                    convention_entry_on=convention_on,
                ),
            )
            for d in supposing
        ),
    )


def _states(what_if: Sequence[tuple[str, date]]) -> dict[str, State]:
    codes = [code for code, _day in what_if]
    if len(set(codes)) < len(codes):
        raise UnableToSuppose(_("Suppose one deposit for each State."))
    found = State.objects.in_bulk(codes) if codes else {}
    for code in codes:
        if code not in found:
            raise UnableToSuppose(
                _("The register has no State “%(code)s” (two capital letters, ISO 3166-1).")
                % {"code": code}
            )
    return found


def _must_be_possible(
    instrument: Instrument, state: State, row: Participation | None, day: date
) -> None:
    words = {"state": state.local_name, "day": written.day(day)}
    opened_on = instrument.opened_on
    if opened_on and day < opened_on:
        raise UnableToSuppose(
            _("No deposit can be made on %(day)s: the text was opened for signature on %(opened)s.")
            % {**words, "opened": written.day(opened_on)}
        )
    if row is None or row.out_of_force_on:
        return
    if row.bound_on:
        raise UnableToSuppose(
            _("%(state)s deposited already, on %(day)s.")
            % {**words, "day": written.day(row.bound_on)}
        )
    if row.in_force_on or row.known_party_by:
        raise UnableToSuppose(
            _("%(state)s is a party already; the day of its deposit is not known.") % words
        )


def _supposed(state: State, day: date) -> Deposit:
    return Deposit(
        party=state.code,
        deposited_on=day,
        name=state.local_name,
        is_regional_organisation=state.is_regional_organisation,
        is_coe_member=state.is_coe_member,
        supposed=True,
    )


def as_document(status: PartyStatus) -> dict[str, Any]:
    """The answer as JSON holds it; days as ISO texts, None where something is not known."""
    instrument, threshold, what_if = status.instrument, status.threshold, status.what_if
    return {
        "instrument": instrument.code,
        "title": instrument.title,
        "short_title": instrument.short_title,
        "on": status.on.isoformat(),
        "status": instrument.status,
        "status_on": _day(instrument.status_on),
        "in_force_on": _day(instrument.in_force_on),
        "list_as_at": _day(instrument.participation_as_at),
        "list_source": instrument.participation_source,
        "verified": instrument.verified,
        "source": instrument.source,
        "signed": status.signed,
        "bound": status.bound,
        "counts": {str(standing): count for standing, count in status.counts.items()},
        "threshold": asdict(threshold) if threshold else None,
        "entry": _entry(status.entry) if status.entry else None,
        "entry_cite": instrument.entry_cite,
        "entry_evidence": instrument.entry_evidence,
        "entry_late_cite": instrument.entry_late_cite,
        "entry_late_evidence": instrument.entry_late_evidence,
        "agrees": status.agrees,
        "parties": [_plain_party(party) for party in status.parties],
        "what_if": {
            "convention": _entry(what_if.convention),
            "states": [
                {
                    "state": one.state.code,
                    "name": one.state.local_name,
                    "deposited_on": one.deposited_on.isoformat(),
                    **_entry(one.entry),
                }
                for one in what_if.states
            ],
        }
        if what_if
        else None,
    }


def _entry(entry: EntryIntoForce) -> dict[str, Any]:
    return {"entry_on": _day(entry.entry_on), "arithmetic": list(entry.lines)}


def _plain_party(party: Party) -> dict[str, Any]:
    row = party.row
    return {
        "state": row.state_id,
        "name": row.state.local_name,
        "standing": str(party.standing),
        "signed_on": _day(row.signed_on),
        "bound_on": _day(row.bound_on),
        "bound_by": row.bound_by or None,
        "in_force_since": _day(party.side.since),
        "counts": party.counts,
        "why": party.side.why,
        "verified": row.verified,
        "source": row.source,
        "notes": row.notes,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
