"""Which grounds carry a refusal, what has to come before one, and how a postponement differs."""

import pytest

from requests_app.rules import before_deciding, refusal
from requests_app.rules.case import Consulted
from requests_app.rules.findings import Finding, Severity
from requests_app.rules.instruments import Moment, Tag, get

RECORDS = frozenset({"records"})
PRESERVATION = frozenset({"preservation"})
UN = ("CARICOM2022", "UNTOC", "UNCAC")


def judged(code: str, *grounds: str, kinds: frozenset[str] = RECORDS) -> list[tuple[str, str]]:
    found = refusal.judge_grounds(get(code), kinds, grounds)
    return [(finding.key, finding.severity.value) for finding in found]


def only(found: tuple[Finding, ...]) -> Finding:
    (finding,) = found
    return finding


@pytest.mark.parametrize("code", UN)
@pytest.mark.parametrize(
    "ground",
    [
        "ref.nonconformity",
        "ref.essential_interests",
        "ref.domestic_prohibition",
        "ref.contrary_legal_system",
    ],
)
def test_each_ground_of_the_general_article_carries_alone(code: str, ground: str) -> None:
    assert judged(code, ground) == []


@pytest.mark.parametrize("code", [*UN, "ETS185"])
def test_no_ground_is_no_refusal(code: str) -> None:
    assert judged(code) == [("ground", "BLOCKS")]


@pytest.mark.parametrize("code", UN)
@pytest.mark.parametrize("ground", ["forbid.bank_secrecy", "forbid.fiscal_only"])
def test_a_forbidden_ground_alone_never_carries(code: str, ground: str) -> None:
    assert judged(code, ground) == [(ground, "BLOCKS")]


@pytest.mark.parametrize("code", UN)
def test_two_forbidden_grounds_do_not_make_one_permitted(code: str) -> None:
    found = judged(code, "forbid.bank_secrecy", "forbid.fiscal_only")
    assert {severity for _key, severity in found} == {"BLOCKS"}


@pytest.mark.parametrize("code", UN)
def test_a_forbidden_ground_beside_a_permitted_one_is_to_be_left_out(code: str) -> None:
    found = judged(code, "forbid.bank_secrecy", "ref.essential_interests")
    assert found == [("forbid.bank_secrecy", "WARNS")]


@pytest.mark.parametrize("code", UN)
def test_a_forbidden_ground_beside_an_unknown_one_still_stops(code: str) -> None:
    found = judged(code, "forbid.bank_secrecy", "ref.weather")
    assert ("forbid.bank_secrecy", "BLOCKS") in found


def test_budapest_does_not_speak_of_bank_secrecy() -> None:
    assert judged("ETS185", "forbid.bank_secrecy") == [("forbid.bank_secrecy", "BLOCKS")]


@pytest.mark.parametrize("code", ["CARICOM2022", "UNCAC"])
@pytest.mark.parametrize("ground", ["ref.de_minimis", "ref.available_elsewhere"])
def test_de_minimis_answers_only_help_owed_without_dual_criminality(code: str, ground: str) -> None:
    assert judged(code, ground) == [(ground, "BLOCKS")]
    assert "BLOCKS" not in {s for _key, s in judged(code, ground, "ref.no_dual_criminality")}


def test_untoc_knows_no_de_minimis() -> None:
    assert judged("UNTOC", "ref.de_minimis") == [("ref.de_minimis", "BLOCKS")]


@pytest.mark.parametrize("code", ["CARICOM2022", "UNCAC"])
def test_absent_dual_criminality_reminds_of_help_still_owed(code: str) -> None:
    found = judged(code, "ref.no_dual_criminality")
    assert found == [("dual_criminality.non_coercive_help", "WARNS")]


@pytest.mark.parametrize("code", ["CARICOM2022", "UNCAC"])
def test_a_search_without_dual_criminality_needs_no_reminder(code: str) -> None:
    kinds = frozenset({"search_seize_freeze"})
    assert judged(code, "ref.no_dual_criminality", kinds=kinds) == []


@pytest.mark.parametrize("code", ["CARICOM2022", "ETS185"])
def test_the_list_against_preservation_is_closed(code: str) -> None:
    found = refusal.judge_grounds(get(code), PRESERVATION, ["ref.contrary_legal_system"])
    assert only(found).severity is Severity.BLOCKS
    assert "closed" in str(only(found).sentence)


@pytest.mark.parametrize("code", ["CARICOM2022", "ETS185"])
def test_dual_criminality_is_never_asked_for_before_preservation(code: str) -> None:
    assert judged(code, "forbid.dual_criminality", kinds=PRESERVATION) == [
        ("forbid.dual_criminality", "BLOCKS")
    ]


@pytest.mark.parametrize("code", ["CARICOM2022", "ETS185"])
def test_a_political_offence_is_a_ground_against_preservation(code: str) -> None:
    assert judged(code, "ref.political_offence", kinds=PRESERVATION) == []


@pytest.mark.parametrize(
    ("code", "ground", "kinds"),
    [
        ("CARICOM2022", "ref.political_offence", PRESERVATION | RECORDS),
        ("UNCAC", "ref.insufficient_evidence", frozenset({"asset_recovery"}) | RECORDS),
    ],
)
def test_a_ground_of_one_article_does_not_refuse_the_measures_of_another(
    code: str, ground: str, kinds: frozenset[str]
) -> None:
    found = refusal.judge_grounds(get(code), kinds, [ground])
    assert only(found).severity is Severity.BLOCKS
    assert "records" in str(only(found).sentence)


def test_two_grounds_may_refuse_what_each_alone_does_not() -> None:
    kinds = PRESERVATION | frozenset({"records"})
    assert judged("CARICOM2022", "ref.political_offence", "ref.nonconformity", kinds=kinds) == []


@pytest.mark.parametrize(
    ("code", "kind"), [("UNTOC", "preservation"), ("UNCAC", "content_intercept")]
)
def test_what_a_text_has_no_article_for_is_refused_as_any_other_assistance(
    code: str, kind: str
) -> None:
    assert kind not in get(code).kinds
    kinds = frozenset({kind})
    assert judged(code, "ref.essential_interests", kinds=kinds) == []
    assert judged(code, "forbid.bank_secrecy", kinds=kinds) == [("forbid.bank_secrecy", "BLOCKS")]


def test_what_a_text_has_no_article_for_has_the_contents_of_every_request() -> None:
    ordinary = get("UNTOC").contents_for(frozenset({"other_not_contrary"}))
    assert ordinary
    assert get("UNTOC").contents_for(PRESERVATION) == ordinary


def test_a_reason_to_postpone_is_no_ground() -> None:
    found = refusal.judge_grounds(get("UNTOC"), RECORDS, ["post.ongoing_case"])
    assert "postpone instead" in str(only(found).sentence)
    assert "18(25)" in str(only(found).sentence)


def test_courtesy_rests_on_a_provision_that_is_named() -> None:
    courtesy = get("COURTESY")
    assert refusal.judge_grounds(courtesy, RECORDS, ["own_law"], own_law="s. 12, MLA Act") == ()
    assert only(refusal.judge_grounds(courtesy, RECORDS, ["own_law"])).severity is Severity.BLOCKS


def test_under_a_treaty_the_own_law_alone_is_no_ground() -> None:
    found = refusal.judge_grounds(get("UNTOC"), RECORDS, ["own_law"], own_law="s. 12, MLA Act")
    assert only(found).severity is Severity.BLOCKS


# Consultation first: as far as each text says, and no further -----------------------------


def consultation(code: str, *grounds: str, consulted: Consulted = Consulted.NEVER) -> str:
    found = before_deciding.judge_consultation(
        get(code),
        moment=Moment.BEFORE_REFUSING,
        consulted=consulted,
        grounds=grounds,
        kinds=RECORDS,
    )
    return found[0].severity.value if found else "NOTHING"


@pytest.mark.parametrize("code", UN)
@pytest.mark.parametrize(
    ("ground", "severity"),
    [
        ("ref.nonconformity", "BLOCKS"),
        ("ref.essential_interests", "BLOCKS"),
        ("ref.domestic_prohibition", "BLOCKS"),
        ("ref.contrary_legal_system", "BLOCKS"),
        ("ref.no_dual_criminality", "WARNS"),
    ],
)
def test_the_un_texts_ask_for_consultation_before_the_grounds_of_their_paragraph_only(
    code: str, ground: str, severity: str
) -> None:
    assert consultation(code, ground) == severity


@pytest.mark.parametrize("code", UN)
def test_one_ground_of_the_paragraph_is_enough_to_ask_for_consultation(code: str) -> None:
    assert consultation(code, "ref.no_dual_criminality", "ref.essential_interests") == "BLOCKS"


@pytest.mark.parametrize("code", UN)
def test_a_consultation_that_the_text_does_not_ask_for_is_said_to_be_a_house_rule(
    code: str,
) -> None:
    found = only(
        before_deciding.judge_consultation(
            get(code),
            moment=Moment.BEFORE_REFUSING,
            consulted=Consulted.NEVER,
            grounds=["ref.no_dual_criminality"],
            kinds=RECORDS,
        )
    )
    assert found.tag is Tag.HOUSE
    assert found.sentence.cite.startswith("House rule")


def test_budapest_consults_where_appropriate_and_so_never_stops() -> None:
    assert consultation("ETS185", "ref.essential_interests") == "WARNS"


@pytest.mark.parametrize("code", UN)
def test_a_consultation_without_an_answer_warns(code: str) -> None:
    assert consultation(code, "ref.essential_interests", consulted=Consulted.TOLD) == "WARNS"


@pytest.mark.parametrize("code", UN)
def test_a_consultation_that_is_still_in_the_house_stops_a_refusal(code: str) -> None:
    assert consultation(code, "ref.essential_interests", consulted=Consulted.WRITTEN) == "BLOCKS"


@pytest.mark.parametrize("code", UN)
def test_a_consultation_that_was_answered_is_enough(code: str) -> None:
    done = consultation(code, "ref.essential_interests", consulted=Consulted.ANSWERED)
    assert done == "NOTHING"


# Reasons and postponement ------------------------------------------------------------------


@pytest.mark.parametrize("code", [*UN, "ETS185", "COURTESY"])
@pytest.mark.parametrize("moment", [Moment.ON_REFUSING, Moment.ON_POSTPONING])
@pytest.mark.parametrize("reasons", ["", " \n\t "])
def test_no_decision_of_ours_goes_out_without_reasons(
    code: str, moment: Moment, reasons: str
) -> None:
    found = before_deciding.judge_reasons(get(code), reasons, moment=moment)
    assert only(found).severity is Severity.BLOCKS


@pytest.mark.parametrize("code", [*UN, "ETS185"])
def test_a_refusal_of_theirs_without_reasons_warns_with_the_paragraph(code: str) -> None:
    found = before_deciding.judge_reasons(
        get(code), "", moment=Moment.ON_REFUSING, of_other_state=True
    )
    assert only(found).severity is Severity.WARNS
    assert only(found).sentence.cite


@pytest.mark.parametrize("code", UN)
def test_the_un_texts_ask_no_reasons_for_a_postponement_of_theirs(code: str) -> None:
    found = before_deciding.judge_reasons(
        get(code), "", moment=Moment.ON_POSTPONING, of_other_state=True
    )
    assert found == ()


@pytest.mark.parametrize("code", [*UN, "ETS185"])
def test_every_treaty_here_knows_postponement(code: str) -> None:
    assert before_deciding.judge_postponement(get(code), frozenset({"testimony"})) == ()


@pytest.mark.parametrize("code", UN)
def test_forbidden_grounds_are_shown_last_and_struck_through(code: str) -> None:
    shown = refusal.options(get(code), RECORDS)
    permitted = [option.permitted for option in shown]
    assert permitted == sorted(permitted, reverse=True)
    assert all(option.remark and option.cite for option in shown if not option.permitted)
