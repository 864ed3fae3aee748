"""Duties, dual criminality, channels, forms and clocks, as the texts have them."""

import pytest

from requests_app.rules import measures
from requests_app.rules.instruments import (
    Party,
    Strength,
    Tag,
    Unit,
    get,
)
from tests.rules.law_tables import (
    DUTIES,
    UN,
    is_of_assistance,
    of,
)


@pytest.mark.parametrize("code", UN)
@pytest.mark.parametrize("key", DUTIES)
def test_duties_of_the_common_core(code: str, key: str) -> None:
    moment, strength, caricom, un = DUTIES[key]
    (row,) = [duty for duty in get(code).duties if duty.key == key and is_of_assistance(duty)]
    assert (row.moment, row.strength, row.cite) == (moment, strength, of(code, caricom, un))


def test_who_owes_what() -> None:
    for code in UN:
        owed = {row.key: row.owed_by for row in get(code).duties}
        requesting = (
            "duty.withdraw",
            "duty.use_limit",
            "duty.oral_confirmation",
            "duty.conditions_bind",
            "duty.safe_conduct",
            "duty.transfer_immunity",
        )
        assert all(owed[key] is Party.REQUESTING for key in requesting)
        assert owed["duty.status_reply"] is owed["duty.reasons"] is Party.REQUESTED


@pytest.mark.parametrize(
    ("code", "test", "help_owed"),
    [
        ("CARICOM2022", "BOTH_STATES", Strength.MUST),
        ("UNCAC", "BOTH_STATES", Strength.MUST),
        ("UNTOC", "NOT_STATED", Strength.MAY),
        ("ETS185", "REQUESTED_STATE", None),
    ],
)
def test_dual_criminality(code: str, test: str, help_owed: Strength | None) -> None:
    dual = get(code).dual_criminality
    assert dual is not None
    assert (dual.test, dual.non_coercive_help) == (test, help_owed)


@pytest.mark.parametrize(
    ("code", "cite"),
    [
        ("CARICOM2022", "CARICOM draft, MLA art., para. 30"),
        ("UNTOC", "UNTOC art. 18(25)"),
        ("UNCAC", "UNCAC art. 46(25)"),
        ("ETS185", "Budapest Convention art. 27(5)"),
    ],
)
def test_postponement_is_for_an_ongoing_case_and_is_no_ground_of_refusal(
    code: str, cite: str
) -> None:
    one = get(code)
    assert [(row.key, row.cite) for row in one.postponements] == [("post.ongoing_case", cite)]
    assert "post.ongoing_case" not in {row.key for row in one.grounds}


def test_budapest_consults_where_appropriate_and_gives_reasons_for_both() -> None:
    duties = {row.key: row for row in get("ETS185").duties}
    assert duties["duty.consult_first"].strength is Strength.WHERE_APPROPRIATE
    assert duties["duty.consult_before_postponing"].strength is Strength.WHERE_APPROPRIATE
    assert duties["duty.consider_partial"].strength is Strength.MUST
    assert duties["duty.reasons"].cite == duties["duty.reasons_postponement"].cite
    assert duties["duty.reasons"].cite == "Budapest Convention art. 27(7)"
    for code in UN:
        assert "duty.reasons_postponement" not in {row.key for row in get(code).duties}


def test_clocks_have_a_number_only_where_the_text_has_one() -> None:
    numbers = {
        code: {
            row.key: (row.length, row.unit, row.minimum) for row in get(code).clocks if row.length
        }
        for code in (*UN, "ETS185")
    }
    safe = (15, Unit.DAYS, False)
    assert numbers == {
        "CARICOM2022": {"D-SAFE": safe, "D-PRES": (90, Unit.DAYS, True)},
        "UNTOC": {"D-SAFE": safe},
        "UNCAC": {"D-SAFE": safe},
        "ETS185": {"D-PRES": (60, Unit.DAYS, True)},
    }


def test_house_clocks_stand_in_the_courtesy_file_and_say_that_they_are() -> None:
    clocks = {row.key: row for row in get("COURTESY").clocks}
    assert {key: (row.length, row.unit) for key, row in clocks.items() if row.length} == {
        "D-ACKNOWLEDGE": (5, Unit.WORKING_DAYS),
        "D-STATUS-REPLY": (10, Unit.WORKING_DAYS),
        "D-ORAL-CONFIRM": (2, Unit.WORKING_DAYS),
        "D-EXECUTION-REPORT": (20, Unit.WORKING_DAYS),
        "D-EMERGENCY-ANSWER": (2, Unit.HOURS),
        "D-EMERGENCY-DECISION": (2, Unit.HOURS),
        "D-AFTER-REVIEW": (5, Unit.WORKING_DAYS),
        "D-REFILE": (5, Unit.WORKING_DAYS),
    }
    assert all("(house rule)" in row.label for row in clocks.values())
    assert {key for key, row in clocks.items() if row.unit is Unit.DATE} == {
        "D-SUGGESTED",
        "D-INFORMATION",
        "D-REVIEW",
    }


def test_the_suggested_date_is_a_date_everywhere() -> None:
    for code in (*UN, "COURTESY"):
        clock = get(code).clock("D-SUGGESTED")
        assert clock is not None
        assert clock.unit is Unit.DATE


def test_courtesy_invents_no_ground_and_holds_house_rules_only() -> None:
    one = get("COURTESY")
    assert (one.grounds, one.postponements, one.default_regime) == ((), (), None)
    tables = (one.types, one.contents, one.duties, one.channels, one.forms, one.clocks)
    assert {row.tag for table in tables for row in table} == {Tag.HOUSE}
    assert one.kinds >= {kind.key for kind in measures.ORDINARY}
    own = {k.key for k in measures.KINDS.values() if k.family is measures.Family.OWN_ARTICLE}
    assert not one.kinds & own, "nobody preserves or intercepts by courtesy alone"


CHANNELS = {
    "CENTRAL_AUTHORITY": "ALWAYS",
    "DIPLOMATIC": "IF_REQUIRED",
    "INTERPOL": "URGENT_AND_AGREED",
}


@pytest.mark.parametrize("code", UN)
def test_channels_of_the_common_core(code: str) -> None:
    cite = of(code, "17", "(13)")
    rows = {row.key: row.when for row in get(code).channels if row.cite == cite}
    assert rows == CHANNELS


def test_budapest_urgent_channels() -> None:
    rows = {row.key: (row.when, row.copy, row.cite[-8:]) for row in get("ETS185").channels[1:3]}
    assert rows == {
        "DIRECT_JUDICIAL": ("URGENT", True, " 27(9)(a)"[-8:]),
        "INTERPOL": ("URGENT", False, " 27(9)(b)"[-8:]),
    }


@pytest.mark.parametrize(
    ("code", "written", "electronic", "oral"),
    [
        ("CARICOM2022", "ALWAYS", "ALWAYS", "URGENT_AND_AGREED"),
        ("UNTOC", "ALWAYS", "WHERE_POSSIBLE", "URGENT_AND_AGREED"),
        ("UNCAC", "ALWAYS", "WHERE_POSSIBLE", "URGENT_AND_AGREED"),
        ("ETS185", "ALWAYS", "URGENT", None),
    ],
)
def test_forms(code: str, written: str, electronic: str, oral: str | None) -> None:
    forms = {row.key: row.when for row in get(code).forms}
    assert (forms["WRITTEN"], forms["ELECTRONIC"], forms.get("ORAL")) == (
        written,
        electronic,
        oral,
    )
