"""Assess as pure rules: no register, no database."""

from datetime import date

import pytest

from requests_app.rules.applicability import NamedTreaty, Standing, Verdict
from requests_app.rules.assess import Assessment, Footing, Judged, Matter, UnableToAssess, assess
from requests_app.rules.assess_clocks import Happened, Happening
from requests_app.rules.assess_decision import DecisionKind, Proposal
from requests_app.rules.deadlines import EveryWeekday
from requests_app.rules.facts import (
    Channel,
    Form,
    MeasureFacts,
    OffenceFacts,
    PersonFacts,
    RequestFacts,
    Urgency,
)
from requests_app.rules.instruments import all_instruments, get

ON = date(2026, 3, 2)
CONTENTS = {
    "requesting_authority": "Office A",
    "conducting_authority": "Judge B, investigates",
    "subject_nature": "Investigation of fraud",
    "facts_summary": "Money went abroad.",
    "purpose": "Evidence",
}


def facts(*kinds: str, **changes: object) -> RequestFacts:
    values: dict[str, object] = {
        "requesting": "US",
        "requested": "JM",
        "contents": CONTENTS,
        "persons": (PersonFacts("suspect", "Suspect A"),),
        "offences": (OffenceFacts("Fraud", "section 12"),),
        "measures": tuple(
            MeasureFacts(number, kind, "What is asked for.")
            for number, kind in enumerate(kinds or ("records",), start=1)
        ),
    }
    return RequestFacts(**(values | changes))  # type: ignore[arg-type]


def assessed(matter: Matter, **standing: Verdict) -> Assessment:
    return assess(
        matter,
        instruments=all_instruments(),
        standings=[Standing(code, verdict, "So it is.") for code, verdict in standing.items()],
        on=ON,
        calendar=EveryWeekday(),
    )


def under(code: str, matter: Matter, **standing: Verdict) -> Judged:
    found = assessed(matter, **standing).judged_under
    return next(judged for judged in found if judged.instrument.code == code)


def test_what_binds_leads_and_is_judged() -> None:
    found = assessed(Matter(facts()), UNTOC=Verdict.BINDS)
    assert [(j.instrument.code, j.footing) for j in found.judged_under] == [
        ("UNTOC", Footing.PRIMARY)
    ]


def test_a_treaty_not_held_here_is_stood_in_for_by_courtesy() -> None:
    matter = Matter(
        facts(),
        chosen=("UNTOC",),
        treaties=(NamedTreaty("Treaty of the two States"),),
        judge_under=("CARICOM2022",),
    )
    found = assessed(matter, UNTOC=Verdict.BINDS)
    assert [(j.instrument.code, j.footing) for j in found.judged_under] == [
        ("COURTESY", Footing.PRIMARY),
        ("UNTOC", Footing.NAMED),
        ("CARICOM2022", Footing.COMPARISON),
    ]
    assert found.applicable[0].title == "Treaty of the two States"


def test_what_is_only_compared_never_leads() -> None:
    found = assessed(Matter(facts(), judge_under=("CARICOM2022",)))
    (primary,) = [entry for entry in found.applicable if entry.primary]
    assert primary.code == "COURTESY"


def test_an_instrument_not_held_here_is_an_error_with_its_code() -> None:
    with pytest.raises(UnableToAssess) as refused:
        assessed(Matter(facts(), judge_under=("CARICOM2022", "NOWHERE")))
    assert refused.value.codes == ("NOWHERE",)


def test_without_a_legal_basis_or_a_measure_it_says_so() -> None:
    found = assessed(Matter(RequestFacts("US", "JM")))
    assert {finding.key for finding in found.findings} == {"measures", "legal_basis"}


def test_unverified_contents_warn_and_say_so() -> None:
    found = under("CARICOM2022", Matter(facts("traffic_realtime"), judge_under=("CARICOM2022",)))
    assert found.complete
    unverified = [finding for finding in found.missing if finding.tag == "U"]
    assert unverified
    assert all("has not been verified" in str(finding.sentence) for finding in unverified)


def test_preservation_beside_ordinary_help_keeps_its_closed_list() -> None:
    refuse = Proposal(
        DecisionKind.REFUSE, ("ref.contrary_legal_system",), reasons="So.", consulted=True
    )
    matter = Matter(facts("records", "preservation"), decision=refuse, judge_under=("CARICOM2022",))
    found = under("CARICOM2022", matter)
    assert found.decision is not None
    assert not found.decision.allowed
    assert "closed" in str(found.decision.findings[0].sentence)
    against = {(g.option.key, g.closed_list) for g in found.grounds}
    assert ("ref.essential_interests", True) in against
    assert ("ref.essential_interests", False) in against


@pytest.mark.parametrize(
    ("code", "allowed"), [("COURTESY", True), ("UNTOC", False), ("CARICOM2022", False)]
)
def test_own_law_carries_a_refusal_only_where_no_list_is_held(code: str, allowed: bool) -> None:
    refuse = Proposal(
        DecisionKind.REFUSE,
        ("own_law",),
        own_law="Section 9 of the Act",
        reasons="So.",
        consulted=True,
        consultation_answered=True,
    )
    matter = Matter(facts(), chosen=(code,), decision=refuse, judge_under=(code,))
    decision = under(code, matter).decision
    assert decision is not None
    assert decision.allowed is allowed


def test_a_return_suggests_asking_first_and_needs_its_reasons() -> None:
    bare = facts(contents={})
    matter = Matter(bare, judge_under=("UNTOC",), decision=Proposal(DecisionKind.RETURN))
    decision = under("UNTOC", matter).decision
    assert decision is not None
    assert not decision.allowed
    asked = [finding for finding in decision.findings if finding.key == "information"]
    assert asked[0].sentence.cite == "UNTOC art. 18(16)"


def test_a_return_of_a_complete_request_is_questioned() -> None:
    matter = Matter(
        facts(),
        judge_under=("UNTOC",),
        decision=Proposal(DecisionKind.RETURN, reasons="It does not please."),
    )
    decision = under("UNTOC", matter).decision
    assert decision is not None
    assert "what is it returned for" in str(decision.findings[0].sentence)


def test_conditions_inform_that_they_bind() -> None:
    matter = Matter(facts(), judge_under=("UNTOC",), decision=Proposal(DecisionKind.CONDITIONS))
    decision = under("UNTOC", matter).decision
    assert decision is not None
    assert decision.allowed
    assert {finding.severity for finding in decision.findings} == {"INFORMS"}


def test_a_review_date_that_has_passed_does_not_postpone() -> None:
    postpone = Proposal(
        DecisionKind.POSTPONE,
        ("post.ongoing_case",),
        reasons="Own case.",
        consulted=True,
        review_on=ON,
    )
    decision = under("UNTOC", Matter(facts(), judge_under=("UNTOC",), decision=postpone)).decision
    assert decision is not None
    assert not decision.allowed
    assert "must lie ahead" in str(decision.findings[0].sentence)


def test_a_ground_of_refusal_does_not_postpone() -> None:
    postpone = Proposal(
        DecisionKind.POSTPONE,
        ("ref.essential_interests",),
        reasons="Own case.",
        consulted=True,
        review_on=date(2026, 6, 1),
    )
    decision = under("UNTOC", Matter(facts(), judge_under=("UNTOC",), decision=postpone)).decision
    assert decision is not None
    assert decision.findings[0].sentence.cite == "UNTOC art. 18(25)"
    assert not decision.allowed


def test_house_clocks_run_beside_the_text_and_are_marked() -> None:
    matter = Matter(
        facts(),
        judge_under=("UNTOC",),
        received_on=date(2026, 2, 27),
        happenings=(Happening(Happened.STATUS_ENQUIRY, date(2026, 2, 27)),),
        zone="America/Jamaica",
    )
    clocks = under("UNTOC", matter).clocks
    own = [(c.key, c.due_on) for c in clocks if c.started and not c.house_rule]
    house = [(c.key, c.due_on, c.overdue) for c in clocks if c.house_rule]
    assert own == [("D-STATUS-REPLY", None)]
    assert house == [
        ("D-ACKNOWLEDGE", date(2026, 3, 6), False),
        ("D-STATUS-REPLY", date(2026, 3, 13), False),
    ]


def test_a_pause_moves_the_end_and_shows_its_arithmetic() -> None:
    matter = Matter(
        facts(),
        judge_under=("UNTOC",),
        happenings=(
            Happening(Happened.RECEIVED, date(2026, 2, 2)),
            Happening(Happened.PAUSE, date(2026, 2, 3)),
            Happening(Happened.RESUME, date(2026, 2, 5)),
        ),
    )
    (clock,) = [c for c in under("UNTOC", matter).clocks if c.key == "D-ACKNOWLEDGE"]
    assert clock.due_on == date(2026, 2, 11)
    assert clock.overdue
    assert len(clock.arithmetic) == 3


def test_safe_conduct_is_fifteen_days_and_nothing_pauses_it() -> None:
    matter = Matter(
        facts("testimony"),
        judge_under=("UNTOC",),
        happenings=(
            Happening(Happened.PRESENCE_NOT_NEEDED, date(2026, 2, 2)),
            Happening(Happened.PAUSE, date(2026, 2, 3)),
        ),
    )
    (clock,) = [c for c in under("UNTOC", matter).clocks if c.key == "D-SAFE"]
    assert (clock.length, clock.due_on) == (15, date(2026, 2, 17))


def test_interpol_is_for_urgent_requests_and_the_text_says_so() -> None:
    routine = facts(channel=Channel.INTERPOL)
    found = under("UNTOC", Matter(routine, judge_under=("UNTOC",))).findings
    assert next((f.key, f.severity, f.sentence.cite) for f in found) == (
        "channel",
        "BLOCKS",
        "UNTOC art. 18(13)",
    )
    urgent = facts(channel=Channel.INTERPOL, urgency=Urgency.URGENT, channel_agreed=True)
    assert under("UNTOC", Matter(urgent, judge_under=("UNTOC",))).findings == ()


def test_an_oral_request_must_be_urgent() -> None:
    found = under("UNTOC", Matter(facts(form=Form.ORAL), judge_under=("UNTOC",))).findings
    assert [(f.key, f.sentence.cite) for f in found] == [("urgency", "UNTOC art. 18(14)")]


def test_a_language_that_is_not_accepted_warns() -> None:
    found = assess(
        Matter(facts(language="fr"), reciprocity=True),
        instruments=all_instruments(),
        standings=(),
        on=ON,
        calendar=EveryWeekday(),
        languages={"en", "es"},
    )
    assert [(f.key, f.severity) for f in found.findings] == [("language", "WARNS")]


def test_a_measure_that_the_instrument_does_not_list_is_named() -> None:
    found = under("UNTOC", Matter(facts("preservation"), judge_under=("UNTOC",)))
    assert "preservation" in str(found.findings[0].sentence)
    assert "preservation" not in get("UNTOC").kinds
