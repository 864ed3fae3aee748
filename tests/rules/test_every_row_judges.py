"""Every row of every treaty file is carried through the rules that judge by it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from requests_app.rules import channels, completeness, deadlines, measures, refusal, thresholds
from requests_app.rules.contents import CONTENTS, MEASURE_KEYS, SHEET_KEYS, Place
from requests_app.rules.deadlines import ClockEvent, ClockEventKind, EveryWeekday
from requests_app.rules.facts import (
    Channel,
    MeasureFacts,
    OffenceFacts,
    PersonFacts,
    RequestFacts,
    Urgency,
)
from requests_app.rules.findings import Severity
from requests_app.rules.instruments import (
    ChannelWhen,
    ContentRow,
    Instrument,
    Nature,
    Need,
    Reach,
    Unit,
    all_instruments,
)

INSTRUMENTS = tuple(all_instruments().values())
ORDINARY = frozenset(kind.key for kind in measures.ORDINARY)
every_instrument = pytest.mark.parametrize("one", INSTRUMENTS, ids=lambda one: one.code)


def whole(kind: str, *, without: str = "", penalty: float | None = 20.0) -> RequestFacts:
    """A request for one measure that has every content there is, but one."""
    sheet = {key: "Said." for key in SHEET_KEYS if key != without}
    own = {key: "Said." for key in MEASURE_KEYS if key != without}
    if without != "sentence_left_months":
        own["sentence_left_months"] = "60"
    unnamed = without in ("offence", "offence_provisions")
    return RequestFacts(
        requesting="JM",
        requested="FR",
        contents=sheet,
        persons=() if without == "persons" else (PersonFacts("Suspect A", "Suspect A"),),
        offences=() if unnamed else (OffenceFacts("Fraud", "s. 1", "", penalty),),
        measures=(
            MeasureFacts(1, kind, "" if without == "assistance_description" else "This.", own),
        ),
        urgency=Urgency.URGENT,
        urgency_reason="" if without == "urgency_reason" else "Said.",
        confidentiality="" if without == "confidentiality_request" else "Said.",
        channel_agreed=True,
    )


def reached(row_kinds: frozenset[str], otherwise: frozenset[str]) -> Iterator[str]:
    yield from sorted(row_kinds or otherwise)


def expected(row: ContentRow) -> Severity | None:
    if row.need is Need.IF_WISHED or row.key == "deadline":
        return None
    if row.need is Need.WHERE_POSSIBLE or row.key == "persons":
        return Severity.WARNS
    return Severity.BLOCKS if row.tag.may_block else Severity.WARNS


@every_instrument
def test_every_content_is_missed_where_it_is_asked_for(one: Instrument) -> None:
    for row in one.contents:
        for kind in reached(row.kinds, ORDINARY):
            name = f"{row.key} ({row.cite}) for {kind}"
            if CONTENTS[row.key].place is not Place.DEADLINE:
                assert not [
                    finding
                    for finding in completeness.missing(one, whole(kind))
                    if finding.key == row.key
                ], name
            asked = whole(kind, without=row.key)
            found = [
                verdict.finding
                for verdict in completeness.judge(one, asked)
                if verdict.row is row and verdict.finding
            ]
            severity = expected(row)
            if row.need is Need.EXCEPT_SERVICE and kind == "service":
                severity = None
            assert [finding.severity for finding in found] == ([severity] if severity else []), name
            for finding in found:
                assert row.cite in str(finding.sentence), name


@every_instrument
def test_every_ground_carries_a_refusal_or_is_forbidden_to(one: Instrument) -> None:
    for row in one.grounds:
        for kind in reached(row.kinds, ORDINARY):
            name = f"{row.key} ({row.cite}) against {kind}"
            chosen = [row.key]
            if row.reach is not Reach.ANY:
                chosen.append("ref.no_dual_criminality")
            facts = whole(kind, without="offence_category")
            found = refusal.judge_grounds(one, frozenset({kind}), chosen, facts=facts)
            blocked = any(finding.blocks for finding in found)
            assert blocked is (row.nature is Nature.FORBIDDEN and row.tag.may_block), name
            shown = {option.key: option for option in refusal.options(one, frozenset({kind}))}
            assert shown[row.key].permitted is (row.nature is not Nature.FORBIDDEN), name
            for duty in one.duties:
                if duty.follows == row.key and one.concerns(duty, frozenset({kind})):
                    assert duty.key in {finding.key for finding in found}, name
            if row.listed_offence_years:
                listed = refusal.judge_grounds(
                    one, frozenset({kind}), chosen, facts=whole(kind, penalty=30.0)
                )
                closed = [finding.severity for finding in listed if finding.key == row.key]
                assert (Severity.BLOCKS in closed) is row.tag.may_block, name


@every_instrument
def test_a_closed_list_takes_no_ground_from_elsewhere(one: Instrument) -> None:
    known = {row.key for each in INSTRUMENTS for row in each.grounds}
    for row in one.closed_lists:
        kinds = frozenset({row.key})
        own = {ground.key for ground in one.grounds_for(kinds)}
        assert own, row.key
        for key in sorted(known - own):
            found = refusal.judge_grounds(one, kinds, [key])
            assert [finding for finding in found if finding.key == key], (row.key, key)


@every_instrument
def test_every_duty_is_owed_to_some_request_at_its_moment(one: Instrument) -> None:
    for row in one.duties:
        kinds = sorted(row.kinds or measures.ASSISTANCE & (one.kinds | ORDINARY))
        assert any(row in one.duties_for(frozenset({kind}), row.moment) for kind in kinds), row


@every_instrument
def test_every_postponement_is_open_to_its_kinds_alone(one: Instrument) -> None:
    for row in one.postponements:
        for kind in sorted(one.kinds):
            open_to = kind in (row.kinds or measures.ASSISTANCE)
            assert (row in one.postponements_for(frozenset({kind}))) is open_to, (row.key, kind)


@every_instrument
def test_every_channel_is_open_when_its_row_says_so(one: Instrument) -> None:
    for row in one.channels:
        kind = sorted(row.kinds or measures.ASSISTANCE & (one.kinds | ORDINARY))[0]
        found = channels.judge_channel(one, whole(kind), Channel(row.key), other_state="FR")
        unnamed = any("does not name this channel" in str(finding.sentence) for finding in found)
        assert not unnamed, (row.key, kind)
        assert not [finding for finding in found if finding.blocks], (row.key, kind)
        assert row.when in ChannelWhen


@every_instrument
def test_every_clock_with_a_number_counts_it(one: Instrument) -> None:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    for row in one.clocks:
        due = deadlines.compute(
            row,
            [ClockEvent(ClockEventKind.START, at, date(2026, 3, 2))],
            zone="UTC",
            calendar=EveryWeekday(),
        )
        if row.length is None or row.unit is Unit.DATE:
            assert (due.on, due.at) == (None, None), row.key
        elif row.unit is Unit.HOURS:
            assert due.at == at + timedelta(hours=row.length), row.key
        elif row.unit is Unit.DAYS:
            assert due.on == date(2026, 3, 2) + timedelta(days=row.length), row.key
        else:
            weeks, rest = divmod(row.length, 5)
            assert due.on == date(2026, 3, 2) + timedelta(days=7 * weeks + rest), row.key


@every_instrument
def test_every_threshold_is_met_or_falls_short(one: Instrument) -> None:
    for row in one.thresholds:
        for kind in sorted(row.kinds):
            assert not [f for f in thresholds.judge(one, whole(kind)) if f.key == row.key], row.key
            light = whole(kind, penalty=row.at_least / 2, without="sentence_left_months")
            (found,) = [f for f in thresholds.judge(one, light) if f.key == row.key]
            assert found.severity is Severity.WARNS, row.key
            assert row.cite in str(found.sentence), row.key
