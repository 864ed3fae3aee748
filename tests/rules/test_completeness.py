"""What a request lacks: what the texts make mandatory stops it, the rest warns."""

from datetime import date
from typing import Any

import pytest

from requests_app.rules import completeness
from requests_app.rules.facts import MeasureFacts, OffenceFacts, PersonFacts, RequestFacts
from requests_app.rules.findings import Severity
from requests_app.rules.instruments import get

UN = ("CARICOM2022", "UNTOC", "UNCAC")
SHEET = {
    "requesting_authority": "Prosecutor, specimen",
    "conducting_authority": "Investigating judge",
    "subject_nature": "Criminal investigation of fraud.",
    "facts_summary": "Money was moved.",
    "purpose": "To prove where it went.",
}


def facts(kind: str = "records", **changes: Any) -> RequestFacts:
    values: dict[str, Any] = {
        "requesting": "JM",
        "requested": "US",
        "contents": SHEET,
        "persons": (PersonFacts("Suspect A", "Suspect A"),),
        "offences": (OffenceFacts("Fraud", "section 12"),),
        "measures": (MeasureFacts(1, kind, "Certified bank records."),),
    }
    return RequestFacts(**(values | changes))


def lacking(code: str, request: RequestFacts) -> dict[str, str]:
    return {f.key: f.severity.value for f in completeness.missing(get(code), request)}


def without(*keys: str) -> dict[str, str]:
    return {key: value for key, value in SHEET.items() if key not in keys}


@pytest.mark.parametrize("code", UN)
def test_a_whole_request_lacks_nothing(code: str) -> None:
    assert lacking(code, facts()) == {}


@pytest.mark.parametrize("code", UN)
@pytest.mark.parametrize("key", sorted(SHEET))
def test_each_mandatory_content_stops_and_is_cited(code: str, key: str) -> None:
    (finding,) = completeness.missing(get(code), facts(contents=without(key)))
    assert (finding.key, finding.severity) == (key, Severity.BLOCKS)
    assert finding.sentence.cite


@pytest.mark.parametrize("code", UN)
def test_facts_are_not_asked_for_where_only_service_is(code: str) -> None:
    request = facts("service", contents=without("facts_summary"), offences=())
    assert "BLOCKS" not in lacking(code, request).values()


@pytest.mark.parametrize("code", UN)
def test_service_beside_another_measure_needs_the_facts(code: str) -> None:
    both = (MeasureFacts(1, "service", "Summons"), MeasureFacts(2, "records", "Accounts"))
    request = facts(measures=both, contents=without("facts_summary"))
    assert lacking(code, request)["facts_summary"] == "BLOCKS"


@pytest.mark.parametrize("code", UN)
def test_no_person_warns_until_it_is_said_why(code: str) -> None:
    assert lacking(code, facts(persons=())) == {"persons": "WARNS"}
    assert lacking(code, facts(persons=(), persons_reason="Not yet identified.")) == {}


@pytest.mark.parametrize("code", UN)
@pytest.mark.parametrize("reason", ["-", "unknown", "  ", "N/A"])
def test_a_place_holder_is_no_reason_for_naming_nobody(code: str, reason: str) -> None:
    assert lacking(code, facts(persons=(), persons_reason=reason)) == {"persons": "WARNS"}


@pytest.mark.parametrize("code", UN)
def test_one_measure_without_a_description_is_enough(code: str) -> None:
    two = (MeasureFacts(1, "records", "Accounts"), MeasureFacts(2, "testimony", " "))
    assert lacking(code, facts(measures=two))["assistance_description"] == "BLOCKS"


@pytest.mark.parametrize("code", UN)
def test_a_date_counts_only_with_its_reasons(code: str) -> None:
    bare = facts(deadline_on=date(2026, 5, 1))
    assert lacking(code, bare) == {"deadline": "WARNS"}
    reasoned = facts(deadline_on=date(2026, 5, 1), deadline_reason="The trial begins.")
    assert lacking(code, reasoned) == {}


@pytest.mark.parametrize("code", UN)
def test_reasons_without_a_date_warn(code: str) -> None:
    assert lacking(code, facts(deadline_reason="The trial begins.")) == {"deadline": "WARNS"}


def test_budapest_stops_no_ordinary_request() -> None:
    assert "BLOCKS" not in lacking("ETS185", facts(contents={}, offences=())).values()


def test_courtesy_stops_nothing() -> None:
    assert "BLOCKS" not in lacking("COURTESY", facts(contents={}, persons=())).values()


def test_what_blocks_comes_first() -> None:
    found = completeness.missing(get("UNTOC"), facts(contents=without("purpose"), persons=()))
    assert [finding.key for finding in found] == ["purpose", "persons"]


@pytest.mark.parametrize("text", ["-", "?", ".", "n/a", "NA", "tbd", "TBA", "xxx", "Unknown", ""])
def test_place_holders_are_not_given(text: str) -> None:
    assert not completeness.is_given(f" {text} ")


@pytest.mark.parametrize("text", ["none", "0", "unknown man in a red coat"])
def test_short_answers_are_given(text: str) -> None:
    assert completeness.is_given(text)


def test_a_verdict_stands_for_every_row_of_the_instrument() -> None:
    request = facts()
    judged = completeness.judge(get("UNTOC"), request)
    assert [verdict.row for verdict in judged] == list(get("UNTOC").contents_for(request.kinds))
