"""Requests as plain JSON, for those who do not look at pages: the API and the command line.

Sentences come in the language of the moment. How many queries an answer takes does not
depend on how many requests there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext

from mla.accounts.models import User
from mla.ledger.queries import EventRow
from requests_app import clocks, manifest, operations, preserved_data, queries, vault
from requests_app.casefile import CaseFile
from requests_app.exchange import rows
from requests_app.exchange.assessment import Teller
from requests_app.exchange.document import UnableToReadDocument
from requests_app.models import Clock, Consent, Disclosure, Letter, Measure, Request
from requests_app.rules import access, states, verbs, workflow
from requests_app.rules.facts import DIRECTION_LABELS, Direction
from requests_app.rules.findings import Finding
from requests_app.rules.inputs import Input, UnableToReadInput
from requests_app.rules.measures import EMERGENCY, KINDS, OUTCOME_LABELS, Outcome
from requests_app.rules.preserved import (
    FOR_TRAFFIC,
    KEEPING_LABELS,
    RISK_LABELS,
    Keeping,
    Risk,
)
from requests_app.rules.sentences import kept
from requests_app.worklist import Row

UNREADABLE, ROLE, STATE, RULE = "UNREADABLE", "ROLE", "STATE", "RULE"
STALE, ABSENT, NOT_OPENED = "STALE", "ABSENT", "NOT_OPENED"
REFUSALS = (
    operations.NotAllowed,
    operations.ChangedMeanwhile,
    operations.UnableToOpen,
    queries.UnableToFind,
    vault.UnableToKeepFile,
    UnableToReadDocument,
    UnableToReadInput,
)
"""Everything that an operation answers with instead of doing what was asked."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was done: a code, a sentence for people, and what a program may read."""

    kind: str
    sentence: str
    findings: tuple[Mapping[str, Any], ...] = ()
    errors: Mapping[str, str] | None = None

    @property
    def body(self) -> dict[str, Any]:
        """The same as one JSON object."""
        body: dict[str, Any] = {
            "refused": self.sentence,
            "kind": self.kind,
            "findings": list(self.findings),
        }
        return body | ({"errors": dict(self.errors)} if self.errors is not None else {})


def refusal_of(problem: Exception) -> Refusal:
    """What one of REFUSALS says, in the reader's language."""
    teller = Teller(gettext)
    match problem:
        case operations.NotAllowed():
            findings = tuple(teller.finding(found) for found in problem.verdict.findings)
            return Refusal(problem.verdict.kind, problem.sentence, findings)
        case operations.ChangedMeanwhile():
            return Refusal(STALE, str(problem))
        case queries.UnableToFind():
            return Refusal(ABSENT, str(problem))
        case UnableToReadInput():
            told = {key: teller.say(sentence) for key, sentence in problem.errors.items()}
            return Refusal(UNREADABLE, _by_path(told), errors=told)
        case UnableToReadDocument():
            return Refusal(UNREADABLE, _by_path(problem.errors), errors=problem.errors)
        case vault.UnableToKeepFile():
            return Refusal(UNREADABLE, str(problem), errors={"file": str(problem)})
        case _:
            return Refusal(NOT_OPENED, str(problem))


def _by_path(errors: Mapping[str, str]) -> str:
    return "; ".join(f"{path}: {sentence}" for path, sentence in errors.items())


def findings(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings, each with its sentence, severity, cite and tag."""
    teller = Teller(gettext)
    return [teller.finding(finding) for finding in found]


def row(entry: Row) -> dict[str, Any]:
    """One request of a list."""
    return {
        "id": str(entry.public_id),
        "reference": entry.reference,
        "title": entry.title,
        "direction": entry.direction,
        "state": entry.state,
        "state_label": gettext(states.LABELS[states.State(entry.state)]),
        "other_state": entry.other_state,
        "urgency": entry.urgency,
        "next_action": entry.next_action,
        "next_action_on": _iso(entry.next_action_on),
        "assigned_to": entry.assigned_to,
        "received_on": _iso(entry.received_on),
        "specimen": entry.is_specimen,
    }


def summary(request: Request) -> dict[str, Any]:
    """What a request is and where it stands."""
    turn = states.HOLDERS[Direction(request.direction), states.State(request.state)]
    return {
        "id": str(request.public_id),
        "reference": request.reference,
        "version": request.version,
        "direction": str(request.direction),
        "direction_label": gettext(DIRECTION_LABELS[Direction(request.direction)]),
        "state": str(request.state),
        "state_label": gettext(states.LABELS[states.State(request.state)]),
        "turn": turn.value,
        "turn_label": gettext(states.HOLDER_LABELS[turn]),
        "other_state": request.other_state_id,
        "instrument": request.instrument,
        "instrument_edition": request.instrument_edition,
        "next_action": request.next_action,
        "next_action_on": _iso(request.next_action_on),
        "received_on": _iso(request.received_on),
        "transmitted_at": _iso(request.transmitted_at),
        "confirmation_owed": request.confirmation_owed,
        "specimen": request.is_specimen,
    }


def detail(case: CaseFile, *, by: User) -> dict[str, Any]:
    """Everything about one request that this person may know, and what they may do to it."""
    request = case.request
    prefetch_related_objects([request], "persons", "offences")
    return summary(request) | {
        "document": rows.to_document(request).model_dump(mode="json", by_alias=True),
        "assigned_to": request.holder.username if request.holder else None,
        "earlier": request.earlier.reference
        if request.earlier and queries.may_know(by, request.earlier)
        else None,
        "actions": actions(case, by=by),
        "clocks": [
            clock(entry)
            for entry in request.clocks.select_related("request__other_state").prefetch_related(
                "events"
            )
        ],
        "measures": [measure(entry) for entry in case.measures],
        **preserving(case),
        "letters": [letter(entry) for entry in case.letter_rows],
        "emergency": emergency(case),
        "documents": [
            {
                "id": str(document.public_id),
                "title": document.title,
                "media_type": document.file.media_type,
                "size": document.file.size,
                "sha256": document.file.sha256,
            }
            for document in request.documents.select_related("file")
        ],
        "evidence": manifest.items(case),
        "restricted": case.is_restricted,
        "waivers": [
            {
                "requirement": entry.requirement,
                "reasons": entry.reasons,
                "until_on": entry.until_on.isoformat(),
                "asked_by": entry.asked_by.username,
                "verdict": entry.verdict or None,
                "decided_by": entry.decided_by.username if entry.decided_by else None,
            }
            for entry in case.waiver_rows
        ],
        "secrecy": [
            {
                "told_on": entry.told_on.isoformat(),
                "reasons": entry.reasons,
                "answer": entry.answer or None,
                "answered_on": _iso(entry.answered_on),
                "text": entry.text,
            }
            for entry in case.secrecy_rows
        ],
        "consents": [consent(entry) for entry in case.consent_rows],
        "disclosures": [disclosure(entry) for entry in case.disclosure_rows],
        "condition_events": [
            {
                "kind": entry.kind,
                "by_other_state": entry.by_other_state,
                "on": entry.happened_on.isoformat(),
                "text": entry.text,
            }
            for entry in case.condition_event_rows
        ],
    }


def emergency(case: CaseFile) -> dict[str, Any] | None:
    """What an emergency leaves behind it; None where none of the measures is one."""
    if not case.kinds & EMERGENCY:
        return None
    request = case.request
    return {
        "declared": dict(case.declared),
        "uses": [
            {
                "action": use.action,
                "by": use.used_by.username,
                "at": _iso(use.used_at),
                "finding": use.finding or None,
                "reasons": use.reasons or None,
                "reviewed_by": use.reviewed_by.username if use.reviewed_by else None,
                "reviewed_at": _iso(use.reviewed_at),
            }
            for use in request.emergency_uses.select_related("used_by", "reviewed_by")
        ],
        "followed_up": [
            {"by_rule": row.kind, "on": _iso(row.came_on)} for row in request.follow_ups.all()
        ],
        "use_enquiries": [
            {
                "question": row.question,
                "asked_on": _iso(row.asked_on),
                "account": row.account or None,
                "answered_on": _iso(row.answered_on),
            }
            for row in request.use_enquiries.all()
        ],
    }


def actions(case: CaseFile, *, by: User) -> list[dict[str, Any]]:
    """The actions of the table in this state, and for each whether the person may and why not."""
    actor = queries.actor(by)
    told: list[dict[str, Any]] = []
    for action in workflow.open_in(case.direction, case.state, case.facts.kinds):
        verdict = access.verdict(action, case, actor)
        told.append(
            {
                "key": action.key,
                "label": gettext(action.label),
                "help": gettext(action.help) if action.help else "",
                "allowed": verdict.allowed,
                "kind": verdict.kind or None,
                "reason": Teller(gettext).say(verdict.reason) if verdict.reason else None,
                "warnings": findings(verdict.warnings),
                "takes": [_input(taken) for taken in action.takes],
                "letter": action.letter.value if action.letter else None,
            }
        )
    return told


def _input(taken: Input) -> dict[str, Any]:
    return {
        "key": taken.key,
        "kind": taken.kind.value,
        "label": gettext(taken.label),
        "required": taken.required,
        "choices": [key for key, _label in taken.choices],
    }


def clock(entry: Clock) -> dict[str, Any]:
    """One clock with its arithmetic; no date where no text and no event sets one."""
    rule, source = clocks.rule_for(entry.clock, entry.instrument)
    teller = Teller(gettext)
    return {
        "key": entry.clock,
        "about": entry.about or None,
        "label": teller.say(rule.label),
        "cite": rule.cite,
        "tag": rule.tag.value,
        "instrument": source,
        "status": entry.status,
        "owed_by": rule.owed_by.value,
        "due_on": _iso(entry.due_on),
        "due_at": _iso(entry.due_at),
        "zone": entry.zone,
        "due_in_zones": _in_zones(entry),
        "arithmetic": [teller.say(step) for step in clocks.explain(entry).steps],
    }


def _in_zones(entry: Clock) -> dict[str, str]:
    """An instant as local times: in the zone of the house, and in that of the other State."""
    if entry.due_at is None:
        return {}
    zones = (entry.zone, entry.request.other_state.zone)
    return {zone: entry.due_at.astimezone(ZoneInfo(zone)).isoformat() for zone in zones if zone}


def measure(entry: Measure) -> dict[str, Any]:
    """One measure and what became of it."""
    return {
        "number": entry.number,
        "kind": entry.kind,
        "label": gettext(KINDS[entry.kind].label),
        "description": entry.description,
        "outcome": entry.outcome,
        "outcome_label": gettext(OUTCOME_LABELS[Outcome(entry.outcome)]),
        "executed_on": _iso(entry.executed_on),
        "released": entry.released_at is not None,
        "sent": entry.sent_at is not None,
    }


def preserving(case: CaseFile) -> dict[str, Any]:
    """The preserved data by measure, and the risks told of."""
    if all(entry.kind not in FOR_TRAFFIC for entry in case.measures):
        return {"preserved": [], "risks": [], "providers_found": []}
    ends = preserved_data.ends_of(case.request)
    return {
        "preserved": [
            {
                "measure": entry.measure.number,
                "custodian": entry.custodian,
                "preserved_on": _iso(entry.preserved_on),
                "kept_at_least_until": _iso(ends.get(f"measure:{entry.measure.number}")),
                "extension_asked_on": _iso(entry.extension_asked_on),
                "kept_for": entry.kept_for.reference if entry.kept_for else None,
                "keeping": entry.ended_as,
                "keeping_label": gettext(KEEPING_LABELS[Keeping(entry.ended_as)]),
                "ended_on": _iso(entry.ended_on),
                "account": entry.account,
            }
            for entry in preserved_data.rows_of(case.request)
        ],
        "providers_found": [
            {
                "third_state": entry.third_state_id,
                "provider": entry.provider,
                "traffic_data": entry.traffic_data,
                "told_on": _iso(entry.told_on),
                "followed_by": entry.followed_by.reference if entry.followed_by else None,
            }
            for entry in case.request.providers_found.select_related("followed_by")
        ],
        "risks": [
            {
                "risk": entry.risk,
                "risk_label": gettext(RISK_LABELS[Risk(entry.risk)]),
                "explanation": entry.explanation,
                "told_on": _iso(entry.told_on),
                "decision": entry.decision,
                "decided_on": _iso(entry.decided_on),
                "reasons": entry.reasons,
            }
            for entry in case.request.preservation_risks.all()
        ],
    }


def consent(entry: Consent) -> dict[str, Any]:
    """One consent to another use: what was asked, and the answer."""
    return {
        "by_other_state": entry.by_other_state,
        "evidence": entry.evidence,
        "purpose": entry.purpose,
        "matter": entry.matter,
        "receiver": entry.receiver or None,
        "asked_on": _iso(entry.asked_on),
        "answer": entry.answer or None,
        "answered_on": _iso(entry.answered_on),
        "answered_by": entry.answered_by,
        "reasons": entry.reasons,
    }


def disclosure(entry: Disclosure) -> dict[str, Any]:
    """One disclosure of what exculpates an accused person, and how far it has come."""
    return {
        "by_other_state": entry.by_other_state,
        "evidence": entry.evidence,
        "matter": entry.matter,
        "told_on": _iso(entry.told_on),
        "planned_on": _iso(entry.planned_on),
        "consultation_asked_on": _iso(entry.consultation_asked_on),
        "consulted_on": _iso(entry.consulted_on),
        "disclosed_on": _iso(entry.disclosed_on),
        "why_no_notice": entry.why_no_notice,
    }


def letter(entry: Letter) -> dict[str, Any]:
    """One letter, without its words."""
    return {
        "id": str(entry.public_id),
        "number": entry.number,
        "kind": entry.kind,
        "title": gettext(entry.title),
        "language": entry.language,
        "status": entry.status,
        "channel": entry.channel or None,
        "dispatched_at": _iso(entry.dispatched_at),
    }


def done(result: operations.Done) -> dict[str, Any]:
    """What was done: the request as it is now, its event, warnings, what came of it."""
    return {
        "request": summary(result.request),
        "event": {
            "sequence": result.event.sequence,
            "at": result.event.at.isoformat(),
        },
        "warnings": findings(result.warnings),
        "letter": letter(result.letter) if result.letter else None,
        "opened": summary(result.opened) if result.opened else None,
    }


def event(entry: EventRow) -> dict[str, Any]:
    """One event of the ledger, with the sentences that people read."""
    teller = Teller(gettext)
    return {
        "id": entry.id,
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "verb": entry.verb,
        "by": entry.actor_name,
        "sentence": sentence(entry),
        "reasons": [teller.say(said) for said in kept("reasons", entry.data)],
        "warnings": [teller.say(said) for said in kept("warnings", entry.data)],
        "data": entry.data,
    }


def sentence(event: EventRow) -> str:
    """Who did what, in one sentence."""
    return gettext("%(who)s %(did)s.") % {"who": event.actor_name, "did": _did(event)}


def _did(event: EventRow) -> str:
    if event.verb == "refused":
        tried = _label_of(str(event.data.get("action", "")))
        return gettext("tried “%(action)s”, which was refused") % {"action": tried}
    try:
        return gettext(verbs.phrase(event.verb))
    except KeyError:
        return event.verb.replace("_", " ").replace(".", ": ")


def _label_of(key: str) -> str:
    try:
        return gettext(workflow.action(key).label)
    except KeyError:
        return key


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None
