"""The Caribbean draft of 2022 and the Convention as adopted, told apart wherever they differ.

One test per topic of the comparison. The final text was not read: its rows warn.
"""

from datetime import UTC, date, datetime

from requests_app.rules import completeness, deadlines, refusal
from requests_app.rules.deadlines import ClockEvent, ClockEventKind, EveryWeekday
from requests_app.rules.facts import MeasureFacts, RequestFacts
from requests_app.rules.findings import Severity
from requests_app.rules.instruments import (
    ContentRow,
    DutyRow,
    FormRow,
    GroundRow,
    Need,
    Party,
    Reach,
    Strength,
    Tag,
    all_instruments,
    get,
)
from requests_app.rules.rulebook import render

DRAFT, FINAL = get("CARICOM2022"), get("UNCC")
PRESERVATION = frozenset({"preservation"})
TRAFFIC = frozenset({"traffic_expedited_disclosure"})
RECORDS = frozenset({"records"})


def permitted(code: str, kinds: frozenset[str]) -> set[str]:
    return {option.key for option in refusal.options(get(code), kinds) if option.permitted}


def duty(code: str, key: str) -> DutyRow:
    found = get(code).duty(key)
    assert found is not None, (code, key)
    return found


def duties(code: str) -> set[str]:
    return {row.key for row in get(code).duties}


def content(code: str, key: str, kinds: frozenset[str]) -> ContentRow | None:
    return next((row for row in get(code).contents_for(kinds) if row.key == key), None)


def test_preservation_lasts_ninety_days_or_sixty_that_may_be_extended() -> None:
    at, on = datetime(2026, 3, 2, 9, 30, tzinfo=UTC), date(2026, 3, 2)
    ends = {}
    for one in (DRAFT, FINAL):
        clock = one.clock("D-PRES")
        assert clock is not None
        assert clock.minimum
        due = deadlines.compute(
            clock,
            [ClockEvent(ClockEventKind.START, at, on)],
            zone="UTC",
            calendar=EveryWeekday(),
        )
        ends[one.code] = due.on
    assert ends == {"CARICOM2022": date(2026, 5, 31), "UNCC": date(2026, 5, 1)}
    extension = duty("UNCC", "duty.preservation_extension")
    assert (extension.cite, extension.owed_by) == ("UNCC art. 42(9)", Party.REQUESTING)
    assert "before it expires" in extension.text
    assert "duty.preservation_extension" not in duties("CARICOM2022")


def test_the_closed_lists_against_preservation_and_traffic_data() -> None:
    for kinds in (PRESERVATION, TRAFFIC):
        reserved = {"ref.reserved_dual_criminality"} if kinds == PRESERVATION else set()
        assert permitted("CARICOM2022", kinds) - reserved == {
            "ref.political_offence",
            "ref.essential_interests",
        }
        assert permitted("UNCC", kinds) - reserved == {
            "ref.essential_interests",
            "ref.domestic_prohibition",
            "ref.persecution",
        }
        assert all(one.has_closed_list(kinds) for one in (DRAFT, FINAL))


def test_secrecy_towards_the_user_is_a_content_of_the_final_text_alone() -> None:
    row = content("UNCC", "secrecy_no_user_notice", PRESERVATION)
    assert row is not None
    assert (row.cite, row.need) == ("UNCC art. 42(3)(g)", Need.IF_WISHED)
    assert content("CARICOM2022", "secrecy_no_user_notice", PRESERVATION) is None


def test_electronic_form_is_accepted_or_encouraged() -> None:
    assert duty("CARICOM2022", "duty.accept_electronic").strength is Strength.MUST
    assert "duty.accept_electronic" not in duties("UNCC")
    encouraged = duty("UNCC", "duty.electronic_encouraged")
    assert (encouraged.strength, encouraged.cite) == (Strength.MAY, "UNCC art. 40(14)")
    forms = {one.code: {row.key: row for row in one.forms} for one in (DRAFT, FINAL)}
    electronic: dict[str, FormRow] = {code: rows["ELECTRONIC"] for code, rows in forms.items()}
    assert "must accept" in electronic["CARICOM2022"].note
    assert "Encouraged" in electronic["UNCC"].note


def test_without_dual_criminality_help_is_owed_or_given_at_discretion() -> None:
    chosen = ["ref.no_dual_criminality"]
    reminded = refusal.judge_grounds(DRAFT, RECORDS, chosen)
    assert [finding.key for finding in reminded] == ["dual_criminality.non_coercive_help"]
    assert refusal.judge_grounds(FINAL, RECORDS, chosen) == ()
    assert duty("CARICOM2022", "duty.non_coercive_help").strength is Strength.MUST
    assert duty("UNCC", "duty.discretionary_help").strength is Strength.MAY
    grounds: dict[str, GroundRow] = {row.key: row for row in FINAL.grounds_for(RECORDS)}
    for key in ("ref.de_minimis", "ref.available_elsewhere"):
        assert grounds[key].reach is Reach.ANY
        assert [finding.severity for finding in refusal.judge_grounds(DRAFT, RECORDS, [key])] == [
            Severity.BLOCKS
        ]
        assert refusal.judge_grounds(FINAL, RECORDS, [key]) == ()


def test_persecution_is_a_ground_against_assistance_in_the_final_text_alone() -> None:
    assert "ref.persecution" not in permitted("CARICOM2022", RECORDS)
    (row,) = [r for r in FINAL.grounds_for(RECORDS) if r.key == "ref.persecution"]
    assert (row.cite, row.nature) == ("UNCC art. 40(22)", "NO_OBLIGATION")
    assert "language" in row.note


def test_the_final_text_asks_for_persons_items_and_accounts() -> None:
    draft, final = (content(code, "persons", RECORDS) for code in ("CARICOM2022", "UNCC"))
    assert draft is not None
    assert final is not None
    assert "account" not in draft.note
    assert "item or account" in final.note


def test_emergency_assistance_has_an_article_only_in_the_draft() -> None:
    assert {"emergency_data", "emergency_mla"} <= DRAFT.kinds
    assert "emergency_mla" not in FINAL.kinds
    (averted,) = [row for row in FINAL.types if row.key == "emergency_data"]
    assert averted.cite == "UNCC art. 41(3)(e)"
    assert any("no article on emergency" in note for note in FINAL.notes)


def test_personal_data_are_protected_in_the_final_text_alone() -> None:
    assert "ref.data_protection" in permitted("UNCC", RECORDS)
    assert duty("UNCC", "cond.data_protection").cite == "UNCC art. 36(1)"
    assert "ref.data_protection" not in permitted("CARICOM2022", RECORDS)
    assert "cond.data_protection" not in duties("CARICOM2022")


def test_the_final_text_reaches_evidence_of_any_serious_crime() -> None:
    scope = {one.code: {row.key: row for row in one.scope} for one in (DRAFT, FINAL)}
    assert set(scope["CARICOM2022"]) == {"scope.offences"}
    assert "any serious crime" in scope["UNCC"]["scope.electronic_evidence"].note
    weight = scope["UNCC"]["scope.serious_crime"]
    assert (weight.tag, "four years" in weight.note) == (Tag.S, True)


def test_other_assistance_is_what_the_law_allows_or_does_not_forbid() -> None:
    notes = {
        one.code: next(row.note for row in one.types if row.key == "other_not_contrary")
        for one in (DRAFT, FINAL)
    }
    assert "authorised by the law" in notes["CARICOM2022"]
    assert "not contrary to the law" in notes["UNCC"]


def test_real_time_help_is_a_duty_or_an_endeavour() -> None:
    assert duty("CARICOM2022", "duty.realtime_minimum").strength is Strength.MUST
    assert "duty.realtime_minimum" not in duties("UNCC")
    for key in ("duty.realtime_endeavour", "duty.intercept_endeavour"):
        assert duty("UNCC", key).strength is Strength.WHERE_APPROPRIATE
        assert "endeavour" in duty("UNCC", key).text


def test_onward_transfer_to_third_states_is_named_in_the_final_text_alone() -> None:
    for code in ("CARICOM2022", "UNCC"):
        assert "without prior consent" in duty(code, "duty.use_limit").text
    onward = duty("UNCC", "duty.onward_transfer")
    assert (onward.cite, onward.demands) == ("UNCC art. 36(3)", "CONSENT")
    assert "duty.onward_transfer" not in duties("CARICOM2022")


def test_each_difference_stands_in_the_rule_book() -> None:
    book = render()
    for line_start, draft_says, final_says in (
        ("Preservation of data, at least", "at least 90 days", "at least 60 days"),
        ("Secrecy towards the user `secrecy_no_user_notice`", "–", "O · art. 42(3)(g) `U`"),
        ("Political offence, or an offence connected with one", "preservation art.", "–"),
    ):
        columns = tuple(all_instruments())
        lines = [line for line in book.splitlines() if line.startswith(f"| {line_start}")]
        cells = [dict(zip(columns, line.split(" | ")[1:], strict=True)) for line in lines]
        assert any(
            draft_says in row["CARICOM2022"] and final_says in row["UNCC"] for row in cells
        ), line_start


def test_what_is_missing_under_the_final_text_warns_and_under_the_draft_stops() -> None:
    bare = RequestFacts(requesting="JM", requested="FR", measures=(MeasureFacts(1, "records"),))
    assert any(finding.blocks for finding in completeness.missing(DRAFT, bare))
    found = completeness.missing(FINAL, bare)
    assert found
    assert not any(finding.blocks for finding in found)


def test_a_ground_that_the_final_list_lacks_warns_and_in_the_draft_stops() -> None:
    for kinds in (RECORDS, PRESERVATION, RECORDS | PRESERVATION):
        unknown = ["ref.military_offence"]
        assert any(finding.blocks for finding in refusal.judge_grounds(DRAFT, kinds, unknown))
        (found,) = refusal.judge_grounds(FINAL, kinds, unknown)
        assert (found.severity, found.tag) == (Severity.WARNS, Tag.U)
        assert "not been verified" in str(found.sentence)
    (late,) = refusal.judge_grounds(FINAL, RECORDS, ["forbid.fiscal_only"])
    assert late.severity is Severity.WARNS
    assert any(f.blocks for f in refusal.judge_grounds(FINAL, RECORDS, ["post.ongoing_case"]))
    assert any(f.blocks for f in refusal.judge_grounds(FINAL, RECORDS, []))


def test_of_the_final_text_only_articles_64_and_65_were_read() -> None:
    read = {row.cite for row in FINAL.scope if row.tag is Tag.V}
    assert read == {"UNCC art. 64", "UNCC art. 65(1)"}
    for table in ("types", "contents", "grounds", "postponements", "duties", "channels", "clocks"):
        assert {row.tag for row in getattr(FINAL, table)} <= {Tag.U, Tag.HOUSE}, table
