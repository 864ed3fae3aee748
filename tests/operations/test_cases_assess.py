"""`assess` says of each specimen case what a lawyer read out of the real one.

The table was written by hand from the case notes; an unknown fact is not asserted.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from authorities import operations as register
from authorities.loading.rows import read_register
from mla.accounts.queries import system_user
from requests_app.exchange import document as documents
from requests_app.exchange.assessment import assess_document
from requests_app.exchange.document import CaseDocument
from requests_app.models import Request
from requests_app.specimens import CASES

ON = date(2026, 11, 21)
DRAFT = "CARICOM2022"
PARA_20 = {
    "requesting_authority": "20(a)",
    "subject_nature": "20(b)",
    "conducting_authority": "20(b)",
    "facts_summary": "20(c)",
    "assistance_description": "20(d)",
    "persons": "20(e)",
    "purpose": "20(f)",
}
ONLY_WITHOUT_A_TREATY = "apply directly only if no treaty of mutual assistance binds"
ONLY_IF_BOTH_AGREE = "apply only if both States agree to apply them instead"


@dataclass(frozen=True)
class Expected:
    """What the case notes say, read under the draft's article on mutual legal assistance."""

    governing: str
    unknown: tuple[str, ...] = ()
    """Contents of which the public record says nothing: absent from the document."""
    stops: tuple[str, ...] = ()
    """Cites that stop the decision as it was taken; none: it may be taken so."""
    primary: str | None = None
    besides: tuple[str, ...] = field(default=())


EXPECTED = {
    "01-search-of-homes": Expected(ONLY_WITHOUT_A_TREATY),
    "02-servers-narrowed": Expected(ONLY_IF_BOTH_AGREE, primary="COURTESY"),
    "05-case-file-without-reasons": Expected(
        ONLY_IF_BOTH_AGREE,
        unknown=("facts_summary",),
        stops=("CARICOM draft, MLA art., para. 28", "CARICOM draft, MLA art., para. 31"),
        primary="COURTESY",
    ),
    "07-bank-records-withdrawn": Expected(
        ONLY_WITHOUT_A_TREATY,
        unknown=("facts_summary",),
        stops=("CARICOM draft, MLA art., para. 31",),
    ),
    "08-fund-postponed": Expected(
        ONLY_WITHOUT_A_TREATY, stops=("CARICOM draft, MLA art., para. 30",)
    ),
    "09-death-penalty-assurance": Expected(ONLY_IF_BOTH_AGREE, primary="COURTESY"),
    "12-detained-witness": Expected(ONLY_IF_BOTH_AGREE, primary="COURTESY"),
    "16-video-hearing": Expected(ONLY_IF_BOTH_AGREE, primary="COURTESY"),
    "17-emergency-content": Expected(
        ONLY_WITHOUT_A_TREATY,
        unknown=("issued_on", "statement_under_convention", "offence_provisions"),
    ),
    "18-search-in-one-day": Expected(ONLY_IF_BOTH_AGREE, primary="COURTESY", besides=("UNTOC",)),
    "25-subscriber-information-form": Expected(
        ONLY_WITHOUT_A_TREATY,
        unknown=("facts_summary", "assistance_description", "persons", "purpose"),
        primary="ETS185",
    ),
    "26-preservation-six-items": Expected(ONLY_WITHOUT_A_TREATY, primary="ETS185"),
}
WITH_PARA_20 = sorted(set(EXPECTED) - {"26-preservation-six-items"})


@pytest.fixture(scope="module", autouse=True)
def register_loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            register.load_register(
                rows=read_register(), by=system_user(), at=datetime(2026, 11, 21, tzinfo=UTC)
            )
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text())
    return found


def judged(name: str, code: str = DRAFT, **changes: Any) -> dict[str, Any]:
    found = assess_document(documents.read(case(name) | changes, CaseDocument), on=ON)
    (entry,) = [entry for entry in found["judged_under"] if entry["instrument"] == code]
    assert isinstance(entry, dict)
    return entry


def clock(entry: dict[str, Any], key: str) -> dict[str, Any]:
    (found,) = [clock for clock in entry["clocks"] if clock["key"] == key]
    assert isinstance(found, dict)
    return found


def test_every_case_has_its_expectation_and_every_document_is_marked_specimen() -> None:
    assert {path.stem for path in CASES.glob("*.json")} == set(EXPECTED)
    assert all(case(name)["marking"] == "SPECIMEN" for name in EXPECTED)


@pytest.mark.django_db
@pytest.mark.parametrize("name", WITH_PARA_20)
def test_contents_of_paragraph_20_present_and_missing(name: str) -> None:
    contents = {
        content["key"]: content
        for content in judged(name)["contents"]
        if "para. 20" in content["cite"]
    }
    unknown = EXPECTED[name].unknown
    for key, letter in PARA_20.items():
        assert contents[key]["present"] is (key not in unknown), key
        assert contents[key]["cite"] == f"CARICOM draft, MLA art., para. {letter}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", EXPECTED)
def test_complete_unless_the_record_is_silent(name: str) -> None:
    found = judged(name)
    stopping = {entry["key"] for entry in found["missing"] if entry["severity"] == "BLOCKS"}
    assert stopping <= set(EXPECTED[name].unknown)
    assert found["complete"] is not bool(stopping)
    assert ("Incomplete" in found["verdict"]) is bool(stopping)


@pytest.mark.django_db
@pytest.mark.parametrize("name", EXPECTED)
def test_paragraph_7_says_what_governs(name: str) -> None:
    found = assess_document(documents.read(case(name), CaseDocument), on=ON)
    (draft,) = [entry for entry in found["applicable"] if entry["code"] == DRAFT]
    assert any(
        EXPECTED[name].governing in remark and "para. 7" in remark for remark in draft["remarks"]
    )
    assert draft["verdict"] == "MODEL_ONLY"
    (primary,) = [entry for entry in found["applicable"] if entry["primary"]]
    if EXPECTED[name].primary:
        assert primary["code"] == EXPECTED[name].primary
    codes = [entry["instrument"] for entry in found["judged_under"]]
    assert codes == [primary["code"], *EXPECTED[name].besides, DRAFT]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in EXPECTED if "decision" in case(name)])
def test_the_decision_as_it_was_taken(name: str) -> None:
    decision = judged(name)["decision"]
    stopped_by = {f["cite"] for f in decision["findings"] if f["severity"] == "BLOCKS"}
    assert decision["allowed"] is not bool(stopped_by)
    assert stopped_by == set(EXPECTED[name].stops)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(EXPECTED) - {"25-subscriber-information-form"}))
def test_no_text_sets_a_number_of_days_for_execution(name: str) -> None:
    found = judged(name)
    if found["execution"]["cite"]:
        assert found["execution"]["cite"] == "CARICOM draft, MLA art., para. 29"
    assert "as soon as possible" in found["execution"]["sentence"]
    counted = {entry["key"] for entry in found["clocks"] if entry["length"]}
    assert counted <= {"D-PRES", "D-SAFE"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "day"), [("01-search-of-homes", "2012-01-20"), ("16-video-hearing", "2015-12-10")]
)
def test_a_reasoned_date_is_kept_and_its_lack_of_reasons_is_said(name: str, day: str) -> None:
    assert judged(name)["execution"]["reasoned_date"] == day
    assert clock(judged(name), "D-SUGGESTED")["due_on"] == day
    bare = judged(name, deadline_reason="")
    assert bare["execution"]["reasoned_date"] is None
    assert clock(bare, "D-SUGGESTED")["due_on"] is None
    assert "without its reasons" in clock(bare, "D-SUGGESTED")["note"]


@pytest.mark.django_db
def test_the_refusal_without_reasons_is_allowed_once_reasons_and_consultation_are_there() -> None:
    decision = case("05-case-file-without-reasons")["decision"] | {
        "reasons": "Parts of the file hold intelligence material.",
        "consulted": True,
        "consultation_answered": True,
    }
    found = judged("05-case-file-without-reasons", decision=decision)["decision"]
    assert found["allowed"]


@pytest.mark.django_db
def test_an_ongoing_case_is_a_reason_to_postpone_and_is_offered_as_such() -> None:
    refusal = judged("08-fund-postponed")["decision"]
    assert "postpone instead, with a review date" in refusal["findings"][0]["sentence"]
    postponed = case("08-fund-postponed")["decision"] | {"kind": "POSTPONE", "consulted": True}
    without_date = judged("08-fund-postponed", decision=postponed)["decision"]
    assert not without_date["allowed"]
    assert "The texts set none" in without_date["findings"][0]["sentence"]
    with_date = judged("08-fund-postponed", decision=postponed | {"review_on": "2027-02-01"})
    assert with_date["decision"]["allowed"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ground", "cite"),
    [
        ("forbid.bank_secrecy", "CARICOM draft, MLA art., para. 8"),
        ("forbid.fiscal_only", "CARICOM draft, MLA art., para. 27"),
    ],
)
def test_a_forbidden_ground_alone_never_refuses(ground: str, cite: str) -> None:
    decision = {"kind": "REFUSE", "grounds": [ground], "reasons": "So it is.", "consulted": True}
    found = judged("07-bank-records-withdrawn", decision=decision)
    stopping = [f for f in found["decision"]["findings"] if f["severity"] == "BLOCKS"]
    assert [finding["cite"] for finding in stopping] == [cite]
    assert ground in {entry["key"] for entry in found["grounds"]["forbidden"]}


@pytest.mark.django_db
def test_a_time_bar_is_no_ground_that_the_draft_names() -> None:
    decision = {"kind": "REFUSE", "grounds": ["time_bar"], "reasons": "Late.", "consulted": True}
    found = judged("07-bank-records-withdrawn", decision=decision)["decision"]
    assert not found["allowed"]
    assert "does not know the ground “time_bar”" in found["findings"][0]["sentence"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "days", "due"), [(DRAFT, 90, "2026-04-05"), ("ETS185", 60, "2026-03-06")]
)
@pytest.mark.parametrize("name", ["25-subscriber-information-form", "26-preservation-six-items"])
def test_preservation_is_counted_from_the_day_of_preservation(
    name: str, code: str, days: int, due: str
) -> None:
    found = clock(judged(name, code), "D-PRES")
    assert (found["length"], found["minimum"], found["due_on"]) == (days, True, due)
    assert found["arithmetic"] == [f"2026-01-05 + {days} days = {due}"]
    assert not found["house_rule"]


@pytest.mark.django_db
@pytest.mark.parametrize("code", [DRAFT, "ETS185"])
def test_preservation_has_a_closed_list_without_tax_and_without_dual_criminality(code: str) -> None:
    decision = {"kind": "REFUSE", "grounds": ["forbid.fiscal_only"], "reasons": "Tax."}
    found = judged("26-preservation-six-items", code, decision=decision)
    assert found["grounds"]["closed_list"]
    permitted = {ground["key"] for ground in found["grounds"]["permitted"]}
    assert permitted == {
        "ref.political_offence",
        "ref.essential_interests",
        "ref.reserved_dual_criminality",
    }
    assert {ground["key"] for ground in found["grounds"]["forbidden"]} == {
        "forbid.dual_criminality"
    }
    assert "closed" in found["decision"]["findings"][0]["sentence"]


@pytest.mark.django_db
@pytest.mark.parametrize("item", ["data_to_preserve", "necessity", "followup_intention"])
def test_preservation_is_complete_only_with_all_its_items(item: str) -> None:
    assert judged("26-preservation-six-items")["complete"]
    (measure,) = case("26-preservation-six-items")["measures"]
    contents = {key: text for key, text in measure["contents"].items() if key != item}
    found = judged("26-preservation-six-items", measures=[measure | {"contents": contents}])
    assert [entry["key"] for entry in found["missing"]] == [item]
    assert "preservation art., para. 2" in found["missing"][0]["cite"]
    assert not found["complete"]


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["UNCC", "CETS224"])
def test_a_text_not_in_force_is_shown_and_one_that_is_named_all_the_same_warns(code: str) -> None:
    name = "26-preservation-six-items"
    plain = assess_document(documents.read(case(name), CaseDocument), on=ON)
    (entry,) = [found for found in plain["applicable"] if found["code"] == code]
    assert (entry["verdict"], entry["primary"]) == ("DOES_NOT_BIND", False)
    assert "Not in force" in entry["why"]
    assert code not in {judged["instrument"] for judged in plain["judged_under"]}
    basis = {"instruments": [{"instrument": code}]}
    named = assess_document(
        documents.read(case(name) | {"legal_basis": basis}, CaseDocument), on=ON
    )
    assert [entry["code"] for entry in named["applicable"] if entry["primary"]] == [code]
    (warned,) = [finding for finding in named["findings"] if finding["key"] == "legal_basis"]
    assert warned["severity"] == "WARNS"
    assert "does not bind both States" in warned["sentence"]
    (judged_under,) = [j for j in named["judged_under"] if j["footing"] == "PRIMARY"]
    assert not [finding for finding in judged_under["missing"] if finding["severity"] == "BLOCKS"]


@pytest.mark.django_db
def test_an_emergency_is_judged_by_its_own_article() -> None:
    found = judged("17-emergency-content")
    own = {c["key"] for c in found["contents"] if "emergency data art., para. 5" in c["cite"]}
    assert {"provider_name_address", "emergency_facts", "data_description"} <= own
    oral = judged("17-emergency-content", events=[{"kind": "ORAL_REQUEST", "on": "2015-01-08"}])
    text, house = [entry for entry in oral["clocks"] if entry["key"] == "D-ORAL-CONFIRM"]
    assert (text["due_on"], text["house_rule"]) == (None, False)
    assert (house["due_on"], house["house_rule"]) == ("2015-01-12", True)


@pytest.mark.django_db
def test_nothing_is_put_on_file() -> None:
    out = StringIO()
    call_command("assess", str(CASES / "01-search-of-homes.json"), "--on", "2026-11-21", stdout=out)
    found = json.loads(out.getvalue())
    assert (found["schema"], found["on"]) == ("mla-assessment/1", "2026-11-21")
    assert not Request.objects.exists()


@pytest.mark.django_db
def test_a_bad_document_is_said_path_by_path_on_stderr(tmp_path: Path) -> None:
    broken = case("01-search-of-homes") | {"urgnecy": "URGENT", "judge_under": ["CARICOM1999"]}
    broken["measures"][0]["kind"] = "raid"
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(broken))
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("assess", str(file), stdout=out, stderr=err)
    assert ended.value.code == 2
    assert out.getvalue() == ""
    assert "urgnecy: The document has no entry of that name." in err.getvalue()
    assert "measures.0.kind: Not a kind of measure." in err.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"zone": "America/Atlantis"}, "zone: There is no time zone called America/Atlantis"),
        ({"judge_under": ["CARICOM1999"]}, "judge_under: Not held here: CARICOM1999."),
        ({"requested_state": "ZZ"}, "The register has no State “ZZ”"),
        ({"requested_state": "US"}, "A request goes from one State to another."),
    ],
)
def test_what_cannot_be_judged_is_said(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(case("01-search-of-homes") | changes))
    err = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("assess", str(file), stdout=StringIO(), stderr=err)
    assert ended.value.code == 2
    assert said in err.getvalue()
