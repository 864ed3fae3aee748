"""The transitions of a request we make."""

from typing import TYPE_CHECKING

from requests_app.models import preserving
from requests_app.models.lifecycle.moves import moves

if TYPE_CHECKING:
    from requests_app.models.move import Move


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
        preserving.end_with_the_request(move)

    @moves("abandon")
    def abandon(self, move: "Move") -> None:
        move.set_outcome("WITHDRAWN")
        move.cancel_waiting_letters()

    @moves("prepare_anew")
    def prepare_anew(self, move: "Move") -> None:
        move.nothing_more()
