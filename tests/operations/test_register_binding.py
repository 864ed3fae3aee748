"""Which instruments bind two States, and what the register does not know."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from authorities import operations
from authorities.binding import Binding, UnableToJudgeBinding, Verdict, instruments_between
from authorities.loading.rows import read_register
from authorities.models import Instrument, Participation, State
from mla.accounts.queries import system_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def register(db: None) -> None:
    operations.load_register(
        rows=read_register(), by=system_user(), at=datetime(2026, 11, 21, tzinfo=UTC)
    )


def between(a: str, b: str, instrument: str, on: date = TODAY) -> Binding:
    (found,) = [x for x in instruments_between(a, b, on) if x.instrument == instrument]
    return found


def test_both_in_force_binds_since_the_later_day() -> None:
    found = between("JM", "US", "UNTOC")
    assert found.verdict is Verdict.BINDS
    assert found.since == date(2005, 12, 3)
    assert found.why == (
        "Jamaica: in force since 29 October 2003.",
        "United States of America: in force since 3 December 2005.",
    )
    assert found.verified


def test_the_day_before_the_later_entry_it_does_not_bind() -> None:
    found = between("JM", "US", "UNTOC", date(2005, 12, 2))
    assert found.verdict is Verdict.DOES_NOT_BIND
    assert "in force only from 3 December 2005" in found.why[1]


def test_before_the_convention_itself_nobody_is_bound() -> None:
    found = between("AL", "AD", "UNTOC", date(2003, 9, 28))
    assert found.verdict is Verdict.DOES_NOT_BIND
    assert found.why[0] == "Not in force before 29 September 2003."


def test_a_draft_is_a_model_only() -> None:
    found = between("JM", "GB", "CARICOM2022")
    assert found.verdict is Verdict.MODEL_ONLY
    assert found.why == ("Draft, never in force: it serves as a model only.",)


def test_a_signed_convention_that_is_not_in_force_says_how_many_deposits_are_known() -> None:
    found = between("JM", "AU", "UNCC")
    assert found.verdict is Verdict.DOES_NOT_BIND
    assert found.why == (
        (
            "Not in force: 0 of 40 deposits known (art 65(1)). "
            "The register knows this as at 21 May 2026: ask the depositary."
        ),
        "Jamaica: signed on 25 October 2025, not bound.",
        "Australia: signed on 25 October 2025, not bound.",
    )


def test_three_of_five_deposits_are_counted_for_the_second_protocol() -> None:
    assert "3 of 5 deposits known" in between("RS", "JP", "CETS224").why[0]


def test_a_missing_row_is_unknown_and_names_the_snapshot() -> None:
    found = between("JM", "US", "ETS185")
    assert found.verdict is Verdict.UNKNOWN
    assert "no participation known in the register" in found.why[0]
    assert "3 December 2015" in found.why[0]


def test_a_list_that_the_register_lacks_is_unknown() -> None:
    found = between("IL", "FR", "ETS182")
    assert found.verdict is Verdict.UNKNOWN
    assert "the register holds no list of parties" in found.why[0]


def test_a_signature_older_than_the_snapshot_is_unknown_after_it() -> None:
    after = between("IE", "FR", "ETS185")
    before = between("IE", "FR", "ETS185", date(2015, 1, 1))
    assert (after.verdict, before.verdict) == (Verdict.UNKNOWN, Verdict.DOES_NOT_BIND)
    assert "snapshot as at 3 December 2015" in after.why[0]
    assert before.why[0] == "Ireland: signed on 28 February 2002, not bound."


def test_a_party_without_retrieved_dates_binds_from_the_day_it_was_counted() -> None:
    found = between("FR", "US", "ETS185", date(2015, 6, 1))
    assert found.verdict is Verdict.BINDS
    assert not found.verified
    assert "counted as a party by 26 April 2008" in found.why[1]
    assert found.since is None
    assert between("FR", "US", "ETS185", date(2007, 1, 1)).verdict is Verdict.UNKNOWN


def test_a_party_inferred_or_recalled_is_unknown() -> None:
    assert between("FR", "PE", "ETS185").verdict is Verdict.UNKNOWN
    assert between("FR", "PL", "ETS185").verdict is Verdict.UNKNOWN


def test_a_territory_is_bound_from_the_day_of_its_extension() -> None:
    assert between("CW", "FR", "ETS185", date(2024, 10, 1)).verdict is Verdict.BINDS
    assert between("CW", "FR", "ETS185", date(2024, 9, 30)).verdict is Verdict.DOES_NOT_BIND
    assert between("CW", "FR", "ETS185").since == date(2024, 10, 1)


def test_a_territory_without_a_known_extension_is_unknown() -> None:
    found = between("KY", "JM", "UNTOC")
    assert found.verdict is Verdict.UNKNOWN
    assert "Whether it was extended to Cayman Islands is not known" in found.why[0]


def test_an_entry_without_a_date_is_computed_from_the_deposit() -> None:
    Participation.objects.filter(instrument="UNCAC", state="JM").update(in_force_on=None)
    found = between("JM", "US", "UNCAC")
    assert found.verdict is Verdict.BINDS
    assert "in force since 4 April 2008 (computed from its deposit on 5 March 2008" in found.why[0]


def test_a_denounced_treaty_no_longer_binds() -> None:
    Participation.objects.filter(instrument="UNCAC", state="JM").update(
        out_of_force_on=date(2026, 1, 1)
    )
    assert between("JM", "US", "UNCAC").verdict is Verdict.DOES_NOT_BIND
    assert between("JM", "US", "UNCAC", date(2025, 12, 31)).verdict is Verdict.BINDS


def test_the_answer_takes_four_queries_whatever_the_register_holds(
    django_assert_num_queries: object,
) -> None:
    with django_assert_num_queries(4):  # type: ignore[operator]
        instruments_between("JM", "CW", TODAY)
    few = State.objects.filter(code__in=("JM", "CW"))
    for n in range(20):
        extra = Instrument.objects.create(
            code=f"BILATERAL{n}",
            title="A treaty",
            short_title="A treaty",
            kind="BILATERAL",
            status="IN_FORCE",
        )
        for state in few:
            Participation.objects.create(instrument=extra, state=state)
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(instruments_between("JM", "CW", TODAY)) == 30


@pytest.mark.parametrize(("a", "b"), [("JM", "JM"), ("JM", "ZZ"), ("Jamaica", "US")])
def test_a_question_that_makes_no_sense_is_refused_with_a_sentence(a: str, b: str) -> None:
    with pytest.raises(UnableToJudgeBinding, match=r"different States|no State"):
        instruments_between(a, b, TODAY)


def test_the_command_answers_in_one_json_document() -> None:
    out = StringIO()
    call_command("instruments_between", "jm", "US", "--on", "2026-11-21", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    verdicts = {x["instrument"]: x["verdict"] for x in answer["instruments"]}
    assert verdicts == {
        "UNTOC": "BINDS",
        "UNCAC": "BINDS",
        "ETS182": "UNKNOWN",
        "ETS185": "UNKNOWN",
        "CETS224": "DOES_NOT_BIND",
        "UNCC": "DOES_NOT_BIND",
        "CARICOM2022": "MODEL_ONLY",
        "COL2022": "MODEL_ONLY",
        "NZL2022": "MODEL_ONLY",
        "VNM2022": "MODEL_ONLY",
    }


def test_the_command_exits_1_for_an_unknown_state_and_2_for_a_bad_day() -> None:
    with pytest.raises(SystemExit) as refused:
        call_command("instruments_between", "JM", "ZZ", stderr=StringIO())
    assert refused.value.code == 1
    with pytest.raises(CommandError) as bad:
        call_command("instruments_between", "JM", "US", "--on", "2026-02-30")
    assert bad.value.returncode == 2


def test_a_page_in_arabic_says_it_in_the_names_of_that_language() -> None:
    with override("ar"):
        why = between("JM", "US", "UNTOC").why
    assert "جامايكا" in why[0]
