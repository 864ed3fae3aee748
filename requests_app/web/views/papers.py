"""Letters and documents: their page, their state while they are rendered, their bytes."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mla.accounts import errors
from mla.accounts.policy import policy, signed_in_user
from requests_app import queries, reading, vault
from requests_app.casefile import CaseFile
from requests_app.models import Letter
from requests_app.rules import access, workflow
from requests_app.rules.correspondence import IN_HOUSE
from requests_app.rules.needs.papers import leaves_by
from requests_app.web import attachment, buttons, casepage, words

MOST_POLLS = 60
"""Times that a page asks by itself, a second apart, whether a letter is rendered."""


@policy("requests.read")
@require_GET
def letter(request: HttpRequest, public_id: UUID, letter: UUID) -> HttpResponse:
    """One letter: what it is, where it is, and how it leaves the house."""
    case, row = _find(request, public_id, letter)
    actor = queries.actor(signed_in_user(request))
    given = {"letter": str(row.public_id)}
    steps = []
    for key in (leaves_by(case, row.kind), "cancel_letter"):
        action = workflow.action(key)
        chosen = given if any(taken.key == "letter" for taken in action.takes) else None
        verdict = access.verdict(action, case, actor, chosen)
        steps.append(
            {
                "key": key,
                "label": _(action.label),
                "url": f"{buttons.address(key, public_id)}?letter={row.public_id}",
                "allowed": verdict.allowed,
                "reason": words.say(verdict.reason),
            }
        )
    if row.status not in IN_HOUSE:
        steps = []
    context = {
        "case": casepage.header(case),
        "letter": casepage.letter_row(row, case.request),
        "polls": MOST_POLLS,
        "steps": steps,
        "sha256": row.file.sha256 if row.file else "",
    }
    return render(request, "requests/letter.html", context)


@policy("requests.read")
@require_GET
def letter_status(request: HttpRequest, public_id: UUID, letter: UUID) -> HttpResponse:
    """The line of one letter; it asks again, a bounded number of times, while it is rendered."""
    case, row = _find(request, public_id, letter)
    asked = request.GET.get("polls", "0")
    left = min(int(asked), MOST_POLLS) - 1 if asked.isascii() and asked.isdigit() else 0
    context = {"letter": casepage.letter_row(row, case.request), "polls": max(left, 0)}
    return render(request, "requests/_letter_line.html", context)


def _find(request: HttpRequest, public_id: UUID, letter: UUID) -> tuple[CaseFile, Letter]:
    try:
        case = casepage.fetch(public_id, by=signed_in_user(request), at=timezone.now())
    except queries.UnableToFind as absent:
        raise Http404 from absent
    row = (
        Letter.objects.filter(request=case.request, public_id=letter)
        .select_related("file")
        .defer("context")
        .first()
    )
    if row is None:
        raise Http404
    return case, row


@policy("requests.read")
@require_GET
def letter_pdf(request: HttpRequest, public_id: UUID, letter: UUID) -> HttpResponse:
    """The PDF of a letter, to be saved; the reading is on the ledger."""
    return _paper(
        request,
        lambda: reading.letter(
            request=public_id, letter=letter, by=signed_in_user(request), at=timezone.now()
        ),
    )


@policy("requests.read")
@require_GET
def document(request: HttpRequest, public_id: UUID, document: UUID) -> HttpResponse:
    """The bytes of a document, to be saved; the reading is on the ledger."""
    return _paper(
        request,
        lambda: reading.document(
            request=public_id, document=document, by=signed_in_user(request), at=timezone.now()
        ),
    )


def _paper(request: HttpRequest, read: Callable[[], reading.Paper]) -> HttpResponse:
    try:
        paper = read()
    except queries.UnableToFind as absent:
        raise Http404 from absent
    except vault.UnableToReadFile as failure:
        return errors.answer(request, 500, str(failure))
    return attachment.answer(paper.data, name=paper.name, media_type=paper.media_type)
