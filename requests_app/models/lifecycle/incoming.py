"""The transitions of a request made to us."""

from typing import TYPE_CHECKING

from requests_app.models import preserving
from requests_app.models.lifecycle.moves import moves

if TYPE_CHECKING:
    from requests_app.models.move import Move


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
        preserving.end_with_the_request(move)
