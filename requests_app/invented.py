"""Invented requests, all marked as specimens: the rows of many, made without the database.

Each is moved by the methods of the workflow along a route that writes no letter, and its
clocks are reckoned by `clocks`. See `many` for how they get on file.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from authorities.models import State as StateRow
from mla import ledger
from mla.accounts.models import User
from requests_app import clocks, house
from requests_app.exchange import rows
from requests_app.exchange.document import RequestDocument, read
from requests_app.models import Clock, ClockEvent, Measure, Offence, Person, Request, reference
from requests_app.models.move import Move
from requests_app.rules import states, workflow
from requests_app.rules.clock_life import dying
from requests_app.rules.facts import Direction, Urgency
from requests_app.rules.workflow import ClockChange, ClockMove

OUT, IN = Direction.OUTGOING, Direction.INCOMING
ROUTES: tuple[tuple[int, Direction, tuple[str, ...]], ...] = (
    (50, IN, ()),
    (14, IN, ("take_up",)),
    (12, IN, ("record_withdrawal", "close")),
    (14, OUT, ()),
    (10, OUT, ("submit",)),
)
"""How many in a hundred go which way."""

SUBJECTS = (
    ("bank records in a fraud case", "records", "Fraud"),
    ("statement of a witness in a trafficking case", "testimony", "Trafficking in persons"),
    ("search of premises in a corruption case", "search_seize_freeze", "Bribery of an official"),
    ("service of a summons in a theft case", "service", "Theft"),
)
URGENCIES = (Urgency.ROUTINE, Urgency.URGENT, Urgency.EMERGENCY)
PLACES = ("harbour", "river", "market", "station", "orchard", "quarry", "lighthouse", "mill")


@dataclass
class Batch:
    """The rows of some requests, before any is written."""

    requests: list[Request] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    offences: list[Offence] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    clock_events: list[ClockEvent] = field(default_factory=list)
    told: list[list[ledger.Entry]] = field(default_factory=list)


class Maker:
    """Makes the rows of requests that were opened at given instants."""

    def __init__(self, *, clerk: User, at: datetime, seed: int) -> None:
        self.clerk, self.at = clerk, at
        self.dice = random.Random(seed)  # noqa: S311 (nothing secret is drawn)
        assert clerk.authority is not None
        self.home = clerk.authority.state_id
        self.others = list(StateRow.objects.exclude(pk=self.home).values_list("pk", flat=True))
        self.patterns = {
            (side, number): _pattern(side, self.home, number)
            for side in Direction
            for number in range(len(SUBJECTS))
        }
        self.calendar = house.calendar()
        self.made = 0

    def batch(self, moments: Sequence[datetime], ids: Sequence[int]) -> Batch:
        """Requests opened at these instants, which come in order of time."""
        batch = Batch()
        weights = [weight for weight, _side, _route in ROUTES]
        chosen = self.dice.choices(ROUTES, weights, k=len(moments))
        days = [house.today(moment) for moment in moments]
        series = [(side, day.year) for (_w, side, _r), day in zip(chosen, days, strict=True)]
        numbers = {
            (side, year): iter(reference.issue_many(direction=side, year=year, count=wanted))
            for (side, year), wanted in Counter(series).items()
        }
        for pk, moment, day, (_weight, side, route), key in zip(
            ids, moments, days, chosen, series, strict=True
        ):
            self._one(batch, pk, moment, day, side, route, next(numbers[key]))
        return batch

    def _one(
        self,
        batch: Batch,
        pk: int,
        at: datetime,
        today: date,
        side: Direction,
        route: Sequence[str],
        name: str,
    ) -> None:
        document = self._document(side, today)
        request = Request(
            id=pk,
            direction=side.value,
            state=states.INITIAL[side].value,
            home_authority=self.clerk.authority,
            author=self.clerk,
            preparers=[self.clerk.pk],
            created_at=at,
            state_since=at,
            received_on=today if side is IN else None,
            reference=name,
        )
        rows.fill(request, document)
        request.search_text = f"{name.casefold()} {request.search_text}"
        clocks.plan_new(request, today=today)
        contents = self._contents(batch, request, document)
        opened = {
            "reference": name,
            "to": request.state,
            "contents": request.contents_hash,
            "earlier": None,
        }
        verb = "registered" if side is IN else "opened"
        told = [_entry(request, verb, self.clerk, at, opened)]
        running: dict[str, Clock] = {}
        if side is IN:
            self._start(batch, running, request, "D-ACKNOWLEDGE", at=at, on=today)
        for number, key in enumerate(route, start=1):
            moment = min(at + timedelta(hours=20 * number), self.at)
            told.append(self._act(batch, running, request, contents, key, moment))
        batch.requests.append(request)
        batch.told.append(told)

    def _document(self, side: Direction, today: date) -> RequestDocument:
        self.made += 1
        number = self.dice.randrange(len(SUBJECTS))
        other = self.dice.choice(self.others)
        place = self.dice.choice(PLACES)
        urgency = self.dice.choices(URGENCIES, (85, 12, 3))[0]
        changes: dict[str, Any] = {
            "title": f"SPECIMEN: {SUBJECTS[number][0]}, {place} {self.made}",
            "case_reference": f"SPECIMEN-CASE-{self.made}",
            "requested_state" if side is OUT else "requesting_state": other,
            "urgency": urgency,
            "urgency_reason": "" if urgency is Urgency.ROUTINE else "SPECIMEN: a hearing is set.",
        }
        if self.dice.random() < 0.4:
            changes["deadline_on"] = today + timedelta(days=self.dice.randrange(20, 120))
            changes["deadline_reason"] = "SPECIMEN: the trial begins soon after."
        document: RequestDocument = self.patterns[side, number].model_copy(update=changes)
        return document

    def _contents(self, batch: Batch, request: Request, document: RequestDocument) -> list[Measure]:
        batch.persons.extend(
            Person(request=request, number=number, **person.model_dump())
            for number, person in enumerate(document.persons, start=1)
        )
        batch.offences.extend(
            Offence(request=request, number=number, **offence.model_dump())
            for number, offence in enumerate(document.offences, start=1)
        )
        measures = [
            Measure(id=-number, request=request, number=number, **entry.model_dump())
            for number, entry in enumerate(document.measures, start=1)
        ]
        batch.measures.extend(measures)
        return measures

    def _act(
        self,
        batch: Batch,
        running: dict[str, Clock],
        request: Request,
        measures: list[Measure],
        key: str,
        at: datetime,
    ) -> ledger.Entry:
        row = workflow.action(key)
        today = house.today(at)
        given: dict[str, Any] = {"received_on": today, "summary": "SPECIMEN: withdrawn."}
        before = request.state
        move = Move(request, self.clerk, at, today, given, (), _Case(measures))
        getattr(request, key)(move)
        for change in row.clocks:
            self._change(batch, running, request, change, at)
        for clock in running.keys() & dying(request.side, states.State(before), request.stage):
            self._change(batch, running, request, ClockChange(ClockMove.CANCEL, clock), at)
        request.state_since = at
        if request.turn is states.Holder.NOBODY:
            request.next_action_on = None
        else:
            clocks.plan_new(request, today=today)
        request.version += 1
        data = {
            "from": before,
            "to": str(request.state),
            "version": request.version,
            "given": {
                taken.key: given[taken.key].isoformat()
                if isinstance(given[taken.key], date)
                else given[taken.key]
                for taken in row.takes
                if taken.key in given
            },
            "warnings": [],
        }
        return _entry(request, key, self.clerk, at, data)

    def _change(
        self,
        batch: Batch,
        running: dict[str, Clock],
        request: Request,
        change: ClockChange,
        at: datetime,
    ) -> None:
        clock = running.get(change.clock)
        if change.move is ClockMove.START:
            if request.deadline_on:
                self._start(batch, running, request, change.clock, at=at, on=request.deadline_on)
        elif clock is not None and clock.status == "RUNNING":
            event = ClockEvent(clock=clock, kind=change.move.value, at=at, by=self.clerk)
            clocks.stop(clock, change.move)
            batch.clock_events.append(event)

    def _start(
        self,
        batch: Batch,
        running: dict[str, Clock],
        request: Request,
        key: str,
        *,
        at: datetime,
        on: date,
    ) -> None:
        kind = "SET_DATE" if key == "D-SUGGESTED" else "START"
        clock = running[key] = Clock(request=request, clock=key)
        event = ClockEvent(clock=clock, kind=kind, at=at, on=on, by=self.clerk)
        clocks.reckon(clock, [event.facts], at=at, calendar=self.calendar)
        batch.clocks.append(clock)
        batch.clock_events.append(event)


@dataclass
class _Case:
    measures: list[Measure]


def _pattern(side: Direction, home: str, number: int) -> RequestDocument:
    subject, kind, offence = SUBJECTS[number]
    outgoing = side is OUT
    document: RequestDocument = read(
        {
            "schema": "mla-request/1",
            "marking": "SPECIMEN",
            "title": f"SPECIMEN: {subject}",
            "requesting_state": home if outgoing else "FR",
            "requested_state": "FR" if outgoing else home,
            "legal_basis": {"instruments": [{"instrument": "UNTOC", "articles": "art. 18"}]},
            "contents": {
                "requesting_authority": "SPECIMEN office of the prosecutor",
                "conducting_authority": "SPECIMEN investigating judge",
                "subject_nature": "Criminal investigation, before trial.",
                "facts_summary": "Between January and May, Suspect A acted as the file says.",
                "procedure_details": "none",
                "purpose": "To prove the facts at trial.",
            },
            "persons": [{"role": "Suspect A", "identity": "Suspect A"}],
            "offences": [{"title": offence, "provisions": "SPECIMEN provision", "penalty": "7 y"}],
            "measures": [{"kind": kind, "description": f"SPECIMEN: {subject}."}],
            "language": "en",
        }
    )
    return document


def _entry(
    request: Request, verb: str, by: User, at: datetime, data: dict[str, Any]
) -> ledger.Entry:
    return ledger.Entry(chain=request.chain, verb=verb, by=by, at=at, data=data)
