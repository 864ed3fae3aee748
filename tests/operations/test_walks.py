"""Random walks of both lifecycles, against a model written by hand from the specification.

The ordinary run takes 30 walks of 20 steps on each side; ROGATORY_DEEP=1000 takes 1,000 of 30.
After each walk somebody new must be able to bring the case to its end: there are no dead ends.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from mla import ledger
from mla.accounts.models import User
from requests_app import operations, queries
from requests_app.models import Clock, Decision, Letter, Measure, Request
from requests_app.rules.inputs import UnableToReadInput
from tests.faults import spec
from tests.faults.looking import Picture, blank_letters, picture
from tests.world import (
    NOW,
    ROLES,
    TODAY,
    World,
    given_for,
    make_world,
    open_request,
    render_letters,
)

__all__ = ["blank_letters"]
DEEP = int(os.environ.get("ROGATORY_DEEP", "0"))
WALKS, STEPS = (DEEP, 30) if DEEP else (30, 20)

DECIDES = {
    "approve",
    "accept",
    "refuse",
    "postpone",
    "extend_postponement",
    "offer_conditions",
    "return_deficient",
}
PREPARES = {"revise", "submit", "correct"}
RULES_ASK_FOR_REASONS = {
    "refuse",
    "postpone",
    "offer_conditions",
    "record_refusal",
    "record_postponement",
}
TAKES_MEASURES = {"record_results", "accept", "refuse", "record_execution", "release_results"}
REFUSED = ("ROLE", "STATE", "RULE", "REFUSED")
WALKERS = ("clerk", "clerk2", "supervisor", "supervisor2", "officer", "duty", "auditor", "double")
AFTER_THE_END = {"D-EXCULP"}
"""Clocks that may run in a closed case: what was given may be used for years after."""
WITHOUT_A_NUMBER = {"D-EXCULP", "D-CONF-INABILITY"}
"""Clocks for which no text sets a number of days, nor does the house."""
SLIPS: dict[str, dict[str, Any]] = {
    "unknown key": {"surprise": "1"},
    "future": {"received_on": TODAY + timedelta(days=400)},
    "past": {"review_on": TODAY - timedelta(days=1), "reply_by": TODAY},
    "forbidden ground": {"grounds": ["forbid.bank_secrecy"]},
    "unknown ground": {"grounds": ["ref.weather"]},
    "no reasons": {"reasons": ""},
    "no measure": {"measures": ["9"]},
    "measure one": {"measures": ["1"]},
    "measure two": {"measures": ["2"]},
    "not possible": {"outcome": "NOT_POSSIBLE"},
    "in part": {"outcome": "PARTLY_EXECUTED"},
    "hidden": {"note": "a\u202eb", "reasons": "a\u202eb"},
}


@dataclass
class Model:
    """What must be true of the request, from the specification and what was done so far."""

    side: str
    state: str
    preparers: set[str]
    executors: set[str] = field(default_factory=set)
    version: int = 1
    events: int = 1

    def must_refuse(self, action: str, by: str, given: dict[str, Any], seen: "Seen") -> str:
        """Why the rules cannot let an action pass that the table has open; empty: they may."""
        chosen = [str(number) for number in given.get("measures") or ()]
        outcomes = [seen.outcomes.get(number, "NONE") for number in chosen]
        if action in DECIDES and by in self.preparers:
            return "four eyes"
        if action == "release_results" and by in self.executors:
            return "four eyes on the execution"
        if action in TAKES_MEASURES and "NONE" in outcomes:
            return "no such measure"
        if action in ("accept", "refuse", "record_results") and set(outcomes) & spec.FINISHED:
            return "finished"
        if action == "record_execution" and not set(outcomes) <= {"GRANTED", "PARTLY_EXECUTED"}:
            return "not granted"
        if action == "send_results" and not seen.released - seen.sent:
            return "nothing released"
        if action in ("refuse", "postpone") and not given.get("reasons"):
            return "no reasons"
        if action == "refuse" and given["grounds"] != ["ref.essential_interests"]:
            return "no permitted ground"
        if action == "revise" and self.side == spec.OUT and self.state != "DRAFT":
            return "left the house"
        if action == "close" and seen.letters & {"WAITING", "READY", "FAILED"}:
            return "letters in the house"
        if action == "transmit" and "READY" not in seen.request_letters:
            return "not drawn"
        if "received_on" in given and given["received_on"] > TODAY and action != "correct":
            return "future"
        return ""


@dataclass
class Seen:
    """What the database says of the request now."""

    request: Request
    outcomes: dict[str, str]
    released: set[int]
    sent: set[int]
    letters: set[str]
    request_letters: set[str]
    picture: Picture

    @classmethod
    def of(cls, request: Request) -> "Seen":
        """Read afresh."""
        fresh = Request.objects.get(pk=request.pk)
        measures = list(Measure.objects.filter(request=request))
        letters = list(Letter.objects.filter(request=request).values_list("kind", "status"))
        return cls(
            fresh,
            {str(m.number): m.outcome for m in measures},
            {m.number for m in measures if m.released_at},
            {m.number for m in measures if m.sent_at},
            {status for _kind, status in letters},
            {status for kind, status in letters if kind == "REQUEST"},
            picture(fresh),
        )


@dataclass(frozen=True)
class Attempt:
    """What somebody tries, on the version they saw, and the slip that was made in it, if any."""

    action: str
    by: str
    given: dict[str, Any]
    version: int
    slip: str


class Walk(RuleBasedStateMachine):
    """One request, taken through whatever happens to it."""

    world: ClassVar[World]
    side: ClassVar[str]
    left_out: ClassVar[frozenset[str]] = frozenset({"attach"})
    """Actions that no walk tries."""
    slips: ClassVar[st.SearchStrategy[str]] = st.sampled_from(["", "", "", "", *SLIPS])

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.clock = NOW

    @initialize(urgent=st.booleans(), dated=st.booleans())
    def begin(self, urgent: bool, dated: bool) -> None:
        more: dict[str, Any] = {}
        if urgent:
            more |= {"urgency": "URGENT", "urgency_reason": "Data will be lost."}
            more |= {"form": "ORAL"} if self.side == spec.IN else {}
        if dated:
            day = (TODAY + timedelta(days=40)).isoformat()
            more |= {"deadline_on": day, "deadline_reason": "The trial begins."}
        self.request = open_request(self.world, outgoing=self.side == spec.OUT, **more)
        self.model = Model(self.side, str(self.request.state), {"clerk"})
        self.seen = Seen.of(self.request)

    @rule(
        data=st.data(),
        fitting=st.sampled_from([True, True, False]),
        slip=slips,
        stale=st.sampled_from([False] * 9 + [True]),
        wild=st.sampled_from([False] * 5 + [True]),
        drawn=st.booleans(),
    )
    def step(
        self, data: st.DataObject, fitting: bool, slip: str, stale: bool, wild: bool, drawn: bool
    ) -> None:
        self.stumble(data, fitting, slip, stale, wild, drawn)

    def stumble(
        self, data: st.DataObject, fitting: bool, slip: str, stale: bool, wild: bool, drawn: bool
    ) -> str:
        """Somebody tries something; how it ended."""
        if drawn and "WAITING" in self.seen.letters:
            render_letters()
            self.seen = Seen.of(self.request)
        table = spec.TABLE[self.side]
        here = [key for key, row in table.items() if self.model.state in row.sources]
        action = data.draw(st.sampled_from(spec.ACTIONS if wild else sorted(here)))
        if action in self.left_out:
            return ""
        given = given_for(self.world, self.request, action)
        who = table[action].who if fitting and action in table else set(ROLES)
        by = data.draw(st.sampled_from([n for n in WALKERS if who & self.roles(n)]))
        if slip == "unknown key":
            given |= SLIPS[slip]
        else:
            given |= {key: value for key, value in SLIPS.get(slip, {}).items() if key in given}
            if "measures" in SLIPS.get(slip, {}) and action in TAKES_MEASURES:
                given |= SLIPS[slip]
        note(f"{action} by {by} {slip} {'stale' if stale else ''} in {self.model.state}")
        version = self.model.version - 1 if stale else self.model.version
        self.clock += timedelta(seconds=1)
        return self.fire(action, by, given, version=version, slip=slip)

    def roles(self, name: str) -> set[str]:
        return set(self.world.people[name].roles)

    def fire(
        self, action: str, by: str, given: dict[str, Any], *, version: int, slip: str = ""
    ) -> str:
        model, before = self.model, self.seen
        ended = self.attempt(action, self.world.people[by], given, version)
        self.seen = Seen.of(self.request)
        assert ended in self.possible(Attempt(action, by, given, version, slip), before), ended
        if ended == "DONE":
            allowed = spec.TABLE[self.side][action].targets_from(model.state)
            assert self.seen.request.state in allowed
            model.state, model.version = str(self.seen.request.state), model.version + 1
            model.events += 1
            model.preparers |= {by} if action in PREPARES else set()
            model.executors |= {by} if action == "record_execution" else set()
        else:
            assert not self.seen.picture.changed_since(before.picture)
            model.events += ended in REFUSED
        self.check()
        return ended

    def attempt(self, action: str, by: User, given: dict[str, Any], version: int) -> str:
        try:
            operations.act(
                action,
                request=self.request.public_id,
                by=by,
                at=self.clock,
                version=version,
                given=given,
            )
        except operations.NotAllowed as refused:
            return refused.verdict.kind
        except queries.UnableToFind:
            return "HIDDEN"
        except operations.ChangedMeanwhile:
            return "STALE"
        except UnableToReadInput:
            return "INPUT"
        return "DONE"

    def possible(self, tried: Attempt, before: Seen) -> set[str]:
        """The ways in which the specification lets the attempt end."""
        given = tried.given
        if tried.slip == "unknown key":
            return {"INPUT"}
        if tried.slip == "hidden" and {"note", "reasons"} & given.keys():
            return {"INPUT"}
        if given.get("reasons") == "" and tried.action not in RULES_ASK_FOR_REASONS:
            return {"INPUT"}
        roles = self.roles(tried.by)
        executing = before.request.executing_authority_id is not None
        if roles == {"EXECUTING_OFFICER"} and not executing:
            return {"HIDDEN"}
        if tried.version != self.model.version:
            return {"STALE"}
        want = spec.expected(self.side, self.model.state, tried.action, roles)
        if want != "OPEN":
            return {want}
        if self.model.must_refuse(tried.action, tried.by, given, before):
            return {"RULE"}
        return {"DONE", "RULE"}

    def check(self) -> None:
        """What is true of every request at every moment."""
        request, model, seen = self.seen.request, self.model, self.seen
        assert request.state in spec.STATES[self.side]
        assert request.version == model.version
        assert seen.picture.events == model.events
        assert (request.next_action_on is None) == (request.state == "CLOSED")
        assert (request.closed_at is not None) == (request.state == "CLOSED")
        outcomes = set(seen.outcomes.values())
        if request.state == "REFUSED":
            assert outcomes == {"REFUSED"}
        if request.state in ("EXECUTED", "RESULTS_SENT"):
            assert outcomes <= spec.FINISHED
        assert seen.sent <= seen.released
        assert seen.released <= {
            int(number)
            for number, outcome in seen.outcomes.items()
            if outcome in ("EXECUTED", "PARTLY_EXECUTED", "NOT_POSSIBLE", "REFUSED", "WITHDRAWN")
        }
        decisions = list(Decision.objects.filter(request=request))
        assert all(decision.rules_edition for decision in decisions)
        preparers = {self.world.people[name].pk for name in model.preparers}
        assert preparers == set(request.preparers)
        running = Clock.objects.filter(request=request, status__in=["RUNNING", "PAUSED"])
        if request.state == "CLOSED":
            assert not running.exclude(clock__in=AFTER_THE_END).exists()
        for clock in running.exclude(clock__in=WITHOUT_A_NUMBER):
            assert clock.due_on or clock.due_at
            assert clock.status == "PAUSED" or clock.ends_at is not None

    def teardown(self) -> None:
        try:
            if hasattr(self, "model"):
                self.come_to_an_end()
                assert ledger.verify().intact
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def come_to_an_end(self) -> None:
        """People who had no part in it can bring the case to its end from anywhere."""
        for _round in range(30):
            if self.model.state == "CLOSED":
                return
            note(f"to the end: {self.model.state} {self.seen.outcomes}")
            self.clock += timedelta(seconds=1)
            assert any(self.fire_next(*choice) == "DONE" for choice in self.ways_on()), (
                f"stuck in {self.model.state} with {self.seen.outcomes}"
            )
        raise AssertionError(f"no end, {self.model.state} with {self.seen.outcomes}")

    def fire_next(self, action: str, by: str, more: dict[str, Any]) -> str:
        given = given_for(self.world, self.request, action) | more
        return self.fire(action, by, given, version=self.model.version)

    def ways_on(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        state, outcomes = self.model.state, self.seen.outcomes
        if "WAITING" in self.seen.letters:
            render_letters()
            self.seen = Seen.of(self.request)
        left = [n for n, outcome in outcomes.items() if outcome not in spec.FINISHED]
        if state in NEXT[self.side]:
            action, by = NEXT[self.side][state]
            yield action, by, {}
        if state == "IN_REVIEW":
            yield "send_back", "supervisor3", {}
        if state == "APPROVED":
            yield "revoke_approval", "supervisor3", {}
        if state in ("IN_EXECUTION", "PARTLY_EXECUTED") and self.side == spec.OUT:
            yield "record_results", "clerk3", {"measures": left}
        granted = [n for n in left if outcomes[n] in ("GRANTED", "PARTLY_EXECUTED")]
        if state in ("IN_EXECUTION", "PARTLY_EXECUTED") and granted:
            yield "record_execution", "clerk3", {"measures": granted}
        if state == "UNDER_REVIEW":
            yield "accept", "supervisor3", {"measures": left}
            yield "take_up", "clerk3", {}
        if state in ("IN_EXECUTION", "PARTLY_EXECUTED") and "PENDING" in outcomes.values():
            yield "consult", "supervisor3", {}
        if state in ("EXECUTED", "PARTLY_EXECUTED") and self.side == spec.IN:
            unsent = {n for n in outcomes if int(n) not in self.seen.sent}
            ready = unsent & {n for n, o in outcomes.items() if o in ("EXECUTED", "NOT_POSSIBLE")}
            if ready - {str(n) for n in self.seen.released}:
                yield "release_results", "supervisor3", {"measures": sorted(ready)}
            yield "send_results", "clerk3", {}
            yield "release_results", "supervisor3", {"measures": sorted(ready)}
        for letter in Letter.objects.filter(request=self.request, status__in=["READY", "FAILED"]):
            chosen = {"letter": str(letter.public_id)}
            yield "dispatch_letter", "clerk3", {**chosen, "channel": "CENTRAL_AUTHORITY"}
            yield "cancel_letter", "supervisor3", {**chosen, "reasons": "Void."}
        yield "close", "clerk3", {}


NEXT: dict[str, dict[str, tuple[str, str]]] = {
    spec.OUT: {
        "DRAFT": ("submit", "clerk3"),
        "IN_REVIEW": ("approve", "supervisor3"),
        "APPROVED": ("transmit", "clerk3"),
        **dict.fromkeys(
            ("TRANSMITTED", "ACKNOWLEDGED", "ANSWERED", "IN_CONSULTATION", "POSTPONED"),
            ("record_acceptance", "clerk3"),
        ),
        "INFORMATION_REQUESTED": ("answer_information", "clerk3"),
        "CONDITIONS_OFFERED": ("accept_conditions", "supervisor3"),
    },
    spec.IN: {
        "RECEIVED": ("take_up", "clerk3"),
        "ACKNOWLEDGED": ("take_up", "clerk3"),
        "AWAITING_INFORMATION": ("receive_information", "clerk3"),
        "IN_CONSULTATION": ("record_consultation_answer", "clerk3"),
        "CONDITIONS_OFFERED": ("record_conditions_accepted", "clerk3"),
        "ACCEPTED": ("pass_on", "clerk3"),
        "POSTPONED": ("resume", "supervisor3"),
    },
}


def people_of_the_walks() -> World:
    """The small world with somebody of two roles, and two who come in only at the end."""
    world = make_world()
    for name, roles in (
        ("double", ["CLERK", "SUPERVISOR"]),
        ("clerk3", ["CLERK"]),
        ("supervisor3", ["SUPERVISOR"]),
    ):
        world.people[name] = User.objects.create(
            username=name, roles=roles, authority=world.home, email=f"{name}@house.test"
        )
    return world


def walk(machine: type[RuleBasedStateMachine], *, walks: int, steps: int) -> None:
    """The machine has taken so many walks; the ordinary run always takes the same ones."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=walks,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=not DEEP,
            phases=[Phase.generate, Phase.shrink] if DEEP else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("side", [spec.OUT, spec.IN])
@pytest.mark.usefixtures("blank_letters")
@pytest.mark.django_db
def test_no_walk_breaks_the_specification(side: str) -> None:
    machine = type("WalkOf" + side.title(), (Walk,), {"world": people_of_the_walks(), "side": side})
    walk(machine, walks=WALKS, steps=STEPS)
