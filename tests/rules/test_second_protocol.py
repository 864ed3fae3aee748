"""The Second Additional Protocol to Budapest: orders, their clocks, and who reads what."""

from datetime import UTC, date, datetime

from requests_app.rules import deadlines
from requests_app.rules.deadlines import ClockEvent, ClockEventKind, EveryWeekday
from requests_app.rules.instruments import Audience, Party, Tag, get

PROTOCOL = get("CETS224")

DRAFT_ALONE = {
    "duty.emergency_law",
    "duty.emergency_mla_regime",
    "duty.emergency_mla_beside_treaty",
}
"""What the draft says of its own law and of other treaties: the Protocol says it elsewhere."""


def test_how_long_a_provider_and_the_state_that_serves_it_may_take() -> None:
    at, on = datetime(2026, 3, 2, 9, 30, tzinfo=UTC), date(2026, 3, 2)
    found = {
        row.key: (
            row.owed_by,
            row.kinds,
            deadlines.compute(
                row,
                [ClockEvent(ClockEventKind.START, at, on)],
                zone="UTC",
                calendar=EveryWeekday(),
            ).on,
        )
        for row in PROTOCOL.clocks
    }
    orders = frozenset({"subscriber_order", "traffic_order"})
    assert found == {
        "D-ORDER-ANSWER": (Party.PROVIDER, {"subscriber_data"}, date(2026, 4, 1)),
        "D-ORDER-SERVED": (Party.REQUESTED, orders, date(2026, 4, 16)),
        "D-ORDER-RETURN-SUBSCRIBER": (Party.PROVIDER, {"subscriber_order"}, date(2026, 3, 22)),
        "D-ORDER-RETURN-TRAFFIC": (Party.PROVIDER, {"traffic_order"}, date(2026, 4, 16)),
    }


def test_the_provider_does_not_get_the_information_in_support() -> None:
    withheld = {row.cite for row in PROTOCOL.contents if row.audience is Audience.AUTHORITIES}
    assert withheld == {"CETS 224 art. 8(3)(b)"}
    for kind in ("subscriber_order", "traffic_order"):
        rows = PROTOCOL.contents_for(frozenset({kind}))
        assert {row.key for row in rows if row.audience is Audience.EVERYBODY} == {
            "requesting_authority",
            "issued_on",
            "statement_under_convention",
            "provider_name_address",
            "offence",
            "seeking_authority",
            "data_description",
        }
        assert "facts_summary" in {row.key for row in rows if row.audience is Audience.AUTHORITIES}


def test_a_provider_is_ordered_directly_only_for_subscriber_data() -> None:
    assert {"domain_registration", "subscriber_data", "subscriber_order", "traffic_order"} <= (
        PROTOCOL.kinds
    )
    assert "production_order" not in PROTOCOL.kinds


def test_emergencies_are_those_of_the_draft_and_nothing_of_the_protocol_stops_a_person() -> None:
    draft = get("CARICOM2022")
    for kind in ("emergency_data", "emergency_mla"):
        kinds = frozenset({kind})
        ours = {(row.key, row.need) for row in PROTOCOL.contents_for(kinds) if row.tag is Tag.S}
        theirs = {
            (row.key, row.need) for row in draft.contents_for(kinds) if "emergency" in row.cite
        }
        assert ours == theirs, kind
        told = {row.key: row.text for row in draft.duties if row.kinds == kinds}
        taken_over = {row.key: row.text for row in PROTOCOL.duties if row.kinds == kinds}
        assert taken_over == {key: told[key] for key in told.keys() - DRAFT_ALONE}, kind
    for table in ("types", "contents", "grounds", "duties", "channels", "forms", "clocks"):
        assert not [row for row in getattr(PROTOCOL, table) if row.tag.may_block], table
