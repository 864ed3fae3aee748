"""What a move writes of the measures of the request."""

from collections.abc import Iterable
from datetime import date

from requests_app.models.contents import Measure
from requests_app.models.dealings import Condition
from requests_app.models.move.under_way import UnderWay
from requests_app.rules import measures, states
from requests_app.rules.measures import Outcome
from requests_app.rules.states import State


class Measures(UnderWay):
    """The measures, one by one or all that are open."""

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
            or (
                m.outcome == Outcome.EXECUTED
                and m.sent_at is None
                and m.kind not in measures.NOTHING_TO_SEND
            )
        ]
        return states.after_execution(self._outcomes()) if left else State.RESULTS_SENT

    def _outcomes(self) -> Iterable[Outcome]:
        return [Outcome(measure.outcome) for measure in self.measures]
