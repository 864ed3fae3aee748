"""What the page of a request shows of preserved data: until when they are kept, and for what."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from requests_app import preserved_data
from requests_app.casefile import CaseFile
from requests_app.models import Preservation, PreservationRisk
from requests_app.rules.preserved import (
    FOR_TRAFFIC,
    KEEPING_LABELS,
    PERIOD,
    PRESERVATION,
    RISK_ANSWER_LABELS,
    RISK_LABELS,
    Keeping,
    Risk,
    RiskAnswer,
)
from requests_app.web import words
from requests_app.web.cites import cite

TONES = {
    Keeping.KEPT: "green",
    Keeping.LAPSED: "grey",
    Keeping.NOT_NEEDED: "grey",
    Keeping.DECIDED: "grey",
    Keeping.LOST: "red",
}


def panel(case: CaseFile) -> dict[str, Any] | None:
    """The preserved data by measure, and the risks told of; None where nothing of the kind is
    asked for."""
    if all(measure.kind not in FOR_TRAFFIC for measure in case.measures):
        return None
    ends = preserved_data.ends_of(case.request)
    row = case.instrument.clock(PERIOD)
    return {
        "rows": [_row(one, ends, case.today) for one in preserved_data.rows_of(case.request)],
        "risks": [_risk(one) for one in case.request.preservation_risks.all()],
        "asks_to_preserve": any(measure.kind == PRESERVATION for measure in case.measures),
        "found": [
            {
                "provider": one.provider,
                "state": one.third_state.local_name,
                "traffic_data": one.traffic_data,
                "told_on": words.day(one.told_on),
                "followed_by": one.followed_by.reference if one.followed_by else "",
                "url": reverse("requests:request", args=[one.followed_by.public_id])
                if one.followed_by
                else "",
            }
            for one in case.request.providers_found.select_related("third_state", "followed_by")
        ],
        "least": words.days(row.length) if row and row.length else "",
        "cite": cite(row.cite) if row else "",
        "evidence": words.evidence(row.tag) if row else None,
    }


def _row(one: Preservation, ends: dict[str, date | None], today: date) -> dict[str, Any]:
    keeping = Keeping(one.ended_as)
    until = ends.get(f"measure:{one.measure.number}")
    is_kept = keeping is Keeping.KEPT
    return {
        "number": one.measure.number,
        "data": one.measure.contents.get("data_to_preserve") or one.measure.description,
        "custodian": one.custodian,
        "preserved_on": words.day(one.preserved_on),
        "until": words.day(until),
        "in": words.in_days(until, today) if until and is_kept else "",
        "is_late": bool(until and is_kept and until < today),
        "keeping": gettext(KEEPING_LABELS[keeping]),
        "tone": TONES[keeping],
        "ended_on": words.day(one.ended_on),
        "account": one.account,
        "extension_asked_on": words.day(one.extension_asked_on) if is_kept else "",
        "kept_for": one.kept_for.reference if one.kept_for else "",
        "kept_for_url": reverse("requests:request", args=[one.kept_for.public_id])
        if one.kept_for
        else "",
        "kept_for_state": words.state_label(one.kept_for.state) if one.kept_for else "",
        "is_awaiting": bool(
            is_kept and one.kept_for and not preserved_data.is_decided(one.kept_for)
        ),
    }


def _risk(one: PreservationRisk) -> dict[str, Any]:
    return {
        "risk": gettext(RISK_LABELS[Risk(one.risk)]),
        "explanation": one.explanation,
        "told_on": words.day(one.told_on),
        "decision": gettext(RISK_ANSWER_LABELS[RiskAnswer(one.decision)]),
        "is_open": one.decision == RiskAnswer.OPEN,
        "decided_on": words.day(one.decided_on),
        "reasons": one.reasons,
    }
