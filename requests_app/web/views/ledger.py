"""The ledger as auditors read it, and whether it is what was written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from mla.accounts.policy import policy, signed_in_user
from mla.ledger import verify as verify_ledger
from mla.ledger.walk import WHY
from requests_app import audit
from requests_app.web import timeline

MOST_FINDINGS = 50


@policy("ledger.read")
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """The latest events that the auditor may know of, a page at a time."""
    return _page(request)


@policy("ledger.read")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Every chain is walked now, and the verdict shown."""
    verdict = verify_ledger()
    said = {
        "ok": verdict.intact,
        "events": verdict.events,
        "chains": verdict.chains,
        "findings": [
            {"chain": f.chain, "sequence": f.sequence, "why": WHY.get(f.why, f.why)}
            for f in verdict.findings[:MOST_FINDINGS]
        ],
    }
    return _page(request, said)


def _page(request: HttpRequest, verdict: dict[str, object] | None = None) -> HttpResponse:
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    page = audit.latest_events(by=signed_in_user(request), before=start)
    entries = timeline.entries([row.event for row in page.rows])
    context = {
        "rows": [
            {"entry": entry, "public_id": row.public_id, "reference": row.reference}
            for entry, row in zip(entries, page.rows, strict=True)
        ],
        "older": f"?before={page.older}" if page.older else "",
        "verdict": verdict,
    }
    return render(request, "requests/ledger.html", context)
