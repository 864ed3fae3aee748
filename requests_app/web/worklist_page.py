"""How the worklist is shown. Its rows are written here and not by a template: 50 rows by a
template loop cost more than all the rest of the page (see `./run bench worklist`)."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext

from authorities.state_names import state_name_in
from mla.accounts.models import User
from mla.accounts.policies import DRAFTING_ROLES
from requests_app import worklist
from requests_app.rules import facts, states
from requests_app.rules.facts import Direction
from requests_app.rules.states import State
from requests_app.web import casepage, words
from requests_app.worklist import Row

_ROW = (
    '<tr class="{look}">'
    '<td data-label="{l_next}"><span class="when{late}">{next}</span>'
    '<span class="cell-note">{rel}</span></td>'
    '<td data-label="{l_request}"><a class="row-link" href="{url}"><bdi>{reference}</bdi></a>'
    '{mark}<span class="cell-note"><bdi>{title}</bdi></span></td>'
    '<td data-label="{l_state}"><bdi>{other}</bdi><span class="cell-note">{direction}</span></td>'
    '<td data-label="{l_stage}">{stage}</td>'
    '<td data-label="{l_turn}">{turn}{holder}</td>'
    '<td data-label="{l_urgency}">{urgency}</td>'
    '<td class="num" data-label="{l_days}">{days}</td>'
    "</tr>"
)
SOON = 3
"""Days ahead within which a next action is marked as coming up."""


@lru_cache(maxsize=8)
def _pattern(language: str) -> str:
    """A row with the labels of that language in their places, its values still blank."""
    labels = {
        "l_next": escape(gettext("Next action")),
        "l_request": escape(gettext("Request")),
        "l_state": escape(gettext("Other State")),
        "l_stage": escape(pgettext("not a country", "State")),
        "l_turn": escape(gettext("Whose turn")),
        "l_urgency": escape(gettext("Urgency")),
        "l_days": escape(gettext("Days open")),
    }
    pattern = _ROW
    for name, label in labels.items():
        pattern = pattern.replace(f"{{{name}}}", label.replace("{", "{{").replace("}", "}}"))
    return pattern


def rows_html(rows: Sequence[Row], *, today: date) -> SafeString:
    """The rows as HTML, every value of a request escaped."""
    language = get_language() or "en"
    pattern = _pattern(language)
    address = reverse("requests:request", args=["00000000-0000-0000-0000-000000000000"])
    before, after = address.split("00000000-0000-0000-0000-000000000000")
    return mark_safe(  # noqa: S308 (each value below is escaped)
        "".join(_row(row, today, language, pattern, before, after) for row in rows)
    )


def _row(row: Row, today: date, language: str, pattern: str, before: str, after: str) -> str:
    look = late = when = rel = ""
    if row.next_action_on is not None:
        ahead = (row.next_action_on - today).days
        when = words.short_day(row.next_action_on)
        rel = words.in_days(row.next_action_on, today)
        if ahead < 0:
            look, late = "row-overdue", " late"
        elif ahead <= SOON:
            look = "row-soon"
    return pattern.format_map(
        {
            "look": look,
            "late": late,
            "next": escape(when),
            "rel": escape(rel),
            "url": f"{before}{row.public_id}{after}",
            "reference": escape(row.reference),
            "mark": ' <span class="specimen">SPECIMEN</span>' if row.is_specimen else "",
            "title": escape(row.title),
            "other": escape(state_name_in(row.other_state, row.other_state_name, language)),
            "direction": _direction(row.direction, language),
            "stage": _stage(row.state, language),
            "turn": _turn(row.direction, row.state, language)
            + _owed(row.letters_waiting, row.reply_owed, language),
            "holder": f'<span class="cell-note"><bdi>{escape(row.assigned_to)}</bdi></span>'
            if row.assigned_to
            else "",
            "urgency": _urgency(row.urgency, language),
            "days": casepage.days_open(row.received_on, row.created_at, today),
        }
    )


@lru_cache(maxsize=32)
def _direction(code: str, language: str) -> str:
    look = "out" if code == Direction.OUTGOING else "in"
    return f'<span class="direction direction-{look}">{escape(words.direction_label(code))}</span>'


@lru_cache(maxsize=256)
def _stage(code: str, language: str) -> str:
    tone = words.TONES[State(code)]
    return f'<span class="state-badge state-{tone}">{escape(words.state_label(code))}</span>'


@lru_cache(maxsize=256)
def _turn(direction: str, state: str, language: str) -> str:
    return escape(words.turn_label(direction, state))


@lru_cache(maxsize=64)
def _owed(letters: int, reply: bool, language: str) -> str:
    """What the desk owes whoever's turn it is."""
    owed = []
    if letters:
        said = ngettext("%(count)s letter to dispatch", "%(count)s letters to dispatch", letters)
        owed.append(said % {"count": letters})
    if reply:
        owed.append(gettext("reply on the status owed"))
    return "".join(f'<span class="cell-note">{escape(text)}</span>' for text in owed)


@lru_cache(maxsize=32)
def _urgency(code: str, language: str) -> str:
    tone = words.URGENCY_TONES[code]
    label = escape(words.urgency_label(code))
    return label if tone == "grey" else f'<span class="state-badge state-{tone}">{label}</span>'


def tabs(person: User, here: str) -> list[dict[str, Any]]:
    """The lists one can choose from, as this person may have them."""
    named = [
        (worklist.TURN, gettext("My turn"), person.has_role(*worklist.TURNS)),
        (worklist.MINE, gettext("Assigned to me"), person.has_role(*DRAFTING_ROLES)),
        (worklist.OPEN, gettext("All open"), True),
        (worklist.CLOSED, pgettext("a list of requests", "Closed"), True),
    ]
    return [
        {"label": label, "url": f"?scope={scope}", "current": scope == here}
        for scope, label, shown in named
        if shown
    ]


def head() -> SafeString:
    """The head of the table: the same for everybody who reads that language."""
    return _head(get_language() or "en")


@lru_cache(maxsize=8)
def _head(language: str) -> SafeString:
    return render_to_string("requests/_worklist_head.html")


def filter_form(filters: worklist.Filters, *, state_name: str) -> SafeString:
    """The form of the filters. Kept for each list as long as nothing is asked for: what
    somebody searches for is not."""
    if filters.narrows or state_name:
        return _filter_form(filters, state_name)
    return _blank_form(filters.scope, get_language() or "en")


@lru_cache(maxsize=64)
def _blank_form(scope: str, language: str) -> SafeString:
    return _filter_form(worklist.Filters(scope=scope), "")


def _filter_form(filters: worklist.Filters, state_name: str) -> SafeString:
    return render_to_string(
        "requests/_worklist_filters.html",
        {"filters": filters, "state_name": state_name, "choices": choices(filters)},
    )


def choices(filters: worklist.Filters) -> dict[str, SafeString]:
    """The options of the filters, the chosen ones marked."""
    language = get_language() or "en"
    return {
        "direction": _options("direction", filters.direction, language),
        "state": _options("state", filters.state, language),
        "urgency": _options("urgency", filters.urgency, language),
    }


@lru_cache(maxsize=512)
def _options(kind: str, chosen: str, language: str) -> SafeString:
    labels: Iterable[tuple[str, str]] = {
        "direction": [(code.value, label) for code, label in facts.DIRECTION_LABELS.items()],
        "state": [(code.value, label) for code, label in states.LABELS.items()],
        "urgency": [(code.value, label) for code, label in facts.URGENCY_LABELS.items()],
    }[kind]
    pairs = [("", gettext("Any")), *((code, gettext(label)) for code, label in labels)]
    return mark_safe(  # noqa: S308 (codes and labels of our own, escaped)
        "".join(
            f'<option value="{code}"{" selected" if code == chosen else ""}>'
            f"{escape(label)}</option>"
            for code, label in pairs
        )
    )


def may_draft(person: User) -> bool:
    """True for those who may open a case."""
    return person.authority_id is not None and person.has_role(*DRAFTING_ROLES)
