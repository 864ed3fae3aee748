"""What the register's pages show, each with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q

from authorities.calendars import WorkingCalendar, calendar_for
from authorities.entry_into_force import Deposit, EntryIntoForce, convention_entry, party_entry
from authorities.models import (
    Authority,
    Declaration,
    Instrument,
    NationalRequirement,
    Participation,
    State,
)
from authorities.queries import AuthorityChoice, LanguageFact, accepted_languages, contact_points
from authorities.rules_of_entry import deposits_of, rule_of


@dataclass(frozen=True, slots=True)
class StatePage:
    """Everything the register knows about one State. At most twelve queries, whatever it knows."""

    state: State
    territories: Sequence[State]
    participations: Sequence[Participation]
    absent_instruments: Sequence[Instrument]
    authorities: Sequence[Authority]
    contact_points: Sequence[AuthorityChoice]
    declarations: Sequence[Declaration]
    languages: Sequence[LanguageFact]
    requirements: Sequence[NationalRequirement]
    calendar: WorkingCalendar


def state_page(code: str, *, on: date) -> StatePage:
    """The page of one State. Raises State.DoesNotExist."""
    state = State.objects.select_related("parent").get(code=code)
    participations = list(state.participations.select_related("instrument"))
    present = {p.instrument_id for p in participations}
    return StatePage(
        state=state,
        territories=list(state.territories.all()),
        participations=participations,
        absent_instruments=[i for i in Instrument.objects.all() if i.code not in present],
        authorities=list(
            Authority.objects.filter(Q(state=state) | Q(territory=state))
            .select_related("territory")
            .prefetch_related("roles", "languages")
        ),
        contact_points=contact_points(code, on=on),
        declarations=list(state.declarations.prefetch_related("languages")),
        languages=accepted_languages(code),
        requirements=list(state.requirements.all()),
        calendar=calendar_for(state),
    )


def instruments_list() -> list[Instrument]:
    """All instruments, each with `signature_count`, `deposit_count` and `in_force_count`."""
    rows = Instrument.objects.annotate(
        signature_count=_participants(signed_on__isnull=False),
        deposit_count=_participants(bound_on__isnull=False, state__is_regional_organisation=False),
        in_force_count=_participants(in_force_on__isnull=False),
    )
    return list(rows)


def _participants(**conditions: object) -> Count:
    return Count(
        "participations", filter=Q(**{f"participations__{k}": v for k, v in conditions.items()})
    )


@dataclass(frozen=True, slots=True)
class InstrumentPage:
    """One instrument, its parties, and the arithmetic of its entry into force."""

    instrument: Instrument
    participations: Sequence[Participation]
    entry: EntryIntoForce | None
    agrees: bool | None
    supposed: EntryIntoForce | None


def instrument_page(
    code: str, *, suppose_on: date | None = None, suppose_by: str = ""
) -> InstrumentPage:
    """The page of one instrument, in two queries (three with a State supposed to deposit).

    `suppose_on` asks "what if": the deposit of `suppose_by` on that day, or, without a State,
    all the missing deposits on that day. Raises Instrument.DoesNotExist, State.DoesNotExist.
    """
    instrument = Instrument.objects.get(code=code)
    rows = list(
        instrument.participations.select_related("state").order_by("state__name", "state_id")
    )
    rule = rule_of(instrument)
    if rule is None:
        return InstrumentPage(instrument, rows, None, None, None)
    deposits = deposits_of(rows)
    entry = convention_entry(deposits=deposits, rule=rule)
    agrees = None
    if instrument.in_force_on and entry.entry_on:
        agrees = instrument.in_force_on == entry.entry_on
    supposed = None
    if suppose_on and suppose_by:
        state = State.objects.get(code=suppose_by)
        supposed = party_entry(
            party=state.code,
            deposits=deposits,
            rule=rule,
            supposing=[_supposed(state, suppose_on)],
            convention_entry_on=instrument.in_force_on,
        )
    elif suppose_on:
        supposed = convention_entry(deposits=deposits, rule=rule, suppose_rest_on=suppose_on)
    return InstrumentPage(instrument, rows, entry, agrees, supposed)


def _supposed(state: State, on: date) -> Deposit:
    deposit = Deposit(
        party=state.code,
        deposited_on=on,
        name=state.local_name,
        is_regional_organisation=state.is_regional_organisation,
        is_coe_member=state.is_coe_member,
    )
    return replace(deposit, supposed=True)
