"""`mla-assessment/1`: a case document judged with what the register knows, as one JSON object.

Nothing is written. The shape is described in docs/request-document.md.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from authorities import calendars
from authorities import queries as register
from authorities.binding import UnableToJudgeBinding, instruments_between
from requests_app.exchange.document import CaseDocument, UnableToReadDocument
from requests_app.rules import instruments
from requests_app.rules.applicability import Applicable, NamedTreaty, Standing, Verdict
from requests_app.rules.assess import Assessment, Ground, Judged, Matter, UnableToAssess, assess
from requests_app.rules.assess_clocks import ClockVerdict, Happening
from requests_app.rules.assess_decision import DecisionVerdict, Proposal
from requests_app.rules.completeness import ContentVerdict
from requests_app.rules.findings import Finding
from requests_app.rules.sentences import Sentence

SCHEMA = "mla-assessment/1"


def assess_document(document: CaseDocument, *, on: date) -> dict[str, Any]:
    """The verdicts on the document as on that day, in the reader's language, as plain JSON.

    Raises UnableToReadDocument where it names a State or an instrument that is not known.
    """
    try:
        bindings = instruments_between(document.requesting_state, document.requested_state, on)
    except UnableToJudgeBinding as problem:
        raise UnableToReadDocument({"requesting_state, requested_state": str(problem)}) from problem
    calendar = calendars.calendar_for(settings.MLA_HOME_STATE)
    leading = (
        document.legal_basis.instruments[0].instrument if document.legal_basis.instruments else None
    )
    try:
        found = assess(
            matter(document),
            instruments=instruments.all_instruments(),
            standings=[
                Standing(b.instrument, Verdict(b.verdict.value), " ".join(b.why)) for b in bindings
            ],
            on=on,
            calendar=calendar,
            languages={
                fact.language
                for fact in register.accepted_languages(document.requested_state, leading)
            },
        )
    except UnableToAssess as problem:
        known = ", ".join(instruments.all_instruments())
        raise UnableToReadDocument(
            {
                "judge_under": gettext("Not held here: %(codes)s. Held: %(known)s.")
                % {"codes": ", ".join(problem.codes), "known": known}
            }
        ) from problem
    return tell(found, translate=gettext) | {"calendar": calendar.version}


def matter(document: CaseDocument) -> Matter:
    """What the document tells the rules."""
    basis = document.legal_basis
    decision = document.decision
    return Matter(
        facts=document.facts(),
        chosen=tuple(entry.instrument for entry in basis.instruments),
        treaties=tuple(
            NamedTreaty(treaty.title, treaty.articles, treaty.covers_assistance)
            for treaty in basis.treaties
        ),
        reciprocity=basis.reciprocity,
        judge_under=tuple(document.judge_under),
        received_on=document.received_on,
        happenings=tuple(Happening(event.kind, event.on) for event in document.events),
        decision=Proposal(
            kind=decision.kind,
            grounds=tuple(decision.grounds),
            own_law=decision.own_law,
            reasons=decision.reasons,
            consulted=decision.consulted,
            consultation_answered=decision.consultation_answered,
            review_on=decision.review_on,
        )
        if decision
        else None,
        zone=document.zone,
    )


def tell(assessment: Assessment, *, translate: Callable[[str], str]) -> dict[str, Any]:
    """The assessment as JSON values, its sentences in the language of `translate`."""
    teller = Teller(translate)
    return {
        "schema": SCHEMA,
        "on": assessment.on.isoformat(),
        "requesting_state": assessment.requesting,
        "requested_state": assessment.requested,
        "zone": assessment.zone,
        "rules_edition": instruments.rules_edition(),
        "applicable": [teller.applicable(entry) for entry in assessment.applicable],
        "judged_under": [teller.judged(entry) for entry in assessment.judged_under],
        "findings": [teller.finding(entry) for entry in assessment.findings],
    }


class Teller:
    """What rules answer with, as JSON values in the language of `translate`."""

    def __init__(self, translate: Callable[[str], str]) -> None:
        self.translate = translate

    def say(self, words: Sentence | str) -> str:
        """The words in the reader's language; empty for none."""
        if isinstance(words, Sentence):
            return words.in_words(self.translate)
        return self.translate(words) if words else ""

    def finding(self, finding: Finding) -> dict[str, Any]:
        """A finding with its severity, cite and tag."""
        return {
            "key": finding.key,
            "severity": finding.severity.value,
            "sentence": self.say(finding.sentence),
            "cite": cite_of(finding.sentence),
            "tag": finding.tag.value,
        }

    def applicable(self, entry: Applicable) -> dict[str, Any]:
        """One possible legal basis."""
        return {
            "code": entry.code,
            "title": entry.title,
            "verdict": entry.verdict.value,
            "why": self.say(entry.why),
            "primary": entry.primary,
            "provides_for": list(entry.provides_for),
            "does_not_provide_for": list(entry.does_not_provide_for),
            "remarks": [self.say(remark) for remark in entry.remarks],
        }

    def judged(self, judged: Judged) -> dict[str, Any]:
        """The request under one instrument."""
        instrument = judged.instrument
        return {
            "instrument": instrument.code,
            "edition": instrument.edition,
            "digest": instrument.digest,
            "status": instrument.status.value,
            "footing": judged.footing.value,
            "contents": [self.content(verdict) for verdict in judged.contents],
            "missing": [self.finding(finding) for finding in judged.missing],
            "complete": judged.complete,
            "verdict": self.say(judged.verdict),
            "findings": [self.finding(finding) for finding in judged.findings],
            "grounds": {
                "closed_list": bool(judged.grounds)
                and all(ground.closed_list for ground in judged.grounds),
                "permitted": [self.ground(g) for g in judged.grounds if g.option.permitted],
                "forbidden": [self.ground(g) for g in judged.grounds if not g.option.permitted],
            },
            "duties": [
                {
                    "key": duty.key,
                    "text": self.say(duty.text),
                    "moment": duty.moment.value,
                    "strength": duty.strength.value,
                    "owed_by": duty.owed_by.value,
                    "cite": duty.cite,
                    "tag": duty.tag.value,
                }
                for duty in judged.duties
            ],
            "decision": self.decision(judged.decision) if judged.decision else None,
            "execution": {
                "sentence": self.say(judged.pace.sentence),
                "reasoned_date": _day(judged.pace.reasoned_date),
                "cite": judged.pace.sentence.cite,
            },
            "clocks": [self.clock(clock) for clock in judged.clocks],
        }

    def content(self, verdict: ContentVerdict) -> dict[str, Any]:
        """One content, and whether it is there."""
        finding = verdict.finding
        return {
            "key": verdict.row.key,
            "label": self.say(verdict.label),
            "cite": verdict.row.cite,
            "tag": verdict.row.tag.value,
            "need": verdict.row.need.value,
            "present": verdict.present,
            "severity": finding.severity.value if finding else None,
            "sentence": self.say(finding.sentence) if finding else None,
        }

    def ground(self, ground: Ground) -> dict[str, Any]:
        """One ground, and what it may be used against."""
        option = ground.option
        return {
            "key": option.key,
            "label": self.say(option.label),
            "cite": option.cite,
            "tag": option.tag.value,
            "nature": option.nature.value,
            "against": list(ground.against),
            "closed_list": ground.closed_list,
            "remark": self.say(option.remark) if option.remark else None,
        }

    def decision(self, verdict: DecisionVerdict) -> dict[str, Any]:
        """Whether the decision may be taken so."""
        return {
            "kind": verdict.kind.value,
            "allowed": verdict.allowed,
            "findings": [self.finding(finding) for finding in verdict.findings],
        }

    def clock(self, clock: ClockVerdict) -> dict[str, Any]:
        """One clock with its arithmetic."""
        return {
            "key": clock.key,
            "label": self.say(clock.label),
            "cite": clock.cite,
            "tag": clock.tag.value,
            "house_rule": clock.house_rule,
            "owed_by": clock.owed_by.value,
            "unit": clock.unit.value,
            "length": clock.length,
            "minimum": clock.minimum,
            "started": clock.started,
            "due_on": _day(clock.due_on),
            "due_at": clock.due_at.isoformat() if clock.due_at else None,
            "overdue": clock.overdue,
            "arithmetic": [self.say(step) for step in clock.arithmetic],
            "note": self.say(clock.note) if clock.note else None,
        }


def cite_of(sentence: Sentence) -> str:
    """The paragraph a sentence rests on, or that the sentence within it rests on."""
    if sentence.cite:
        return sentence.cite
    inner = (blank for blank in sentence.blanks.values() if isinstance(blank, Sentence))
    return next((cite for blank in inner if (cite := cite_of(blank))), "")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
