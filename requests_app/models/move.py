"""What a transition may write: the rows around a request, in the caller's transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet

from mla.accounts.models import User
from requests_app.models.contents import Measure
from requests_app.models.dealings import Condition, Consultation, Decision, Question
from requests_app.models.papers import Document, Letter
from requests_app.models.request import URGENCY_RANK, Request
from requests_app.rules import instruments, measures, states
from requests_app.rules.correspondence import DECISION_LETTERS, IN_HOUSE
from requests_app.rules.facts import Direction, Form, Urgency
from requests_app.rules.findings import Finding
from requests_app.rules.measures import Outcome
from requests_app.rules.states import State

_DECIDED = {"ACCEPTED": Outcome.GRANTED, "REFUSED": Outcome.REFUSED}
"""The outcome that a decision of a kind gives its measures; others leave them as they were."""


class HasMeasures(Protocol):
    """Where the measures come from."""

    @property
    def measures(self) -> list[Measure]: ...


@dataclass
class Move:
    """One action under way on a locked request, with what the person gave for it."""

    request: Request
    by: User
    at: datetime
    today: date
    given: Mapping[str, Any]
    findings: tuple[Finding, ...]
    case: HasMeasures
    touched: set[int] = field(default_factory=set)

    @property
    def measures(self) -> list[Measure]:
        """All measures, loaded when first asked for; changed ones the operation saves."""
        return self.case.measures

    # The request's own entries -------------------------------------------------------

    def nothing_more(self) -> None:
        """The move changes the state alone; its words are in the ledger and the letter."""

    def prepared(self) -> None:
        """Remember who prepared the request: they may not decide on it."""
        if self.by.id not in self.request.preparers:
            self.request.preparers = [*self.request.preparers, self.by.id]

    def executed(self) -> None:
        """Remember who recorded the execution: they may not release it."""
        if self.by.id not in self.request.executors:
            self.request.executors = [*self.request.executors, self.by.id]

    def submitted(self) -> None:
        """What was submitted is bound to what will be approved."""
        self.prepared()
        self.request.submitted_hash = self.request.contents_hash

    def unsubmitted(self) -> None:
        """Nothing is submitted any more."""
        self.request.submitted_hash = ""

    def transmitted(self, *, form: str = "") -> None:
        """The request left the house; an oral one owes its confirmation."""
        self.request.transmitted_at = self.given.get("sent_at") or self.at
        if form:
            self.request.form = form
            self.request.confirmation_owed = True
        else:
            self.request.channel = self.given["channel"]
            if self.request.form == Form.ORAL:
                self.request.form = Form.WRITTEN

    def confirmed(self) -> None:
        """The oral request is confirmed in writing."""
        self.request.confirmation_owed = False

    def take_their_reference(self) -> None:
        """Keep the other State's reference when it is given."""
        if self.given.get("their_reference"):
            self.request.their_reference = self.given["their_reference"]

    def keep_assessment(self) -> None:
        """Keep what the rules found on the day the request was taken up."""
        self.request.assessed_at = self.at
        self.request.assessment = [
            {"key": f.key, "severity": f.severity, "sentence": str(f.sentence), "tag": f.tag}
            for f in self.findings
        ]

    def to_be_examined_again(self) -> None:
        """What the rules found no longer speaks of these contents."""
        self.request.assessed_at = None
        self.request.assessment = []

    def remember_where_asked(self) -> None:
        """The answer brings the request back to where it was asked."""
        executing = self.request.state in (State.IN_EXECUTION, State.PARTLY_EXECUTED)
        self.request.asked_in = self.request.state if executing else State.UNDER_REVIEW

    def where_asked(self) -> str:
        """The state in which the information was asked for."""
        return self.request.asked_in or State.UNDER_REVIEW

    def assign(self) -> None:
        """The request is in the hands of that person."""
        self.request.holder = self.given["person"]

    def owe_reply(self, owed: bool) -> None:
        """A reply on the status is owed to the other State, or is written."""
        self.request.reply_owed = owed

    def plan(self) -> None:
        """What is to be done next, and when."""
        self.request.next_action = self.given["next_action"]
        self.request.next_action_on = self.given["next_action_on"]

    def correct(self) -> None:
        """The entry has the correct value; the ledger keeps the old one."""
        entry, value = self.given["entry"], self.given["value"]
        setattr(self.request, entry, date.fromisoformat(value) if entry == "received_on" else value)
        if entry == "urgency":
            self.request.urgency_rank = URGENCY_RANK[Urgency(value)]

    def close(self) -> None:
        """The case is closed with its outcome in a few words."""
        self.request.closed_at = self.at
        self.request.summary = self.given["summary"]
        self.request.costs = self.given.get("costs") or ""

    def pass_on(self) -> None:
        """The competent authority has the request."""
        self.request.executing_authority = self.given["authority"]

    # Measures ------------------------------------------------------------------------

    def chosen(self) -> list[Measure]:
        """The measures chosen, or every one that is still open."""
        numbers = {int(number) for number in self.given.get("measures") or ()}
        if numbers:
            return [measure for measure in self.measures if measure.number in numbers]
        return [m for m in self.measures if Outcome(m.outcome) not in measures.FINISHED]

    def set_outcome(self, outcome: str) -> None:
        """The measures chosen have that outcome."""
        for measure in self.chosen():
            measure.outcome = outcome
            self.touched.add(measure.pk)

    def grant(self) -> None:
        """Measures chosen that await a decision are granted."""
        self._grant(self.chosen())

    def grant_on_conditions(self) -> None:
        """The measures that the conditions open now were offered for are granted."""
        offered = Condition.objects.filter(request=self.request, status="OFFERED").last()
        numbers = offered.measures if offered else ()
        self._grant([measure for measure in self.measures if measure.number in numbers])

    def _grant(self, chosen: Iterable[Measure]) -> None:
        for measure in chosen:
            if measure.outcome == Outcome.PENDING:
                measure.outcome = Outcome.GRANTED
                self.touched.add(measure.pk)

    def record_outcome(self, *, on: date) -> str:
        """The measures chosen have their outcome and account; returns the state that follows."""
        for measure in self.chosen():
            measure.outcome = self.given["outcome"]
            measure.executed_on = on
            earlier = f"{measure.account}\n\n" if measure.account else ""
            measure.account = earlier + self.given["account"]
            if self.given.get("use_limits"):
                measure.use_limits = self.given["use_limits"]
            # New results are not released because earlier ones were.
            measure.released_at = measure.released_by = measure.sent_at = None
            self.touched.add(measure.pk)
        return states.after_execution(self._outcomes())

    def state_of_execution(self) -> str:
        """Partly executed where something is, else in execution."""
        done = any(outcome in measures.DONE for outcome in self._outcomes())
        return State.PARTLY_EXECUTED if done else State.IN_EXECUTION

    def state_after_refusal(self) -> str:
        """The state that follows from what is refused and what is not."""
        return states.after_refusal(self._outcomes(), present=State(self.request.state))

    def reopen_measures(self) -> None:
        """The measures chosen are to be executed again."""
        for measure in self.chosen():
            measure.outcome = Outcome.GRANTED
            self.touched.add(measure.pk)

    def release(self) -> None:
        """The results of the measures chosen may leave the house."""
        for measure in self.chosen():
            measure.released_at, measure.released_by = self.at, self.by
            measure.use_limits = self.given.get("use_limits") or measure.use_limits
            self.touched.add(measure.pk)

    def send_released(self) -> str:
        """Released results are sent; RESULTS_SENT once nothing with a result is left, else the
        state stays what the outcomes make it."""
        for measure in self.measures:
            if measure.released_at and not measure.sent_at:
                measure.sent_at = self.at
                self.touched.add(measure.pk)
        left = [
            m
            for m in self.measures
            if Outcome(m.outcome) not in measures.FINISHED
            or (m.outcome == Outcome.EXECUTED and m.sent_at is None)
        ]
        return states.after_execution(self._outcomes()) if left else State.RESULTS_SENT

    def _outcomes(self) -> Iterable[Outcome]:
        return [Outcome(measure.outcome) for measure in self.measures]

    # Dealings ------------------------------------------------------------------------

    @property
    def _theirs(self) -> bool:
        return self.request.direction == Direction.OUTGOING

    def decide(self, kind: str) -> None:
        """A decision is on record, under the edition of the rules in force now."""
        given = self.given
        Decision.objects.create(
            request=self.request,
            kind=kind,
            by_other_state=self._theirs,
            measures=[measure.number for measure in self.measures_decided()],
            grounds=[*(given.get("grounds") or ()), *filter(None, [given.get("other_ground")])],
            own_law=given.get("own_law") or "",
            reasons=given.get("reasons") or given.get("conditions") or "",
            ongoing_case=given.get("ongoing_case") or "",
            review_on=given.get("review_on"),
            decided_by=self.by,
            decided_at=self.at,
            told_on=given.get("received_on"),
            rules_edition=instruments.rules_edition(),
            findings=[
                {"key": f.key, "sentence": str(f.sentence), "tag": f.tag} for f in self.findings
            ],
        )

    def measures_decided(self) -> list[Measure]:
        """The measures this decision is about: those chosen, or those just changed."""
        if self.touched:
            return [measure for measure in self.measures if measure.pk in self.touched]
        return self.chosen()

    def take_decision_back(self) -> None:
        """The latest decision no longer stands: what it gave or refused is open again, its
        letter stays in the house. Other decisions and letters stand as they are."""
        latest = Decision.objects.filter(
            request=self.request, by_other_state=False, taken_back_at=None
        ).last()
        if latest:
            Decision.objects.filter(pk=latest.pk).update(taken_back_at=self.at)
            for measure in self.measures:
                if measure.number in latest.measures and measure.outcome == _DECIDED.get(
                    latest.kind
                ):
                    measure.outcome = Outcome.PENDING
                    self.touched.add(measure.pk)
        if self.request.state == State.CONDITIONS_OFFERED:
            self.settle_conditions("DROPPED", by=self.by.username, on=self.today)
        letter = self.request.letters.filter(kind__in=DECISION_LETTERS).last()
        if letter is not None and letter.status != "CANCELLED":
            self.cancel_letter(letter.public_id)

    def ask(self, *, text: str, on: date) -> None:
        """Additional information is asked for."""
        Question.objects.create(
            request=self.request,
            by_other_state=self._theirs,
            items=list(self.given.get("items") or ()),
            text=text,
            asked_on=on,
            reply_by=self.given.get("reply_by"),
        )

    def answer_questions(self, *, on: date) -> None:
        """The open questions are answered."""
        Question.objects.filter(request=self.request, answered_on=None).update(
            answer=self.given["answer"], answered_on=on
        )

    def open_consultation(self, *, on: date) -> None:
        """A consultation is on record."""
        Consultation.objects.create(
            request=self.request,
            by_other_state=self._theirs,
            proposal=self.given["proposal"],
            opened_on=on,
            opened_by=self.by,
        )

    def answer_consultation(self, *, on: date) -> None:
        """The open consultation has its answer."""
        Consultation.objects.filter(request=self.request, answered_on=None).update(
            answer=self.given["answer"], answered_on=on
        )

    def offer_conditions(self, *, on: date) -> None:
        """A new version of conditions is offered; an earlier open or agreed one is replaced."""
        earlier = Condition.objects.filter(request=self.request)
        earlier.filter(status__in=["OFFERED", "ACCEPTED"]).update(
            status="REPLACED", settled_on=on, settled_by=self.by.username
        )
        Condition.objects.create(
            request=self.request,
            version=earlier.count() + 1,
            measures=[measure.number for measure in self.chosen()],
            text=self.given["conditions"],
            status="OFFERED",
            offered_on=on,
        )

    def settle_conditions(self, status: str, *, by: str, on: date) -> None:
        """The conditions offered are accepted, declined or dropped, by whom and when."""
        if status == "ACCEPTED":
            self.grant_on_conditions()
        Condition.objects.filter(request=self.request, status="OFFERED").update(
            status=status,
            settled_on=on,
            settled_by=by,
            remark=self.given.get("reasons") or self.given.get("answer") or "",
        )

    # Papers --------------------------------------------------------------------------

    def dispatch(self, letter: str | UUID) -> None:
        """The letter left the house by that channel; nothing of it changes after."""
        self._leaves(
            self.request.letters.filter(public_id=letter),
            status="DISPATCHED",
            channel=self.given["channel"] or "",
            dispatched_by=self.by,
            dispatched_at=self.given.get("sent_at") or self.at,
        )

    def _leaves(self, letters: QuerySet[Letter], **changes: Any) -> None:
        """These letters wait in the house no more."""
        waiting = letters.filter(status__in=IN_HOUSE)
        self.request.letters_waiting -= waiting.update(**changes)

    def dispatch_latest(self, kind: str) -> None:
        """The latest letter of that kind left the house."""
        letter = self.request.letters.filter(kind=kind, status="READY").last()
        if letter is not None:
            self.dispatch(letter.public_id)

    def cancel_letter(self, letter: str | UUID) -> None:
        """The letter will not leave the house."""
        self._leaves(self.request.letters.filter(public_id=letter), status="CANCELLED")

    def give_up(self, letter: str | UUID) -> None:
        """A letter that failed will not be tried any more: it is written again."""
        self._leaves(
            self.request.letters.filter(public_id=letter, status="FAILED"), status="CANCELLED"
        )

    def cancel_waiting_letters(self) -> None:
        """No letter of the case that is still in the house will leave it."""
        self._leaves(self.request.letters.all(), status="CANCELLED")

    def attach(self) -> None:
        """The file is a document of the case; an annex of a draft makes its giver a preparer."""
        if self.request.stage in states.BEFORE_DISPATCH:
            self.prepared()
        Document.objects.create(
            request=self.request,
            title=self.given["title"],
            file=self.given["file"],
            added_by=self.by,
            added_at=self.at,
        )
