"""Which rules each instrument has, with their cites: a row lost, added or miscited fails here."""

import pytest

from requests_app.rules import measures
from requests_app.rules.instruments import Tag, get
from tests.rules.law_tables import DUTIES, UN, is_of_assistance, of

CORE_DUTIES = {
    # key: (CARICOM, UNTOC and UNCAC), beside those of DUTIES
    "duty.legal_persons": ("2", "(2)"),
    "duty.other_treaties": ("6", "(6)"),
    "duty.spontaneous_may": ("4", "(4)"),
    "duty.spontaneous_exculpatory": ("5", "(5)"),
    "duty.territorial_authority": ("15", "(13)"),
    "duty.authenticity": ("18", "(14)"),
    "duty.speed": ("29", "(24)"),
    "duty.suggested_dates": ("29", "(24)"),
    "duty.videoconference_conduct": ("23", "(18)"),
    "cond.any_necessary": ("31", "(26)"),
    "duty.transfer_custody": ("13(a)", "(11)(a)"),
    "duty.transfer_return": ("13(b)", "(11)(b)"),
    "duty.transfer_no_extradition": ("13(c)", "(11)(c)"),
    "duty.transfer_credit": ("13(d)", "(11)(d)"),
}
WITHOUT_DUAL_CRIMINALITY = {
    "CARICOM2022": {
        "duty.purpose_without_dual_criminality": "MLA art., para. 9",
        "duty.non_coercive_help": "MLA art., para. 10",
        "duty.wider_help": "MLA art., para. 11",
        "duty.status_enquiry": "MLA art., para. 29",
    },
    "UNCAC": {
        "duty.purpose_without_dual_criminality": "46(9)(a)",
        "duty.non_coercive_help": "46(9)(b)",
        "duty.wider_help": "46(9)(c)",
        "duty.status_enquiry": "46(24)",
        "duty.hear_before_lifting": "55(8)",
    },
    "UNTOC": {"duty.discretionary_help": "18(9)"},
}
DRAFT_DUTIES = {
    "duty.accept_electronic": "MLA art., para. 19",
    "duty.security_required": "MLA art., para. 19",
    "duty.preserve": "preservation art., para. 3",
    "duty.preservation_risk": "preservation art., para. 6",
    "duty.preservation_decides": "preservation art., para. 6",
    "duty.preservation_kept": "preservation art., para. 7",
    "duty.disclose_path": "traffic disclosure art., para. 1",
    "duty.stored_data_law": "stored data art., para. 2",
    "duty.stored_data_expedite": "stored data art., para. 3",
    "duty.realtime_minimum": "real-time traffic art., para. 2",
    "duty.intercept_extent": "interception art.",
    "duty.emergency_form": "emergency data art., para. 6",
    "duty.emergency_refile": "emergency data art., para. 7",
    "duty.emergency_decision": "emergency data art., para. 8",
    "duty.emergency_conditions": "emergency data art., para. 9",
    "duty.emergency_explain_use": "emergency data art., para. 10",
    "duty.emergency_mla_electronic": "emergency MLA art., para. 2",
    "duty.emergency_mla_information": "emergency MLA art., para. 3",
    "duty.emergency_mla_answer": "emergency MLA art., para. 4",
    "duty.emergency_mla_reachable": "emergency MLA art., para. 5",
    "duty.emergency_mla_return": "emergency MLA art., para. 6",
    "duty.emergency_mla_forward": "emergency MLA art., para. 9",
    "duty.contact_point": "24/7 art., para. 1",
    "duty.contact_point_help": "24/7 art., para. 1(a)-(c)",
    "duty.contact_point_reach": "24/7 art., para. 2",
    "duty.contact_point_coordination": "24/7 art., para. 3",
    "duty.contact_point_staff": "24/7 art., para. 4",
    "duty.cross_border_access": "cross-border access art.",
    "duty.emergency_law": "emergency data art., para. 4",
    "duty.emergency_mla_regime": "emergency MLA art., para. 7",
    "duty.emergency_mla_beside_treaty": "emergency MLA art., para. 8",
}
BUDAPEST_DUTIES = {
    "duty.spontaneous_may": "26(1)",
    "duty.spontaneous_conditions_first": "26(2)",
    "duty.spontaneous_inability": "26(2)",
    "duty.central_authority_named": "27(2)(c)",
    "duty.central_authority_register": "27(2)(d)",
    "duty.accept_electronic": "25(3)",
    "duty.formal_confirmation": "25(3)",
    "duty.direct_copy": "27(9)(a)",
    "duty.direct_forward": "27(9)(c)",
    "duty.direct_non_coercive": "27(9)(d)",
    "duty.direct_excluded": "27(9)(e)",
    "duty.execution_manner": "27(3)",
    "duty.outcome": "27(7)",
    "duty.impossible_or_late": "27(7)",
    "duty.confidentiality": "27(8)",
    "duty.confidentiality_inability": "27(8)",
    "duty.requesting_decides": "27(8)",
    "cond.secrecy": "28(2)(a)",
    "cond.use_limit": "28(2)(b)",
    "duty.conditions_inability": "28(3)",
    "duty.conditions_bind": "28(3)",
    "duty.explain_use": "28(4)",
    "duty.reasons": "27(7)",
    "duty.reasons_postponement": "27(7)",
    "duty.consult_first": "27(6)",
    "duty.consult_before_postponing": "27(6)",
    "duty.consider_partial": "27(6)",
    "duty.consider_partial_postponing": "27(6)",
    "cond.any_necessary": "27(6)",
    "duty.preserve": "29(3)",
    "duty.preservation_risk": "29(6)",
    "duty.preservation_decides": "29(6)",
    "duty.preservation_kept": "29(7)",
    "duty.disclose_path": "30(1)",
    "duty.stored_data_law": "31(2)",
    "duty.stored_data_expedite": "31(3)",
    "duty.realtime_minimum": "33(2)",
    "duty.intercept_extent": "34",
    "duty.contact_point": "35(1)",
    "duty.contact_point_help": "35(1)",
    "duty.contact_point_reach": "35(2)",
    "duty.contact_point_coordination": "35(2)",
    "duty.contact_point_staff": "35(3)",
    "duty.cross_border_access": "32",
}
HOUSE_DUTIES = {
    "CARICOM2022": {"duty.requesting_decides", "duty.consult_other_grounds"},
    "UNTOC": {"duty.requesting_decides", "duty.consult_other_grounds"},
    "UNCAC": {"duty.requesting_decides", "duty.consult_other_grounds"},
    "ETS185": set(),
}
CORE_CLOCKS = {
    "D-SUGGESTED": ("29", "(24)"),
    "D-STATUS-REPLY": ("29", "(24)"),
    "D-ORAL-CONFIRM": ("18", "(14)"),
    "D-WITHDRAW": ("29", "(24)"),
    "D-CONF-INABILITY": ("25", "(20)"),
    "D-EXCULP": ("24", "(19)"),
    "D-SAFE": ("32", "(27)"),
}
LIVE = {"data_description", "custodian_or_location", "necessity", "collection_period"}
LIVE_DRAFT = LIVE | {"requesting_authority", "subject_nature", "facts_summary", "offence"}
PERSONS = {
    "service": {"person_to_serve", "service_document"},
    "videoconference": {
        "reason_no_personal_appearance",
        "judicial_authority",
        "persons_conducting",
    },
    "prisoner_transfer": {"consent_informed", "both_authorities_agree", "agreed_return_date"},
}
STORED = {"data_description", "custodian_or_location"}
SPECIAL_CONTENTS = {
    # contents that only some kinds have; preservation and emergencies stand in law_tables
    "UNTOC": PERSONS,
    "UNCAC": {
        **PERSONS,
        "identify_freeze_trace_proceeds": {"order_copy"},
        "asset_recovery": {
            "property_description",
            "order_copy",
            "execution_extent",
            "third_parties_notified",
            "order_is_final",
        },
    },
    "CARICOM2022": {
        **PERSONS,
        "stored_data": STORED,
        "traffic_expedited_disclosure": {"data_description"},
        "traffic_realtime": LIVE_DRAFT,
        "content_intercept": LIVE_DRAFT,
    },
    "ETS185": {
        "stored_data": STORED,
        "traffic_expedited_disclosure": {"data_description"},
        "traffic_realtime": LIVE,
        "content_intercept": LIVE,
    },
    "COURTESY": {**PERSONS, "stored_data": {"data_description"}},
}


ASSISTANCE = frozenset(
    kind.key
    for kind in measures.KINDS.values()
    if kind.family in (measures.Family.ORDINARY, measures.Family.OWN_ARTICLE)
)


def duties_of(code: str, *, house: bool) -> dict[str, str]:
    return {
        d.key: d.cite
        for d in get(code).duties
        if (d.tag is Tag.HOUSE) is house and is_of_assistance(d)
    }


@pytest.mark.parametrize("code", UN)
def test_the_duties_of_the_common_core_and_no_others(code: str) -> None:
    prefix = "CARICOM draft, " if code == "CARICOM2022" else f"{code} art. "
    expected = {key: of(code, *row[2:]) for key, row in DUTIES.items()}
    expected |= {key: of(code, *row) for key, row in CORE_DUTIES.items()}
    expected |= {key: prefix + cite for key, cite in WITHOUT_DUAL_CRIMINALITY[code].items()}
    if code == "CARICOM2022":
        expected |= {key: prefix + cite for key, cite in DRAFT_DUTIES.items()}
    assert duties_of(code, house=False) == expected


def test_the_duties_of_the_budapest_convention_and_no_others() -> None:
    assert duties_of("ETS185", house=False) == {
        key: f"Budapest Convention art. {cite}" for key, cite in BUDAPEST_DUTIES.items()
    }


@pytest.mark.parametrize("code", HOUSE_DUTIES)
def test_the_duties_that_the_house_adds_and_no_others(code: str) -> None:
    assert set(duties_of(code, house=True)) == HOUSE_DUTIES[code]


@pytest.mark.parametrize("code", UN)
def test_the_clocks_of_the_common_core_and_no_others(code: str) -> None:
    expected = {key: of(code, *row) for key, row in CORE_CLOCKS.items()}
    if code == "CARICOM2022":
        expected["D-PRES"] = "CARICOM draft, preservation art., para. 7"
    assert {row.key: row.cite for row in get(code).clocks} == expected


def test_the_clocks_of_the_budapest_convention_and_no_others() -> None:
    assert {row.key: row.cite for row in get("ETS185").clocks} == {
        "D-OUTCOME": "Budapest Convention art. 27(7)",
        "D-CONF-INABILITY": "Budapest Convention art. 27(8)",
        "D-PRES": "Budapest Convention art. 29(7)",
    }


@pytest.mark.parametrize("code", SPECIAL_CONTENTS)
def test_contents_that_only_some_kinds_have(code: str) -> None:
    one = get(code)
    ordinary = frozenset(kind.key for kind in measures.ORDINARY)
    found: dict[str, set[str]] = {}
    for row in one.contents:
        if row.kinds and not row.kinds >= ordinary:
            for kind in row.kinds & ASSISTANCE - {
                "preservation",
                "emergency_data",
                "emergency_mla",
            }:
                found.setdefault(kind, set()).add(row.key)
    assert found == SPECIAL_CONTENTS[code]


@pytest.mark.parametrize("code", ["CARICOM2022", "UNTOC", "UNCAC", "ETS185", "COURTESY"])
def test_every_ordinary_request_is_asked_the_same_twelve_things(code: str) -> None:
    keys = [row.key for row in get(code).contents_for(frozenset({"testimony"}))]
    assert sorted(keys) == [
        "assistance_description",
        "conducting_authority",
        "confidentiality_request",
        "deadline",
        "facts_summary",
        "offence_provisions",
        "persons",
        "procedure_details",
        "purpose",
        "requesting_authority",
        "subject_nature",
        "urgency_reason",
    ]


def test_budapest_kinds_of_assistance() -> None:
    assert {
        row.key: row.cite.removeprefix("Budapest Convention art. ")
        for row in get("ETS185").types
        if row.key in ASSISTANCE
    } == {
        "stored_data": "31(1)",
        "preservation": "29(1)",
        "traffic_expedited_disclosure": "30(1)",
        "traffic_realtime": "33(1)",
        "content_intercept": "34",
        "testimony": "25(1)",
        "search_seize_freeze": "25(1)",
        "examine": "25(1)",
        "information_expert": "25(1)",
        "records": "25(1)",
        "trace_evidence": "25(1)",
        "other_not_contrary": "25(1)",
    }


@pytest.mark.parametrize("code", UN)
def test_kinds_beside_the_lettered_ones(code: str) -> None:
    cites = {row.key: row.cite for row in get(code).types}
    assert cites["videoconference"] == of(code, "23", "(18)")
    assert cites["prisoner_transfer"] == of(code, "12", "(10)")


def test_the_draft_opens_its_emergency_channels_only_as_declared() -> None:
    emergency = {
        row.key: (row.when, row.copy)
        for row in get("CARICOM2022").channels
        if row.kinds == {"emergency_mla"}
    }
    assert emergency == dict.fromkeys(
        ("DIRECT_JUDICIAL", "INTERPOL", "CONTACT_24_7"), ("IF_DECLARED", True)
    )


@pytest.mark.parametrize("code", ["CARICOM2022", "ETS185"])
def test_preservation_may_go_through_the_contact_points(code: str) -> None:
    kinds = [row.kinds for row in get(code).channels if row.key == "CONTACT_24_7"]
    assert {"preservation", "traffic_expedited_disclosure"} in kinds


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("traffic_realtime", {"ref.domestic_law": ("real-time traffic art., para. 1", Tag.V_SEED)}),
        ("content_intercept", {"ref.domestic_law": ("interception art.", Tag.V_SEED)}),
        (
            "emergency_data",
            {
                "ref.emergency_mla_first": ("emergency data art., para. 2", Tag.V_SEED),
                "ref.subscriber_only": ("emergency data art., para. 3", Tag.V_SEED),
                "ref.domestic_law": ("emergency data art., para. 8", Tag.U),
            },
        ),
    ],
)
def test_grounds_of_the_draft_against_live_and_emergency_data(
    kind: str, expected: dict[str, tuple[str, Tag]]
) -> None:
    assert {
        row.key: (row.cite.removeprefix("CARICOM draft, "), row.tag)
        for row in get("CARICOM2022").grounds_for(frozenset({kind}))
    } == expected


@pytest.mark.parametrize("kind", ["traffic_realtime", "content_intercept", "stored_data"])
def test_the_general_grounds_of_budapest_reach_its_investigative_powers(kind: str) -> None:
    assert [row.key for row in get("ETS185").grounds_for(frozenset({kind}))] == [
        "ref.political_offence",
        "ref.essential_interests",
        "ref.domestic_law",
        "ref.no_dual_criminality",
        "forbid.fiscal_only",
    ]
