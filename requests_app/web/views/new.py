"""Opening a case: a draft of ours, or a request received and registered."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mla.accounts.once import Done, post_once
from mla.accounts.policy import policy, signed_in_user
from requests_app import house, operations
from requests_app.exchange.document import UnableToReadDocument
from requests_app.rules.facts import Direction
from requests_app.rules.inputs import UnableToReadInput
from requests_app.web import basis, words
from requests_app.web.new_form import NewForm, read_day

SIDES = {"outgoing": Direction.OUTGOING, "incoming": Direction.INCOMING}


@policy("requests.draft")
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Which way: a request of ours, or one that came to us."""
    return render(request, "requests/new.html")


@policy("requests.draft")
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, side: str) -> HttpResponse:
    """The first entries of a case; its reference is issued when it is filed."""
    direction = SIDES.get(side)
    if direction is None:
        raise Http404
    if request.method == "POST" and "show_needs" not in request.POST:
        return post_once(request, at=timezone.now(), work=lambda: _open(request, direction))
    given = request.POST if request.method == "POST" else request.GET
    return _page(request, direction, NewForm(direction, initial=given.dict()))


def _open(request: HttpRequest, direction: Direction) -> Done | HttpResponse:
    form = NewForm(direction, initial=request.POST.dict())
    now = timezone.now()
    try:
        received_on = read_day(request.POST.get("received_on", ""))
        done = operations.open_case(
            document=form.document(),
            direction=direction,
            by=signed_in_user(request),
            at=now,
            received_on=received_on,
        )
    except UnableToReadInput as fault:
        form.tell(fault.errors)
        return _page(request, direction, form, status=422)
    except UnableToReadDocument as fault:
        form.tell(form.faults(fault.errors))
        return _page(request, direction, form, status=422)
    except operations.UnableToOpen as fault:
        return _page(request, direction, form, status=422, sentence=str(fault))
    except operations.NotAllowed as refusal:
        return _page(
            request, direction, form, status=422, sentence=words.say(refusal.verdict.reason)
        )
    opened = done.request
    messages.success(request, _("Filed as %(reference)s.") % {"reference": opened.reference})
    url = reverse("requests:contents", args=[opened.public_id])
    return Done(HttpResponseRedirect(url), url)


def _page(
    request: HttpRequest,
    direction: Direction,
    form: NewForm,
    *,
    status: int = 200,
    sentence: str = "",
) -> HttpResponse:
    state = form.other_state
    context: dict[str, Any] = {
        "form": form,
        "is_outgoing": direction is Direction.OUTGOING,
        "bases": basis.choices(
            state,
            on=house.today(timezone.now()),
            codes=form.instruments,
            values=form.initial,
        )
        if state
        else [],
        "lead": form.initial.get("lead", ""),
        "state": state,
        "home": settings.MLA_HOME_STATE,
        "sentence": sentence,
        "url": reverse("requests:new_of", args=[direction.value.lower()]),
    }
    return render(request, "requests/new_of.html", context, status=status)
