"""What the duty desk's fast path adds to both lifecycles."""

from typing import TYPE_CHECKING

from requests_app.models.lifecycle.moves import moves
from requests_app.rules import emergency
from requests_app.rules.clock_life import REFILING

if TYPE_CHECKING:
    from requests_app.models.move import Move


class Emergency:
    """The fast path, and what is owed after it."""

    @moves("approve_emergency")
    def approve_emergency(self, move: "Move") -> None:
        move.use_fast_path("approve_emergency")

    @moves("transmit_directly")
    def transmit_directly(self, move: "Move") -> None:
        move.transmitted()
        move.dispatch_latest("REQUEST")

    @moves("accept_emergency")
    def accept_emergency(self, move: "Move") -> None:
        move.keep_assessment()
        move.use_fast_path("accept_emergency")
        move.grant()
        move.decide("ACCEPTED")

    @moves("review_emergency")
    def review_emergency(self, move: "Move") -> None:
        move.review_fast_path()

    @moves("refile")
    def refile(self, move: "Move") -> None:
        move.follow_up(REFILING, on=move.today)

    @moves("record_refiling")
    def record_refiling(self, move: "Move") -> None:
        move.take_their_reference()
        move.follow_up(REFILING, on=move.given["received_on"])

    @moves("prepare_emergency_mla")
    def prepare_emergency_mla(self, move: "Move") -> None:
        move.follow_up(emergency.MLA_FIRST, on=move.today)

    @moves("record_emergency_mla")
    def record_emergency_mla(self, move: "Move") -> None:
        move.take_their_reference()
        move.follow_up(emergency.MLA_FIRST, on=move.given["received_on"])

    @moves("ask_about_use")
    def ask_about_use(self, move: "Move") -> None:
        move.ask_about_use(on=move.today)

    @moves("record_use_account")
    def record_use_account(self, move: "Move") -> None:
        move.account_for_use(on=move.given["received_on"])

    @moves("record_use_enquiry")
    def record_use_enquiry(self, move: "Move") -> None:
        move.ask_about_use(on=move.given["received_on"])

    @moves("account_for_use")
    def account_for_use(self, move: "Move") -> None:
        move.account_for_use(on=move.today)
