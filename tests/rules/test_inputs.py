"""What a person typed becomes values, or a sentence says what to write instead."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules.inputs import (
    Input,
    Kind,
    UnableToReadInput,
    clean_text,
    read,
    read_date,
    read_instant,
)


def value(kind: Kind, raw: Any, *, required: bool = True) -> Any:
    return read((Input("it", kind, "It", required=required),), {"it": raw})["it"]


def refusal(kind: Kind, raw: Any) -> str:
    with pytest.raises(UnableToReadInput) as error:
        value(kind, raw)
    return str(error.value.errors["it"])


def test_every_fault_is_named_at_once() -> None:
    takes = (Input("note", Kind.TEXT, "Note"), Input("on", Kind.DATE, "On"))
    with pytest.raises(UnableToReadInput) as error:
        read(takes, {"on": "soon", "state": "CLOSED"})
    assert set(error.value.errors) == {"note", "on", "state"}


def test_every_input_has_its_key_even_when_it_is_absent() -> None:
    takes = tuple(Input(kind.value, kind, "It", required=False) for kind in Kind)
    assert read(takes, {}).keys() == {kind.value for kind in Kind}


@pytest.mark.parametrize(
    "character",
    [
        *"\x00\x07\x1b\x7f\x85\u200b\u202a\u202e\u2060\u2061\u2066\u2069\ufeff\u061c\u00ad\ud800",
        "\U000e0041",
        "\ue000",
        "\uffff",
    ],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_what_a_reader_cannot_see_is_refused_by_its_code(character: str) -> None:
    said = refusal(Kind.TEXT, f"Bank{character}records")
    assert f"U+{ord(character):04X}" in said


@pytest.mark.parametrize(
    "text", ["مذكرة", "תזכיר", "می\u200cشود", "क्\u200dष", "a\u200eb", "Ñandú", "書面", "🏛"]
)
def test_every_script_may_be_written(text: str) -> None:
    assert value(Kind.TEXT, text) == text


def test_text_is_composed_trimmed_and_has_one_kind_of_line_end() -> None:
    assert value(Kind.TEXT, "  Cafe\u0301\r\nbar\rbaz ") == "Café\nbar\nbaz"


def test_a_line_has_no_line_ends() -> None:
    assert value(Kind.LINE, "one\ntwo\u2028three") == "one two three"


@pytest.mark.parametrize(("kind", "limit"), [(Kind.LINE, 300), (Kind.TEXT, 20_000)])
def test_texts_have_a_limit(kind: Kind, limit: int) -> None:
    assert len(value(kind, limit * "x")) == limit
    assert str(limit) in refusal(kind, (limit + 1) * "x")


@given(st.text(max_size=400))
def test_a_text_that_is_let_through_is_composed_and_within_its_limit(text: str) -> None:
    try:
        cleaned = clean_text(text, limit=300)
    except ValueError:
        return
    assert len(cleaned) <= 300
    assert clean_text(cleaned, limit=300) == cleaned
    cleaned.encode()
    assert "\x00" not in cleaned


@pytest.mark.parametrize("raw", [7, 1.5, True, [], {}, b"x", ["x"]])
def test_a_text_is_text(raw: Any) -> None:
    assert refusal(Kind.TEXT, raw)


@pytest.mark.parametrize(
    "raw", ["2026-2-3", "20260203", "2026-W06-2", "03.02.2026", "2026-02-30", "٢٠٢٦-٠٢-٠٣", "", "x"]
)
def test_a_day_is_written_in_one_way(raw: str) -> None:
    assert refusal(Kind.DATE, raw)


@pytest.mark.parametrize("raw", ["1899-12-31", "2201-01-01", "0001-01-01", "9999-12-31"])
def test_a_day_lies_in_a_year_that_can_be_meant(raw: str) -> None:
    assert "between 1900 and 2200" in refusal(Kind.DATE, raw)


def test_a_leap_day_is_read_only_in_a_leap_year() -> None:
    assert read_date("2028-02-29") == date(2028, 2, 29)
    assert refusal(Kind.DATE, "2027-02-29")


@pytest.mark.parametrize("zone", sorted(available_timezones())[::7])
def test_a_local_time_is_read_in_every_zone(zone: str) -> None:
    moment = read_instant(f"2026-01-15T12:00 {zone}")
    assert moment.tzinfo is UTC
    assert abs(moment - datetime(2026, 1, 15, 12, tzinfo=UTC)).total_seconds() <= 14 * 3600


@pytest.mark.parametrize(
    "zone", ["Europe/Atlantis", "EST5", "../UTC", "utc", "America", "UTC UTC", "Zulu\x00"]
)
def test_a_zone_that_does_not_exist_is_named(zone: str) -> None:
    assert "no time zone" in refusal(Kind.INSTANT, f"2026-01-15T12:00 {zone}")


@pytest.mark.parametrize(
    ("raw", "zone"),
    [
        ("2026-03-08T02:30", "America/New_York"),
        ("2026-03-29T01:30", "Europe/London"),
        ("2011-12-30T12:00", "Pacific/Apia"),
    ],
)
def test_a_time_that_the_clocks_skip_is_refused(raw: str, zone: str) -> None:
    assert "skip that time" in refusal(Kind.INSTANT, f"{raw} {zone}")


def test_a_time_that_comes_twice_means_the_earlier() -> None:
    moment = read_instant("2026-11-01T01:30 America/New_York")
    assert moment == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_an_offset_needs_no_zone() -> None:
    assert read_instant("2026-03-31T14:05-05:00") == datetime(2026, 3, 31, 19, 5, tzinfo=UTC)


def test_a_local_time_without_a_zone_is_not_guessed() -> None:
    assert "Name the time zone" in refusal(Kind.INSTANT, "2026-03-31T14:05")


def test_a_choice_is_one_of_those_offered() -> None:
    takes = (Input("it", Kind.CHOICE, "It", choices=(("A", "a"),)),)
    assert read(takes, {"it": "A"}) == {"it": "A"}
    for raw in ("B", "a", ["A"], {"A": 1}, 1):
        with pytest.raises(UnableToReadInput):
            read(takes, {"it": raw})


def test_a_single_item_is_a_list_of_one_and_doubles_count_once() -> None:
    assert value(Kind.MEASURES, "1") == ("1",)
    assert value(Kind.MEASURES, [1, "1", 2]) == ("1", "2")


@pytest.mark.parametrize("raw", [[], "", None, ()])
def test_at_least_one_is_chosen(raw: Any) -> None:
    assert "at least one" in refusal(Kind.GROUNDS, raw)


@pytest.mark.parametrize("raw", [["a\x00"], ["\ud800"], ["x" * 101], [None], [{"a": 1}], [True]])
def test_an_item_is_the_name_of_something(raw: Any) -> None:
    assert refusal(Kind.GROUNDS, raw)


@pytest.mark.parametrize("raw", ["9" * 5000, "1.5", "x", "٣x"])
def test_a_number_is_whole(raw: str) -> None:
    assert "whole number" in refusal(Kind.NUMBER, raw)
