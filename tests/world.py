"""A small world for tests: two States, their authorities, the people of the house.

Requests get to a state through operations only, along `ROUTES`.
"""

import contextlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from authorities.models import Authority, AuthorityRole, State
from mla.accounts.models import User
from mla.effects import carrier, registry
from requests_app import operations, preserved_data, queries
from requests_app.models import Condition, Letter, Request
from requests_app.rules import workflow
from requests_app.rules.facts import Direction

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
ROLES = ("CLERK", "SUPERVISOR", "EXECUTING_OFFICER", "DUTY_OFFICER", "AUDITOR", "REGISTRAR")


def later(*, days: int = 0, minutes: int = 0) -> datetime:
    """An instant after NOW."""
    return NOW + timedelta(days=days, minutes=minutes)


@dataclass
class World:
    """What is there before any request."""

    home: Authority
    theirs: Authority
    competent: Authority
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            people: dict[str, User] = self.__dict__["people"]
            return people[name]
        except KeyError:
            raise AttributeError(name) from None


def make_world() -> World:
    """Jamaica at home, the United States abroad, one competent authority, eight people."""
    source = {"source": "test data", "verified": False}
    State.objects.bulk_create(
        (
            State(code=code, name=name, zone=zone, zone_source="test data", **source)
            for code, name, zone in (
                ("JM", "Jamaica", "America/Jamaica"),
                ("US", "United States", "America/New_York"),
                ("FR", "France", "Europe/Paris"),
            )
        ),
        ignore_conflicts=True,
    )
    home, theirs, competent = Authority.objects.bulk_create(
        Authority(state_id=state, institution=institution, is_specimen=True, **source)
        for state, institution in (
            ("JM", "SPECIMEN Central Authority"),
            ("US", "SPECIMEN Office of International Affairs"),
            ("JM", "SPECIMEN Criminal Court"),
        )
    )
    AuthorityRole.objects.bulk_create(
        AuthorityRole(authority=authority, role=role)
        for authority, role in (
            (home, "CENTRAL_AUTHORITY"),
            (theirs, "CENTRAL_AUTHORITY"),
            (competent, "EXECUTING_AUTHORITY"),
        )
    )
    people = User.objects.bulk_create(
        User(username=name, roles=roles, authority=authority, email=f"{name}@house.test")
        for name, roles, authority in (
            ("clerk", ["CLERK"], home),
            ("clerk2", ["CLERK"], home),
            ("supervisor", ["SUPERVISOR"], home),
            ("supervisor2", ["SUPERVISOR"], home),
            ("officer", ["EXECUTING_OFFICER"], competent),
            ("duty", ["DUTY_OFFICER"], home),
            ("auditor", ["AUDITOR"], home),
            ("registrar", ["REGISTRAR"], None),
        )
    )
    return World(home, theirs, competent, {person.username: person for person in people})


def a_document(*, outgoing: bool = True, **changes: Any) -> dict[str, Any]:
    """A complete specimen document under the Palermo Convention; `changes` replace entries."""
    document: dict[str, Any] = {
        "schema": "mla-request/1",
        "marking": "SPECIMEN",
        "title": "SPECIMEN: bank records in a fraud case",
        "requesting_state": "JM" if outgoing else "US",
        "requested_state": "US" if outgoing else "JM",
        "case_reference": "CASE-17",
        "legal_basis": {"instruments": [{"instrument": "UNTOC", "articles": "art. 18"}]},
        "contents": {
            "requesting_authority": "Office of the prosecutor, specimen",
            "conducting_authority": "Investigating judge, head of the inquiry",
            "subject_nature": "Criminal investigation of an organised fraud, before trial.",
            "facts_summary": "Between January and May 2025 Suspect A moved proceeds abroad.",
            "procedure_details": "none",
            "purpose": "To prove where the proceeds went.",
        },
        "persons": [{"role": "Suspect A", "identity": "Suspect A", "nationality": "unknown"}],
        "offences": [
            {"title": "Fraud", "provisions": "section 12, Larceny Act", "penalty": "7 years"}
        ],
        "measures": [
            {"kind": "records", "description": "Certified bank records of account 1."},
            {"kind": "testimony", "description": "Statement of Witness B."},
        ],
        "language": "en",
    }
    document.update(changes)
    return document


def a_preservation(**changes: Any) -> dict[str, Any]:
    """What makes the specimen document a request for preservation under the Budapest Convention,
    with all six items of its article; `changes` replace entries."""
    entries: dict[str, Any] = {
        "title": "SPECIMEN: data of an account that was broken into",
        "legal_basis": {"instruments": [{"instrument": "ETS185", "articles": "29"}]},
        "offences": [{"title": "Illegal access", "provisions": "section 3, Cybercrimes Act"}],
        "measures": [
            {
                "kind": "preservation",
                "description": "Keep the data of account 1.",
                "contents": {
                    "data_to_preserve": "Access data of account 1; they show who broke in.",
                    "custodian_or_location": "SPECIMEN Provider A",
                    "necessity": "The provider erases such data after 30 days.",
                    "followup_intention": "A request for disclosure will follow.",
                },
            }
        ],
    }
    entries.update(changes)
    return entries


GIVEN: dict[str, dict[str, Any]] = {
    "send_back": {"note": "Say more of the facts."},
    "revoke_approval": {"reasons": "A date is wrong."},
    "transmit": {"channel": "CENTRAL_AUTHORITY"},
    "transmit_orally": {"agreed_with": "Their duty desk"},
    "confirm_in_writing": {"channel": "CENTRAL_AUTHORITY"},
    "record_acknowledgement": {"received_on": TODAY, "their_reference": "US-77"},
    "enquire_status": {"question": "How far is it?"},
    "record_status_reply": {"received_on": TODAY, "reply": "In hand."},
    "record_information_request": {"received_on": TODAY, "questions": "Which account?"},
    "answer_information": {"answer": "Account 1."},
    "record_consultation": {"received_on": TODAY, "proposal": "Only a part can be given."},
    "answer_consultation": {"answer": "A part will do."},
    "record_conditions": {"received_on": TODAY, "conditions": "Use in this case only."},
    "decline_conditions": {"reasons": "Our law forbids it."},
    "record_acceptance": {"received_on": TODAY},
    "record_postponement": {
        "received_on": TODAY,
        "reasons": "Own case.",
        "review_on": TODAY + timedelta(days=30),
    },
    "record_refusal": {
        "received_on": TODAY,
        "grounds": ["ref.essential_interests"],
        "reasons": "Essential interests.",
    },
    "record_return": {"received_on": TODAY, "reasons": "No summary of facts."},
    "record_results": {
        "received_on": TODAY,
        "measures": ["1", "2"],
        "outcome": "EXECUTED",
        "account": "Certified copies, 40 pages.",
    },
    "withdraw": {"reasons": "The accused pleaded guilty."},
    "abandon": {"reasons": "Filed twice."},
    "record_confirmation": {"received_on": TODAY},
    "request_information": {"questions": "Which bank?", "reply_by": TODAY + timedelta(days=30)},
    "receive_information": {"received_on": TODAY, "answer": "Bank X."},
    "consult": {"proposal": "Could records alone be enough?"},
    "record_consultation_answer": {"received_on": TODAY, "answer": "Yes."},
    "accept": {},
    "offer_conditions": {"conditions": "Use in this case only."},
    "record_conditions_accepted": {"received_on": TODAY, "accepted_by": "Their authority"},
    "record_conditions_declined": {"received_on": TODAY, "answer": "We cannot."},
    "drop_conditions": {"reasons": "Assurance no longer needed."},
    "postpone": {
        "ongoing_case": "CASE-9",
        "reasons": "A search is planned.",
        "review_on": TODAY + timedelta(days=60),
    },
    "extend_postponement": {"reasons": "Still open.", "review_on": TODAY + timedelta(days=90)},
    "resume": {"reasons": "The search is done."},
    "refuse": {"grounds": ["ref.essential_interests"], "reasons": "Security would suffer."},
    "reconsider": {"reasons": "New facts."},
    "pass_on": {},
    "record_execution": {
        "measures": ["1", "2"],
        "outcome": "EXECUTED",
        "executed_on": TODAY,
        "account": "Records taken, witness heard.",
    },
    "report_progress": {"account": "The bank is searched; the witness is summoned."},
    "return_to_execution": {"measures": ["1"], "note": "A page is missing."},
    "release_results": {"measures": ["1", "2"], "data_protection": "Weighed: necessary."},
    "send_results": {"account": "Records and minutes."},
    "record_status_enquiry": {"received_on": TODAY},
    "reply_status": {"reply": "In execution."},
    "forward": {"addressee": "Ministry of Justice", "reasons": "Their competence."},
    "return_deficient": {"items": ["facts_summary"], "reasons": "No facts given."},
    "record_withdrawal": {"received_on": TODAY, "withdrawn_by": "Their authority"},
    "record_preservation": {
        "measures": ["1"],
        "custodian": "SPECIMEN Provider A",
        "preserved_on": TODAY,
    },
    "record_their_preservation": {
        "received_on": TODAY,
        "measures": ["1"],
        "custodian": "SPECIMEN Provider A",
        "preserved_on": TODAY,
        "their_reference": "US-PRES-3",
    },
    "warn_of_risk": {"risk": "SECRECY", "explanation": "The provider tells its customers."},
    "record_risk": {
        "received_on": TODAY,
        "risk": "NOT_SECURED",
        "explanation": "The data are erased within hours.",
    },
    "record_decision_on_risk": {"received_on": TODAY, "decision": "GO_ON"},
    "proceed_despite_risk": {"reasons": "What is left of them is evidence."},
    "record_extension_request": {
        "received_on": TODAY,
        "measures": ["1"],
        "days": 30,
        "reasons": "The court has not decided yet.",
    },
    "extend_preservation": {"measures": ["1"], "days": 30},
    "ask_extension": {"measures": ["1"], "days": 30, "reasons": "The court decides in May."},
    "record_extension": {"received_on": TODAY, "measures": ["1"], "days": 30},
    "end_preservation": {"measures": ["1"], "ended_as": "NOT_NEEDED", "ended_on": TODAY},
    "request_the_data": {"measures": ["1"]},
    "give_up_preservation": {"measures": ["1"], "reasons": "The data were found elsewhere."},
    "record_preservation_ended": {
        "received_on": TODAY,
        "measures": ["1"],
        "ended_as": "LAPSED",
        "ended_on": TODAY,
    },
    "link_request": {"measures": ["1"]},
    "disclose_path": {
        "third_state": "FR",
        "provider": "SPECIMEN Provider B",
        "traffic_data": "Sessions of 1 March 2026 came from addresses of Provider B.",
        "found_on": TODAY,
        "data_protection": "Weighed: only what identifies the provider and the path.",
    },
    "record_path": {
        "received_on": TODAY,
        "third_state": "FR",
        "provider": "SPECIMEN Provider B",
        "traffic_data": "Sessions of 1 March 2026 came from addresses of Provider B.",
    },
    "approve_emergency": {},
    "transmit_directly": {
        "channel": "CONTACT_24_7",
        "addressed_to": "Their contact point",
        "copied_to": "Their central authority",
    },
    "accept_emergency": {"emergency": "The abducted child may be killed today."},
    "review_emergency": {"finding": "JUSTIFIED", "reasons": "A life was at risk."},
    "refile": {},
    "record_refiling": {"received_on": TODAY, "their_reference": "US-E1"},
    "prepare_emergency_mla": {},
    "record_emergency_mla": {"received_on": TODAY, "their_reference": "US-E2"},
    "ask_about_use": {"question": "Was the account holder charged?"},
    "record_use_account": {"received_on": TODAY, "account": "Used to find the child only."},
    "record_use_enquiry": {"received_on": TODAY, "question": "What became of the data?"},
    "account_for_use": {"account": "The child was found; the data serve no other case."},
    "inform": {"text": "The hearing is set."},
    "note": {"note": "Called the court."},
    "plan": {"next_action_on": TODAY + timedelta(days=3), "next_action": "Call the bank."},
    "correct": {"entry": "title", "value": "SPECIMEN: corrected", "reasons": "Typing error."},
    "close": {"summary": "Done."},
    "register_evidence": {
        "measures": ["1"],
        "title": "Account statements",
        "sort": "DATA",
        "medium": "Sealed disk, serial number 17",
        "stated_size": 2_000_000,
        "stated_sha256": "ab" * 32,
        "received_on": TODAY,
        "means": "COURIER",
        "handed_by": "Criminal Court",
        "receipt_asked": True,
    },
    "record_custody": {
        "evidence": ["1"],
        "step": "SEALED",
        "happened_on": TODAY,
        "done_by": "Registry of the house",
    },
    "deliver_evidence": {
        "evidence": ["1"],
        "happened_on": TODAY,
        "means": "DIPLOMATIC_BAG",
        "delivered_to": "Their central authority",
        "receipt_asked": True,
    },
    "record_evidence_receipt": {
        "evidence": ["1"],
        "happened_on": TODAY,
        "confirmed_by": "Their central authority",
    },
    "acknowledge_evidence": {"evidence": ["1"]},
    "ask_waiver": {
        "requirement": "OUTCOME_PER_MEASURE",
        "reasons": "The second measure is moot.",
        "until_on": TODAY + timedelta(days=3000),
    },
    "decide_waiver": {"verdict": "APPROVED"},
    "restrict": {"reasons": "Suspect B must not hear of it."},
    "lift_restriction": {"reasons": "The search is over."},
    "tell_secrecy_impossible": {"reasons": "Our law has the account holder heard."},
    "record_secrecy_decision": {"received_on": TODAY, "answer": "GO_ON"},
    "record_secrecy_impossible": {"received_on": TODAY, "reasons": "The holder is heard."},
    "decide_secrecy": {"answer": "GO_ON", "text": "Go on, after the search."},
    "ask_consent": {
        "evidence": ["1"],
        "purpose": "OTHER_CASE",
        "matter": "CASE-18, forgery: the same statements prove it.",
    },
    "record_consent": {
        "received_on": TODAY,
        "answer": "GRANTED",
        "answered_by": "Their central authority",
    },
    "use_otherwise": {
        "evidence": ["1"],
        "purpose": "OTHER_CASE",
        "matter": "CASE-18",
        "happened_on": TODAY,
    },
    "record_consent_request": {
        "received_on": TODAY,
        "purpose": "OTHER_CASE",
        "matter": "Their case 5, forgery.",
    },
    "answer_consent": {"answer": "GRANTED", "reasons": "Our own case would suffer."},
    "notify_disclosure": {
        "evidence": ["1"],
        "matter": "A statement in favour of Accused A, to the defence.",
    },
    "record_disclosure_answer": {"received_on": TODAY, "answer": "Please consult us."},
    "consult_on_disclosure": {"text": "The court will hear it in private."},
    "record_disclosure": {"happened_on": TODAY},
    "disclose_without_notice": {
        "matter": "A statement in favour of Accused A.",
        "happened_on": TODAY,
        "reasons": "The court ordered it in the hearing.",
    },
    "record_disclosure_notice": {
        "received_on": TODAY,
        "matter": "A statement in favour of Accused A.",
    },
    "ask_disclosure_consultation": {"text": "A source would be known."},
    "report_breach": {"text": "A copy was filed in another case; it was taken back."},
    "tell_inability": {"text": "The court must keep the records."},
    "record_use_question": {"received_on": TODAY, "text": "In which hearings was it used?"},
    "report_use": {"text": "In the hearing of 2 March only."},
    "record_breach": {"received_on": TODAY, "text": "They used it in another case."},
    "record_inability": {"received_on": TODAY, "text": "Their court keeps the records."},
    "ask_use": {"text": "In which hearings was it used?"},
    "record_use_report": {"received_on": TODAY, "text": "In one hearing."},
}
"""For each action, inputs that a person could give (what is chosen by name is added later)."""

ROUTES: dict[tuple[str, str], tuple[str, str, str]] = {
    ("OUTGOING", "IN_REVIEW"): ("DRAFT", "submit", "clerk"),
    ("OUTGOING", "APPROVED"): ("IN_REVIEW", "approve", "supervisor"),
    ("OUTGOING", "TRANSMITTED"): ("APPROVED", "transmit", "clerk"),
    ("OUTGOING", "ACKNOWLEDGED"): ("TRANSMITTED", "record_acknowledgement", "clerk"),
    ("OUTGOING", "INFORMATION_REQUESTED"): ("ACKNOWLEDGED", "record_information_request", "clerk"),
    ("OUTGOING", "ANSWERED"): ("INFORMATION_REQUESTED", "answer_information", "clerk"),
    ("OUTGOING", "IN_CONSULTATION"): ("ACKNOWLEDGED", "record_consultation", "clerk"),
    ("OUTGOING", "CONDITIONS_OFFERED"): ("ACKNOWLEDGED", "record_conditions", "clerk"),
    ("OUTGOING", "POSTPONED"): ("ACKNOWLEDGED", "record_postponement", "clerk"),
    ("OUTGOING", "REFUSED"): ("ACKNOWLEDGED", "record_refusal", "clerk"),
    ("OUTGOING", "IN_EXECUTION"): ("ACKNOWLEDGED", "record_acceptance", "clerk"),
    ("OUTGOING", "PARTLY_EXECUTED"): ("IN_EXECUTION", "record_results:1", "clerk"),
    ("OUTGOING", "EXECUTED"): ("IN_EXECUTION", "record_results", "clerk"),
    ("OUTGOING", "RETURNED_DEFICIENT"): ("ACKNOWLEDGED", "record_return", "clerk"),
    ("OUTGOING", "WITHDRAWN"): ("DRAFT", "abandon", "clerk"),
    ("OUTGOING", "CLOSED"): ("EXECUTED", "close", "clerk"),
    ("INCOMING", "ACKNOWLEDGED"): ("RECEIVED", "acknowledge", "clerk"),
    ("INCOMING", "UNDER_REVIEW"): ("ACKNOWLEDGED", "take_up", "clerk"),
    ("INCOMING", "AWAITING_INFORMATION"): ("UNDER_REVIEW", "request_information", "clerk"),
    ("INCOMING", "IN_CONSULTATION"): ("UNDER_REVIEW", "consult", "supervisor"),
    ("INCOMING", "CONDITIONS_OFFERED"): ("UNDER_REVIEW", "offer_conditions", "supervisor"),
    ("INCOMING", "ACCEPTED"): ("UNDER_REVIEW", "accept", "supervisor"),
    ("INCOMING", "POSTPONED"): ("IN_CONSULTATION", "postpone", "supervisor"),
    ("INCOMING", "REFUSED"): ("IN_CONSULTATION", "refuse", "supervisor"),
    ("INCOMING", "IN_EXECUTION"): ("ACCEPTED", "pass_on", "clerk"),
    ("INCOMING", "PARTLY_EXECUTED"): ("IN_EXECUTION", "record_execution:1", "officer"),
    ("INCOMING", "EXECUTED"): ("IN_EXECUTION", "record_execution", "officer"),
    ("INCOMING", "RESULTS_SENT"): ("EXECUTED", "send_results", "clerk"),
    ("INCOMING", "FORWARDED"): ("RECEIVED", "forward", "clerk"),
    ("INCOMING", "RETURNED_DEFICIENT"): ("UNDER_REVIEW", "return_deficient", "supervisor"),
    ("INCOMING", "WITHDRAWN"): ("RECEIVED", "record_withdrawal", "clerk"),
    ("INCOMING", "CLOSED"): ("WITHDRAWN", "close", "clerk"),
}
"""How each state is reached: from where, by which action (`:1` is measure 1 only), by whom."""


def open_request(
    world: World, *, outgoing: bool = True, at: datetime = NOW, **changes: Any
) -> Request:
    """A request just opened by the clerk."""
    return operations.open_case(
        document=a_document(outgoing=outgoing, **changes),
        direction=Direction.OUTGOING if outgoing else Direction.INCOMING,
        by=world.clerk,
        at=at,
        received_on=None if outgoing else TODAY,
    ).request


def given_for(world: World, request: Request, action: str) -> dict[str, Any]:
    """Inputs for an action, with what is chosen by name among what is there."""
    name, _colon, number = action.partition(":")
    given = dict(GIVEN.get(name, {}))
    if number:
        given["measures"] = [number]
    if name == "pass_on":
        given["authority"] = str(world.competent.public_id)
    if name == "restrict":
        people = queries.nameable(request)
        given["people"] = list(people.values_list("username", flat=True))
    if name == "assign":
        given["person"] = "clerk2"
    if name == "link_request":
        other = preserved_data.linkable(request)
        given["request"] = other[0].reference if other else "none"
    if name == "write_again":
        lost = request.letters.filter(status__in=["FAILED", "CANCELLED"]).last()
        given |= {"letter": str(lost.public_id) if lost else "none", "reasons": "Lost."}
    if name in ("dispatch_letter", "cancel_letter"):
        letter = request.letters.exclude(status__in=["DISPATCHED", "CANCELLED"]).last()
        given["letter"] = str(letter.public_id) if letter else "none"
        given |= (
            {"channel": "CENTRAL_AUTHORITY"} if name == "dispatch_letter" else {"reasons": "Void."}
        )
    if name == "revise":
        given["document"] = a_document(
            outgoing=request.direction == Direction.OUTGOING, title="SPECIMEN: changed"
        )
    return given


def do(
    world: World, request: Request, action: str, by: str, *, at: datetime = NOW, **changes: Any
) -> operations.Done:
    """One action with inputs that fit it, changed by `changes`."""
    given = given_for(world, request, action) | changes
    return operations.act(
        action.partition(":")[0],
        request=request.public_id,
        by=world.people[by],
        at=at,
        given=given,
    )


def request_in(
    world: World, direction: str, state: str, *, at: datetime = NOW, **changes: Any
) -> Request:
    """A request that came to that state through operations."""
    steps: list[tuple[str, str]] = []
    here = state
    while (direction, here) in ROUTES:
        here, action, by = ROUTES[direction, here]
        steps.append((action, by))
    request = open_request(world, outgoing=direction == "OUTGOING", at=at, **changes)
    for action, by in reversed(steps):
        if action in ("transmit", "send_results"):
            render_letters()
        if action == "send_results":
            do(world, request, "release_results", "supervisor", at=at)
        if direction == "INCOMING" and action in ("postpone", "refuse"):
            render_letters()
            do(world, request, "dispatch_letter", "clerk", at=at)
        request = do(world, request, action, by, at=at).request
    assert request.state == state
    return request


def consulted_request(world: World, *, at: datetime = NOW, **changes: Any) -> Request:
    """A request made to us in consultation, whose letter the other State has."""
    request = request_in(world, "INCOMING", "IN_CONSULTATION", at=at, **changes)
    render_letters()
    return do(world, request, "dispatch_letter", "clerk", at=at).request


ITEM = ("register_evidence",)
NOTICE = (*ITEM, "notify_disclosure")
BEFORE: dict[str, tuple[str, ...]] = {
    "record_custody": ITEM,
    "acknowledge_evidence": ITEM,
    "deliver_evidence": (*ITEM, "release_results"),
    "record_evidence_receipt": ITEM,
    "ask_consent": ITEM,
    "record_consent": (*ITEM, "ask_consent"),
    "use_otherwise": (*ITEM, "ask_consent", "record_consent"),
    "answer_consent": ("record_consent_request",),
    "notify_disclosure": ITEM,
    "record_disclosure_answer": NOTICE,
    "consult_on_disclosure": (*NOTICE, "record_disclosure_answer"),
    "record_disclosure": (*NOTICE, "dispatch_letter"),
    "ask_disclosure_consultation": ("record_disclosure_notice",),
    "report_use": ("record_use_question",),
    "record_use_report": ("ask_use",),
    "lift_restriction": ("restrict",),
    "record_secrecy_decision": ("tell_secrecy_impossible",),
    "decide_secrecy": ("record_secrecy_impossible",),
    "decide_waiver": ("ask_waiver",),
}
"""What somebody does before an action that answers it, or that needs it."""


def prepare(world: World, request: Request, action: str) -> None:
    """What the action rests on is there, as far as the state allows it."""
    if "CONDITIONS_BIND" in workflow.action(action).needs:
        Condition.objects.create(
            request=request,
            version=1,
            measures=[1, 2],
            text="Use in this case only.",
            status="ACCEPTED",
            offered_on=TODAY,
            settled_on=TODAY,
        )
    for key in BEFORE.get(action, ()):
        with contextlib.suppress(operations.NotAllowed):
            supervisors_only = workflow.action(key).who == {"SUPERVISOR"}
            do(world, request, key, "supervisor" if supervisors_only else "clerk")
            render_letters()


def render_letters(*, at: datetime | None = None) -> None:
    """Workers carry out what is due."""
    registry.load_carriers()
    moment = at or later(days=3650)
    carrier.carry_out_due(clock=lambda: moment)


def letter_kinds(request: Request) -> list[str]:
    """The kinds of letter of a request, in order."""
    return list(
        Letter.objects.filter(request=request).order_by("number").values_list("kind", flat=True)
    )


__all__ = [
    "GIVEN",
    "NOW",
    "ROLES",
    "ROUTES",
    "TODAY",
    "World",
    "a_document",
    "a_preservation",
    "consulted_request",
    "do",
    "given_for",
    "later",
    "letter_kinds",
    "make_world",
    "open_request",
    "prepare",
    "render_letters",
    "request_in",
]
