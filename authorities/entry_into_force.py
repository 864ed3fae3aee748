"""When a convention enters into force, and for whom, with the arithmetic in sentences.

Nothing here reads a database or a clock. Days are calendar days; the day of the deposit is
not counted, so that "the 90th day after" a deposit is that day plus 90.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mla import written

NTH_DAY_AFTER_NTH_DEPOSIT = "NTH_DAY_AFTER_NTH_DEPOSIT"
MONTHS_FIRST_DAY = "MONTHS_FIRST_DAY"


@dataclass(frozen=True, slots=True)
class Rule:
    """The entry-into-force clause of one text.

    `days` and `late_days` serve the United Nations texts, `months` and `coe_members` the
    Budapest family. `cite` is the paragraph on the convention, `late_cite` the one on later
    deposits.
    """

    kind: str
    threshold: int
    cite: str
    late_cite: str
    days: int = 90
    late_days: int = 30
    months: int = 3
    coe_members: int = 0


@dataclass(frozen=True, slots=True)
class Deposit:
    """One instrument of ratification, acceptance, approval or accession, or a supposed one.

    `is_coe_member` is None where membership of the Council of Europe is not known.
    """

    party: str
    deposited_on: date
    name: str = ""
    is_regional_organisation: bool = False
    is_coe_member: bool | None = None
    supposed: bool = False

    @property
    def label(self) -> str:
        """How the party is called in a sentence."""
        return self.name or self.party


@dataclass(frozen=True, slots=True)
class EntryIntoForce:
    """The answer: `entry_on` is None while too few deposits are known."""

    entry_on: date | None
    counted: int
    needed: int
    decisive: Deposit | None
    lines: tuple[str, ...]
    is_supposed: bool = False


class UnableToComputeEntry(ValueError):
    """The clause is of a kind that the register cannot compute."""


def convention_entry(
    *,
    deposits: Sequence[Deposit],
    rule: Rule,
    supposing: Sequence[Deposit] = (),
    suppose_rest_on: date | None = None,
) -> EntryIntoForce:
    """The day the convention enters into force under `rule`, with the arithmetic.

    Deposits of regional organisations are left out of the count (UNTOC 38(1), UNCAC 68(1),
    UNCC 65(1)). `supposing` adds deposits that have not happened; `suppose_rest_on` supposes
    that all missing ones are made on one day. Raises UnableToComputeEntry for an unknown kind.
    """
    _check(rule)
    known = _counted(deposits)
    lines = [_count_line(known, deposits, rule)]
    everything = _counted([*deposits, *(replace(d, supposed=True) for d in supposing)])
    if suppose_rest_on is not None:
        rest = _missing(everything, rule, suppose_rest_on)
        everything = _counted([*everything, *rest])
        if rest:
            lines.append(
                _("Supposing that the %(count)s missing instruments are deposited on %(day)s.")
                % {"count": len(rest), "day": written.day(suppose_rest_on)}
            )
    lines += [
        _("Supposing a deposit by %(party)s on %(day)s.")
        % {"party": d.label, "day": written.day(d.deposited_on)}
        for d in supposing
    ]
    decisive, rank = _decisive(everything, rule)
    if decisive is None:
        lines.append(_shortfall_line(everything, rule))
        return EntryIntoForce(None, len(everything), rule.threshold, None, tuple(lines))
    entry_on, arithmetic = _convention_arithmetic(decisive, rank, rule)
    lines.append(arithmetic)
    return EntryIntoForce(
        entry_on,
        len(everything),
        rule.threshold,
        decisive,
        tuple(lines),
        is_supposed=any(d.supposed for d in everything[:rank]),
    )


def party_entry(
    *,
    party: str,
    deposits: Sequence[Deposit],
    rule: Rule,
    supposing: Sequence[Deposit] = (),
    convention_entry_on: date | None = None,
) -> EntryIntoForce:
    """The day the convention enters into force for one party, with the arithmetic.

    A party whose deposit made up the number enters with the convention. A later one enters on
    the 30th day after its own deposit, but never before the convention itself (UNCAC 68(2) says
    so; CARICOM para 2 and UNTOC 38(2) leave it out and are read the same way). In the Budapest
    family the interval of months is the same (36(4)).
    `convention_entry_on` is the convention's own date where it is already a known fact.
    """
    convention = convention_entry(deposits=deposits, rule=rule, supposing=supposing)
    own = next((d for d in [*supposing, *deposits] if d.party == party), None)
    lines = list(convention.lines)
    convention_on = convention_entry_on or convention.entry_on
    if convention_entry_on is not None:
        lines = [
            _("The convention is in force since %(day)s (%(cite)s).")
            % {"day": written.day(convention_entry_on), "cite": rule.cite}
        ]
    if own is None:
        lines.append(_("No deposit by %(party)s is known.") % {"party": party})
        return replace(convention, entry_on=None, lines=tuple(lines))
    if convention_on is None:
        lines.append(
            _("%(party)s deposited on %(day)s; the convention is not in force.")
            % {"party": own.label, "day": written.day(own.deposited_on)}
        )
        return replace(convention, entry_on=None, lines=tuple(lines))
    later_on, sentence = _later_arithmetic(own, rule)
    lines.append(sentence)
    if later_on < convention_on:
        lines.append(
            _("That is before the convention itself: for %(party)s it enters with it, %(day)s.")
            % {"party": own.label, "day": written.day(convention_on)}
        )
    return replace(convention, entry_on=max(later_on, convention_on), lines=tuple(lines))


def first_day_after_months(day: date, months: int) -> date:
    """The first day of the month that follows the end of `months` months after `day`."""
    month_index = day.year * 12 + day.month - 1 + months
    year, month = divmod(month_index, 12)
    ends_on = date(
        year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1])
    )  # 30 November plus 3 months ends with February
    year, month = divmod(ends_on.year * 12 + ends_on.month, 12)
    return date(year, month + 1, 1)


def _check(rule: Rule) -> None:
    if rule.kind not in (NTH_DAY_AFTER_NTH_DEPOSIT, MONTHS_FIRST_DAY):
        raise UnableToComputeEntry(
            _("The entry-into-force clause %(cite)s is of a kind that cannot be computed.")
            % {"cite": rule.cite}
        )


def _counted(deposits: Sequence[Deposit]) -> list[Deposit]:
    return sorted(
        (d for d in deposits if not d.is_regional_organisation),
        key=lambda d: (d.deposited_on, d.party),
    )


def _decisive(counted: Sequence[Deposit], rule: Rule) -> tuple[Deposit | None, int]:
    members = 0
    for rank, deposit in enumerate(counted, start=1):
        members += deposit.is_coe_member is True
        if rank >= rule.threshold and members >= rule.coe_members:
            return deposit, rank
    return None, 0


def _missing(counted: Sequence[Deposit], rule: Rule, day: date) -> list[Deposit]:
    members = sum(d.is_coe_member is True for d in counted)
    missing = max(rule.threshold - len(counted), rule.coe_members - members, 0)
    return [
        Deposit(party=f"?{n}", deposited_on=day, is_coe_member=True, supposed=True)
        for n in range(missing)
    ]


def _count_line(known: Sequence[Deposit], deposits: Sequence[Deposit], rule: Rule) -> str:
    values = {"count": len(known), "needed": rule.threshold, "cite": rule.cite}
    line = (
        _("%(count)s of %(needed)s deposits known (%(cite)s).")
        if len(known) < rule.threshold
        else _("%(count)s deposits known, %(needed)s needed (%(cite)s).")
    ) % values
    left_out = len(deposits) - len(known)
    if left_out:
        line += " " + ngettext(
            "%(count)s deposit by a regional organisation is not counted on top of its members.",
            "%(count)s deposits by regional organisations are not counted on top of their members.",
            left_out,
        ) % {"count": left_out}
    return line


def _shortfall_line(counted: Sequence[Deposit], rule: Rule) -> str:
    if len(counted) < rule.threshold:
        return _("%(count)s more needed: no date can be computed.") % {
            "count": rule.threshold - len(counted)
        }
    return _(
        "Of these, %(needed)s must be members of the Council of Europe; "
        "that many are not known: no date can be computed."
    ) % {"needed": rule.coe_members}


def _convention_arithmetic(decisive: Deposit, rank: int, rule: Rule) -> tuple[date, str]:
    values = {
        "rank": rank,
        "party": decisive.label,
        "day": written.day(decisive.deposited_on),
        "cite": rule.cite,
    }
    if decisive.party.startswith("?"):
        values["party"] = _("a State not known yet")
    if rule.kind == NTH_DAY_AFTER_NTH_DEPOSIT:
        entry_on = decisive.deposited_on + timedelta(days=rule.days)
        return entry_on, _(
            "Deposit no. %(rank)s (%(party)s) on %(day)s; the day of deposit not counted, "
            "plus %(days)s days: %(entry)s (%(cite)s)."
        ) % {**values, "days": rule.days, "entry": written.day(entry_on)}
    entry_on = first_day_after_months(decisive.deposited_on, rule.months)
    return entry_on, _(
        "Consent no. %(rank)s (%(party)s) on %(day)s; first day of the month after "
        "%(months)s months: %(entry)s (%(cite)s)."
    ) % {**values, "months": rule.months, "entry": written.day(entry_on)}


def _later_arithmetic(own: Deposit, rule: Rule) -> tuple[date, str]:
    values = {"party": own.label, "day": written.day(own.deposited_on), "cite": rule.late_cite}
    if rule.kind == NTH_DAY_AFTER_NTH_DEPOSIT:
        later_on = own.deposited_on + timedelta(days=rule.late_days)
        return later_on, _(
            "%(party)s deposited on %(day)s; plus %(days)s days: %(entry)s (%(cite)s)."
        ) % {**values, "days": rule.late_days, "entry": written.day(later_on)}
    later_on = first_day_after_months(own.deposited_on, rule.months)
    return later_on, _(
        "%(party)s consented on %(day)s; first day of the month after %(months)s months: "
        "%(entry)s (%(cite)s)."
    ) % {**values, "months": rule.months, "entry": written.day(later_on)}
