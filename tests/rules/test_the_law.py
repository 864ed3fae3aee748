"""Kinds, contents and grounds as the texts have them: a wrong edit of a treaty file fails here."""

import pytest

from requests_app.rules import measures
from requests_app.rules.instruments import (
    Nature,
    Tag,
    get,
)
from tests.rules.law_tables import (
    EMERGENCY_DATA,
    GENERAL_CONTENTS,
    GROUNDS,
    LETTERS,
    PREFIX,
    PRESERVATION,
    UN,
    M,
    O,
    X,
    of,
)


@pytest.mark.parametrize("code", UN)
@pytest.mark.parametrize("key", GENERAL_CONTENTS)
def test_contents_of_every_request(code: str, key: str) -> None:
    need, caricom, un = GENERAL_CONTENTS[key]
    (row,) = [r for r in get(code).contents_for(frozenset({"testimony"})) if r.key == key]
    assert (row.need, row.cite) == (need, of(code, caricom, un))
    assert row.tag.may_block


@pytest.mark.parametrize("code", UN)
def test_nothing_else_can_block_an_ordinary_request(code: str) -> None:
    for kind in measures.ORDINARY:
        blocking = {
            row.key
            for row in get(code).contents_for(frozenset({kind.key}))
            if row.tag.may_block and row.need in (M, X)
        }
        assert blocking == {k for k, (need, *_) in GENERAL_CONTENTS.items() if need in (M, X)}


def test_budapest_lists_no_contents_so_nothing_blocks_an_ordinary_request() -> None:
    for kind in measures.ORDINARY:
        for row in get("ETS185").contents_for(frozenset({kind.key})):
            assert row.need is O or not row.tag.may_block, row


@pytest.mark.parametrize("code", UN)
def test_lettered_kinds_of_assistance(code: str) -> None:
    paragraph = {"CARICOM2022": "3", "UNTOC": "(3)", "UNCAC": "(3)"}[code]
    found = {row.key: row.cite for row in get(code).types if row.key in LETTERS}
    letters = {k: v for k, v in LETTERS.items() if code != "UNTOC" or v not in "jk"}
    expected = {k: f"{PREFIX[code]}{paragraph}({v})" for k, v in letters.items()}
    if code == "UNTOC":
        expected["identify_freeze_trace_proceeds"] = "UNTOC art. 13(2)"
    assert found == expected


def test_kinds_with_an_article_of_their_own() -> None:
    own = {k.key for k in measures.KINDS.values() if k.family is measures.Family.OWN_ARTICLE}
    assert get("CARICOM2022").kinds >= own | {"stored_data"}
    assert get("ETS185").kinds & own == own - {"emergency_data", "emergency_mla"}
    assert not (get("UNTOC").kinds | get("UNCAC").kinds | get("COURTESY").kinds) & own


@pytest.mark.parametrize("code", UN)
def test_grounds_against_ordinary_assistance(code: str) -> None:
    column = {"CARICOM2022": 3, "UNTOC": 4, "UNCAC": 5}[code]
    expected = {
        key: (row[0], row[1], row[2], PREFIX[code] + str(row[column]))
        for key, row in GROUNDS.items()
        if row[column] is not None
    }
    found = {
        row.key: (row.nature, row.reach, row.consult_first, row.cite)
        for row in get(code).grounds_for(frozenset({"testimony"}))
    }
    assert found == expected


def test_budapest_grounds_against_ordinary_assistance() -> None:
    found = {
        row.key: (row.cite.removeprefix(PREFIX["ETS185"]), row.nature)
        for row in get("ETS185").grounds_for(frozenset({"stored_data"}))
    }
    assert found == {
        "ref.political_offence": ("27(4)(a)", Nature.OPTIONAL),
        "ref.essential_interests": ("27(4)(b)", Nature.OPTIONAL),
        "ref.domestic_law": ("25(4)", Nature.OPTIONAL),
        "ref.no_dual_criminality": ("25(4)-(5)", Nature.OPTIONAL),
        "forbid.fiscal_only": ("25(4)", Nature.FORBIDDEN),
    }


def test_uncac_article_55_adds_grounds_for_proceeds_and_assets_only() -> None:
    for kind in ("identify_freeze_trace_proceeds", "asset_recovery"):
        keys = {row.key for row in get("UNCAC").grounds_for(frozenset({kind}))}
        assert keys == {*GROUNDS, "ref.insufficient_evidence", "ref.de_minimis_value"}


@pytest.mark.parametrize(
    ("code", "article"),
    [("CARICOM2022", "CARICOM draft, preservation art., para. "), ("ETS185", PREFIX["ETS185"])],
)
def test_preservation_has_a_closed_list_and_never_asks_for_dual_criminality(
    code: str, article: str
) -> None:
    one, kinds = get(code), frozenset({"preservation"})
    numbers = {"CARICOM2022": ("5(a)", "5(b)", "4", "3")}.get(
        code, ("29(5)(a)", "29(5)(b)", "29(4)", "29(3)")
    )
    assert one.has_closed_list(kinds)
    assert {row.key: row.cite for row in one.grounds_for(kinds)} == {
        "ref.political_offence": article + numbers[0],
        "ref.essential_interests": article + numbers[1],
        "ref.reserved_dual_criminality": article + numbers[2],
        "forbid.dual_criminality": article + numbers[3],
    }
    reserved = next(r for r in one.grounds_for(kinds) if r.key == "ref.reserved_dual_criminality")
    assert reserved.needs_declaration
    assert not any(row.consult_first for row in one.grounds_for(kinds))


@pytest.mark.parametrize("code", ["CARICOM2022", "ETS185"])
def test_traffic_disclosure_has_a_closed_list(code: str) -> None:
    kinds = frozenset({"traffic_expedited_disclosure"})
    assert get(code).has_closed_list(kinds)
    keys = [row.key for row in get(code).grounds_for(kinds)]
    assert keys == ["ref.political_offence", "ref.essential_interests"]


@pytest.mark.parametrize("code", [*UN, "ETS185"])
def test_ordinary_and_interception_grounds_are_not_a_closed_list(code: str) -> None:
    for kind in ("testimony", "traffic_realtime", "content_intercept", "emergency_mla"):
        assert not get(code).has_closed_list(frozenset({kind}))


@pytest.mark.parametrize(
    ("code", "article"),
    [
        ("CARICOM2022", "CARICOM draft, preservation art., para. 2"),
        ("ETS185", "Budapest Convention art. 29(2)"),
    ],
)
def test_contents_of_a_preservation_request(code: str, article: str) -> None:
    rows = [r for r in get(code).contents_for(frozenset({"preservation"})) if r.need is not O]
    assert {row.key: (row.need, row.cite) for row in rows} == {
        key: (need, f"{article}({letter})") for key, (need, letter) in PRESERVATION.items()
    }


def test_contents_of_an_emergency_request_through_the_contact_point() -> None:
    rows = get("CARICOM2022").contents_for(frozenset({"emergency_data"}))
    assert {row.key: (row.need, row.cite) for row in rows} == {
        key: (need, f"CARICOM draft, emergency data art., para. 5({letter})")
        for key, (need, letter) in EMERGENCY_DATA.items()
    }


def test_emergency_mutual_assistance_has_all_general_contents_and_the_emergency() -> None:
    rows = get("CARICOM2022").contents_for(frozenset({"emergency_mla"}))
    mandatory = {row.key for row in rows if row.need in (M, X) and row.tag.may_block}
    general = {key for key, (need, *_) in GENERAL_CONTENTS.items() if need in (M, X)}
    assert mandatory == general | {"emergency_facts"}


@pytest.mark.parametrize("code", ["CARICOM2022", "ETS185"])
@pytest.mark.parametrize("kind", ["traffic_realtime", "content_intercept"])
def test_contents_for_live_data_only_warn(code: str, kind: str) -> None:
    rows = get(code).contents_for(frozenset({kind}))
    assert {"collection_period", "necessity"} <= {row.key for row in rows}
    assert all(row.tag in (Tag.U, Tag.HOUSE) or row.need is O for row in rows)
