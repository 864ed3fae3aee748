"""Slips of the 2022 draft, and differences between the texts that are easily missed."""

from requests_app.rules import measures
from requests_app.rules.instruments import Moment, Reach, Strength, Tag, get
from tests.rules.law_tables import GROUNDS, UN


class TestTraps:
    """Slips of the 2022 draft that must not be coded as they stand."""

    def test_the_default_regime_reaches_paragraph_35_not_29(self) -> None:
        paragraphs = {
            code: regime.paragraphs
            for code in (*UN, "ETS185")
            if (regime := get(code).default_regime)
        }
        assert paragraphs == {
            "CARICOM2022": "9-35",
            "UNTOC": "9-29",
            "UNCAC": "9-29",
            "ETS185": "27 and 28",
        }

    def test_the_draft_says_why_it_is_not_9_to_29(self) -> None:
        regime = get("CARICOM2022").default_regime
        assert regime is not None
        assert "9 to 29" in regime.note

    def test_a_transferred_prisoner_may_not_be_prosecuted(self) -> None:
        duty = next(d for d in get("CARICOM2022").duties if d.key == "duty.transfer_immunity")
        assert "is not prosecuted" in duty.text
        assert "not" in duty.note

    def test_emergency_articles_rest_on_the_draft_not_on_budapest_numbers(self) -> None:
        for row in get("CARICOM2022").contents + get("CARICOM2022").grounds:
            assert "art. 27" not in row.cite
            assert "art. 28" not in row.cite
        keys = {r.key for r in get("CARICOM2022").grounds_for(frozenset({"emergency_mla"}))}
        assert keys == set(GROUNDS)

    def test_spontaneous_information_is_one_rule_not_two(self) -> None:
        keys = [d.key for d in get("CARICOM2022").duties_at(Moment.UNASKED)]
        assert sorted(keys) == sorted(set(keys))
        assert len(keys) == 3

    def test_preservation_lasts_as_long_as_its_own_text_says(self) -> None:
        lengths = {
            code: clock.length
            for code in ("CARICOM2022", "ETS185")
            if (clock := get(code).clock("D-PRES"))
        }
        assert lengths == {"CARICOM2022": 90, "ETS185": 60}

    def test_paragraph_31_does_not_reach_refusals_under_paragraph_10(self) -> None:
        para_10 = [g for g in get("CARICOM2022").grounds if g.cite.endswith("para. 10")]
        assert len(para_10) == 3
        assert not any(ground.consult_first for ground in para_10)
        advisable = next(
            d for d in get("CARICOM2022").duties if d.key == "duty.consult_other_grounds"
        )
        assert (advisable.tag, advisable.strength) == (Tag.HOUSE, Strength.WHERE_APPROPRIATE)

    def test_no_political_offence_in_the_general_article(self) -> None:
        for code in UN:
            for kind in measures.ORDINARY:
                rows = get(code).grounds_for(frozenset({kind.key}))
                assert "ref.political_offence" not in {row.key for row in rows}

    def test_untoc_has_no_duty_of_non_coercive_help(self) -> None:
        untoc = get("UNTOC")
        assert "duty.non_coercive_help" not in {duty.key for duty in untoc.duties}
        assert not any(ground.reach is not Reach.ANY for ground in untoc.grounds)

    def test_untoc_gives_no_right_to_ask_for_the_status(self) -> None:
        for code, has in (("CARICOM2022", True), ("UNCAC", True), ("UNTOC", False)):
            assert ("duty.status_enquiry" in {d.key for d in get(code).duties}) is has

    def test_budapest_knows_no_ban_on_bank_secrecy(self) -> None:
        assert "forbid.bank_secrecy" not in {ground.key for ground in get("ETS185").grounds}
