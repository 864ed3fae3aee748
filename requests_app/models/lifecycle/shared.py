"""The transitions that both lifecycles have."""

from typing import TYPE_CHECKING

from requests_app.models.lifecycle.moves import moves

if TYPE_CHECKING:
    from requests_app.models.move import Move


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
