"""Which instruments bind two States on a date, and why: one function.

The register holds snapshots. What it does not know is UNKNOWN, with the date of the snapshot;
a missing row is never read as "no".
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.entry_into_force import Deposit, party_entry
from authorities.models import (
    Declaration,
    DeclarationKind,
    Instrument,
    InstrumentStatus,
    Participation,
    State,
)
from authorities.register_words import in_words
from authorities.rules_of_entry import rule_of
from mla import written


class Verdict(StrEnum):
    """Whether an instrument binds two States to each other on a date."""

    BINDS = "BINDS"
    UNKNOWN = "UNKNOWN"
    DOES_NOT_BIND = "DOES_NOT_BIND"
    MODEL_ONLY = "MODEL_ONLY"

    @property
    def label(self) -> str | Promise:
        """The verdict in words."""
        return _LABELS[self]


_LABELS = {
    Verdict.BINDS: gettext_lazy("binds"),
    Verdict.UNKNOWN: gettext_lazy("not known"),
    Verdict.DOES_NOT_BIND: gettext_lazy("does not bind"),
    Verdict.MODEL_ONLY: gettext_lazy("model only"),
}
_ORDER = list(Verdict)


@dataclass(frozen=True, slots=True)
class Side:
    """One State's position towards one instrument. `bound` is None where it is not known."""

    state: str
    bound: bool | None
    why: str
    since: date | None = None
    source: str = ""
    verified: bool = False
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """The verdict on one instrument. `since` is the first day it bound both."""

    instrument: str
    title: str
    short_title: str
    kind: str
    verdict: Verdict
    why: tuple[str, ...]
    sides: tuple[Side, Side]
    since: date | None
    sources: tuple[str, ...]
    verified: bool


class UnableToJudgeBinding(Exception):
    """The question names one State twice, or a State that the register does not have."""


def instruments_between(a: str, b: str, on: date) -> list[Binding]:
    """Every instrument of the register with its verdict for States `a` and `b` on that day.

    Binding ones first, then the unknown, those that do not bind, and models. Four queries,
    whatever the size of the register. Raises UnableToJudgeBinding.
    """
    states = _states(a, b)
    codes = {s.code for s in states} | {s.parent_id for s in states if s.parent_id}
    participations = {
        (p.instrument_id, p.state_id): p
        for p in Participation.objects.filter(state__in=codes).select_related("state")
    }
    extensions = {
        (d.instrument_id, d.state_id): d
        for d in Declaration.objects.filter(
            state__in=codes, kind=DeclarationKind.TERRITORIAL, instrument__isnull=False
        )
    }
    instruments = Instrument.objects.annotate(
        deposits=Count(
            "participations",
            filter=Q(
                participations__bound_on__isnull=False,
                participations__state__is_regional_organisation=False,
            ),
        )
    )
    found = [
        _judge(instrument, instrument.deposits, states, participations, extensions, on)
        for instrument in instruments
    ]
    return sorted(found, key=lambda x: (_ORDER.index(x.verdict), x.instrument))


def _states(a: str, b: str) -> tuple[State, State]:
    if a == b:
        raise UnableToJudgeBinding(_("Name two different States: no State asks itself."))
    found = {s.code: s for s in State.objects.select_related("parent").filter(code__in=(a, b))}
    for code in (a, b):
        if code not in found:
            raise UnableToJudgeBinding(
                _("The register has no State “%(code)s” (two capital letters, ISO 3166-1).")
                % {"code": code}
            )
    return found[a], found[b]


def _judge(
    instrument: Instrument,
    deposits: int,
    states: tuple[State, State],
    participations: dict[tuple[str, str], Participation],
    extensions: dict[tuple[str | None, str], Declaration],
    on: date,
) -> Binding:
    first, second = (_side(instrument, s, participations, extensions, on) for s in states)
    verdict, why = _whole(instrument, deposits, on)
    if verdict is None:
        verdict = _both(first, second)
    since = None
    if verdict is Verdict.BINDS and first.since and second.since:
        since = max(first.since, second.since)
    sides = () if verdict is Verdict.MODEL_ONLY else (first, second)
    return Binding(
        instrument=instrument.code,
        title=instrument.title,
        short_title=instrument.short_title,
        kind=instrument.kind,
        verdict=verdict,
        why=(*why, *(s.why for s in sides)),
        sides=(first, second),
        since=since,
        sources=tuple(
            dict.fromkeys(x for x in (instrument.source, *(s.source for s in sides)) if x)
        ),
        verified=instrument.verified and all(s.verified for s in sides),
    )


def _both(first: Side, second: Side) -> Verdict:
    if first.bound is False or second.bound is False:
        return Verdict.DOES_NOT_BIND
    if first.bound and second.bound:
        return Verdict.BINDS
    return Verdict.UNKNOWN


def _whole(
    instrument: Instrument, deposits: int, on: date
) -> tuple[Verdict | None, tuple[str, ...]]:
    """What the state of the text itself decides, before looking at the two States."""
    if instrument.status == InstrumentStatus.DRAFT:
        return Verdict.MODEL_ONLY, (_("Draft, never in force: it serves as a model only."),)
    if instrument.status == InstrumentStatus.NOT_IN_FORCE:
        return Verdict.DOES_NOT_BIND, (_not_in_force(instrument, deposits, on),)
    if instrument.in_force_on and on < instrument.in_force_on:
        return Verdict.DOES_NOT_BIND, (
            _("Not in force before %(day)s.") % {"day": written.day(instrument.in_force_on)},
        )
    return None, ()


def _not_in_force(instrument: Instrument, deposits: int, on: date) -> str:
    sentence = _("Not in force: %(count)s of %(needed)s deposits known (%(cite)s).") % {
        "count": deposits,
        "needed": instrument.entry_threshold or "?",
        "cite": instrument.entry_cite or "?",
    }
    if instrument.status_on and on > instrument.status_on:
        sentence += " " + _("The register knows this as at %(day)s: ask the depositary.") % {
            "day": written.day(instrument.status_on)
        }
    return sentence


def _side(
    instrument: Instrument,
    state: State,
    participations: dict[tuple[str, str], Participation],
    extensions: dict[tuple[str | None, str], Declaration],
    on: date,
) -> Side:
    own = participations.get((instrument.code, state.code))
    if own is not None:
        return side_of(instrument, state, own, on)
    if state.parent is not None:
        parent = participations.get((instrument.code, state.parent.code))
        if parent is not None:
            extension = extensions.get((instrument.code, state.code))
            return _territory(instrument, state, parent, extension, on)
    return Side(state.code, None, _no_row(instrument, state))


def _no_row(instrument: Instrument, state: State) -> str:
    if not instrument.participation_as_at:
        return _("%(state)s: no participation known; the register holds no list of parties.") % {
            "state": state.local_name
        }
    return _(
        "%(state)s: no participation known in the register, whose list of parties is a snapshot "
        "as at %(day)s (%(source)s)."
    ) % {
        "state": state.local_name,
        "day": written.day(instrument.participation_as_at),
        "source": in_words(instrument.participation_source),
    }


def side_of(instrument: Instrument, state: State, row: Participation, on: date) -> Side:
    """The position of a State that has a row of its own, on a day. No query."""
    bound, why, since = _position(instrument, state, row, on)
    return Side(state.code, bound, why, since, row.source, row.verified, row.notes)


def _position(
    instrument: Instrument, state: State, row: Participation, on: date
) -> tuple[bool | None, str, date | None]:
    name = {"state": state.local_name}
    if row.out_of_force_on and on >= row.out_of_force_on:
        return (
            False,
            _("%(state)s: no longer in force since %(day)s.")
            % {**name, "day": written.day(row.out_of_force_on)},
            None,
        )
    since, how = _in_force_on(instrument, row)
    if since is not None:
        day = {**name, "day": written.day(since), "how": how}
        if on >= since:
            return True, _("%(state)s: in force since %(day)s%(how)s.") % day, since
        return False, _("%(state)s: in force only from %(day)s%(how)s.") % day, None
    return _without_entry(instrument, row, on, name)


def _without_entry(
    instrument: Instrument, row: Participation, on: date, name: dict[str, str]
) -> tuple[bool | None, str, date | None]:
    if row.bound_on:
        sentence = _("%(state)s: deposited on %(day)s.") % {
            **name,
            "day": written.day(row.bound_on),
        }
        return (False if on < row.bound_on else None), sentence, None
    if row.known_party_by and on >= row.known_party_by:
        return (
            True,
            _(
                "%(state)s: counted as a party by %(day)s; the date of entry into force "
                "was not retrieved."
            )
            % {**name, "day": written.day(row.known_party_by)},
            None,
        )
    if row.bound_by:
        return (
            None,
            _("%(state)s: reported as a party (%(act)s); no dates were retrieved.")
            % {
                **name,
                "act": row.get_bound_by_display(),
            },
            None,
        )
    if row.signed_on:
        return _signed_only(instrument, row, on, {**name, "day": written.day(row.signed_on)})
    return (
        None,
        _("%(state)s: named in the register without any date (%(notes)s).")
        % {
            **name,
            "notes": in_words(row.notes or row.source),
        },
        None,
    )


def _signed_only(
    instrument: Instrument, row: Participation, on: date, day: dict[str, str]
) -> tuple[bool | None, str, date | None]:
    as_at = instrument.participation_as_at
    if instrument.status == InstrumentStatus.NOT_IN_FORCE or (as_at and on <= as_at):
        return False, _("%(state)s: signed on %(day)s, not bound.") % day, None
    return (
        None,
        _(
            "%(state)s: signed on %(day)s; no deposit known, but the list of parties is a "
            "snapshot as at %(as_at)s."
        )
        % {**day, "as_at": written.day(as_at) if as_at else "?"},
        None,
    )


def _in_force_on(instrument: Instrument, row: Participation) -> tuple[date | None, str]:
    """The day of entry for one party: the register's, else computed from its own deposit."""
    if row.in_force_on:
        return row.in_force_on, ""
    rule = rule_of(instrument)
    if row.bound_on is None or instrument.in_force_on is None or rule is None:
        return None, ""
    deposit = Deposit(party=row.state_id, deposited_on=row.bound_on)
    entry = party_entry(
        party=row.state_id,
        deposits=[deposit],
        rule=rule,
        convention_entry_on=instrument.in_force_on,
    )
    how = _(" (computed from its deposit on %(day)s, %(cite)s)") % {
        "day": written.day(row.bound_on),
        "cite": rule.late_cite,
    }
    return entry.entry_on, how


def _territory(
    instrument: Instrument,
    state: State,
    parent_row: Participation,
    extension: Declaration | None,
    on: date,
) -> Side:
    parent = side_of(instrument, parent_row.state, parent_row, on)
    if parent.bound is False:
        return Side(state.code, False, parent.why, None, parent.source, parent.verified)
    if extension is None:
        return Side(
            state.code,
            None,
            _(
                "%(state)s: part of %(parent)s. %(why)s Whether it was extended to %(state)s "
                "is not known in the register."
            )
            % {"state": state.local_name, "parent": parent_row.state.local_name, "why": parent.why},
            None,
            parent.source,
            parent.verified,
        )
    since = extension.effective_on
    words = {
        "state": state.local_name,
        "why": parent.why,
        "value": extension.value,
        "article": extension.article,
    }
    bound = parent.bound if since and on >= since else False if since else None
    return Side(
        state.code,
        bound,
        _("%(state)s: %(value)s (declaration, %(article)s). %(why)s") % words,
        max(since, parent.since or since - timedelta(days=1)) if bound and since else None,
        f"{parent.source}; {extension.source}",
        parent.verified and extension.verified,
    )
