"""The states a request can be in, who holds it there, and how states follow from measures."""

from collections.abc import Iterable
from enum import StrEnum

from requests_app.rules.facts import Direction
from requests_app.rules.measures import FINISHED, Outcome
from requests_app.rules.sentences import gettext_noop as _


class State(StrEnum):
    """Every state of both lifecycles. A state shared by both means the same in both."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    APPROVED = "APPROVED"
    TRANSMITTED = "TRANSMITTED"
    INFORMATION_REQUESTED = "INFORMATION_REQUESTED"
    ANSWERED = "ANSWERED"
    RECEIVED = "RECEIVED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    UNDER_REVIEW = "UNDER_REVIEW"
    AWAITING_INFORMATION = "AWAITING_INFORMATION"
    IN_CONSULTATION = "IN_CONSULTATION"
    CONDITIONS_OFFERED = "CONDITIONS_OFFERED"
    ACCEPTED = "ACCEPTED"
    POSTPONED = "POSTPONED"
    REFUSED = "REFUSED"
    IN_EXECUTION = "IN_EXECUTION"
    PARTLY_EXECUTED = "PARTLY_EXECUTED"
    EXECUTED = "EXECUTED"
    RESULTS_SENT = "RESULTS_SENT"
    FORWARDED = "FORWARDED"
    RETURNED_DEFICIENT = "RETURNED_DEFICIENT"
    WITHDRAWN = "WITHDRAWN"
    CLOSED = "CLOSED"


LABELS = {
    State.DRAFT: _("Draft"),
    State.IN_REVIEW: _("In review"),
    State.APPROVED: _("Approved"),
    State.TRANSMITTED: _("Transmitted"),
    State.INFORMATION_REQUESTED: _("Information requested of us"),
    State.ANSWERED: _("Information given"),
    State.RECEIVED: _("Received"),
    State.ACKNOWLEDGED: _("Acknowledged"),
    State.UNDER_REVIEW: _("Under review"),
    State.AWAITING_INFORMATION: _("Awaiting information"),
    State.IN_CONSULTATION: _("In consultation"),
    State.CONDITIONS_OFFERED: _("Conditions offered"),
    State.ACCEPTED: _("Accepted"),
    State.POSTPONED: _("Postponed"),
    State.REFUSED: _("Refused"),
    State.IN_EXECUTION: _("In execution"),
    State.PARTLY_EXECUTED: _("Partly executed"),
    State.EXECUTED: _("Executed"),
    State.RESULTS_SENT: _("Results sent"),
    State.FORWARDED: _("Forwarded"),
    State.RETURNED_DEFICIENT: _("Returned as deficient"),
    State.WITHDRAWN: _("Withdrawn"),
    State.CLOSED: _("Closed"),
}


class Holder(StrEnum):
    """Whose turn it is. Every state has one."""

    CLERK = "CLERK"
    SUPERVISOR = "SUPERVISOR"
    COMPETENT_AUTHORITY = "COMPETENT_AUTHORITY"
    OTHER_STATE = "OTHER_STATE"
    NOBODY = "NOBODY"


HOLDER_LABELS = {
    Holder.CLERK: _("Clerk"),
    Holder.SUPERVISOR: _("Supervisor"),
    Holder.COMPETENT_AUTHORITY: _("Competent authority"),
    Holder.OTHER_STATE: _("The other State"),
    Holder.NOBODY: _("Nobody: the case is closed"),
}

_S, _H, _IN, _OUT = State, Holder, Direction.INCOMING, Direction.OUTGOING
HOLDERS: dict[tuple[Direction, State], Holder] = {
    (_OUT, _S.DRAFT): _H.CLERK,
    (_OUT, _S.IN_REVIEW): _H.SUPERVISOR,
    (_OUT, _S.APPROVED): _H.CLERK,
    (_OUT, _S.TRANSMITTED): _H.OTHER_STATE,
    (_OUT, _S.ACKNOWLEDGED): _H.OTHER_STATE,
    (_OUT, _S.INFORMATION_REQUESTED): _H.CLERK,
    (_OUT, _S.ANSWERED): _H.OTHER_STATE,
    (_OUT, _S.IN_CONSULTATION): _H.SUPERVISOR,
    (_OUT, _S.CONDITIONS_OFFERED): _H.SUPERVISOR,
    (_OUT, _S.POSTPONED): _H.OTHER_STATE,
    (_OUT, _S.REFUSED): _H.SUPERVISOR,
    (_OUT, _S.IN_EXECUTION): _H.OTHER_STATE,
    (_OUT, _S.PARTLY_EXECUTED): _H.OTHER_STATE,
    (_OUT, _S.EXECUTED): _H.CLERK,
    (_OUT, _S.RETURNED_DEFICIENT): _H.CLERK,
    (_OUT, _S.WITHDRAWN): _H.CLERK,
    (_OUT, _S.CLOSED): _H.NOBODY,
    (_IN, _S.RECEIVED): _H.CLERK,
    (_IN, _S.ACKNOWLEDGED): _H.CLERK,
    (_IN, _S.UNDER_REVIEW): _H.SUPERVISOR,
    (_IN, _S.AWAITING_INFORMATION): _H.OTHER_STATE,
    (_IN, _S.IN_CONSULTATION): _H.OTHER_STATE,
    (_IN, _S.CONDITIONS_OFFERED): _H.OTHER_STATE,
    (_IN, _S.ACCEPTED): _H.CLERK,
    (_IN, _S.POSTPONED): _H.SUPERVISOR,
    (_IN, _S.REFUSED): _H.CLERK,
    (_IN, _S.IN_EXECUTION): _H.COMPETENT_AUTHORITY,
    (_IN, _S.PARTLY_EXECUTED): _H.COMPETENT_AUTHORITY,
    (_IN, _S.EXECUTED): _H.SUPERVISOR,
    (_IN, _S.RESULTS_SENT): _H.CLERK,
    (_IN, _S.FORWARDED): _H.CLERK,
    (_IN, _S.RETURNED_DEFICIENT): _H.CLERK,
    (_IN, _S.WITHDRAWN): _H.CLERK,
    (_IN, _S.CLOSED): _H.NOBODY,
}
INITIAL = {_OUT: _S.DRAFT, _IN: _S.RECEIVED}
ENDED = frozenset(
    {
        *((_OUT, state) for state in (_S.EXECUTED, _S.REFUSED, _S.RETURNED_DEFICIENT)),
        *((_IN, state) for state in (_S.RESULTS_SENT, _S.REFUSED, _S.RETURNED_DEFICIENT)),
        *((side, state) for side in (_OUT, _IN) for state in (_S.WITHDRAWN, _S.CLOSED)),
        (_IN, _S.FORWARDED),
    }
)
"""Where a case has had its outcome: nothing in it is awaited by a date any more."""
BEFORE_DISPATCH = frozenset({_S.DRAFT, _S.IN_REVIEW, _S.APPROVED})
"""The states of an outgoing request that has not left the house."""


def of(direction: Direction) -> tuple[State, ...]:
    """The states of one lifecycle, in the order of the table."""
    return tuple(state for side, state in HOLDERS if side == direction)


def after_execution(outcomes: Iterable[Outcome]) -> State:
    """EXECUTED once every measure is finished, else PARTLY_EXECUTED."""
    return State.EXECUTED if all(o in FINISHED for o in outcomes) else State.PARTLY_EXECUTED


def after_refusal(outcomes: Iterable[Outcome], *, present: State) -> State:
    """REFUSED once every measure is refused; EXECUTED when the rest is done; else as it was."""
    results = list(outcomes)
    if all(outcome is Outcome.REFUSED for outcome in results):
        return State.REFUSED
    return State.EXECUTED if all(outcome in FINISHED for outcome in results) else present
