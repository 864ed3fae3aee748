"""The worklist: what is to be done, the most pressing first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from mla.accounts.policy import policy, signed_in_user
from requests_app import house
from requests_app import worklist as lists
from requests_app.web import states as register
from requests_app.web import worklist_page as pages


@policy("requests.read")
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """One page of the list, by urgency and next action; saved lists are plain addresses."""
    person = signed_in_user(request)
    today = house.today(timezone.now())
    given = {name: str(value) for name, value in request.GET.items() if value}
    named = given.get("state_name", "")
    if named:
        given["other_state"] = register.code_of(named)
    filters = lists.read_filters(given, default_scope=lists.scope_of(person))
    page = lists.page(
        filters,
        by=person,
        today=today,
        after=given.get("after", ""),
        before=given.get("before", ""),
    )
    kept = {k: v for k, v in given.items() if k not in ("after", "before", "other_state")}
    context = {
        "filters": filters,
        "filter_form": pages.filter_form(filters, state_name=named),
        "head": pages.head(),
        "tabs": pages.tabs(person, filters.scope),
        "rows": pages.rows_html(page.rows, today=today),
        "is_empty": not page.rows,
        "newer": f"?{urlencode({**kept, 'before': page.before})}" if page.before else "",
        "older": f"?{urlencode({**kept, 'after': page.after})}" if page.after else "",
        "may_draft": pages.may_draft(person),
    }
    return render(request, "requests/worklist.html", context)


@policy("requests.read")
@require_GET
def states(request: HttpRequest) -> HttpResponse:
    """The States of the register as choices of a text field, fetched when it is entered."""
    return render(request, "requests/_states.html", {"states": register.choices()})
