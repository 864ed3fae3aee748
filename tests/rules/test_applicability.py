"""Which instrument leads: treaties of the two States first, then what is named, then what binds."""

import pytest

from requests_app.rules.applicability import Applicable, NamedTreaty, Standing, Verdict, weigh
from requests_app.rules.instruments import all_instruments

RECORDS = frozenset({"records"})


def leading(
    binds: tuple[str, ...] = (),
    *,
    not_binding: tuple[str, ...] = (),
    kinds: frozenset[str] = RECORDS,
    chosen: tuple[str, ...] = (),
    treaties: tuple[NamedTreaty, ...] = (),
    compared: tuple[str, ...] = (),
) -> Applicable:
    found = weigh(
        all_instruments().values(),
        [Standing(code, Verdict.BINDS, "both are bound") for code in binds]
        + [Standing(code, Verdict.DOES_NOT_BIND, "one is not") for code in not_binding],
        kinds=kinds,
        chosen=chosen,
        treaties=treaties,
        compared=compared,
    )
    (first,) = [item for item in found if item.primary]
    assert found[0] is first
    return first


def test_where_nothing_binds_the_request_goes_by_courtesy_and_says_so() -> None:
    first = leading()
    assert first.code == "COURTESY"
    assert "reciprocity" in str(first.remarks[0])


@pytest.mark.parametrize("code", ["UNTOC", "UNCAC", "ETS185"])
def test_the_one_that_binds_leads(code: str) -> None:
    assert leading((code,)).code == code


def test_what_the_request_names_leads_before_what_else_binds() -> None:
    assert leading(("UNTOC", "UNCAC"), chosen=("UNCAC",)).code == "UNCAC"
    assert leading(("UNTOC", "UNCAC"), chosen=("UNTOC",)).code == "UNTOC"


def test_of_two_that_bind_the_one_that_provides_for_more_leads() -> None:
    assert leading(("ETS185", "UNTOC"), kinds=frozenset({"preservation"})).code == "ETS185"
    assert leading(("ETS185", "UNTOC"), kinds=frozenset({"service"})).code == "UNTOC"


def test_a_draft_never_leads_unless_it_is_named() -> None:
    assert leading(("UNTOC",)).code == "UNTOC"
    assert leading(chosen=("CARICOM2022",)).code == "CARICOM2022"


def test_a_text_that_is_only_compared_never_leads() -> None:
    assert leading(("UNTOC",), compared=("CARICOM2022",)).code == "UNTOC"


def test_a_named_text_that_does_not_bind_leads_and_says_so() -> None:
    first = leading(not_binding=("UNCAC",), chosen=("UNCAC",))
    assert first.code == "UNCAC"
    assert any("does not bind both" in str(remark) for remark in first.remarks)


@pytest.mark.parametrize("code", ["UNCC", "CETS224"])
def test_a_text_that_is_not_in_force_is_shown_and_not_applied(code: str) -> None:
    not_binding = Standing(code, Verdict.DOES_NOT_BIND, "not in force")
    found = weigh(
        all_instruments().values(),
        [not_binding, Standing("UNTOC", Verdict.BINDS, "both are bound")],
        kinds=frozenset({"emergency_data"}),
    )
    assert found[0].code == "UNTOC"
    (entry,) = [item for item in found if item.code == code]
    assert (entry.verdict, entry.primary) == (Verdict.DOES_NOT_BIND, False)
    assert entry.why == "not in force"
    assert leading(not_binding=(code,)).code == "COURTESY"
    assert leading(not_binding=(code,), chosen=(code,)).code == code


TREATY = NamedTreaty("Treaty on Mutual Legal Assistance, specimen")


@pytest.mark.parametrize("code", ["CARICOM2022", "UNTOC", "UNCAC"])
def test_a_treaty_of_assistance_leads_and_puts_the_default_paragraphs_aside(code: str) -> None:
    found = weigh(
        all_instruments().values(),
        [Standing(code, Verdict.BINDS, "both are bound")],
        kinds=RECORDS,
        chosen=(code,),
        treaties=(TREATY,),
    )
    assert found[0].primary
    assert found[0].title == TREATY.title
    (entry,) = [item for item in found if item.code == code]
    assert not entry.primary
    aside = [str(remark) for remark in entry.remarks if "only if both States" in str(remark)]
    assert len(aside) == 1
    assert "7" in aside[0]


def test_a_treaty_on_something_else_does_not_lead() -> None:
    treaty = NamedTreaty("Extradition treaty, specimen", covers_assistance=False)
    assert leading(("UNTOC",), treaties=(treaty,)).code == "UNTOC"


def test_exactly_one_leads_whatever_binds() -> None:
    codes = ("UNTOC", "UNCAC", "ETS185")
    for number in range(8):
        binds = tuple(code for bit, code in enumerate(codes) if number >> bit & 1)
        assert leading(binds).code in (binds or ("COURTESY",))


def test_what_an_instrument_does_not_provide_for_is_said() -> None:
    first = leading(("UNTOC",), kinds=frozenset({"records", "asset_recovery"}))
    assert first.provides_for == ("records",)
    assert first.does_not_provide_for == ("asset_recovery",)
