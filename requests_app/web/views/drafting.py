"""Writing a request by sections: the list of sections, each section, and the last look."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from authorities import confirming
from mla.accounts.once import Done, post_once
from mla.accounts.policy import policy, signed_in_user
from requests_app import operations, queries
from requests_app.casefile import CaseFile
from requests_app.exchange import rows
from requests_app.exchange.document import UnableToReadDocument
from requests_app.rules import access, inputs, workflow
from requests_app.web import (
    basis,
    buttons,
    casepage,
    changes,
    draft_form,
    draft_values,
    progress,
    words,
)
from requests_app.web import sections as drafts
from requests_app.web.draft_form import SectionForm
from requests_app.web.draft_values import Values
from requests_app.web.sections import SEP, Section


@policy("requests.draft")
@require_GET
def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sections as a list of tasks, each with how far it is."""
    case = _fetch(request, public_id)
    context = {
        **_common(request, case),
        "tasks": progress.tasks(case),
        "conformity": casepage.conformity(case),
    }
    return render(request, "requests/contents.html", context)


@policy("requests.draft")
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """One section; saving changes it in the document and leaves the others as they are."""
    chosen = drafts.BY_KEY.get(key)
    if chosen is None:
        raise Http404
    case = _fetch(request, public_id)
    if request.method != "POST":
        document = _document(case)
        return _page(request, case, chosen, draft_values.of_document(chosen, document))
    values = draft_values.typed(chosen, request.POST)
    if "add_row" in request.POST:
        return _page(request, case, chosen, draft_values.with_row(chosen, values))
    if gone := request.POST.get("drop_row", ""):
        return _page(request, case, chosen, draft_values.without_row(chosen, values, gone))
    if "show_needs" in request.POST:
        return _page(request, case, chosen, values)
    return post_once(request, at=timezone.now(), work=lambda: _save(request, case, chosen, values))


def _save(
    request: HttpRequest, case: CaseFile, chosen: Section, values: Values
) -> Done | HttpResponse:
    public_id = case.request.public_id
    document = _document(case)
    places = draft_values.into_document(chosen, document, values)
    seen = changes.read_version(request)
    try:
        operations.act(
            "revise",
            request=public_id,
            by=signed_in_user(request),
            at=timezone.now(),
            version=seen,
            given={"document": document},
        )
    except queries.UnableToFind as absent:
        raise Http404 from absent
    except UnableToReadDocument as fault:
        told = {
            name: _at_field(name, said)
            for path, said in fault.errors.items()
            if (name := draft_values.field_of(path, places))
        }
        return _page(request, case, chosen, values, status=422, told=told)
    except operations.UnableToOpen as fault:
        return _page(request, case, chosen, values, status=422, told={"": str(fault)})
    except inputs.UnableToReadInput as fault:
        told = {key: words.say(said) for key, said in fault.errors.items()}
        return _page(request, case, chosen, values, status=422, told=told)
    except operations.NotAllowed as refusal:
        return _page(
            request, case, chosen, values, status=422, sentence=words.say(refusal.verdict.reason)
        )
    except operations.ChangedMeanwhile as change:
        fresh = _fetch(request, public_id)
        return _page(request, fresh, chosen, values, status=409, change=str(change), seen=seen)
    messages.success(request, _("Saved: %(section)s.") % {"section": _(chosen.title)})
    url = _next(public_id, chosen, request.POST.get("go_to", ""))
    return Done(HttpResponseRedirect(url), url)


def _at_field(name: str, said: str) -> str:
    """What is wrong at a field, in words for those who see no codes."""
    match name.rpartition(SEP)[2]:
        case "kind":
            return _("Choose a kind of measure.")
        case "max_penalty_years":
            return _("Write the years as a number from 0 to 999.")
    return said


def _next(public_id: UUID, chosen: Section, then: str) -> str:
    following = drafts.after(chosen)
    if then != "next":
        return reverse("requests:contents", args=[public_id])
    if following is None:
        return reverse("requests:check", args=[public_id])
    return reverse("requests:section", args=[public_id, following.key])


@policy("requests.draft")
@require_GET
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything that was written, with what is missing, before it is submitted."""
    case = _fetch(request, public_id)
    submit = workflow.action("submit")
    verdict = access.verdict(submit, case, queries.actor(signed_in_user(request)))
    context = {
        **_common(request, case),
        "answers": progress.answers(case),
        "conformity": casepage.conformity(case),
        "submit": {
            "url": buttons.address("submit", public_id),
            "label": _(submit.label),
            "help": _(submit.help),
            "shown": case.request.direction == "OUTGOING",
            "allowed": verdict.allowed,
            "reason": words.say(verdict.reason),
        },
    }
    return render(request, "requests/check.html", context)


def _fetch(request: HttpRequest, public_id: UUID) -> CaseFile:
    try:
        return casepage.fetch(public_id, by=signed_in_user(request), at=timezone.now())
    except queries.UnableToFind as absent:
        raise Http404 from absent


def _document(case: CaseFile) -> Values:
    found: Values = rows.to_document(case.request).model_dump(mode="json", by_alias=True)
    return found


def _common(request: HttpRequest, case: CaseFile) -> dict[str, Any]:
    verdict = access.verdict(
        workflow.action("revise"), case, queries.actor(signed_in_user(request))
    )
    return {
        "case": casepage.header(case),
        "may_change": verdict.allowed,
        "why_not": words.say(verdict.reason),
    }


def _page(
    request: HttpRequest,
    case: CaseFile,
    chosen: Section,
    values: Values,
    *,
    status: int = 200,
    told: dict[str, str] | None = None,
    sentence: str = "",
    change: str = "",
    seen: int = 0,
) -> HttpResponse:
    document = _document(case)
    form = SectionForm(
        chosen,
        values,
        document=document,
        instrument=case.instrument,
        is_outgoing=case.request.direction == "OUTGOING",
    )
    form.tell(told or {})
    place = drafts.SECTIONS.index(chosen)
    context = {
        **_common(request, case),
        "section": {
            "key": chosen.key,
            "title": _(chosen.title),
            "hint": _(chosen.hint) if chosen.hint else "",
            "place": place + 1,
            "of": len(drafts.SECTIONS),
            "one": _(chosen.rows.one) if chosen.rows else "",
            "add": _(chosen.rows.add) if chosen.rows else "",
            "is_measures": chosen.key == "measures",
            "is_basis": chosen.key == "basis",
            "asks_addressee": chosen.key == "addressee"
            and case.request.direction == "OUTGOING"
            and not case.request.addressee,
        },
        "addressee": case.addressee if chosen.key == "addressee" else "",
        "unconfirmed": confirming.warning(case.counterpart, on=case.today)
        if chosen.key == "addressee" and not case.request.addressee
        else "",
        "form": form,
        "count": values.get("count", 0),
        "asked": progress.asked(case, chosen),
        "bases": basis.choices(
            case.request.other_state_id,
            on=case.today,
            codes=draft_form.instrument_choices(document),
            values=values,
        )
        if chosen.key == "basis"
        else [],
        "lead": values.get("lead", ""),
        "sentence": sentence,
        "change": change,
        "changed": changes.since(case.request, seen) if change else [],
        "previous": drafts.SECTIONS[place - 1].key if place else "",
    }
    return render(request, "requests/section.html", context, status=status)
