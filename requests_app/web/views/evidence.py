"""The manifest of a case's evidence: a page to print, text and JSON to keep beside the bytes."""

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mla.accounts.policy import policy, signed_in_user
from requests_app import manifest, queries, reading
from requests_app.casefile import CaseFile
from requests_app.web import attachment, casepage, evidence_panel

FORMS = ("txt", "json")


@policy("requests.read")
@require_GET
def evidence(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every item with its hash, its limits and its chain of custody; the reading is on the
    ledger."""
    case = _fetch(request, public_id)
    told = manifest.of(case)
    context = {
        "case": casepage.header(case),
        "evidence": evidence_panel.panel(case),
        "digest": told["sha256"],
    }
    return render(request, "requests/evidence.html", context)


@policy("requests.read")
@require_GET
def evidence_as(request: HttpRequest, public_id: UUID, form: str) -> HttpResponse:
    """The same as a file: text to be printed, or JSON."""
    if form not in FORMS:
        raise Http404
    case = _fetch(request, public_id)
    told = manifest.of(case)
    if form == "json":
        data, media_type = json.dumps(told, ensure_ascii=False, indent=1), "application/json"
    else:
        data, media_type = manifest.as_text(told), "text/plain; charset=utf-8"
    name = f"{case.request.reference.replace('/', '-')}-evidence.{form}"
    return attachment.answer(data.encode(), name=name, media_type=media_type)


def _fetch(request: HttpRequest, public_id: UUID) -> CaseFile:
    person, at = signed_in_user(request), timezone.now()
    try:
        case = casepage.fetch(public_id, by=person, at=at)
    except queries.UnableToFind as absent:
        raise Http404 from absent
    reading.manifest(case.request, by=person, at=at)
    return case
