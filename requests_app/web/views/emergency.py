"""The duty desk's pages: the open emergencies, and an emergency on one screen."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mla.accounts.once import Done, post_once
from mla.accounts.policy import policy, signed_in_user
from requests_app import operations
from requests_app.exchange.document import UnableToReadDocument
from requests_app.rules.facts import Direction
from requests_app.rules.measures import EMERGENCY, KINDS
from requests_app.web import emergency_page, words
from requests_app.web.emergency_form import EmergencyForm

SIDES = {"outgoing": Direction.OUTGOING, "incoming": Direction.INCOMING}


@policy("requests.draft")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The open emergencies, the next step of each first."""
    person = signed_in_user(request)
    context = {"rows": emergency_page.desk(person, at=timezone.now())}
    return render(request, "requests/emergency.html", context)


@policy("requests.draft")
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, side: str, kind: str) -> HttpResponse:
    """An emergency on one screen; one of ours goes to review as soon as it is filed."""
    direction, asked = SIDES.get(side), kind.replace("-", "_")
    if direction is None or asked not in EMERGENCY:
        raise Http404
    if request.method == "POST" and "show_needs" not in request.POST:
        return post_once(request, at=timezone.now(), work=lambda: _file(request, direction, asked))
    given = request.POST if request.method == "POST" else request.GET
    return _page(request, _form(request, direction, asked, given.dict()))


def _form(
    request: HttpRequest, direction: Direction, kind: str, told: dict[str, Any]
) -> EmergencyForm:
    person = signed_in_user(request)
    return EmergencyForm(direction, kind, by=person, at=timezone.now(), initial=told)


def _file(request: HttpRequest, direction: Direction, kind: str) -> Done | HttpResponse:
    form = _form(request, direction, kind, request.POST.dict())
    if lacking := form.lacking():
        form.tell(lacking)
        return _page(request, form, status=422)
    try:
        filed = operations.file_emergency(
            document=form.document(),
            direction=direction,
            by=signed_in_user(request),
            at=timezone.now(),
        )
    except UnableToReadDocument as fault:
        form.tell(form.faults(fault.errors))
        return _page(request, form, status=422)
    except operations.UnableToOpen as fault:
        return _page(request, form, status=422, sentence=str(fault))
    except operations.NotAllowed as refusal:
        return _page(request, form, status=422, sentence=words.say(refusal.verdict.reason))
    reference = {"reference": filed.request.reference}
    if filed.problems:
        messages.warning(request, _("Kept as the draft %(reference)s, not in review.") % reference)
        for problem in filed.problems:
            messages.warning(request, words.say(problem.sentence))
    elif direction is Direction.OUTGOING:
        messages.success(
            request, _("%(reference)s is in review: another person approves it now.") % reference
        )
    else:
        messages.success(
            request, _("%(reference)s is registered: another person accepts it now.") % reference
        )
    url = reverse("requests:request", args=[filed.request.public_id])
    return Done(HttpResponseRedirect(url), url)


def _page(
    request: HttpRequest, form: EmergencyForm, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    side = form.direction.value.lower()
    context = {
        "form": form,
        "is_outgoing": form.direction is Direction.OUTGOING,
        "kind": _(KINDS[form.kind].label),
        "sentence": sentence,
        "url": reverse("requests:emergency_new", args=[side, form.kind.replace("_", "-")]),
    }
    return render(request, "requests/emergency_new.html", context, status=status)
