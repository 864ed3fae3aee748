"""What a treaty file may say of weights, lists, limits of a clock and what a refusal brings."""

import re
from datetime import UTC, date, datetime

import pytest

from requests_app.rules import deadlines, refusal, thresholds
from requests_app.rules.assess_clocks import Happened, Happening, clocks
from requests_app.rules.deadlines import ClockEvent, ClockEventKind, EveryWeekday
from requests_app.rules.facts import MeasureFacts, OffenceFacts, RequestFacts
from requests_app.rules.findings import Finding, Severity
from requests_app.rules.instruments import Instrument, UnableToReadInstrument, parse

TREATY = """
code = "SPECIMEN"
edition = "1999-05-01"
title = "Treaty (SPECIMEN)"
short_title = "Specimen treaty"
article = "Article 1"
status = "TREATY"
source = "Specimen gazette"

[[types]]
key = "extradition"
cite = "Specimen treaty art. 1"
tag = "V"

[[types]]
key = "sentenced_person"
cite = "Specimen treaty art. 2"
tag = "V"

[[thresholds]]
key = "least.extraditable"
cite = "Specimen treaty art. 3"
tag = "V"
label = "A penalty of one year or more"
subject = "MAX_PENALTY_YEARS"
at_least = 1
law = "BOTH_STATES"
kinds = ["extradition"]

[[thresholds]]
key = "least.sentence_left"
cite = "Specimen treaty art. 4"
tag = "V"
label = "Six months left to serve"
subject = "SENTENCE_LEFT_MONTHS"
at_least = 6
kinds = ["sentenced_person"]

[[grounds]]
key = "ref.nationality"
cite = "Specimen treaty art. 5"
tag = "V"
label = "A national"
kinds = ["extradition"]

[[grounds]]
key = "ref.no_dual_criminality"
cite = "Specimen treaty art. 6"
tag = "V"
label = "Absence of dual criminality"
listed_offence_years = 3

[[duties]]
key = "duty.submit_for_prosecution"
cite = "Specimen treaty art. 7"
tag = "V"
text = "The case is submitted for prosecution."
moment = "ON_REFUSING"
kinds = ["extradition"]
follows = "ref.nationality"

[[clocks]]
key = "D-DECIDE"
cite = "Specimen treaty art. 8"
tag = "V"
label = "Decision"
starts = "RECEIVED"
length = 30
extension = 30

[[clocks]]
key = "D-ANSWER"
cite = "Specimen treaty art. 9"
tag = "V"
label = "Answer"
starts = "RECEIVED"
length = 10
stops = "CLARIFICATION"
"""


def treaty(text: str = TREATY) -> Instrument:
    return parse(text, name="specimen.toml")


def facts(
    kind: str, *, years: tuple[float | None, ...] = (), contents: dict[str, str] | None = None
) -> RequestFacts:
    return RequestFacts(
        requesting="JM",
        requested="FR",
        measures=(MeasureFacts(1, kind, "What is asked", contents or {}),),
        offences=tuple(OffenceFacts("Fraud", max_penalty_years=number) for number in years),
    )


def only(found: tuple[Finding, ...]) -> str:
    (finding,) = found
    assert finding.severity is Severity.WARNS, finding
    return str(finding.sentence)


def test_a_penalty_below_the_weight_warns_and_one_unknown_is_asked_for() -> None:
    def judge(*years: float | None) -> tuple[Finding, ...]:
        return thresholds.judge(treaty(), facts("extradition", years=years))

    assert judge(1) == judge(None, 5) == judge(0.5, 1.5) == ()
    short = only(judge(0.5))
    assert "A penalty of one year or more" in short
    assert "0.5 years at most" in short
    assert "Specimen treaty art. 3" in short
    assert "does not say" in only(judge())
    assert "does not say" in only(judge(None))
    assert thresholds.judge(treaty(), facts("sentenced_person", years=(0.1,))) != judge(0.1)
    assert thresholds.judge(treaty(), facts("service", years=(0.1,))) == ()


def test_months_left_are_read_as_people_write_them() -> None:
    def judge(text: str) -> tuple[Finding, ...]:
        asked = facts("sentenced_person", contents={"sentence_left_months": text})
        return thresholds.judge(treaty(), asked)

    for enough in ("6", "6 months", "7,5", "120", "indeterminate", "Life"):
        assert judge(enough) == (), enough
    for short in ("5", "5.9", "0", "-3"):
        assert "months." in only(judge(short)), short
    for unclear in ("", "some", "many months", "NaN", "  "):
        assert "does not say" in only(judge(unclear)), unclear


def test_a_refusal_of_a_national_brings_the_duty_to_prosecute() -> None:
    found = refusal.judge_grounds(treaty(), frozenset({"extradition"}), ["ref.nationality"])
    (told,) = found
    assert (told.key, told.severity) == ("duty.submit_for_prosecution", Severity.INFORMS)
    assert "Specimen treaty art. 7" in str(told.sentence)


def test_a_ground_is_closed_to_listed_offences_of_that_weight() -> None:
    def judge(years: float | None, listed: str) -> tuple[Finding, ...]:
        asked = facts("records", years=(years,), contents={"offence_category": listed})
        return refusal.judge_grounds(
            treaty(), frozenset({"records"}), ["ref.no_dual_criminality"], facts=asked
        )

    assert judge(5, "") == judge(2.9, "Fraud") == ()
    assert [finding.severity for finding in judge(3, "Fraud")] == [Severity.BLOCKS]
    assert "is closed to an offence of the list" in str(judge(3, "Fraud")[0].sentence)
    assert "does not say" in only(judge(None, "Fraud"))


def test_more_than_the_text_allows_is_said_in_the_arithmetic() -> None:
    row = treaty().clock("D-DECIDE")
    assert row is not None
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def steps(*amounts: int) -> list[str]:
        events = [ClockEvent(ClockEventKind.START, at, date(2026, 3, 2))]
        events += [ClockEvent(ClockEventKind.EXTEND, at, amount=amount) for amount in amounts]
        due = deadlines.compute(row, events, zone="UTC", calendar=EveryWeekday())
        return [str(step) for step in due.steps]

    assert not any("at most" in step for step in steps(10, 20))
    assert "Extended by 31 in all; the text allows 30 at most." in steps(10, 21)[-1]


def test_a_question_stops_only_the_clock_whose_text_says_so() -> None:
    happened = (
        Happening(Happened.RECEIVED, date(2026, 3, 2)),
        Happening(Happened.PAUSE, date(2026, 3, 4)),
        Happening(Happened.RESUME, date(2026, 3, 9)),
    )
    due = {
        verdict.key: verdict.due_on
        for verdict in clocks(
            treaty(), None, facts("records"), happened,
            on=date(2026, 3, 10), zone="UTC", calendar=EveryWeekday(),
        )
    }  # fmt: skip
    assert due == {"D-DECIDE": date(2026, 4, 1), "D-ANSWER": date(2026, 3, 17)}


def test_faults_of_these_rows_are_named() -> None:
    faults = {
        TREATY.replace("ref.nationality", "ref.other", 1): "follows: ref.nationality is not a",
        TREATY.replace('kinds = ["sentenced_person"]\n', ""): "least.sentence_left: missing: kinds",
        TREATY.replace('"least.sentence_left"', '"left"'): "left is not written like",
        TREATY.replace('"SENTENCE_LEFT_MONTHS"', '"AGE"'): "subject: 'AGE' is not one of",
        TREATY.replace('"CLARIFICATION"', '"RAIN"'): "stops: 'RAIN' is not one of",
        TREATY.replace("extension = 30", "extension = 0"): "extension: 0 is not a whole number",
        TREATY.replace('label = "Six months left to serve"\n', ""): "missing: label",
    }
    for text, words in faults.items():
        with pytest.raises(UnableToReadInstrument, match=re.escape(words)):
            treaty(text)
