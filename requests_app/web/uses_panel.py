"""The use of what was given, as the page of a request shows it."""

from typing import Any

from django.utils.translation import gettext

from requests_app.casefile import CaseFile
from requests_app.models import ConditionEvent, Consent, Disclosure, SecrecyNotice, Waiver
from requests_app.web import words

_WAIVED = {"": "amber", "APPROVED": "green", "REFUSED": "red"}
_TONES = {"": "amber", "GRANTED": "green", "REFUSED": "red"}


def panel(case: CaseFile) -> dict[str, Any]:
    """Consents, disclosures, secrecy, waivers and what became of conditions, in order."""
    told = {
        "consents": [_consent(row) for row in case.consent_rows],
        "disclosures": [_disclosure(row) for row in case.disclosure_rows],
        "waivers": [_waiver(row, case) for row in case.waiver_rows],
        "secrecy": [_secrecy(row) for row in case.secrecy_rows],
        "events": [_event(row) for row in case.condition_event_rows],
    }
    return {**told, "any": any(value for key, value in told.items() if key != "waivers")}


def _consent(row: Consent) -> dict[str, Any]:
    return {
        "by": words.side(row.by_other_state),
        "on": words.day(row.asked_on),
        "purpose": row.get_purpose_display(),
        "items": ", ".join(map(str, row.evidence)),
        "receiver": row.receiver,
        "matter": row.matter,
        "answer": row.get_answer_display() if row.answer else gettext("not answered yet"),
        "tone": _TONES[row.answer],
        "answered_on": words.day(row.answered_on),
        "answered_by": row.answered_by,
        "reasons": row.reasons,
    }


def _disclosure(row: Disclosure) -> dict[str, Any]:
    facts = (
        (gettext("Planned for"), words.day(row.planned_on)),
        (gettext("Consultation asked on"), words.day(row.consultation_asked_on)),
        (gettext("What stands in the way"), row.concern),
        (gettext("Consulted on"), words.day(row.consulted_on)),
        (gettext("What was put to them"), row.consultation),
        (gettext("Disclosed on"), words.day(row.disclosed_on)),
        (gettext("Why no notice was possible"), row.why_no_notice),
    )
    return {
        "by": words.side(row.by_other_state),
        "on": words.day(row.told_on),
        "items": ", ".join(map(str, row.evidence)),
        "matter": row.matter,
        "facts": [fact for fact in facts if fact[1]],
    }


def _secrecy(row: SecrecyNotice) -> dict[str, Any]:
    return {
        "on": words.day(row.told_on),
        "reasons": row.reasons,
        "answer": row.get_answer_display() if row.answer else gettext("not decided yet"),
        "answered_on": words.day(row.answered_on),
        "text": row.text,
    }


def _waiver(row: Waiver, case: CaseFile) -> dict[str, Any]:
    return {
        "requirement": row.get_requirement_display(),
        "asked_by": row.asked_by.label,
        "asked": words.moment(row.asked_at),
        "until": words.day(row.until_on),
        "reasons": row.reasons,
        "verdict": row.get_verdict_display() if row.verdict else gettext("not decided yet"),
        "tone": _WAIVED[row.verdict],
        "decided_by": row.decided_by.label if row.decided_by else "",
        "decided": words.moment(row.decided_at),
        "remark": row.remark,
        "is_over": row.until_on < case.today,
    }


def _event(row: ConditionEvent) -> dict[str, Any]:
    return {
        "by": words.side(row.by_other_state),
        "on": words.day(row.happened_on),
        "kind": row.get_kind_display(),
        "text": row.text,
    }
