"""The transitions on the model: one method for each row of the workflow table.

A method writes what its action changes and nothing else; permissions, needs, clocks,
letters and the ledger belong to `operations.act`, which is the only caller.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django_fsm import RETURN_VALUE, transition

from requests_app.rules import workflow

if TYPE_CHECKING:
    from requests_app.models.move import Move

Method = Callable[..., Any]


def moves(key: str) -> Callable[[Method], Method]:
    """Declare a method as the transition of that row of the table."""
    row = workflow.action(key)

    def right_side(request: Any) -> bool:
        return row.direction in (None, request.direction)

    target: Any = None
    if len(row.targets) == 1:
        target = row.targets[0].value
    elif row.targets:
        target = RETURN_VALUE(*(state.value for state in row.targets))
    return transition(
        field="state",
        source=[state.value for state in row.sources],
        target=target,
        conditions=[right_side],
        custom={"action": key},
    )


class Outgoing:
    """The life of a request we make."""

    state: str
    other_state_id: str

    @moves("submit")
    def submit(self, move: "Move") -> None:
        move.submitted()

    @moves("take_back")
    def take_back(self, move: "Move") -> None:
        move.unsubmitted()

    @moves("send_back")
    def send_back(self, move: "Move") -> None:
        move.unsubmitted()

    @moves("approve")
    def approve(self, move: "Move") -> None:
        move.nothing_more()

    @moves("revoke_approval")
    def revoke_approval(self, move: "Move") -> None:
        move.unsubmitted()
        move.cancel_waiting_letters()

    @moves("transmit")
    def transmit(self, move: "Move") -> None:
        move.transmitted()
        move.dispatch_latest("REQUEST")

    @moves("transmit_orally")
    def transmit_orally(self, move: "Move") -> None:
        move.transmitted(form="ORAL")

    @moves("confirm_in_writing")
    def confirm_in_writing(self, move: "Move") -> None:
        move.confirmed()
        move.dispatch_latest("REQUEST")

    @moves("record_acknowledgement")
    def record_acknowledgement(self, move: "Move") -> None:
        move.take_their_reference()

    @moves("enquire_status")
    def enquire_status(self, move: "Move") -> None:
        move.nothing_more()

    @moves("record_status_reply")
    def record_status_reply(self, move: "Move") -> None:
        move.nothing_more()

    @moves("record_information_request")
    def record_information_request(self, move: "Move") -> None:
        move.ask(text=move.given["questions"], on=move.given["received_on"])

    @moves("answer_information")
    def answer_information(self, move: "Move") -> None:
        move.answer_questions(on=move.today)

    @moves("record_consultation")
    def record_consultation(self, move: "Move") -> None:
        move.open_consultation(on=move.given["received_on"])

    @moves("answer_consultation")
    def answer_consultation(self, move: "Move") -> None:
        move.answer_consultation(on=move.today)

    @moves("record_conditions")
    def record_conditions(self, move: "Move") -> None:
        move.offer_conditions(on=move.given["received_on"])

    @moves("accept_conditions")
    def accept_conditions(self, move: "Move") -> None:
        move.settle_conditions("ACCEPTED", by=move.by.username, on=move.today)

    @moves("decline_conditions")
    def decline_conditions(self, move: "Move") -> None:
        move.settle_conditions("DECLINED", by=move.by.username, on=move.today)

    @moves("record_acceptance")
    def record_acceptance(self, move: "Move") -> str:
        move.take_their_reference()
        move.grant()
        move.decide("ACCEPTED")
        return move.state_of_execution()

    @moves("record_postponement")
    def record_postponement(self, move: "Move") -> None:
        move.decide("POSTPONED")

    @moves("record_refusal")
    def record_refusal(self, move: "Move") -> str:
        move.set_outcome("REFUSED")
        move.decide("REFUSED")
        after = move.state_after_refusal()
        if after != self.state:
            move.settle_conditions("DROPPED", by=self.other_state_id, on=move.given["received_on"])
        return after

    @moves("record_return")
    def record_return(self, move: "Move") -> None:
        move.decide("RETURNED")

    @moves("record_results")
    def record_results(self, move: "Move") -> str:
        return move.record_outcome(on=move.given["received_on"])

    @moves("withdraw")
    def withdraw(self, move: "Move") -> None:
        move.set_outcome("WITHDRAWN")

    @moves("abandon")
    def abandon(self, move: "Move") -> None:
        move.set_outcome("WITHDRAWN")
        move.cancel_waiting_letters()

    @moves("prepare_anew")
    def prepare_anew(self, move: "Move") -> None:
        move.nothing_more()


class Incoming:
    """The life of a request made to us."""

    other_state_id: str

    @moves("acknowledge")
    def acknowledge(self, move: "Move") -> None:
        move.nothing_more()

    @moves("take_up")
    def take_up(self, move: "Move") -> None:
        move.keep_assessment()

    @moves("record_confirmation")
    def record_confirmation(self, move: "Move") -> None:
        move.confirmed()

    @moves("request_information")
    def request_information(self, move: "Move") -> None:
        move.ask(text=move.given["questions"], on=move.today)
        move.remember_where_asked()

    @moves("receive_information")
    def receive_information(self, move: "Move") -> str:
        move.answer_questions(on=move.given["received_on"])
        return move.where_asked()

    @moves("consult")
    def consult(self, move: "Move") -> None:
        move.open_consultation(on=move.today)

    @moves("record_consultation_answer")
    def record_consultation_answer(self, move: "Move") -> None:
        move.answer_consultation(on=move.given["received_on"])

    @moves("accept")
    def accept(self, move: "Move") -> None:
        move.grant()
        move.decide("ACCEPTED")

    @moves("offer_conditions")
    def offer_conditions(self, move: "Move") -> None:
        move.offer_conditions(on=move.today)
        move.decide("CONDITIONS")

    @moves("record_conditions_accepted")
    def record_conditions_accepted(self, move: "Move") -> None:
        move.settle_conditions(
            "ACCEPTED", by=move.given["accepted_by"], on=move.given["received_on"]
        )

    @moves("record_conditions_declined")
    def record_conditions_declined(self, move: "Move") -> None:
        move.settle_conditions("DECLINED", by=self.other_state_id, on=move.given["received_on"])

    @moves("drop_conditions")
    def drop_conditions(self, move: "Move") -> None:
        move.settle_conditions("DROPPED", by=move.by.username, on=move.today)

    @moves("postpone")
    def postpone(self, move: "Move") -> None:
        move.decide("POSTPONED")

    @moves("extend_postponement")
    def extend_postponement(self, move: "Move") -> None:
        move.decide("POSTPONED")

    @moves("resume")
    def resume(self, move: "Move") -> None:
        move.nothing_more()

    @moves("refuse")
    def refuse(self, move: "Move") -> str:
        move.set_outcome("REFUSED")
        move.decide("REFUSED")
        return move.state_after_refusal()

    @moves("reconsider")
    def reconsider(self, move: "Move") -> None:
        move.take_decision_back()

    @moves("pass_on")
    def pass_on(self, move: "Move") -> None:
        move.pass_on()

    @moves("record_execution")
    def record_execution(self, move: "Move") -> str:
        move.executed()
        return move.record_outcome(on=move.given["executed_on"])

    @moves("return_to_execution")
    def return_to_execution(self, move: "Move") -> None:
        move.reopen_measures()

    @moves("release_results")
    def release_results(self, move: "Move") -> None:
        move.release()

    @moves("send_results")
    def send_results(self, move: "Move") -> str:
        return move.send_released()

    @moves("record_status_enquiry")
    def record_status_enquiry(self, move: "Move") -> None:
        move.owe_reply(True)

    @moves("reply_status")
    def reply_status(self, move: "Move") -> None:
        move.owe_reply(False)

    @moves("report_progress")
    def report_progress(self, move: "Move") -> None:
        move.nothing_more()

    @moves("forward")
    def forward(self, move: "Move") -> None:
        move.decide("FORWARDED")

    @moves("return_deficient")
    def return_deficient(self, move: "Move") -> None:
        move.decide("RETURNED")

    @moves("record_withdrawal")
    def record_withdrawal(self, move: "Move") -> None:
        move.set_outcome("WITHDRAWN")


class Shared:
    """What both lifecycles have."""

    @moves("revise")
    def revise(self, move: "Move") -> None:
        move.prepared()
        move.to_be_examined_again()

    @moves("dispatch_letter")
    def dispatch_letter(self, move: "Move") -> None:
        move.dispatch(move.given["letter"])

    @moves("cancel_letter")
    def cancel_letter(self, move: "Move") -> None:
        move.cancel_letter(move.given["letter"])

    @moves("write_again")
    def write_again(self, move: "Move") -> None:
        move.give_up(move.given["letter"])

    @moves("inform")
    def inform(self, move: "Move") -> None:
        move.nothing_more()

    @moves("note")
    def note(self, move: "Move") -> None:
        move.nothing_more()

    @moves("attach")
    def attach(self, move: "Move") -> None:
        move.attach()

    @moves("assign")
    def assign(self, move: "Move") -> None:
        move.assign()

    @moves("plan")
    def plan(self, move: "Move") -> None:
        move.plan()

    @moves("correct")
    def correct(self, move: "Move") -> None:
        move.prepared()
        move.correct()

    @moves("close")
    def close(self, move: "Move") -> None:
        move.close()
