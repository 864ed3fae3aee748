"""The ledger as auditors read it, and whether it is what was written."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from mla.accounts.policy import policy, signed_in_user
from mla.ledger import verifying
from mla.ledger.models import Verification
from mla.ledger.walk import WHY
from requests_app import audit
from requests_app.web import house_events, timeline, words

MOST_POLLS = 150
"""Times that a page asks by itself, two seconds apart, how far a verification is."""


@policy("ledger.read")
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """The latest events that the auditor may know of, a page at a time."""
    return _page(request)


@policy("ledger.read")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """A worker walks every chain; the page of the ledger shows how far it is, and the verdict."""
    verifying.ask(by=signed_in_user(request), at=timezone.now())
    return HttpResponseRedirect(reverse("ledger:events"))


@policy("ledger.read")
@require_GET
def verification(request: HttpRequest) -> HttpResponse:
    """How far the verification is; it asks again, a bounded number of times, until it ends."""
    asked = request.GET.get("polls", "0")
    left = min(int(asked), MOST_POLLS) - 1 if asked.isascii() and asked.isdigit() else 0
    return render(request, "requests/_verification.html", _verification(polls=max(left, 0)))


def _verification(*, polls: int) -> dict[str, object]:
    rows = [_told(row) for row in verifying.latest()]
    return {"verification": rows[0] if rows else None, "earlier": rows[1:], "polls": polls}


def _told(row: Verification) -> dict[str, object]:
    return {
        "is_open": verifying.is_open(row),
        "state": row.state,
        "label": row.get_state_display(),
        "who": row.asked_by.label,
        "asked": words.moment(row.asked_at),
        "asked_iso": row.asked_at.isoformat(timespec="seconds"),
        "ended": words.moment(row.ended_at),
        "intact": row.intact,
        "walked": row.walked,
        "total": max(row.total, row.walked),
        "chains": row.chains,
        "checkpoint": row.checkpoint,
        "untrusted": row.error == verifying.CHECKPOINT_UNTRUSTED,
        "findings": [
            {
                "chain": found["chain"],
                "sequence": found["sequence"],
                "why": gettext(WHY.get(found["why"], found["why"])),
            }
            for found in row.findings
        ],
        "more": row.more,
    }


def _page(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    page = audit.latest_events(by=signed_in_user(request), before=start)
    entries = timeline.entries([row.event for row in page.rows])
    context = {
        "rows": [
            {
                "entry": entry,
                "public_id": row.public_id,
                "reference": row.reference,
                "details": house_events.details(row),
            }
            for entry, row in zip(entries, page.rows, strict=True)
        ],
        "older": f"?before={page.older}" if page.older else "",
    }
    return render(request, "requests/ledger.html", context | _verification(polls=MOST_POLLS))
