"""Every row of every treaty file holds its place, and reaches the kinds it names, no others."""

from collections.abc import Iterator
from itertools import chain

import pytest

from requests_app.rules import contents, facts, measures
from requests_app.rules.instruments import (
    ContentRow,
    GroundRow,
    Instrument,
    Nature,
    Row,
    Status,
    Tag,
    all_instruments,
    get,
    rules_edition,
)

INSTRUMENTS = tuple(all_instruments().values())
ORDINARY = frozenset(kind.key for kind in measures.ORDINARY)
CITES = {
    "CARICOM2022": "CARICOM draft, ",
    "UNTOC": "UNTOC art. ",
    "UNCAC": "UNCAC art. ",
    "ETS185": "Budapest Convention art. ",
    "COURTESY": "House rule",
}


def rows_of(one: Instrument) -> Iterator[Row]:
    return chain(
        one.scope,
        one.types,
        one.contents,
        one.grounds,
        one.closed_lists,
        one.postponements,
        one.duties,
        one.channels,
        one.forms,
        one.clocks,
    )


def name_of(one: Instrument, row: Row) -> str:
    return f"{one.code}-{type(row).__name__}-{row.key}-{row.cite}"


EVERY = [
    pytest.param(one, row, id=name_of(one, row)) for one in INSTRUMENTS for row in rows_of(one)
]
CONTENTS = [
    pytest.param(one, row, id=name_of(one, row)) for one in INSTRUMENTS for row in one.contents
]
GROUNDS = [
    pytest.param(one, row, id=name_of(one, row)) for one in INSTRUMENTS for row in one.grounds
]


def test_the_five_files_are_there() -> None:
    assert set(all_instruments()) == set(CITES)


@pytest.mark.parametrize(("one", "row"), EVERY)
def test_a_cite_names_the_text_it_comes_from(one: Instrument, row: Row) -> None:
    expected = {Tag.HOUSE: "House rule", Tag.U: ""}.get(row.tag, CITES[one.code])
    assert row.cite.startswith(expected)
    if row.tag is Tag.U:
        assert "not verified" in row.cite or row.note, "a row that was not read says so"


@pytest.mark.parametrize(("one", "row"), EVERY)
def test_a_tag_fits_the_source_of_its_file(one: Instrument, row: Row) -> None:
    read = {"CARICOM2022": Tag.V_SEED, "COURTESY": Tag.HOUSE}.get(one.code, Tag.V)
    assert row.tag in {read, Tag.U, Tag.HOUSE}


@pytest.mark.parametrize(("one", "row"), EVERY)
def test_a_row_reads_as_english(one: Instrument, row: Row) -> None:
    words = [row.note, getattr(row, "label", ""), getattr(row, "text", "")]
    for text in filter(None, words):
        assert text == text.strip()
        assert text[0].isupper()
    assert not row.note or row.note.endswith(".")
    assert not getattr(row, "text", "") or row.text.endswith(".")  # type: ignore[attr-defined]


def asked_as(one: Instrument, kind: str) -> str:
    """What a text has no article for is asked as any other assistance."""
    return kind if kind in one.kinds | ORDINARY else "other_not_contrary"


@pytest.mark.parametrize(("one", "row"), CONTENTS)
def test_a_content_is_asked_of_the_kinds_it_names_and_of_no_other(
    one: Instrument, row: ContentRow
) -> None:
    reach = row.kinds or ORDINARY
    for kind in measures.KINDS:
        asked = asked_as(one, kind) in reach
        assert (row in one.contents_for(frozenset({kind}))) is asked, kind
    assert contents.CONTENTS[row.key].label


@pytest.mark.parametrize(("one", "row"), CONTENTS)
def test_a_content_for_particular_kinds_is_for_kinds_the_instrument_has(
    one: Instrument, row: ContentRow
) -> None:
    if row.kinds and not row.kinds >= ORDINARY:
        assert row.kinds <= one.kinds


@pytest.mark.parametrize(("one", "row"), GROUNDS)
def test_a_ground_is_offered_against_its_kinds_and_against_no_other(
    one: Instrument, row: GroundRow
) -> None:
    reach = row.kinds or ORDINARY
    for kind in measures.KINDS:
        offered = asked_as(one, kind) in reach
        assert (row in one.grounds_for(frozenset({kind}))) is offered, kind


@pytest.mark.parametrize(
    ("one", "row"),
    [pytest.param(o, r, id=name_of(o, r)) for o in INSTRUMENTS for r in o.duties],
)
def test_a_duty_is_owed_at_its_moment_for_its_kinds(one: Instrument, row: Row) -> None:
    duty = next(found for found in one.duties if found is row)
    for kind in measures.KINDS:
        owed = duty in one.duties_for(frozenset({kind}), duty.moment)
        assert owed is (asked_as(one, kind) in (duty.kinds or measures.ASSISTANCE)), kind
    assert duty in one.duties_at(duty.moment)


@pytest.mark.parametrize("one", INSTRUMENTS, ids=lambda one: one.code)
def test_channels_and_forms_are_those_the_product_knows(one: Instrument) -> None:
    assert {row.key for row in one.channels} <= {channel.value for channel in facts.Channel}
    assert {row.key for row in one.forms} <= {form.value for form in facts.Form}
    assert one.channels[0].key == "CENTRAL_AUTHORITY"


@pytest.mark.parametrize("one", INSTRUMENTS, ids=lambda one: one.code)
def test_a_request_without_measures_is_asked_for_the_general_contents(one: Instrument) -> None:
    asked = {row.key for row in one.contents_for(frozenset())}
    assert {"requesting_authority", "purpose", "assistance_description"} <= asked
    assert not asked & {"person_to_serve", "data_to_preserve", "emergency_facts"}


def test_one_ground_has_one_label_in_every_file() -> None:
    labels: dict[str, set[str]] = {}
    for one in INSTRUMENTS:
        for row in one.grounds:
            labels.setdefault(row.key, set()).add(row.label)
    fiscal = labels.pop("forbid.fiscal_only")
    assert len(fiscal) == 2, "Budapest says “fiscal offence”, the others “fiscal matters”"
    assert {key: found for key, found in labels.items() if len(found) > 1} == {}


def test_a_ground_never_blocks_by_an_unread_text_alone() -> None:
    unread = [(o.code, g.key) for o in INSTRUMENTS for g in o.grounds if not g.tag.may_block]
    assert unread == [("CARICOM2022", "ref.domestic_law")]


def test_every_instrument_knows_what_it_is() -> None:
    assert {one.code: one.status for one in INSTRUMENTS} == {
        "CARICOM2022": Status.DRAFT,
        "COURTESY": Status.COURTESY,
        "ETS185": Status.TREATY,
        "UNCAC": Status.TREATY,
        "UNTOC": Status.TREATY,
    }


def test_only_forbidden_grounds_are_called_forbidden() -> None:
    for one in INSTRUMENTS:
        for row in one.grounds:
            assert row.key.startswith("forbid.") is (row.nature is Nature.FORBIDDEN)


def test_the_rules_edition_is_short_and_stable() -> None:
    assert rules_edition() == rules_edition()
    assert len(rules_edition()) == 16


def test_an_unknown_instrument_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        get("NOWHERE")
