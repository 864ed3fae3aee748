"""The page of one request, and its history."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mla.accounts.policy import policy, signed_in_user
from mla.ledger.queries import latest_events_of
from requests_app import queries, reading
from requests_app.web import (
    buttons,
    casepage,
    emergency_page,
    evidence_panel,
    preserving,
    timeline,
    uses_panel,
)

RECENT = 15
PAGE = 100
FILTERS = {
    timeline.STEPS: _("Steps of the case"),
    timeline.ALL: _("Everything"),
    timeline.REFUSED: _("Refused attempts"),
}


@policy("requests.read")
@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything about one request, and what can be done next."""
    person = signed_in_user(request)
    try:
        case = casepage.fetch(public_id, by=person, at=timezone.now())
    except queries.UnableToFind as absent:
        raise Http404 from absent
    subject = case.request
    reading.restricted(subject, by=person, at=case.now)
    events = latest_events_of(subject.chain, limit=RECENT + 1)
    context = {
        "case": casepage.header(case),
        "panel": buttons.panel(case, queries.actor(person)),
        "facts": casepage.facts(case),
        "basis": casepage.basis(case),
        "conformity": casepage.conformity(case),
        "clocks": casepage.clock_rows(case),
        "contents": casepage.contents(subject),
        "subject": subject,
        "deadline": casepage.local_day(subject.deadline_on),
        "persons": list(subject.persons.all()),
        "offences": list(subject.offences.all()),
        "measures": casepage.measures(case),
        "preserving": preserving.panel(case),
        "dealings": casepage.dealings(case),
        "letters": casepage.letters(case),
        "documents": casepage.documents(subject),
        "evidence": evidence_panel.panel(case),
        "uses": uses_panel.panel(case),
        "emergency": emergency_page.of_request(case),
        "linked": casepage.linked(subject, by=person),
        "events": timeline.entries(events[:RECENT]),
        "has_more_events": len(events) > RECENT,
    }
    return render(request, "requests/request.html", context)


@policy("requests.read")
@require_GET
def history(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The whole history of one request, page by page, the latest first."""
    person = signed_in_user(request)
    try:
        case = casepage.fetch(public_id, by=person, at=timezone.now())
    except queries.UnableToFind as absent:
        raise Http404 from absent
    kind = request.GET.get("kind", timeline.ALL)
    kind = kind if kind in FILTERS else timeline.ALL
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    events = latest_events_of(case.request.chain, before=start, limit=PAGE + 1)
    older = f"?kind={kind}&before={events[PAGE - 1].id}" if len(events) > PAGE else ""
    context = {
        "case": casepage.header(case),
        "events": timeline.entries(events[:PAGE], kind=kind),
        "older": older,
        "kind": kind,
        "kinds": FILTERS.items(),
    }
    return render(request, "requests/history.html", context)
