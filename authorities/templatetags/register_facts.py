"""How facts of the register are written on a page."""

from datetime import date, datetime, time
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from authorities import confirming
from authorities.languages import language_name
from authorities.register_words import CITED, in_reader_language
from mla import written
from mla.accounts.templatetags.house import moment

register = template.Library()
register.filter(written.as_far_as_given)


@register.filter
def known(value: Any) -> SafeString:
    """The fact, or "not known" where it is blank: blank never reads as "no" (`None` neither)."""
    if value is None or value == "":
        return format_html('<span class="unknown">{}</span>', _("not known"))
    if isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), moment(value))
    if isinstance(value, date):
        return format_html(
            '<time class="moment" datetime="{}">{}</time>', value.isoformat(), written.day(value)
        )
    if isinstance(value, time):
        return format_html("{}", value.strftime("%H:%M"))
    return format_html("<bdi>{}</bdi>", value)


@register.filter
def told(fact: Any, name: str) -> SafeString:
    """This text of a row as a person reads it: see `worded`. What a registrar typed in place of
    the data files' own text stays as it is, in whatever language it was typed."""
    text = getattr(fact, name)
    if text and fact.loaded.get(name) != text:
        return format_html("<bdi>{}</bdi>", text)
    return worded(text)


@register.filter
def worded(text: str) -> SafeString:
    """A text of the data files: the register's remarks in the language of the page, what it
    cites as it is, marked as English; blank is "not known"."""
    if not text:
        return known("")
    said = in_reader_language(text)
    if said is None:
        return format_html('<bdi lang="en">{}</bdi>', text)
    cited = format_html('<bdi lang="en">{}</bdi>', said.cited)
    words = conditional_escape(said.words)
    return format_html("<bdi>{}</bdi>", mark_safe(words % {CITED: cited} if said.cited else words))  # noqa: S308


@register.filter
def age_on(authority: Any, day: date) -> SafeString:
    """How old an authority's entry is on a day, marked where it is due for confirmation."""
    said = confirming.age(authority, on=day)
    if confirming.is_due(authority, on=day):
        return format_html('<span class="unconfirmed">{}</span>', said)
    return format_html("<span>{}</span>", said)


@register.filter
def in_words(code: str) -> str:
    """A language by its name in the language of the page."""
    return language_name(code)
