"""How codes, days and instants are written on a page, in the language of the page."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mla import written as written_out
from requests_app import house
from requests_app.rules import access, facts, measures, states
from requests_app.rules.findings import Finding
from requests_app.rules.instruments import Tag
from requests_app.rules.measures import Outcome
from requests_app.rules.sentences import COMMA, Moment, Sentence
from requests_app.rules.states import State
from requests_app.web.cites import cite

_INSIDE = _("within our own State")
TONES = {
    State.DRAFT: "grey",
    State.IN_REVIEW: "amber",
    State.APPROVED: "green",
    State.TRANSMITTED: "blue",
    State.INFORMATION_REQUESTED: "amber",
    State.ANSWERED: "blue",
    State.RECEIVED: "navy",
    State.ACKNOWLEDGED: "blue",
    State.UNDER_REVIEW: "amber",
    State.AWAITING_INFORMATION: "blue",
    State.IN_CONSULTATION: "blue",
    State.CONDITIONS_OFFERED: "amber",
    State.ACCEPTED: "green",
    State.POSTPONED: "amber",
    State.REFUSED: "red",
    State.IN_EXECUTION: "blue",
    State.PARTLY_EXECUTED: "blue",
    State.EXECUTED: "green",
    State.RESULTS_SENT: "green",
    State.FORWARDED: "grey",
    State.RETURNED_DEFICIENT: "red",
    State.WITHDRAWN: "grey",
    State.CLOSED: "grey",
}
URGENCY_TONES = {"ROUTINE": "grey", "URGENT": "amber", "EMERGENCY": "red"}
CORRECTED: dict[str, Mapping[Any, str]] = {
    "urgency": facts.URGENCY_LABELS,
    "form": facts.FORM_LABELS,
}
"""Entries with a fixed list of values, typed as their labels when they are corrected."""
TAG_WORDS = {
    Tag.V: (_("read"), "v", _("The text was read and checked.")),
    Tag.V_SEED: (_("read"), "v", _("The text was read and checked.")),
    Tag.S: (_("seen in part"), "s", _("Not read in full: it warns, and never stops you.")),
    Tag.U: (_("not verified"), "u", _("Not verified: it warns, and never stops you.")),
    Tag.HOUSE: (_("house rule"), "s", _("A rule of this house, not of the instrument.")),
}


def say(sentence: Sentence | None) -> str:
    """A sentence of the rules in the language of the page; blank for none.

    Where the page runs right to left its cite stands apart, or its brackets would turn round.
    """
    if sentence is None:
        return ""
    said = sentence.in_words(gettext, written)
    end = f"({sentence.cite})"
    if not sentence.cite or not said.endswith(end):
        return said
    cited = f"({cite(sentence.cite)})"
    if translation.get_language_bidi():
        cited = f"\u2068{cited}\u2069"
    return said.removesuffix(end) + cited


def state_label(code: str) -> str:
    """The state in words."""
    return gettext(states.LABELS[State(code)])


def direction_label(code: str) -> str:
    """The direction in words."""
    return gettext(facts.DIRECTION_LABELS[facts.Direction(code)])


def urgency_label(code: str) -> str:
    """The urgency in words."""
    return gettext(facts.URGENCY_LABELS[facts.Urgency(code)])


def channel_label(code: str) -> str:
    """The channel in words; blank is a letter that stays within our own State."""
    return gettext(facts.CHANNEL_LABELS[facts.Channel(code)]) if code else str(_INSIDE)


def side(by_other_state: bool) -> str:
    """Which of the two States, in words."""
    return gettext("The other State") if by_other_state else gettext("We")


def outcome_label(code: str) -> str:
    """The outcome of a measure in words."""
    return gettext(measures.OUTCOME_LABELS[Outcome(code)])


def form_label(code: str) -> str:
    """The form of a request in words."""
    return gettext(facts.FORM_LABELS[facts.Form(code)])


def turn_label(direction: str, state: str) -> str:
    """Whose turn it is, in words."""
    holder = states.HOLDERS[facts.Direction(direction), State(state)]
    return gettext(states.HOLDER_LABELS[holder])


def roles_label(roles: frozenset[str]) -> str:
    """Roles in words, in the order of the table."""
    return gettext(COMMA).join(
        gettext(label) for role, label in access.ROLE_LABELS.items() if role in roles
    )


def day(value: date | None) -> str:
    """A day such as 31 March 2026; blank for none."""
    return written_out.day(value) if value else ""


def short_day(value: date) -> str:
    """A day such as 31 Mar 2026."""
    return written_out.short_day(value)


def moment(value: datetime | None) -> str:
    """An instant in the zone of the house, the zone named; blank for none."""
    return written_out.moment(value, house.zone()) if value else ""


def written(value: date | Moment) -> str:
    """A day, or an instant with its zone, as sentences of the rules name them."""
    return written_out.moment(value.at, value.zone) if isinstance(value, Moment) else day(value)


def in_days(value: date, today: date) -> str:
    """How far a day is from today, in words: what a list says beside the date."""
    return _in_days((value - today).days, translation.get_language() or "en")


@lru_cache(maxsize=4096)
def _in_days(distance: int, language: str) -> str:
    if distance < 0:
        late = -distance
        return ngettext("%(days)s day overdue", "%(days)s days overdue", late) % {"days": late}
    if distance == 0:
        return gettext("today")
    if distance == 1:
        return gettext("tomorrow")
    return ngettext("in %(days)s day", "in %(days)s days", distance) % {"days": distance}


def moment_in(value: datetime, zone: str) -> str:
    """An instant in that zone, the zone named; blank where no zone is known."""
    return written(Moment(value, zone)) if zone else ""


def in_minutes(value: datetime, now: datetime) -> str:
    """How far an instant is from now, in minutes or in hours: what stands beside the instant."""
    minutes = int((value - now).total_seconds() // 60)
    late = minutes < 0
    size = -minutes if late else minutes
    if size < 180:
        number, text = (
            size,
            (
                ngettext("%(n)s minute overdue", "%(n)s minutes overdue", size)
                if late
                else ngettext("in %(n)s minute", "in %(n)s minutes", size)
            ),
        )
    else:
        number = size // 60
        text = (
            ngettext("%(n)s hour overdue", "%(n)s hours overdue", number)
            if late
            else ngettext("in %(n)s hour", "in %(n)s hours", number)
        )
    return text % {"n": number}


def days(number: int) -> str:
    """A number of days in words."""
    return ngettext("%(days)s day", "%(days)s days", number) % {"days": number}


def evidence(tag: Tag) -> dict[str, str]:
    """What a page shows of the evidence behind a rule: a word, a look, an explanation."""
    word, look, why = TAG_WORDS[tag]
    return {"word": str(word), "look": look, "why": str(why)}


def finding(found: Finding) -> dict[str, object]:
    """A finding as a page shows it."""
    return {
        "sentence": say(found.sentence),
        "blocks": found.blocks,
        "evidence": evidence(found.tag),
        "key": found.key,
    }
