"""What a move writes of the dealings: decisions, questions, consultations, conditions."""

from datetime import date

from requests_app.models.contents import Measure
from requests_app.models.dealings import Condition, Consultation, Decision, Question
from requests_app.models.move.measures import Measures
from requests_app.models.move.papers import Papers
from requests_app.rules import instruments
from requests_app.rules.correspondence import DECISION_LETTERS
from requests_app.rules.facts import Direction
from requests_app.rules.measures import Outcome
from requests_app.rules.states import State

_DECIDED = {"ACCEPTED": Outcome.GRANTED, "REFUSED": Outcome.REFUSED}
"""The outcome that a decision of a kind gives its measures; others leave them as they were."""


class Dealings(Measures, Papers):
    """The dealings with the other State; a decision is about measures and has its letter."""

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
