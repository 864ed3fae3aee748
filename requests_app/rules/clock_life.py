"""Where a clock lives: the states in which what it waits for can still come.

A request that leaves these states takes the clock with it: nothing runs on for an event that
cannot happen any more.
"""

from functools import cache

from requests_app.rules import states
from requests_app.rules.facts import Direction
from requests_app.rules.sentences import Sentence
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State

_OUT, _IN = Direction.OUTGOING, Direction.INCOMING


def _open(side: Direction) -> frozenset[State]:
    return frozenset(
        state
        for state in states.of(side)
        if (side, state) not in states.ENDED and state not in states.BEFORE_DISPATCH
    )


_EVERY_OPEN = {side: _open(side) for side in (_OUT, _IN)}

EMERGENCY_ANSWER = "D-EMERGENCY-ANSWER"
"""The first sign of the requested State after an emergency request of ours left."""
EMERGENCY_DECISION = "D-EMERGENCY-DECISION"
"""Our decision on an emergency request, whatever it is."""
AFTER_REVIEW = "D-AFTER-REVIEW"
REFILE = "D-REFILE"
REFILING = "duty.emergency_refile"
"""The row that a State opens by declaring that an emergency request is made again afterwards:
where it did, that clock runs."""
MET_BY_LEAVING = frozenset({EMERGENCY_ANSWER, EMERGENCY_DECISION})
"""Clocks that wait for an answer, whichever: a request that goes on has it, one that is
withdrawn needs none any more."""

LIVES_IN: dict[str, dict[Direction, frozenset[State]]] = {
    "D-ACKNOWLEDGE": {_IN: frozenset({State.RECEIVED, State.ACKNOWLEDGED})},
    "D-SUGGESTED": _EVERY_OPEN,
    "D-INFORMATION": {
        _OUT: frozenset({State.INFORMATION_REQUESTED}),
        _IN: frozenset({State.AWAITING_INFORMATION}),
    },
    "D-REVIEW": {side: frozenset({State.POSTPONED}) for side in (_OUT, _IN)},
    "D-STATUS-REPLY": {_IN: _EVERY_OPEN[_IN]},
    "D-EXECUTION-REPORT": {
        _IN: frozenset({State.IN_EXECUTION, State.PARTLY_EXECUTED, State.AWAITING_INFORMATION})
    },
    "D-CONF-INABILITY": {_IN: _EVERY_OPEN[_IN] | {State.EXECUTED}},
    "D-EXCULP": {
        _OUT: frozenset({State.IN_EXECUTION, State.PARTLY_EXECUTED, State.EXECUTED, State.CLOSED}),
    },
    EMERGENCY_ANSWER: {_OUT: frozenset({State.TRANSMITTED})},
    EMERGENCY_DECISION: {
        _IN: frozenset(
            {
                State.RECEIVED,
                State.ACKNOWLEDGED,
                State.UNDER_REVIEW,
                State.AWAITING_INFORMATION,
                State.IN_CONSULTATION,
            }
        )
    },
    AFTER_REVIEW: {
        side: frozenset(states.of(side))
        - {State.DRAFT, State.IN_REVIEW, State.RECEIVED, State.CLOSED}
        for side in (_OUT, _IN)
    },
    REFILE: {
        _OUT: _EVERY_OPEN[_OUT] | {State.EXECUTED},
        _IN: frozenset(states.of(_IN))
        - {State.RECEIVED, State.FORWARDED, State.WITHDRAWN, State.CLOSED},
    },
    "D-ORAL-CONFIRM": {
        _OUT: _EVERY_OPEN[_OUT] | {State.EXECUTED},
        _IN: _EVERY_OPEN[_IN] | {State.RESULTS_SENT},
    },
    "D-PRES": {
        _OUT: _EVERY_OPEN[_OUT] | {State.EXECUTED},
        _IN: _EVERY_OPEN[_IN] | {State.RESULTS_SENT},
    },
}
"""For each clock that the workflow moves, the states of either side in which it may run."""


@cache
def dying(side: Direction, before: State, after: State) -> frozenset[str]:
    """The clocks that a request leaves behind when it moves from one state to the other."""
    return frozenset(
        clock
        for clock, lives in LIVES_IN.items()
        if after not in lives.get(side, ()) and before in lives.get(side, ())
    )


_SUBJECTS = {
    "measure": _("Measure %(number)s"),
    "person": _("Person %(number)s"),
}


def subject(about: str) -> Sentence | None:
    """Whom or what a clock is about, such as `measure:2`; None for the request as a whole."""
    if not about:
        return None
    kind, _colon, number = about.partition(":")
    return Sentence(_SUBJECTS[kind], {"number": number})
