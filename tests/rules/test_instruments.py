"""Every row of every treaty file holds its place, and reaches the kinds it names, no others."""

from collections.abc import Iterator
from itertools import chain

import pytest

from requests_app.rules import facts, measures
from requests_app.rules.instruments import (
    ContentRow,
    GroundRow,
    Instrument,
    Nature,
    Row,
    Tag,
    all_instruments,
    get,
    rules_edition,
)
from tests.rules.law_tables import TEXTS

INSTRUMENTS = tuple(all_instruments().values())
ORDINARY = frozenset(kind.key for kind in measures.ORDINARY)
every_instrument = pytest.mark.parametrize("one", INSTRUMENTS, ids=lambda one: one.code)


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


def test_every_file_is_known_here_with_its_status() -> None:
    assert {one.code: one.status for one in INSTRUMENTS} == {
        code: text.status for code, text in TEXTS.items()
    }


@every_instrument
def test_a_cite_names_the_text_it_comes_from_and_a_tag_fits_it(one: Instrument) -> None:
    text = TEXTS[one.code]
    for row in rows_of(one):
        start = {Tag.HOUSE: "House rule", Tag.U: ""}.get(row.tag, text.cite)
        assert row.cite.startswith(start), row
        assert row.tag in {*text.tags, Tag.U, Tag.HOUSE}, row
        if row.tag is Tag.U:
            assert "not verified" in row.cite or row.note, f"not read, and does not say so: {row}"


@every_instrument
def test_a_row_reads_as_english(one: Instrument) -> None:
    for row in rows_of(one):
        said = getattr(row, "text", "")
        for text in filter(None, (row.note, getattr(row, "label", ""), said)):
            assert text == text.strip(), row
            assert text[0].isupper() or text[0].isdigit(), row
        assert not row.note or row.note.endswith("."), row
        assert not said or said.endswith("."), row


def asked_as(one: Instrument, kind: str) -> str:
    """What a text has no article for is asked as any other assistance."""
    return kind if kind in one.kinds | ORDINARY else "other_not_contrary"


@every_instrument
def test_a_row_concerns_the_kinds_it_names_and_no_others(one: Instrument) -> None:
    for kind in measures.KINDS:
        kinds, asked = frozenset({kind}), asked_as(one, kind)
        for content in one.contents:
            is_asked = content in one.contents_for(kinds)
            assert is_asked is (asked in (content.kinds or ORDINARY)), (content, kind)
        for ground in one.grounds:
            is_offered = ground in one.grounds_for(kinds)
            assert is_offered is (asked in (ground.kinds or ORDINARY)), (ground, kind)
        for duty in one.duties:
            owed = duty in one.duties_for(kinds, duty.moment)
            assert owed is (asked in (duty.kinds or measures.ASSISTANCE)), (duty, kind)
            assert duty in one.duties_at(duty.moment)


@every_instrument
def test_a_row_for_particular_kinds_is_for_kinds_the_instrument_has(one: Instrument) -> None:
    rows: tuple[ContentRow | GroundRow, ...] = (*one.contents, *one.grounds)
    for row in rows:
        if row.kinds and not row.kinds >= ORDINARY:
            assert row.kinds <= one.kinds, row


@every_instrument
def test_channels_and_forms_are_those_the_product_knows(one: Instrument) -> None:
    assert {row.key for row in one.channels} <= {channel.value for channel in facts.Channel}
    assert {row.key for row in one.forms} <= {form.value for form in facts.Form}
    assert one.channels[0].key == "CENTRAL_AUTHORITY"


@every_instrument
def test_a_request_without_measures_is_asked_for_the_general_contents(one: Instrument) -> None:
    if not one.kinds & ORDINARY:
        assert one.contents_for(frozenset()) == ()
        return
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
