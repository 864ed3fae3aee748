"""The transitions of requests that lead to a provider in a third State."""

from typing import TYPE_CHECKING

from requests_app.models import traffic
from requests_app.models.lifecycle.moves import moves
from requests_app.models.preserving import after_preserving

if TYPE_CHECKING:
    from requests_app.models.move import Move


class Tracing:
    """The path of a communication, disclosed by us or to us."""

    state: str

    @moves("disclose_path")
    def disclose_path(self, move: "Move") -> str:
        traffic.found(move)
        traffic.disclose(move)
        return after_preserving(move) if move.touched else self.state

    @moves("record_path")
    def record_path(self, move: "Move") -> None:
        traffic.found(move)

    @moves("ask_third_state")
    def ask_third_state(self, move: "Move") -> None:
        move.nothing_more()
