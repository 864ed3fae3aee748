"""Whom to write to, in which language: best match first, unknown stays unknown."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from authorities import operations
from authorities.loading.rows import read_register
from authorities.loading.specimens import specimen_rows
from authorities.models import Authority, State
from authorities.queries import (
    accepted_languages,
    authorities_for,
    contact_points,
    state_zone,
    states_page,
)
from mla.accounts.queries import system_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def register(db: None) -> None:
    rows = read_register() + specimen_rows(state="JM")
    operations.load_register(rows=rows, by=system_user(), at=datetime(2026, 11, 21, tzinfo=UTC))


def names(*args: object, **kwargs: object) -> list[str]:
    found = authorities_for(*args, **{"on": TODAY, **kwargs})  # type: ignore[arg-type]
    return [choice.authority.institution for choice in found]


def test_the_stage_of_the_case_chooses_between_two_central_authorities() -> None:
    assert names("HU", "CENTRAL_AUTHORITY", "ETS185", stage="BEFORE_PROCEEDINGS") == [
        "Hungarian National Police"
    ]
    assert names("HU", "CENTRAL_AUTHORITY", "ETS185", stage="AFTER_PROCEEDINGS") == [
        "General Prosecutor's Office"
    ]
    assert len(names("HU", "CENTRAL_AUTHORITY", "ETS185")) == 2


def test_an_entry_is_not_chosen_before_its_first_day() -> None:
    assert names("NO", "CENTRAL_AUTHORITY", on=date(2025, 12, 31)) == []
    assert len(names("NO", "CENTRAL_AUTHORITY", on=date(2026, 1, 1))) == 1


def test_an_authority_for_one_treaty_only_comes_last_and_says_why() -> None:
    found = authorities_for("KY", "CENTRAL_AUTHORITY", "UNTOC", on=TODAY)
    assert [c.authority.institution for c in found][-1] == "Chief Justice as central authority"
    assert "for that text only" in found[-1].reason


def test_an_authority_named_under_the_instrument_comes_first() -> None:
    found = authorities_for("US", "CENTRAL_AUTHORITY", "UNTOC", on=TODAY)
    assert found[0].reason == "named under UNTOC"
    other = authorities_for("AL", "CENTRAL_AUTHORITY", "UNTOC", on=TODAY)
    assert other[0].reason == "named under ETS185 27, not under UNTOC"


def test_a_full_extradition_authority_precedes_one_for_provisional_arrest() -> None:
    found = authorities_for("HU", "EXTRADITION", "ETS185", on=TODAY)
    assert [c.role.limit for c in found] == ["", "provisional arrest only"]


def test_a_territory_with_its_own_authority_is_served_by_it_first() -> None:
    found = authorities_for("NL", "CENTRAL_AUTHORITY", "ETS185", on=TODAY, territory="CW")
    assert [c.authority.state_id for c in found] == ["CW", "NL"]
    assert "for Netherlands as a whole" in found[1].reason


def test_a_territory_without_an_entry_falls_back_and_says_so() -> None:
    (found,) = authorities_for("AW", "CENTRAL_AUTHORITY", "ETS185", on=TODAY)
    assert found.authority.state_id == "NL"
    assert "for Netherlands as a whole" in found.reason


def test_a_state_does_not_offer_the_authority_of_its_territory() -> None:
    assert "CW" not in {
        c.authority.state_id for c in authorities_for("NL", "CENTRAL_AUTHORITY", on=TODAY)
    }


def test_specimens_are_offered_and_called_so() -> None:
    found = authorities_for("JM", "EXECUTING_AUTHORITY", on=TODAY)
    assert len(found) == 2
    assert all("specimen" in c.reason and "not verified" in c.reason for c in found)


def test_a_state_with_no_authority_gives_an_empty_list() -> None:
    assert authorities_for("TV", "CENTRAL_AUTHORITY", on=TODAY) == []


def test_a_row_that_was_corrected_to_an_end_is_no_longer_offered() -> None:
    Authority.objects.filter(state="NZ").update(valid_to=date(2026, 11, 20))
    assert names("NZ", "CENTRAL_AUTHORITY") == []


def test_languages_declared_to_the_instrument_come_first_others_with_a_note() -> None:
    lithuania = accepted_languages("LT", "UNTOC")
    assert [f.language for f in lithuania] == ["en", "ru", "lt"]
    assert all(f.is_for_instrument for f in lithuania)
    elsewhere = accepted_languages("LT", "ETS185")
    assert not any(f.is_for_instrument for f in elsewhere)
    assert elsewhere[0].note == "declared to UNTOC"


def test_a_second_best_language_comes_after_the_preferred_one() -> None:
    slovenia = accepted_languages("SI", "UNTOC")
    assert [(f.language, f.preference) for f in slovenia] == [
        ("sl", "PREFERRED"),
        ("en", "IF_IMPOSSIBLE"),
    ]


def test_unknown_languages_are_an_empty_list() -> None:
    assert accepted_languages("JM") == []


def test_zones_are_the_capitals() -> None:
    assert state_zone("JM") == "America/Jamaica"
    assert state_zone("US") == "America/New_York"
    assert state_zone("ZZ") == ""


def test_contact_points_of_a_state() -> None:
    (found,) = contact_points("HU", on=TODAY)
    assert found.authority.institution == "Hungarian National Police"


def test_pages_of_states_join_without_gap_or_overlap_in_both_directions() -> None:
    forward, after = [], ""
    while True:
        page = states_page(after=after, size=40)
        forward += [s.code for s in page.rows]
        if not page.after:
            break
        after = page.after
    back, before = [s.code for s in page.rows], page.before
    while before:
        page = states_page(before=before, size=40)
        back = [s.code for s in page.rows] + back
        before = page.before
    expected = list(State.objects.order_by("name", "code").values_list("code", flat=True))
    assert forward == expected
    assert back == expected


@pytest.mark.parametrize(
    ("language", "words", "code"),
    [("en", "jamai", "JM"), ("en", "hk", "HK"), ("es", "alemania", "DE"), ("ar", "جامايكا", "JM")],
)
def test_states_are_found_by_code_and_by_their_name_in_the_language_of_the_page(
    language: str, words: str, code: str
) -> None:
    with override(language):
        assert code in {s.code for s in states_page(search=words).rows}
