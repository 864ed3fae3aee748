"""What the page of a request shows, gathered in a fixed number of queries."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext

from authorities import confirming
from authorities.models import Authority
from mla.accounts.models import User
from requests_app import clocks, house, queries
from requests_app.casefile import CaseFile
from requests_app.models import Clock, ClockEvent, Request
from requests_app.rules import clock_life, completeness, instruments, refusal
from requests_app.rules.applicability import COURTESY
from requests_app.rules.completeness import ContentVerdict
from requests_app.rules.contents import CONTENTS, SHEET_KEYS
from requests_app.rules.correspondence import KINDS
from requests_app.rules.correspondence import Letter as LetterCode
from requests_app.rules.instruments import GroundRow, Instrument, PostponementRow
from requests_app.rules.measures import KINDS as MEASURE_KINDS
from requests_app.web import words
from requests_app.web.cites import cite

STATUS_TONES = {
    "WAITING": "amber",
    "READY": "green",
    "FAILED": "red",
    "DISPATCHED": "navy",
    "CANCELLED": "grey",
}
OUTCOME_TONES = {
    "PENDING": "grey",
    "GRANTED": "blue",
    "REFUSED": "red",
    "EXECUTED": "green",
    "PARTLY_EXECUTED": "amber",
    "NOT_POSSIBLE": "red",
    "WITHDRAWN": "grey",
}
CLOCK_TONES = {"RUNNING": "blue", "PAUSED": "amber", "MET": "green", "CANCELLED": "grey"}


def fetch(public_id: UUID, *, by: User, at: datetime) -> CaseFile:
    """The request with what surrounds it. Raises UnableToFind when absent or hidden."""
    request = queries.find(public_id, by=by)
    prefetch_related_objects([request], "persons", "offences")
    return CaseFile(request, at=at, today=house.today(at))


def header(case: CaseFile) -> dict[str, Any]:
    """Who holds the request, what is next, how long it has been there."""
    request, today = case.request, case.today
    due = request.next_action_on
    return {
        "reference": request.reference,
        "title": request.title,
        "url": reverse("requests:request", args=[request.public_id]),
        "public_id": request.public_id,
        "version": request.version,
        "is_specimen": request.is_specimen,
        "direction": words.direction_label(request.direction),
        "is_outgoing": request.direction == "OUTGOING",
        "other_state": request.other_state.local_name,
        "state": words.state_label(request.state),
        "tone": words.TONES[case.state],
        "turn": words.turn_label(request.direction, request.state),
        "holder": request.holder.label if request.holder else "",
        "next_action": request.next_action,
        "next_on": words.day(due),
        "next_in": words.in_days(due, today) if due else "",
        "is_late": bool(due and due < today),
        "urgency": words.urgency_label(request.urgency),
        "urgency_tone": words.URGENCY_TONES[request.urgency],
        "days_open": words.days(days_open(request.received_on, request.created_at, today)),
        "days_in_state": words.days((today - house.today(request.state_since)).days),
        "confidential": bool(request.confidentiality),
        "restricted": request.restricted_to is not None,
        "is_closed": request.state == "CLOSED",
    }


def days_open(received_on: date | None, created_at: datetime, today: date) -> int:
    """Whole days of the house since receipt, or since the draft was begun."""
    return (today - (received_on or house.today(created_at))).days


def with_age(authority: Authority | None, *, on: date) -> str:
    """An authority, and how old its entry is where nobody confirmed it within a year."""
    said = confirming.warning(authority, on=on)
    return f"{authority} ({said})" if said else str(authority or "")


def facts(case: CaseFile) -> list[tuple[str, str]]:
    """What is known of the request as a whole, as pairs of label and value."""
    request = case.request
    pairs = [
        (gettext("Our authority"), str(request.home_authority)),
        (gettext("Their authority"), with_age(request.other_authority, on=case.today)),
        (gettext("Competent authority"), with_age(request.executing_authority, on=case.today)),
        (gettext("Their reference"), request.their_reference),
        (gettext("Case it serves"), request.case_reference),
        (gettext("Leading instrument"), instrument_title(case.instrument)),
        (gettext("Channel"), words.channel_label(request.channel)),
        (gettext("Form"), words.form_label(request.form)),
        (gettext("Received on"), words.day(request.received_on)),
        (gettext("Transmitted"), words.moment(request.transmitted_at)),
        (gettext("Filed by"), request.author.label),
        (gettext("Outcome"), request.summary),
        (gettext("Costs"), request.costs),
    ]
    return [pair for pair in pairs if pair[1]]


def instrument_title(instrument: Instrument) -> str:
    """The leading instrument by name; courtesy rules say so in words."""
    if instrument.code == COURTESY:
        return gettext("Courtesy rules of this house (no instrument held here leads)")
    return gettext("%(instrument)s, %(articles)s") % {
        "instrument": gettext(instrument.short_title),
        "articles": gettext(instrument.article),
    }


def basis(case: CaseFile) -> list[dict[str, str]]:
    """The legal bases that the request names."""
    named = case.request.legal_basis
    held = instruments.all_instruments()
    rows = [
        {
            "title": gettext(held[row["instrument"]].short_title)
            if row["instrument"] in held
            else row["instrument"],
            "articles": row.get("articles", ""),
            "note": "",
        }
        for row in named.get("instruments", [])
    ]
    rows += [
        {
            "title": row["title"],
            "articles": row.get("articles", ""),
            "note": gettext("The text is not held here."),
        }
        for row in named.get("treaties", [])
    ]
    if named.get("reciprocity"):
        rows.append({"title": gettext("Reciprocity"), "articles": "", "note": ""})
    return rows


def conformity(case: CaseFile) -> dict[str, Any]:
    """Each content that the instrument asks for: there or not, with its cite and evidence."""
    rows = [
        {
            "label": gettext(verdict.label),
            "cite": cite(verdict.row.cite),
            "evidence": words.evidence(verdict.row.tag),
            "present": verdict.present,
            "missing": verdict.finding is not None,
            "sentence": more_than_missing(verdict),
            "blocks": bool(verdict.finding and verdict.finding.blocks),
        }
        for verdict in completeness.judge(case.instrument, case.facts)
    ]
    return {
        "rows": rows,
        "present": sum(bool(row["present"]) for row in rows),
        "asked": sum(bool(row["present"] or row["missing"]) for row in rows),
        "missing": sum(bool(row["missing"]) for row in rows),
        "instrument": instrument_title(case.instrument),
    }


def more_than_missing(verdict: ContentVerdict) -> str:
    """What is to be said beside the label of a content; blank where "missing" says it all."""
    found = verdict.finding
    if found is None or found.sentence.text == completeness.MISSING:
        return ""
    return words.say(found.sentence)


def clock_rows(case: CaseFile) -> list[dict[str, Any]]:
    """The clocks with their arithmetic, those that run first."""
    order = {"RUNNING": 0, "PAUSED": 1, "MET": 2, "CANCELLED": 3}
    events = Prefetch("events", queryset=ClockEvent.objects.order_by("id"))
    found = sorted(
        case.request.clocks.prefetch_related(events).all(),
        key=lambda clock: (order[clock.status], clock.ends_at or case.now, clock.pk),
    )
    rows = []
    for clock in found:
        rule, source = clocks.rule_for(clock.clock, clock.instrument)
        due = clock.due_on or (house.today(clock.due_at) if clock.due_at else None)
        runs = clock.status == "RUNNING"
        rows.append(
            {
                "label": gettext(rule.label),
                "about": words.say(clock_life.subject(clock.about)),
                "cite": cite(rule.cite),
                "evidence": words.evidence(rule.tag),
                "is_house_rule": source == COURTESY,
                "status": clock.get_status_display(),
                "tone": CLOCK_TONES[clock.status],
                "due": words.moment(clock.due_at) if clock.due_at else words.day(clock.due_on),
                "there": words.moment_in(clock.due_at, case.request.other_state.zone)
                if clock.due_at
                else "",
                "in": _distance(clock, case) if due and runs else "",
                "is_late": bool(runs and clock.ends_at and clock.ends_at < case.now),
                "steps": [words.say(step) for step in clocks.explain(clock).steps],
                "zone": clock.zone.replace("_", " "),
            }
        )
    return rows


def _distance(clock: Clock, case: CaseFile) -> str:
    """How far the end of a clock is, in the clock's own measure."""
    if clock.due_at:
        return words.in_minutes(clock.due_at, case.now)
    return words.in_days(clock.due_on, case.today) if clock.due_on else ""


def contents(request: Request) -> list[tuple[str, str]]:
    """The texts of the request by their labels; a blank one is not given."""
    return [(gettext(CONTENTS[key].label), request.contents.get(key, "")) for key in SHEET_KEYS]


def measures(case: CaseFile) -> list[dict[str, Any]]:
    """Each measure with what became of it."""
    return [
        {
            "number": measure.number,
            "kind": measure_label(measure.kind),
            "description": measure.description,
            "contents": [
                (gettext(CONTENTS[key].label), text)
                for key, text in measure.contents.items()
                if key in CONTENTS
            ],
            "outcome": words.outcome_label(measure.outcome),
            "tone": OUTCOME_TONES[measure.outcome],
            "account": measure.account,
            "executed_on": words.day(measure.executed_on),
            "use_limits": measure.use_limits,
            "released": words.moment(measure.released_at),
            "sent": words.moment(measure.sent_at),
        }
        for measure in case.measures
    ]


def measure_label(kind: str) -> str:
    """The kind of measure in words."""
    return gettext(MEASURE_KINDS[kind].label) if kind in MEASURE_KINDS else kind


def dealings(case: CaseFile) -> dict[str, Any]:
    """Consultations, conditions, questions and decisions, in the order they happened."""
    request = case.request
    return {
        "consultations": [
            {
                "by": words.side(row.by_other_state),
                "on": words.day(row.opened_on),
                "proposal": row.proposal,
                "answer": row.answer,
                "answered_on": words.day(row.answered_on),
            }
            for row in request.consultations.order_by("id")
        ],
        "conditions": [
            {
                "version": row.version,
                "measures": ", ".join(str(number) for number in row.measures),
                "text": row.text,
                "status": row.get_status_display(),
                "on": words.day(row.offered_on),
                "settled_on": words.day(row.settled_on),
                "settled_by": row.settled_by,
                "remark": row.remark,
            }
            for row in request.conditions.order_by("version")
        ],
        "questions": [
            {
                "by": words.side(row.by_other_state),
                "on": words.day(row.asked_on),
                "text": row.text,
                "items": [gettext(CONTENTS[key].label) for key in row.items if key in CONTENTS],
                "reply_by": words.day(row.reply_by),
                "answer": row.answer,
                "answered_on": words.day(row.answered_on),
            }
            for row in request.questions.order_by("id")
        ],
        "decisions": [
            {
                "by": words.side(row.by_other_state),
                "kind": row.get_kind_display(),
                "who": row.decided_by.label,
                "at": words.moment(row.decided_at),
                "told_on": words.day(row.told_on),
                "measures": ", ".join(str(number) for number in row.measures),
                "grounds": [ground(case.instrument, key) for key in row.grounds],
                "own_law": row.own_law,
                "reasons": row.reasons,
                "ongoing_case": row.ongoing_case,
                "review_on": words.day(row.review_on),
                "edition": row.rules_edition,
                "taken_back": words.moment(row.taken_back_at),
            }
            for row in request.decisions.select_related("decided_by").order_by("id")
        ],
    }


def ground(instrument: Instrument, key: str) -> dict[str, str]:
    """A ground by its label and cite; one that is in words stays as it is."""
    if key == refusal.OWN_LAW:
        return {"label": gettext(refusal.OWN_LAW_LABEL), "cite": ""}
    rows: tuple[GroundRow | PostponementRow, ...] = (
        *instrument.grounds,
        *instrument.postponements,
    )
    for row in rows:
        if row.key == key:
            return {"label": gettext(row.label), "cite": cite(row.cite)}
    return {"label": key, "cite": ""}


def letters(case: CaseFile) -> list[dict[str, Any]]:
    """The letters of the case, the latest first."""
    return [letter_row(row, case.request) for row in reversed(case.letter_rows)]


def letter_row(row: Any, request: Request) -> dict[str, Any]:
    """One letter as a list shows it."""
    from authorities.languages import language_name

    ids = [request.public_id, row.public_id]
    return {
        "public_id": row.public_id,
        "number": row.number,
        "title": gettext(KINDS[LetterCode(row.kind)].title),
        "language": language_name(row.language),
        "status_code": row.status,
        "status": row.get_status_display(),
        "tone": STATUS_TONES[row.status],
        "is_waiting": row.status == "WAITING",
        "has_file": row.file_id is not None,
        "failure": row.why_failed,
        "written": words.moment(row.created_at),
        "channel": words.channel_label(row.channel),
        "dispatched": words.moment(row.dispatched_at),
        "url": reverse("requests:letter", args=ids),
        "pdf": reverse("requests:letter_pdf", args=ids),
        "status_url": reverse("requests:letter_status", args=ids),
    }


def documents(request: Request) -> list[dict[str, Any]]:
    """The documents attached, in the order they came."""
    return [
        {
            "title": row.title,
            "name": row.file.name,
            "size": row.file.size,
            "sha256": row.file.sha256,
            "media_type": row.file.media_type,
            "who": row.added_by.label,
            "at": words.moment(row.added_at),
            "url": reverse("requests:document", args=[request.public_id, row.public_id]),
        }
        for row in request.documents.select_related("file", "added_by").order_by("id")
    ]


def linked(request: Request, *, by: User) -> list[dict[str, str]]:
    """Earlier and later requests that the person may know of."""
    visible = queries.visible_to(by)
    near = visible.filter(Q(later=request.pk) | Q(earlier=request.pk))
    return [
        {
            "reference": row.reference,
            "title": row.title,
            "state": words.state_label(row.state),
            "relation": gettext("earlier") if row.pk == request.earlier_id else gettext("later"),
            "url": reverse("requests:request", args=[row.public_id]),
        }
        for row in near.order_by("id")[:20]
    ]


def local_day(value: date | None) -> str:
    """A day in words, for templates that have a date at hand."""
    return words.day(value)
