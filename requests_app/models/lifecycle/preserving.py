"""The transitions of requests for the preservation of data."""

from typing import TYPE_CHECKING

from requests_app.models import preserving
from requests_app.models.lifecycle.moves import moves
from requests_app.rules import states
from requests_app.rules.measures import Outcome
from requests_app.rules.preserved import Keeping, RiskAnswer

if TYPE_CHECKING:
    from requests_app.models.move import Move


class Preserving:
    """The transitions of requests for preservation."""

    state: str

    @moves("record_preservation")
    def record_preservation(self, move: "Move") -> str:
        preserving.preserve(move)
        move.executed()
        return preserving.after_preserving(move)

    @moves("record_their_preservation")
    def record_their_preservation(self, move: "Move") -> str:
        move.take_their_reference()
        preserving.preserve(move)
        return states.after_execution(Outcome(measure.outcome) for measure in move.measures)

    @moves("warn_of_risk")
    def warn_of_risk(self, move: "Move") -> None:
        preserving.tell_of_risk(move)

    @moves("record_risk")
    def record_risk(self, move: "Move") -> None:
        preserving.tell_of_risk(move)

    @moves("record_decision_on_risk")
    def record_decision_on_risk(self, move: "Move") -> None:
        preserving.decide_on_risk(move, move.given["decision"])

    @moves("proceed_despite_risk")
    def proceed_despite_risk(self, move: "Move") -> None:
        preserving.decide_on_risk(move, RiskAnswer.GO_ON)

    @moves("record_extension_request")
    def record_extension_request(self, move: "Move") -> None:
        preserving.kept(move).update(extension_asked_on=move.given["received_on"])

    @moves("ask_extension")
    def ask_extension(self, move: "Move") -> None:
        preserving.kept(move).update(extension_asked_on=move.today)

    @moves("extend_preservation")
    def extend_preservation(self, move: "Move") -> None:
        preserving.kept(move).update(extension_asked_on=None)

    @moves("record_extension")
    def record_extension(self, move: "Move") -> None:
        preserving.kept(move).update(extension_asked_on=None)

    @moves("request_the_data")
    def request_the_data(self, move: "Move") -> None:
        move.nothing_more()

    @moves("link_request")
    def link_request(self, move: "Move") -> None:
        move.nothing_more()

    @moves("end_preservation")
    def end_preservation(self, move: "Move") -> None:
        preserving.end(move, move.given["ended_as"], on=move.given["ended_on"])

    @moves("record_preservation_ended")
    def record_preservation_ended(self, move: "Move") -> None:
        preserving.end(move, move.given["ended_as"], on=move.given["ended_on"])

    @moves("give_up_preservation")
    def give_up_preservation(self, move: "Move") -> None:
        preserving.end(move, Keeping.NOT_NEEDED, on=move.today)
        preserving.decide_on_risk(move, RiskAnswer.GIVE_UP)
