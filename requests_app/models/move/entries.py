"""What a move writes of the request's own entries."""

from datetime import date

from requests_app.models.move.under_way import UnderWay
from requests_app.models.request import URGENCY_RANK
from requests_app.rules.facts import Form, Urgency
from requests_app.rules.states import State


class Entries(UnderWay):
    """The request's own entries."""

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
