"""A row of the workflow table: who may move a request from where to where, and what follows."""

from dataclasses import dataclass
from enum import StrEnum

from requests_app.rules.correspondence import Letter
from requests_app.rules.facts import Direction
from requests_app.rules.inputs import Input
from requests_app.rules.states import State

CLERK = "CLERK"
SUPERVISOR = "SUPERVISOR"
EXECUTING_OFFICER = "EXECUTING_OFFICER"
DUTY_OFFICER = "DUTY_OFFICER"
AUDITOR = "AUDITOR"
REGISTRAR = "REGISTRAR"
ROLES = (CLERK, SUPERVISOR, EXECUTING_OFFICER, DUTY_OFFICER, AUDITOR, REGISTRAR)
DESK = frozenset({CLERK, SUPERVISOR, DUTY_OFFICER})
"""Those who handle the papers of the central authority."""
SUPERVISORS = frozenset({SUPERVISOR})


class ClockMove(StrEnum):
    """What an action does to a clock."""

    START = "START"
    MEET = "MEET"
    CANCEL = "CANCEL"
    """No row says this: a clock is cancelled where the request leaves its states."""
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    EXTEND = "EXTEND"


@dataclass(frozen=True, slots=True)
class ClockChange:
    """One change of one clock; `date_from` names the input that holds the date to keep.

    `counted_from` names the input that holds the day it counts from, if that is not the day of
    receipt or of the action. `into`: only where the action leads to one of these states; empty:
    wherever it leads. `each` names the input that says which measures or persons the clock is
    about: each of them has one of its own. `amount_from` names the input by how much it is
    extended, in the unit of the clock. `about` is whom or what it is about, once that is known.
    `if_declared`: only where the requested State made the declaration that opens this row of the
    instrument. Where the clock's row is for some kinds of measure, only requests for these start
    it.
    """

    move: ClockMove
    clock: str
    date_from: str = ""
    into: frozenset[State] = frozenset()
    each: str = ""
    amount_from: str = ""
    about: str = ""
    counted_from: str = ""
    if_declared: str = ""


def starts(
    clock: str,
    *into: State,
    date_from: str = "",
    each: str = "",
    counted_from: str = "",
    if_declared: str = "",
) -> ClockChange:
    """The action starts the clock anew, or sets its date from an input, where it leads to one
    of these states."""
    return ClockChange(
        ClockMove.START,
        clock,
        date_from,
        frozenset(into),
        each,
        counted_from=counted_from,
        if_declared=if_declared,
    )


def meets(clock: str, *into: State, each: str = "") -> ClockChange:
    """The action is what the clock was waiting for, where it leads to one of these states."""
    return ClockChange(ClockMove.MEET, clock, into=frozenset(into), each=each)


def pauses(clock: str, *, each: str = "") -> ClockChange:
    """The clock stands still from the day of the action."""
    return ClockChange(ClockMove.PAUSE, clock, each=each)


def resumes(clock: str, *, each: str = "") -> ClockChange:
    """The clock runs on from the day of the action."""
    return ClockChange(ClockMove.RESUME, clock, each=each)


def extends(clock: str, *, amount_from: str, each: str = "") -> ClockChange:
    """The clock runs longer, by the number that the input gives in the clock's own unit."""
    return ClockChange(ClockMove.EXTEND, clock, each=each, amount_from=amount_from)


@dataclass(frozen=True, slots=True)
class Action:
    """One row: who may move a request from where to where, with what, and what follows.

    `targets` empty: the state stays. Several: the state follows from the measures, and is
    always one of these. `needs` are keys of `needs.NEEDS`, judged in this order.
    """

    key: str
    direction: Direction | None
    label: str
    verb: str
    """What the ledger and the timeline say: the past tense, the person being the subject."""
    sources: tuple[State, ...]
    targets: tuple[State, ...] = ()
    who: frozenset[str] = DESK
    takes: tuple[Input, ...] = ()
    needs: tuple[str, ...] = ()
    letter: Letter | None = None
    clocks: tuple[ClockChange, ...] = ()
    help: str = ""
    weight: int = 50
    """Order on the page: the usual next step first."""
    grave: bool = False
    """Asks for confirmation: it ends, refuses or gives up something."""
    kinds: frozenset[str] = frozenset()
    """Only for requests that ask for a measure of one of these kinds; empty: for every one."""

    def is_open_in(self, direction: Direction | str, state: State | str) -> bool:
        """True when the table has this action for a request of that side in that state."""
        return self.direction in (None, direction) and state in self.sources

    def is_for(self, kinds: frozenset[str]) -> bool:
        """True when a request for these kinds of measure may have the action at all."""
        return not self.kinds or bool(self.kinds & kinds)
