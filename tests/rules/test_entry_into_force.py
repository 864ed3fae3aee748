"""Entry into force: rule catalogue section 10, traps of the seed, and the real deposits."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from authorities.entry_into_force import (
    Deposit,
    Rule,
    UnableToComputeEntry,
    convention_entry,
    first_day_after_months,
    party_entry,
)
from authorities.loading.rows import DATA

CARICOM = Rule("NTH_DAY_AFTER_NTH_DEPOSIT", 40, "para 1", "para 2", days=90, late_days=30)
UNTOC = Rule("NTH_DAY_AFTER_NTH_DEPOSIT", 40, "38(1)", "38(2)", days=90, late_days=30)
UNCAC = Rule("NTH_DAY_AFTER_NTH_DEPOSIT", 30, "68(1)", "68(2)", days=90, late_days=30)
BUDAPEST = Rule("MONTHS_FIRST_DAY", 5, "36(3)", "36(4)", months=3, coe_members=3)
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def deposits(count: int, on: date = NEW_YEAR, *, members: int = 0) -> list[Deposit]:
    return [
        Deposit(f"P{n:03}", on, is_coe_member=n < members if members else None)
        for n in range(count)
    ]


def real(instrument: str) -> list[dict[str, str]]:
    with (DATA / f"treaty_{instrument}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def real_deposits(instrument: str) -> list[Deposit]:
    with (DATA / "states.csv").open(encoding="utf-8") as file:
        states = {row["code"]: row for row in csv.DictReader(file)}
    return [
        Deposit(
            row["state_iso2"],
            date.fromisoformat(row["bound_on"]),
            is_regional_organisation=states[row["state_iso2"]]["is_regional_organisation"] == "yes",
            is_coe_member=states[row["state_iso2"]]["is_coe_member"] == "yes" or None,
        )
        for row in real(instrument)
        if row["bound_on"]
    ]


def test_the_day_of_deposit_is_not_counted() -> None:
    assert convention_entry(deposits=deposits(40), rule=CARICOM).entry_on == date(2027, 4, 1)


def test_one_deposit_short_gives_no_date_and_says_how_many_are_missing() -> None:
    entry = convention_entry(deposits=deposits(39), rule=CARICOM)
    assert entry.entry_on is None
    assert entry.lines == (
        "39 of 40 deposits known (para 1).",
        "1 more needed: no date can be computed.",
    )


def test_a_regional_organisation_is_not_counted_on_top_of_its_members() -> None:
    union = Deposit("EU", NEW_YEAR, is_regional_organisation=True)
    entry = convention_entry(deposits=[*deposits(39), union], rule=UNTOC)
    assert entry.entry_on is None
    assert "regional organisation is not counted" in entry.lines[0]


def test_a_late_deposit_enters_on_the_30th_day() -> None:
    late = Deposit("LATE", date(2028, 1, 1))
    entry = party_entry(party="LATE", deposits=[*deposits(40), late], rule=CARICOM)
    assert entry.entry_on == date(2028, 1, 31)


def test_the_41st_deposit_never_enters_before_the_convention() -> None:
    late = Deposit("LATE", date(2027, 1, 10))
    entry = party_entry(party="LATE", deposits=[*deposits(40), late], rule=CARICOM)
    assert entry.entry_on == date(2027, 4, 1)
    assert "before the convention itself" in entry.lines[-1]


def test_who_made_up_the_number_enters_with_the_convention() -> None:
    entry = party_entry(party="P000", deposits=deposits(40), rule=CARICOM)
    assert entry.entry_on == date(2027, 4, 1)


def test_a_party_without_a_deposit_has_no_date() -> None:
    entry = party_entry(party="NONE", deposits=deposits(40), rule=CARICOM)
    assert entry.entry_on is None
    assert entry.lines[-1] == "No deposit by NONE is known."


def test_budapest_counts_to_the_first_day_of_the_month_after_three_months() -> None:
    entry = convention_entry(deposits=deposits(5, date(2004, 3, 18), members=5), rule=BUDAPEST)
    assert entry.entry_on == date(2004, 7, 1)


def test_budapest_waits_for_three_members_of_the_council_of_europe() -> None:
    others = [Deposit(f"N{n}", date(2020, 1, 1), is_coe_member=False) for n in range(5)]
    members = [Deposit(f"M{n}", date(2021, n + 1, 1), is_coe_member=True) for n in range(3)]
    short = convention_entry(deposits=[*others, *members[:2]], rule=BUDAPEST)
    full = convention_entry(deposits=[*others, *members], rule=BUDAPEST)
    assert short.entry_on is None
    assert "members of the Council of Europe" in short.lines[-1]
    assert full.entry_on == date(2021, 7, 1)


@pytest.mark.parametrize(
    ("day", "entry"),
    [
        (date(2003, 11, 30), date(2004, 3, 1)),
        (date(2003, 12, 31), date(2004, 4, 1)),
        (date(2004, 1, 1), date(2004, 5, 1)),
        (date(2003, 9, 30), date(2004, 1, 1)),
    ],
)
def test_three_months_end_with_the_month_where_the_day_is_missing(day: date, entry: date) -> None:
    assert first_day_after_months(day, 3) == entry


def test_what_if_the_rest_is_deposited_on_one_day() -> None:
    entry = convention_entry(deposits=deposits(3), rule=UNTOC, suppose_rest_on=date(2027, 6, 1))
    assert entry.entry_on == date(2027, 8, 30)
    assert entry.is_supposed
    assert "Supposing that the 37 missing instruments" in entry.lines[1]


def test_what_if_a_state_deposits_late() -> None:
    entry = party_entry(
        party="JM",
        deposits=real_deposits("ets185"),
        rule=BUDAPEST,
        supposing=[Deposit("JM", date(2027, 1, 15), "Jamaica")],
    )
    assert entry.entry_on == date(2027, 5, 1)


def test_an_unknown_kind_of_clause_is_refused() -> None:
    with pytest.raises(UnableToComputeEntry):
        convention_entry(deposits=[], rule=Rule("BY_LOT", 1, "1", "2"))


@pytest.mark.parametrize(
    ("instrument", "rule", "entry_on"),
    [
        ("untoc", UNTOC, date(2003, 9, 29)),
        ("uncac", UNCAC, date(2005, 12, 14)),
        ("ets185", BUDAPEST, date(2004, 7, 1)),
    ],
)
def test_the_real_deposits_give_the_real_date(instrument: str, rule: Rule, entry_on: date) -> None:
    assert convention_entry(deposits=real_deposits(instrument), rule=rule).entry_on == entry_on


@pytest.mark.parametrize(
    ("instrument", "rule"), [("untoc", UNTOC), ("uncac", UNCAC), ("ets185", BUDAPEST)]
)
def test_the_arithmetic_agrees_with_every_known_date_of_every_party(
    instrument: str, rule: Rule
) -> None:
    known = real_deposits(instrument)
    entry_on = convention_entry(deposits=known, rule=rule).entry_on
    wrong = [
        (row["state_iso2"], row["in_force_on"], computed)
        for row in real(instrument)
        if row["bound_on"]
        and row["in_force_on"]
        and str(
            computed := party_entry(
                party=row["state_iso2"],
                deposits=[d for d in known if d.party == row["state_iso2"]],
                rule=rule,
                convention_entry_on=entry_on,
            ).entry_on
        )
        != row["in_force_on"]
    ]
    assert wrong == []


@given(
    days=st.lists(st.integers(0, 4000), min_size=1, max_size=60),
    own=st.integers(0, 4000),
)
def test_nobody_enters_before_the_convention_nor_before_its_own_deposit(
    days: list[int], own: int
) -> None:
    start = date(2000, 1, 1)
    many = [Deposit(f"P{n}", start + timedelta(days=d)) for n, d in enumerate(days)]
    many.append(Deposit("ME", start + timedelta(days=own)))
    entry = party_entry(party="ME", deposits=many, rule=UNCAC)
    convention = convention_entry(deposits=many, rule=UNCAC).entry_on
    assert (entry.entry_on is None) == (len(many) < 30)
    if entry.entry_on and convention:
        assert entry.entry_on >= max(convention, many[-1].deposited_on + timedelta(days=30))
