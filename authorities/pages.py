"""What the register's pages show, each with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from authorities.calendars import WorkingCalendar, calendar_for
from authorities.models import (
    Authority,
    Declaration,
    Instrument,
    NationalRequirement,
    Participation,
    State,
)
from authorities.queries import AuthorityChoice, LanguageFact, accepted_languages, contact_points


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
