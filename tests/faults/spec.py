"""What the lifecycles allow, written down by hand from docs/states.md: the tests' own copy.

Nothing here calls the product, so that a change of the workflow table has to be made twice.
"""

from dataclasses import dataclass

OUT, IN = "OUTGOING", "INCOMING"
DESK = frozenset({"CLERK", "SUPERVISOR", "DUTY_OFFICER"})
_WHO = {
    "desk": DESK,
    "sup": frozenset({"SUPERVISOR"}),
    "exec": frozenset({"EXECUTING_OFFICER", "CLERK", "SUPERVISOR"}),
    "all": DESK | {"EXECUTING_OFFICER"},
    "sup+duty": frozenset({"SUPERVISOR", "DUTY_OFFICER"}),
}
_KINDS = {
    "": frozenset(),
    "emergency": frozenset({"emergency_data", "emergency_mla"}),
    "data": frozenset({"emergency_data"}),
    "assistance": frozenset({"emergency_mla"}),
}
"""Only for requests that ask for one of these."""
OTHERWISE = frozenset({"records", "testimony"})
"""What requests of the tests ask for where nothing else is said."""
STATES = {
    OUT: [
        "DRAFT",
        "IN_REVIEW",
        "APPROVED",
        "TRANSMITTED",
        "ACKNOWLEDGED",
        "INFORMATION_REQUESTED",
        "ANSWERED",
        "IN_CONSULTATION",
        "CONDITIONS_OFFERED",
        "POSTPONED",
        "REFUSED",
        "IN_EXECUTION",
        "PARTLY_EXECUTED",
        "EXECUTED",
        "RETURNED_DEFICIENT",
        "WITHDRAWN",
        "CLOSED",
    ],
    IN: [
        "RECEIVED",
        "ACKNOWLEDGED",
        "UNDER_REVIEW",
        "AWAITING_INFORMATION",
        "IN_CONSULTATION",
        "CONDITIONS_OFFERED",
        "ACCEPTED",
        "POSTPONED",
        "REFUSED",
        "IN_EXECUTION",
        "PARTLY_EXECUTED",
        "EXECUTED",
        "RESULTS_SENT",
        "FORWARDED",
        "RETURNED_DEFICIENT",
        "WITHDRAWN",
        "CLOSED",
    ],
}
_SETS = {
    "WITH_THEM": "TRANSMITTED ACKNOWLEDGED ANSWERED",
    "DECIDING": "TRANSMITTED ACKNOWLEDGED ANSWERED IN_CONSULTATION POSTPONED",
    "EXECUTING": "IN_EXECUTION PARTLY_EXECUTED",
    "GATHERING": "IN_EXECUTION PARTLY_EXECUTED EXECUTED",
    "SENT": (
        "TRANSMITTED ACKNOWLEDGED INFORMATION_REQUESTED ANSWERED IN_CONSULTATION "
        "CONDITIONS_OFFERED POSTPONED IN_EXECUTION PARTLY_EXECUTED"
    ),
    "EARLY": "RECEIVED ACKNOWLEDGED UNDER_REVIEW",
    "OPEN": (
        "RECEIVED ACKNOWLEDGED UNDER_REVIEW AWAITING_INFORMATION IN_CONSULTATION "
        "CONDITIONS_OFFERED ACCEPTED POSTPONED IN_EXECUTION PARTLY_EXECUTED EXECUTED"
    ),
}

_OUTGOING = """
revise | DRAFT ACKNOWLEDGED | | desk
submit | DRAFT | IN_REVIEW | desk
take_back | IN_REVIEW | DRAFT | desk
send_back | IN_REVIEW | DRAFT | sup
approve | IN_REVIEW | APPROVED | sup
revoke_approval | APPROVED | DRAFT | sup
transmit | APPROVED | TRANSMITTED | desk
transmit_orally | APPROVED | TRANSMITTED | desk
confirm_in_writing | SENT EXECUTED | | desk
record_acknowledgement | TRANSMITTED | ACKNOWLEDGED | desk
enquire_status | DECIDING EXECUTING | | desk
record_status_reply | DECIDING EXECUTING | | desk
record_information_request | WITH_THEM IN_CONSULTATION EXECUTING | INFORMATION_REQUESTED | desk
answer_information | INFORMATION_REQUESTED | ANSWERED | desk
record_consultation | WITH_THEM POSTPONED EXECUTING | IN_CONSULTATION | desk
answer_consultation | IN_CONSULTATION | ANSWERED | sup
record_conditions | WITH_THEM IN_CONSULTATION POSTPONED EXECUTING | CONDITIONS_OFFERED | desk
accept_conditions | CONDITIONS_OFFERED | IN_EXECUTION | sup
decline_conditions | CONDITIONS_OFFERED | ANSWERED | sup
record_acceptance | DECIDING EXECUTING | IN_EXECUTION PARTLY_EXECUTED | desk
record_postponement | WITH_THEM IN_CONSULTATION EXECUTING | POSTPONED | desk
record_refusal | DECIDING EXECUTING INFORMATION_REQUESTED CONDITIONS_OFFERED | = REFUSED EXECUTED | desk
record_return | WITH_THEM | RETURNED_DEFICIENT | desk
record_results | WITH_THEM EXECUTING | PARTLY_EXECUTED EXECUTED | desk
withdraw | SENT | WITHDRAWN | sup
abandon | DRAFT IN_REVIEW APPROVED | WITHDRAWN | desk
prepare_anew | RETURNED_DEFICIENT REFUSED WITHDRAWN POSTPONED CLOSED | | desk
close | EXECUTED REFUSED WITHDRAWN RETURNED_DEFICIENT PARTLY_EXECUTED | CLOSED | desk
record_custody | GATHERING WITHDRAWN CLOSED | | all
acknowledge_evidence | GATHERING CLOSED | | desk
record_secrecy_impossible | SENT | | desk
decide_secrecy | SENT | | sup
ask_consent | GATHERING CLOSED | | desk
record_consent | GATHERING CLOSED | | desk
use_otherwise | GATHERING CLOSED | | sup
notify_disclosure | GATHERING CLOSED | | desk
record_disclosure_answer | GATHERING CLOSED | | desk
consult_on_disclosure | GATHERING CLOSED | | sup
record_disclosure | GATHERING CLOSED | | desk
disclose_without_notice | GATHERING CLOSED | | sup
report_breach | GATHERING CLOSED | | sup
tell_inability | GATHERING CLOSED | | sup
record_use_question | GATHERING CLOSED | | desk
report_use | GATHERING CLOSED | | desk
inform | SENT EXECUTED REFUSED RETURNED_DEFICIENT WITHDRAWN | | desk
approve_emergency | IN_REVIEW | APPROVED | sup+duty | emergency
transmit_directly | APPROVED | TRANSMITTED | desk | assistance
review_emergency | APPROVED SENT EXECUTED REFUSED RETURNED_DEFICIENT WITHDRAWN | | sup | emergency
refile | SENT EXECUTED | | desk | emergency
prepare_emergency_mla | SENT EXECUTED | | desk | data
record_use_enquiry | PARTLY_EXECUTED EXECUTED | | desk | emergency
account_for_use | PARTLY_EXECUTED EXECUTED | | desk | emergency
"""  # noqa: E501
_INCOMING = """
revise | EARLY | | desk
acknowledge | RECEIVED | ACKNOWLEDGED | desk
take_up | EARLY | UNDER_REVIEW | desk
record_confirmation | OPEN RESULTS_SENT | | desk
request_information | EARLY EXECUTING | AWAITING_INFORMATION | desk
receive_information | AWAITING_INFORMATION | UNDER_REVIEW EXECUTING | desk
consult | UNDER_REVIEW POSTPONED ACCEPTED EXECUTING | IN_CONSULTATION | sup
record_consultation_answer | IN_CONSULTATION | UNDER_REVIEW | desk
accept | UNDER_REVIEW IN_CONSULTATION ACCEPTED EXECUTING | ACCEPTED | sup
offer_conditions | UNDER_REVIEW IN_CONSULTATION ACCEPTED EXECUTING | CONDITIONS_OFFERED | sup
record_conditions_accepted | CONDITIONS_OFFERED | ACCEPTED | desk
record_conditions_declined | CONDITIONS_OFFERED | UNDER_REVIEW | desk
drop_conditions | CONDITIONS_OFFERED | UNDER_REVIEW | sup
postpone | UNDER_REVIEW IN_CONSULTATION ACCEPTED EXECUTING | POSTPONED | sup
extend_postponement | POSTPONED | | sup
resume | POSTPONED | UNDER_REVIEW | sup
refuse | UNDER_REVIEW IN_CONSULTATION POSTPONED ACCEPTED EXECUTING | = REFUSED EXECUTED | sup
reconsider | ACCEPTED REFUSED POSTPONED CONDITIONS_OFFERED RETURNED_DEFICIENT FORWARDED | UNDER_REVIEW | sup
pass_on | ACCEPTED | IN_EXECUTION | desk
record_execution | EXECUTING | PARTLY_EXECUTED EXECUTED | exec
report_progress | EXECUTING | | exec
return_to_execution | EXECUTED | IN_EXECUTION | sup
release_results | EXECUTED PARTLY_EXECUTED | | sup
send_results | EXECUTED PARTLY_EXECUTED | RESULTS_SENT EXECUTED PARTLY_EXECUTED | desk
record_status_enquiry | OPEN | | desk
reply_status | OPEN | | desk
forward | EARLY | FORWARDED | desk
return_deficient | EARLY | RETURNED_DEFICIENT | sup
record_withdrawal | OPEN | WITHDRAWN | desk
close | EXECUTED RESULTS_SENT REFUSED WITHDRAWN RETURNED_DEFICIENT FORWARDED PARTLY_EXECUTED | CLOSED | desk
record_custody | GATHERING RESULTS_SENT WITHDRAWN CLOSED | | all
record_consent_request | EXECUTED PARTLY_EXECUTED RESULTS_SENT CLOSED | | desk
answer_consent | EXECUTED PARTLY_EXECUTED RESULTS_SENT CLOSED | | sup
record_disclosure_notice | EXECUTED PARTLY_EXECUTED RESULTS_SENT CLOSED | | desk
ask_disclosure_consultation | EXECUTED PARTLY_EXECUTED RESULTS_SENT CLOSED | | sup
record_breach | ACCEPTED IN_EXECUTION EXECUTED PARTLY_EXECUTED RESULTS_SENT CLOSED | | desk
record_inability | ACCEPTED IN_EXECUTION EXECUTED PARTLY_EXECUTED RESULTS_SENT CLOSED | | desk
ask_use | EXECUTED PARTLY_EXECUTED RESULTS_SENT CLOSED | | desk
record_use_report | EXECUTED PARTLY_EXECUTED RESULTS_SENT CLOSED | | desk
tell_secrecy_impossible | OPEN | | sup
record_secrecy_decision | OPEN | | desk
deliver_evidence | EXECUTED PARTLY_EXECUTED RESULTS_SENT | | desk
record_evidence_receipt | EXECUTED PARTLY_EXECUTED RESULTS_SENT CLOSED | | desk
inform | OPEN REFUSED RESULTS_SENT FORWARDED RETURNED_DEFICIENT WITHDRAWN | | desk
accept_emergency | EARLY | ACCEPTED | sup+duty | emergency
review_emergency | -CLOSED-RECEIVED | | sup | emergency
record_refiling | -CLOSED-RECEIVED-FORWARDED-WITHDRAWN | | desk | emergency
record_emergency_mla | ACKNOWLEDGED UNDER_REVIEW AWAITING_INFORMATION IN_CONSULTATION CONDITIONS_OFFERED ACCEPTED POSTPONED EXECUTING EXECUTED | | desk | data
ask_about_use | PARTLY_EXECUTED EXECUTED RESULTS_SENT | | desk | emergency
record_use_account | PARTLY_EXECUTED EXECUTED RESULTS_SENT | | desk | emergency
"""  # noqa: E501
_PRESERVING_OUT = """
record_their_preservation | WITH_THEM EXECUTING | PARTLY_EXECUTED EXECUTED | desk
record_risk | WITH_THEM EXECUTING EXECUTED | | desk
proceed_despite_risk | SENT EXECUTED | | sup
ask_extension | SENT EXECUTED | | desk
record_extension | SENT EXECUTED | | desk
request_the_data | SENT EXECUTED | | desk
give_up_preservation | SENT EXECUTED | | sup
record_preservation_ended | SENT EXECUTED | | desk
link_request | SENT EXECUTED | | desk
record_path | SENT EXECUTED | | desk
ask_third_state | SENT EXECUTED | | desk
"""
_PRESERVING_IN = """
record_preservation | ACCEPTED EXECUTING | PARTLY_EXECUTED EXECUTED RESULTS_SENT | all
warn_of_risk | UNDER_REVIEW ACCEPTED EXECUTING RESULTS_SENT | | desk
record_decision_on_risk | OPEN RESULTS_SENT | | desk
record_extension_request | OPEN RESULTS_SENT | | desk
extend_preservation | OPEN RESULTS_SENT | | sup
end_preservation | OPEN RESULTS_SENT | | sup
link_request | OPEN RESULTS_SENT | | desk
disclose_path | ACCEPTED EXECUTING EXECUTED RESULTS_SENT | = | sup
"""
_BOTH = """
dispatch_letter | * | | desk
restrict | * | | sup
ask_waiver | -CLOSED | | desk
decide_waiver | -CLOSED | | sup
lift_restriction | * | | sup
register_evidence | GATHERING | | all
cancel_letter | * | | sup
write_again | * | | desk
note | * | | all
attach | -CLOSED | | all
assign | -CLOSED | | desk
plan | -CLOSED | | desk
correct | * | | desk
"""


@dataclass(frozen=True)
class Row:
    """One action on one side: from where, to where (`=` stays), by which roles."""

    key: str
    sources: frozenset[str]
    targets: tuple[str, ...]
    who: frozenset[str]
    kinds: frozenset[str] = frozenset()

    def targets_from(self, state: str) -> set[str]:
        """The states in which the action may leave a request that is in `state`."""
        return {state if target == "=" else target for target in self.targets or ("=",)}


def _rows(text: str, side: str) -> dict[str, Row]:
    rows = {}
    for line in text.strip().splitlines():
        key, sources, targets, who, *only = (part.strip() for part in line.split("|"))
        found: list[str] = []
        for word in sources.split():
            if word == "*":
                found += STATES[side]
            elif word.startswith("-"):
                found += [state for state in STATES[side] if state not in word[1:].split("-")]
            else:
                found += _SETS.get(word, word).split()
        kinds = _KINDS[only[0] if only else ""]
        rows[key] = Row(key, frozenset(found), tuple(targets.split()), _WHO[who], kinds)
    return rows


TABLE: dict[str, dict[str, Row]] = {
    OUT: _rows(_OUTGOING, OUT) | _rows(_PRESERVING_OUT, OUT) | _rows(_BOTH, OUT),
    IN: _rows(_INCOMING, IN) | _rows(_PRESERVING_IN, IN) | _rows(_BOTH, IN),
}
FOR_SOME_KINDS = _rows(_PRESERVING_OUT, OUT).keys() | _rows(_PRESERVING_IN, IN).keys()
"""Actions for kinds of measure that the ordinary request of the tests does not ask for."""
ACTIONS = sorted(TABLE[OUT].keys() | TABLE[IN].keys())
HOLDERS_NOBODY = "CLOSED"
FINISHED = frozenset({"REFUSED", "EXECUTED", "NOT_POSSIBLE", "WITHDRAWN"})


def expected(
    side: str, state: str, action: str, roles: set[str], kinds: frozenset[str] = OTHERWISE
) -> str:
    """`ROLE` or `STATE` where the table refuses, `OPEN` where only the rules could."""
    row = TABLE[side].get(action)
    other = TABLE[OUT if side == IN else IN].get(action)
    who = (row or other or Row("", frozenset(), (), frozenset())).who
    if not who & roles:
        return "ROLE"
    if row is None or state not in row.sources or action in FOR_SOME_KINDS:
        return "STATE"
    if row.kinds and not row.kinds & kinds:
        return "STATE"
    return "OPEN"
