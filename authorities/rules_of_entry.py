"""From the register's rows to the arithmetic of entry into force."""

from collections.abc import Iterable

from authorities.entry_into_force import Deposit, Rule
from authorities.models import Instrument, Participation


def rule_of(instrument: Instrument) -> Rule | None:
    """The entry-into-force clause of an instrument, or None where the register has none."""
    if not instrument.entry_rule or instrument.entry_threshold is None:
        return None
    return Rule(
        kind=instrument.entry_rule,
        threshold=instrument.entry_threshold,
        cite=f"{instrument.short_title} {instrument.entry_cite}",
        late_cite=f"{instrument.short_title} {instrument.entry_late_cite}",
        days=instrument.entry_days or 0,
        late_days=instrument.entry_late_days or 0,
        months=instrument.entry_months or 0,
        coe_members=instrument.entry_coe_members,
    )


def deposits_of(participations: Iterable[Participation]) -> list[Deposit]:
    """The deposits with a known day. Fetch the rows with their `state`."""
    return [
        Deposit(
            party=p.state_id,
            deposited_on=p.bound_on,
            name=p.state.local_name,
            is_regional_organisation=p.state.is_regional_organisation,
            is_coe_member=p.state.is_coe_member,
        )
        for p in participations
        if p.bound_on is not None
    ]
