"""What the pages of emergencies show: the desk's list, and the panel of one request."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from mla.accounts.models import User
from requests_app import clocks, house, queries
from requests_app.casefile import CaseFile
from requests_app.models import Clock, Request
from requests_app.rules import access, emergency, workflow
from requests_app.rules.case import Actor
from requests_app.rules.clock_life import REFILING
from requests_app.rules.deadlines import Rhythm
from requests_app.rules.measures import EMERGENCY
from requests_app.web import buttons, words
from requests_app.web.cites import cite

MOST = 50
_CONFIRMING = frozenset({"confirm_in_writing", "record_confirmation"})


def desk(person: User, *, at: datetime) -> list[dict[str, Any]]:
    """The open emergencies, each with the person's next step first and its clocks in the zones
    of both States. Four queries, whatever there is."""
    actor = queries.actor(person)
    found = sorted(queries.open_emergencies(person, most=MOST), key=_first_hour)
    return [_row(request, actor, at) for request in found]


def _first_hour(request: Request) -> tuple[bool, float]:
    """What runs out by the hour comes first, the soonest before all."""
    ends = [c.ends_at for c in request.clocks.all() if c.rhythm == Rhythm.HOURS and c.ends_at]
    return not ends, min(ends).timestamp() if ends else 0.0


def _row(request: Request, actor: Actor, at: datetime) -> dict[str, Any]:
    case = CaseFile(request, at=at, today=house.today(at))
    step = _next_step(case, actor)
    return {
        "url": reverse("requests:request", args=[request.public_id]),
        "reference": request.reference,
        "title": request.title,
        "is_specimen": request.is_specimen,
        "direction": words.direction_label(request.direction),
        "is_outgoing": request.direction == "OUTGOING",
        "other_state": request.other_state.local_name,
        "state": words.state_label(request.state),
        "tone": words.TONES[case.state],
        "turn": words.turn_label(request.direction, request.state),
        "step": gettext(step.label) if step else "",
        "step_url": buttons.address(step.key, request.public_id) if step else "",
        "clocks": [
            _clock(clock, request, at)
            for clock in request.clocks.all()
            if clock.ends_at is not None
        ],
    }


def _next_step(case: CaseFile, actor: Actor) -> workflow.Action | None:
    """The usual next step that the person's roles allow; whether it may be done is said there."""
    return next(
        (
            row
            for row in workflow.open_in(case.direction, case.state, case.kinds)
            if not row.grave
            and row.key not in buttons.BESIDE
            and (case.confirmation_owed or row.key not in _CONFIRMING)
            and not access.may(row, case, actor)
        ),
        None,
    )


def _clock(clock: Clock, request: Request, at: datetime) -> dict[str, Any]:
    rule, _source = clocks.rule_for(clock.clock, request.instrument)
    ends_at = clock.ends_at
    assert ends_at is not None
    by_the_hour = clock.rhythm == Rhythm.HOURS
    return {
        "label": gettext(rule.label),
        "here": words.moment(ends_at) if by_the_hour else words.day(clock.due_on),
        "there": words.moment_in(ends_at, request.other_state.zone) if by_the_hour else "",
        "in": words.in_minutes(ends_at, at)
        if by_the_hour or clock.due_on is None
        else words.in_days(clock.due_on, house.today(at)),
        "is_late": ends_at < at,
    }


def of_request(case: CaseFile) -> dict[str, Any] | None:
    """The panel of an emergency on the page of its request; None for any other request."""
    if not case.kinds & EMERGENCY:
        return None
    request = case.request
    return {
        "declared": [
            {"words": said, "cite": _cite_of(case, key)} for key, said in case.declared.items()
        ],
        "uses": [
            {
                "what": gettext(workflow.action(use.action).verb),
                "who": use.used_by.label,
                "at": words.moment(use.used_at),
                "finding": use.get_finding_display() if use.finding else "",
                "reasons": use.reasons,
                "reviewer": use.reviewed_by.label if use.reviewed_by else "",
                "reviewed_at": words.moment(use.reviewed_at),
            }
            for use in request.emergency_uses.select_related("used_by", "reviewed_by")
        ],
        "followed_up": [
            {"what": gettext(_FOLLOWED[row.kind]), "on": words.day(row.came_on)}
            for row in request.follow_ups.all()
        ],
        "enquiries": [
            {
                "question": row.question,
                "on": words.day(row.asked_on),
                "account": row.account,
                "answered_on": words.day(row.answered_on),
            }
            for row in request.use_enquiries.all()
        ],
    }


_FOLLOWED = {
    REFILING: emergency.FOLLOWED_REFILING,
    emergency.MLA_FIRST: emergency.FOLLOWED_ASSISTANCE,
}


def _cite_of(case: CaseFile, key: str) -> str:
    name = key.removeprefix("channel.")
    tables = (case.instrument.grounds, case.instrument.duties, case.instrument.channels)
    rows = (row for table in tables for row in table if row.key in (key, name))
    return next((cite(row.cite) for row in rows), "")
